"""Nothing hidden is used: the unseen part of the world can be anything, and view, memory and
decision stay what they are.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from agent.core.plan import Plan
from agent.core.prompt import Situation
from agent.worlds.crafter.engine.engine import CrafterWorld, from_snapshot
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.view import MATERIALS, CreatureKind, View

STEPS, EVERY = 330, 6  # past the first night
KINDS: tuple[CreatureKind, ...] = ("cow", "zombie", "skeleton", "plant")


def otherwise(world: CrafterWorld, memory: Memory, rng: np.random.Generator) -> CrafterWorld:
    """The same world with every cell that was never seen made of something else, and more creatures
    there.
    """
    twin = from_snapshot(world.snapshot())
    for x, y in np.argwhere(memory.seen_step < 0).tolist():
        twin.place_material((x, y), str(rng.choice(MATERIALS[1:])))
        if rng.random() < 0.03 and twin.env._world[(x, y)][1] is None:
            twin.place_creature((x, y), KINDS[rng.integers(len(KINDS))])
    return twin


def same(view: View, other: View) -> bool:
    plain = replace(other, materials=view.materials)
    return plain == view and np.array_equal(view.materials, other.materials)


@pytest.mark.parametrize("seed", [1000, 1003, 1012])
def test_the_unseen_world_changes_neither_view_nor_memory_nor_decision(seed: int) -> None:
    world, memory, expert, rng = CrafterWorld(), Memory(), Expert(), np.random.default_rng(seed)
    world.reset(seed)
    memory.update(world.view(), None)
    plan: Plan | None = None
    checked = 0
    while world.view().step < STEPS and not world.over:
        decision = expert.decide(Situation(world.view(), memory, plan))
        if decision.plan is not None:
            plan = Plan(world.view().step + 1, decision.plan, "expert", world.view().step)
        before = memory.copy()
        world.step(decision.action)
        memory.update(world.view(), decision.action)
        if world.view().step % EVERY:
            continue
        twin = otherwise(world, memory, rng)
        assert twin.digest() != world.digest()
        assert same(world.view(), twin.view())
        before.update(twin.view(), decision.action)
        assert before.to_bytes() == memory.to_bytes()
        here = expert.decide(Situation(world.view(), memory, plan))
        there = expert.decide(Situation(twin.view(), before, plan))
        assert (there.plan, there.action) == (here.plan, here.action)
        checked += 1
    assert checked > 20


def test_a_decision_is_taken_from_values_that_share_nothing_with_the_world() -> None:
    world, memory = CrafterWorld(), Memory()
    world.reset(1000)
    memory.update(world.view(), None)
    view = world.view()
    expert = Expert()
    decision = expert.decide(Situation(view, memory, None))
    alone = Situation(
        replace(view, materials=view.materials.copy()), Memory.from_bytes(memory.to_bytes()), None
    )
    world.clear("lava")
    again = expert.decide(alone)
    assert (again.plan, again.action) == (decision.plan, decision.action)
    assert [field.name for field in fields(Situation)] == [
        "view",
        "memory",
        "plan",
        "history",
        "sample_index",
        "episode_uniform",
        "below",
        "may_plan",
        "barred",
        "may_consult",
        "consulted",
    ]
