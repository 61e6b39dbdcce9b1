"""The chat that a model reads: system prompt, past turns, the plan in force, the observation, the instruction.

What has a varying length comes first in the last message and what has a fixed one last: small models learn that layout faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from agent.language.completion import safe_plan
from agent.plan import Plan

HISTORY_TURNS = 16  # the paper's (arXiv 2509.03581), and BALROG's default


@dataclass(frozen=True, slots=True)
class Turn:
    """A past observation and what was played on it."""

    observation: str
    action: str


class Message(TypedDict):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


def build(
    *,
    system: str,
    observation: str,
    instruction: str,
    step: int,
    plan: Plan | None = None,
    history: Sequence[Turn] = (),
) -> list[Message]:
    """Put a context together.

    Args:
        system: the system prompt.
        observation: the text of the view now, status and inventory included.
        instruction: what the mode asks for; ends the last message.
        step: the view's step, from which the plan's age is counted.
        plan: the plan in force. Older plans are nowhere in the context.
        history: past turns, oldest first; the newest ``HISTORY_TURNS`` are used.

    Returns:
        One system message, a user and an assistant message for each past turn, one user message.
    """
    messages: list[Message] = [{"role": "system", "content": system}]
    for turn in history[-HISTORY_TURNS:]:
        messages.append({"role": "user", "content": f"Observation:\n{turn.observation}"})
        messages.append({"role": "assistant", "content": turn.action})
    now = f"{plan_line(plan, step)}\n\nCurrent observation:\n{observation}\n\n{instruction}"
    messages.append({"role": "user", "content": now})
    return messages


def plan_line(plan: Plan | None, step: int) -> str:
    """The plan in force with whose it is and its age, on one line. An expert's plan is its student's own."""
    if plan is None:
        return "Plan in force: none"
    owner = "a person's" if plan.source == "human" else "your own"
    age = step - plan.step
    since = "made now" if age <= 0 else f"made {age} step{'s' if age > 1 else ''} ago"
    return f"Plan in force ({owner}, {since}): {safe_plan(plan.text)}"
