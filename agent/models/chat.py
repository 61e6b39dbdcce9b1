"""A chat as the text that a model reads: by the tokenizer's own chat template, whatever that takes.

Templates differ. Some have no role for a system prompt, or leave it out without a word, some want a
message's content in parts, and models that were never taught to chat have no template. What a
template can do is tried once, with a chat whose words must all come back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from agent.core.completion import CLOSE, OPEN, opened_thoughts
from agent.core.context import Message
from agent.core.errors import first_line
from agent.models.protocol import ModelError

# For a model without a template: what was said, line by line. Past answers end as answers are to
# end, which is all that such a model is told of it.
PLAIN = (
    "{{ bos_token }}{% for m in messages %}{{ m['content'] }}"
    "{% if m['role'] == 'assistant' %}{{ eos_token }}{% endif %}{{ '\n' }}{% endfor %}"
)
_TRIAL: tuple[Message, ...] = (
    {"role": "system", "content": "alpha"},
    {"role": "user", "content": "bravo"},
    {"role": "assistant", "content": "charlie"},
    {"role": "user", "content": "delta"},
)
_MARKUP = re.compile(r"[<\[{|◁].*[^\W\d_].*[>\]}|▷]", re.DOTALL)
# Of templates that let one choose whether a model thinks before it answers.
_THINKING = ("enable_thinking", "thinking")

Layout = Callable[[Sequence[Message]], list[dict[str, Any]]]


class Chat:
    """The chat template of a tokenizer.

    Args:
        tokenizer: of the transformers library; without a template it is given ``PLAIN``.
        thinks: the model is to think before it answers, where its template lets one choose.

    Attributes:
        opened: what begins the model's thoughts, if the template has written that already; else "".

    Raises ModelError if no way was found to tell a chat with a system prompt and past turns.
    """

    def __init__(self, tokenizer: Any, *, thinks: bool = False) -> None:
        if not tokenizer.chat_template:
            tokenizer.chat_template = PLAIN
        self._tokenizer = tokenizer
        self._options = dict.fromkeys(_THINKING, thinks)
        self._control = _control_tokens(tokenizer)
        self._layout = self._fitting_layout()
        self.opened = opened_thoughts(self.render(_TRIAL))

    def render(self, context: Sequence[Message]) -> str:
        """The text of a chat, up to where the model's answer begins. What would be a control token
        of this tokenizer in somebody's words is put in round brackets.
        """
        said: list[Message] = [
            {"role": message["role"], "content": self._disarmed(message["content"])}
            for message in context
        ]
        return self._render(self._layout(said))

    def _render(self, messages: list[dict[str, Any]]) -> str:
        text: str = self._tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True, **self._options
        )
        return text

    def _disarmed(self, text: str) -> str:
        return self._control.sub(lambda found: f"({found[0].strip('<>[]{}|◁▷/')})", text)

    def _fitting_layout(self) -> Layout:
        """The first layout in which the template tells all of the trial."""
        words = [message["content"] for message in _TRIAL]
        why = ""
        for layout in (_as_is, _without_system, _in_parts, _in_parts_without_system):
            try:
                text = self._render(layout(_TRIAL))
            except Exception as error:  # noqa: BLE001, a template is a program of somebody else
                why = why or first_line(error)
                continue
            places = [text.find(word) for word in words]
            if min(places) >= 0 and places == sorted(places):
                return layout
        raise ModelError(
            "its chat template cannot tell a chat with a system prompt and past turns: "
            f"{why or 'it leaves out what was said'}"
        )


def _as_is(messages: Sequence[Message]) -> list[dict[str, Any]]:
    return [dict(message) for message in messages]


def _without_system(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The system prompt before the first user message."""
    if not messages or messages[0]["role"] != "system":
        return _as_is(messages)
    system, first, *rest = messages
    both = f"{system['content']}\n\n{first['content']}"
    return [{"role": first["role"], "content": both}, *_as_is(rest)]


def _in_parts(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Contents as lists of parts, as models that also see pictures have them."""
    return [
        {"role": message["role"], "content": [{"type": "text", "text": message["content"]}]}
        for message in messages
    ]


def _in_parts_without_system(messages: Sequence[Message]) -> list[dict[str, Any]]:
    joined: list[Any] = _without_system(messages)
    return _in_parts(joined)


def _control_tokens(tokenizer: Any) -> re.Pattern[str]:
    """What the tokenizer reads as one token in the midst of a text, and looks like markup. Plan
    tags are ours; words and spaces that were added to a vocabulary are no markup.
    """
    added = {token.content for token in tokenizer.added_tokens_decoder.values()}
    found = {text for text in added if _MARKUP.fullmatch(text.strip())} - {OPEN, CLOSE}
    longest_first = sorted(found, key=len, reverse=True)
    # (?!) matches nothing
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)", re.IGNORECASE)
