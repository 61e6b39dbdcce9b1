"""The chat that a model reads: system prompt, past turns, the plan in force, the observation, the
instruction.

What has a varying length comes first in the last message and what has a fixed one last: small
models learn that layout faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from agent.core.completion import safe_plan
from agent.core.goals import Progress, Reading
from agent.core.plan import Plan

HISTORY_TURNS = 16  # the paper's (arXiv 2509.03581), and BALROG's default


@dataclass(frozen=True, slots=True)
class Turn:
    """A past observation and what was played on it."""

    observation: str
    action: str
    rejected: str | None = None  # what was written, where that was no valid answer


class Message(TypedDict):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


def build(
    *,
    system: str,
    observation: str,
    instruction: str,
    plans: Sequence[str],
    history: Sequence[Turn] = (),
) -> list[Message]:
    """Put a context together.

    Args:
        system: the system prompt.
        observation: the text of the view now, status and inventory included.
        instruction: what the mode asks for; ends the last message.
        plans: the lines of the plans in force. Older plans are nowhere in the context.
        history: past turns, oldest first; the newest ``HISTORY_TURNS`` are used.

    Returns:
        One system message, a user and an assistant message for each past turn, one user message.
    """
    messages: list[Message] = [{"role": "system", "content": system}]
    for turn in history[-HISTORY_TURNS:]:
        messages.append({"role": "user", "content": f"Observation:\n{turn.observation}"})
        messages.append({"role": "assistant", "content": turn.action})
    lines = "\n".join(plans)
    now = f"{lines}\n\nCurrent observation:\n{observation}\n\n{instruction}"
    messages.append({"role": "user", "content": now})
    return messages


def plan_line(plan: Plan | None, step: int) -> str:
    """The plan in force with whose it is and its age, on one line.

    An expert's plan is its student's own; an adviser's is told as a person's.
    """
    if plan is None:
        return "Plan in force: none"
    owner = f"a person's {plan.authority}" if plan.is_asked else "your own"
    return f"Plan in force ({owner}, {_since(plan, step)}): {safe_plan(plan.text)}"


def below_line(below: Plan | None, step: int) -> str:
    """The planner's own plan beneath a person's."""
    if below is None:
        return "Your own plan under it: none"
    return f"Your own plan under it ({_since(below, step)}): {safe_plan(below.text)}"


def understood_line(reading: Reading, described: Sequence[str], progress: Progress) -> str:
    """What was understood of a person's plan: the goal in hand and how far it is, what comes next,
    what holds throughout.

    Args:
        reading: of the plan; at least one goal, and not all are reached.
        described: the goals in plain words, then what is refused and what holds whenever something
            is so.
        progress: of the plan.
    """
    count = len(reading.goals)
    parts = [f"now {described[progress.index]} ({progress.text})"]
    if later := described[progress.index + 1 : count]:
        parts.append(f"then {', then '.join(later)}")
    return f"Understood: {'; '.join([*parts, *described[count:]])}"


def _since(plan: Plan, step: int) -> str:
    age = step - plan.step
    return "made now" if age <= 0 else f"made {age} step{'s' if age > 1 else ''} ago"
