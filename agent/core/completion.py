"""The grammar of what a model writes: optionally one ``<plan> text </plan>``, then exactly one
action name.

Decided here, once:

- Whitespace of any kind may stand around the plan, its text and the action; none is needed.
- Tags and action names are matched exactly, case included. An action name's inner spaces count too.
- A plan's text is made safe (``safe_plan``); it may be neither empty nor longer than
  ``MAX_PLAN_CHARS`` after that.
- Thoughts, such as ``<think> ... </think>``, may stand before all that, as reasoning models write
  them (``_THOUGHTS``). They are no part of the answer. A chat template may have begun them already,
  so that their end alone is written.
- Two plans, nested or unclosed tags, and any other text are invalid. An invalid completion has no
  plan and no action.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from agent.core.plan import MAX_PLAN_CHARS

OPEN, CLOSE = "<plan>", "</plan>"

# Plan tags in any case and spacing, and the control tokens of chat templates: <s>, </s>,
# <|eot_id|>, <end_of_turn>, [INST], [|assistant|]. Linear in the text's length: whitespace is
# collapsed before, and no two repeated parts can match the same characters.
_TAG = re.compile(r"< ?([/|｜]* ?[^\W\d][\w|｜▁/-]*) ?>|\[([|/]?[^\W\d]\w*\|?)\]")
# How families of models begin and end their thoughts; the last one is gpt-oss, whose answer begins
# where its thoughts end.
_THOUGHTS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
)
_QUOTED_CHARS = 40


@dataclass(frozen=True, slots=True)
class Completion:
    """A parsed completion."""

    plan: str | None  # safe text; None: no plan was written, or the completion is invalid
    action: int | None  # index into the actions; None: invalid
    valid: bool
    error: str = ""  # what was wrong, "" if nothing


def parse(text: str, actions: Sequence[str]) -> Completion:
    """Read what a model wrote. Never raises, whatever ``text`` is.

    Args:
        text: the completion, without the prompt and the end-of-text token.
        actions: the world's action names.
    """
    text = answer(text)
    if text.lstrip().startswith(tuple(begin for begin, _ in _THOUGHTS)):
        return _invalid("its thoughts have no end; it may need more tokens for them")
    opened, closed = text.count(OPEN), text.count(CLOSE)
    plan: str | None = None
    name = text.strip()
    if opened or closed:
        if opened > 1 or closed > 1:
            return _invalid("more than one plan: write one <plan> ... </plan> at the most")
        before, _, rest = text.partition(OPEN)
        body, end, name = rest.partition(CLOSE)
        if not opened or not end:
            return _invalid(
                "a plan begins with <plan> and ends with </plan>; one of the two is "
                "missing or out of order"
            )
        if before.strip():
            return _invalid(f"text before the plan: {_quote(before)}")
        plan = safe_plan(body)
        if not plan:
            return _invalid("the plan is empty")
        if len(plan) > MAX_PLAN_CHARS:
            return _invalid(f"the plan has {len(plan)} characters; {MAX_PLAN_CHARS} is the most")
        name = name.strip()
    if not name:
        return _invalid("no action was written")
    if name not in actions:
        return _invalid(f"{_quote(name)} is not an action")
    return Completion(plan, actions.index(name), True)


def answer(text: str) -> str:
    """What a model wrote after its thoughts."""
    for begin, end in _THOUGHTS:
        thoughts, ended, rest = text.partition(end)
        if ended and (thoughts.lstrip().startswith(begin) or begin not in thoughts):
            return rest
    return text


def thoughts_of(text: str) -> str:
    """What ``answer`` leaves out, or all if the thoughts have no end."""
    rest = answer(text)
    unended = rest.lstrip().startswith(tuple(begin for begin, _ in _THOUGHTS))
    return text if unended else text[: len(text) - len(rest)]


def opened_thoughts(prompt: str) -> str:
    """The beginning of thoughts with which a prompt ends, "" if it ends with none."""
    return next((begin for begin, _ in _THOUGHTS if prompt.rstrip().endswith(begin)), "")


def write(plan: str | None, action_name: str) -> str:
    """The completion that ``parse`` reads as this plan (made safe) and action.

    The action stands on a line of its own, so that it begins with the same token with and without a
    plan. Raises ValueError for a plan that is empty or longer than ``MAX_PLAN_CHARS`` once it is
    safe.
    """
    if plan is None:
        return action_name
    safe = safe_plan(plan)
    if not safe:
        raise ValueError(f"the plan {_quote(plan)} is empty; pass None for no plan")
    if len(safe) > MAX_PLAN_CHARS:
        raise ValueError(f"the plan has {len(safe)} characters; {MAX_PLAN_CHARS} is the most")
    return f"{OPEN} {safe} {CLOSE}\n{action_name}"


def safe_plan(text: str) -> str:
    """A plan's text on one line, without control and invisible characters, in the usual letters
    (NFKC: not those of full width), and with tags and chat control tokens in round brackets.

    Applying it twice changes nothing. Comparisons such as "health < 4" stay.
    """
    usual = unicodedata.normalize("NFKC", text)
    printable = "".join(
        c for c in usual if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    return _TAG.sub(lambda tag: f"({tag[1] or tag[2]})", " ".join(printable.split()))


def _invalid(error: str) -> Completion:
    return Completion(None, None, False, error)


def _quote(text: str) -> str:
    text = text.strip()
    return repr(text if len(text) <= _QUOTED_CHARS else text[:_QUOTED_CHARS] + "...")
