"""The brief text, as small models read it."""

from __future__ import annotations

from agent.core.mode import DYNAMIC
from agent.core.plan import Plan
from agent.core.prompt import Situation
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.prompts.compact import CompactPrompt
from agent.worlds.crafter.view import CENTER, HEIGHT, WIDTH


def _situation() -> Situation:
    world, memory = CrafterWorld(), Memory()
    world.reset(1_000_003)
    memory.update(world.view(), None)
    plan = Plan(1, "collect 3 wood, then drink", "human", 0)
    return Situation(world.view(), memory, plan)


def _text(*, ways: bool) -> list[str]:
    (message,) = CompactPrompt(ways, version=2).messages(_situation(), DYNAMIC)
    return message["content"].splitlines()


def test_without_the_ways_no_first_action_is_told_and_the_window_is():
    told, bare = _text(ways=True), _text(ways=False)
    assert any("wood>" in line for line in told)
    assert any(line.startswith("way>") for line in told)
    assert not any(">" in line for line in bare)
    rows = [line.split() for line in bare[:HEIGHT]]
    assert [len(row) for row in rows] == [WIDTH] * HEIGHT
    view = _situation().view
    assert rows[0][0] == f"front:{view.material(-CENTER[0], -CENTER[1])}"
    assert rows[CENTER[1]][CENTER[0] + 1] == f"front:{view.material(1, 0)}"


def test_all_but_the_ways_and_the_window_is_the_same_without_the_ways():
    told, bare = _text(ways=True), _text(ways=False)
    assert [line for line in told[1:] if not line.startswith("way>")] == bare[HEIGHT:]


def test_the_last_steps_are_told_with_0_for_one_that_led_nowhere():
    situation = _situation()
    x, y = situation.memory.position
    situation.memory.path[:] = [(x, y - 1), (x - 1, y - 1), (x - 1, y), (x - 1, y), (x, y)]
    told = [
        CompactPrompt(version=2, trail=trail).observation(situation.view, situation.memory)
        for trail in (0, 3, 100)
    ]
    lines = [[line for line in text.splitlines() if line.startswith("since")] for text in told]
    assert lines == [[], ["since south 0 east"], ["since west south 0 east"]]
