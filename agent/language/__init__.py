"""Words: the grammar of completions, prompts and contexts, and reading a plan's words as goals that can be checked."""
