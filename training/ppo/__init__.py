"""PPO over turns.

Read ``train`` first: it collects (``rollout``), works out advantages (``gae``), updates
(``policy``, ``critic``).

Imports ``data``, ``models``, ``play`` and ``runs``; ``compare_runs`` the paper's figures of
``evaluation``, too. In go a recipe and a model folder; out come a model folder and curves.
"""
