"""The second version of the brief text, of plans: what a person said, what was understood of it,
and the planner's own.

    asked advice
    words chop 3 trees and make a pickaxe
    goal age4 2 east 0 collect 3 wood 1 of 3
    since gain-wood+1
    way>north
    next make a wood pickaxe
    not sleep until morning
    whenever drink is at most 3, drink water
    own age2 0 1 north collect 2 wood, 4 west
    since gain-wood+1

Ages and offsets are counted from where the goal in hand, or the planner's own plan, began. Each
part is left out where there is nothing to say.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from agent.core.completion import safe_plan
from agent.core.goals import Reading
from agent.core.plan import Plan
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.describing import describe, refusal, state
from agent.worlds.crafter.plans.progress import follow, resolve
from agent.worlds.crafter.plans.reading.reading import reading as reading_of
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.scene.needs import first_need
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.scene.skills import remaining, step_towards

AGES = (*range(10), 15, 20, 30, 50, 100)
FARTHEST = 30  # cells of an offset that are told apart
# characters of a person's words that are read; what was understood of all of them stands beside
MOST_WORDS = 160
_EVENTS = ("gain", "place", "make", "eat", "drink", "defeat")


def plans(
    scene: Scene,
    asked: Plan | None,
    own: Plan | None,
    *,
    words: bool = True,
    reading: bool = True,
    ways: bool = True,
) -> list[str]:
    """The lines of the plans in force; "plan none" if there are none.

    Args:
        scene: what is known.
        asked: the person's plan.
        own: the planner's.
        words: tell the person's plan as it was written.
        reading: tell what was understood of it.
        ways: tell the first action of the way to the goal in hand.
    """
    lines: list[str] = []
    if asked is not None:
        understood = reading_of(asked.words)
        lines.append(f"asked {asked.authority}")
        if words or not (reading and understood.goals):
            lines.append(f"words {_beginning(safe_plan(asked.text))}")
        if reading and understood.goals:
            lines += _understood(scene, understood, asked.step, ways=ways)
    if own is not None:
        lines += _own(scene, own)
    return lines or ["plan none"]


def _own(scene: Scene, own: Plan) -> list[str]:
    """The planner's own plan, and what was got and done since."""
    return [
        f"own {age(own.step, scene.memory)} {safe_plan(own.text)}",
        " ".join(["since", *since(own.step, scene.memory)]),
    ]


def age(step: int, memory: Memory) -> str:
    """How many steps ago a step was, and how far the player has come since: "age4 2 east 0"."""
    (x, y), (x0, y0) = memory.position, memory.path[step]
    steps = max(known for known in AGES if known <= max(0, len(memory.path) - 1 - step))
    return f"age{steps} {offset(x - x0, y - y0)}"


def since(step: int, memory: Memory) -> Iterator[str]:
    """What was got and done after a step: "gain-wood+2"."""
    done: Counter[str] = Counter()
    for event in reversed(memory.events):
        if event.step <= step:
            break
        if event.kind in _EVENTS:
            done[f"{event.kind}-{event.name}"] += event.count
    for name in sorted(done):
        yield f"{name}+{min(done[name], 9)}"


def offset(dx: int, dy: int) -> str:
    """How far something is: "3 east 0", "0 2 north"."""
    across = f"{min(abs(dx), FARTHEST)} {'east' if dx > 0 else 'west'}" if dx else "0"
    down = f"{min(abs(dy), FARTHEST)} {'south' if dy > 0 else 'north'}" if dy else "0"
    return f"{across} {down}"


def action_word(action: int) -> str:
    """An action in the words of the brief text: "north", "do", "place_stone"."""
    return ACTION_NAMES[action].lower().replace(" ", "_").removeprefix("move_")


def _understood(scene: Scene, understood: Reading, begun: int, *, ways: bool) -> Iterator[str]:
    view, memory = scene.view, scene.memory
    progress = follow(understood.goals, begun, view, memory)
    if progress.done:
        return
    goal, *later = (resolve(goal, begun, memory) for goal in understood.goals[progress.index :])
    how_far = f" {progress.have} of {progress.want}" if progress.want > 1 else ""
    waiting = " waiting" if progress.waiting else ""
    yield f"goal {age(progress.began, memory)} {describe(goal)}{how_far}{waiting}"
    yield " ".join(["since", *since(progress.began, memory)])
    left = remaining(goal, progress.have)
    if ways and not progress.waiting and first_need(scene, left) is left:
        action = step_towards(scene, left)
        if action is not None:
            yield f"way>{action_word(action)}"
    yield from (f"next {describe(goal)}" for goal in later[:1])
    yield from (f"not {refusal(goal)}" for goal in understood.refused)
    for order in understood.standing:
        if order.when is not None:
            yield f"whenever {state(order.when)}, {describe(replace(order, when=None, skip=False))}"


def _beginning(text: str) -> str:
    """As many whole words as are read."""
    return textwrap.shorten(text, MOST_WORDS, placeholder="") or text[:MOST_WORDS]
