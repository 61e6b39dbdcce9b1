"""Who may do what, when, and what mode follows: one table.

| mode | what it means |
| --- | --- |
| playing | the clock runs and the planner plays |
| paused | nothing is played; single steps are |
| person | a person has the controls: each key is played as it comes, the clock stands |
| loading | a world is being made |
| over | the episode ended; a new world can be begun |

While a person has the controls, every command is theirs alone; otherwise any viewer's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from server.core.texts import LOADING_WORLD

Mode = Literal["playing", "paused", "person", "loading", "over"]
Order = Literal["play", "pause", "step", "speed", "take_over", "give_back", "act", "plan", "try", "rewind", "new_world"]
MODES: tuple[Mode, ...] = get_args(Mode)
ORDERS: tuple[Order, ...] = get_args(Order)

TRANSITIONS: Mapping[tuple[Mode, Order], Mode] = {
    ("playing", "play"): "playing",
    ("playing", "pause"): "paused",
    ("playing", "speed"): "playing",
    ("playing", "take_over"): "person",
    ("playing", "plan"): "playing",
    ("playing", "try"): "playing",
    ("playing", "rewind"): "loading",
    ("playing", "new_world"): "loading",
    ("paused", "play"): "playing",
    ("paused", "pause"): "paused",
    ("paused", "step"): "paused",
    ("paused", "speed"): "paused",
    ("paused", "take_over"): "person",
    ("paused", "plan"): "paused",
    ("paused", "try"): "paused",
    ("paused", "rewind"): "loading",
    ("paused", "new_world"): "loading",
    ("person", "play"): "playing",
    ("person", "pause"): "paused",
    ("person", "speed"): "person",
    ("person", "take_over"): "person",
    ("person", "give_back"): "playing",
    ("person", "act"): "person",
    ("person", "plan"): "person",
    ("person", "try"): "person",
    ("person", "rewind"): "loading",
    ("person", "new_world"): "loading",
    ("over", "speed"): "over",
    ("over", "rewind"): "loading",
    ("over", "new_world"): "loading",
}

# Commands that are no orders of their own.
_KINDS: Mapping[str, Order] = {
    **dict.fromkeys(("edit_plan", "move_plan", "run_plan", "cancel_plan", "answer"), "plan"),
    **dict.fromkeys(("try_plan", "stop_trying"), "try"),
    **dict.fromkeys(("patience", "tutorial"), "speed"),
}

_WHY_NOT: Mapping[tuple[Mode, Order], str] = {
    ("playing", "step"): "The planner is playing; pause first, then go step by step.",
    ("playing", "act"): "The planner is playing; take the controls first.",
    ("paused", "act"): "Nobody has the controls; take them first.",
    ("playing", "give_back"): "Nobody has the controls, so there is nothing to give back.",
    ("paused", "give_back"): "Nobody has the controls, so there is nothing to give back.",
    ("person", "step"): "You have the controls: press a key for a step, or give them back.",
}
_ANOTHER = "Another viewer has the controls; wait until they are given back."
_OVER = "The episode is over; go back to a step, or begin a new world."


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command is not carried out, in plain words."""

    text: str


def order_of(command: str) -> Order:
    """The order that a type of command is."""
    return _KINDS.get(command, cast(Order, command))


def follow(mode: Mode, order: Order, *, viewer: str, controller: str) -> Mode | Refusal:
    """The mode after ``viewer`` gave ``order``, or why it may not. ``controller``: who has the controls, "" for nobody."""
    if mode == "loading":
        return Refusal(LOADING_WORLD)
    if mode == "person" and viewer != controller:
        return Refusal(_ANOTHER)
    after = TRANSITIONS.get((mode, order))
    if after is None:
        return Refusal(_OVER if mode == "over" else _WHY_NOT[mode, order])
    return after
