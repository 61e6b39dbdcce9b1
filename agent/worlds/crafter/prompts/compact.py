"""What a small model reads: view, memory and plan in about a hundred words, with the ways that are
known.

A third text besides ``prose`` and ``grid``, for models of a few million parameters that are trained
on it. Every word is one token of their vocabulary. It tells more than the other two in one respect:
for each kind of thing that the player knows of it gives the nearest one's distance and the first
action of the way there, as a navigator would, and the first action towards a place that can be
closed. All of it is worked out from view and memory alone. Which of the things to go for, and when
to plan, is left to the model.

There are two versions of it. In the first, the plan in force comes first, in its own words. In the
second the state comes first, which is the same whatever was planned, and then the plans
(``agent.worlds.crafter.prompts.compact_plans``). ``ways=False`` leaves the ways out; the second
version then tells the window cell by cell, so that the model has to find the ways itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, product

from agent.core import completion
from agent.core.completion import Completion, safe_plan
from agent.core.context import Message
from agent.core.mode import Mode
from agent.core.plan import Plan
from agent.core.prompt import Situation
from agent.worlds.crafter.memory import Memory, Position
from agent.worlds.crafter.plans.describing import compass
from agent.worlds.crafter.prompts.compact_plans import (
    AGES,
    FARTHEST,
    action_word,
    age,
    offset,
    plans,
    since,
)
from agent.worlds.crafter.rules import ACTION_NAMES, DO, MOVES, NOOP, PLACE, PLACE_ACTION, VITALS
from agent.worlds.crafter.scene.explore import look_for, octant
from agent.worlds.crafter.scene.garden import bed, fence
from agent.worlds.crafter.scene.navigation import FAR, Way, mask
from agent.worlds.crafter.scene.needs import at_stations, grown
from agent.worlds.crafter.scene.scene import SOURCES, Scene, nearby
from agent.worlds.crafter.scene.shelter import close_in
from agent.worlds.crafter.view import CENTER, MATERIALS, Direction, View

_SIDES: dict[str, Direction] = {"west": (-1, 0), "east": (1, 0), "north": (0, -1), "south": (0, 1)}
_NEAR = 5  # cells within which creatures are listed
_MOST_CREATURES = 5
_LATELY = 20  # steps in which the second version sees where the player is heading
_DISTANCES = (*range(21), 25, 30, 35, 40, 50, 60)
_TOLD = (  # achievements that the inventory does not tell of
    "collect_drink", "collect_sapling", "defeat_skeleton", "defeat_zombie", "eat_cow", "eat_plant",
    "place_furnace", "place_plant", "place_stone", "wake_up", "collect_diamond",
)  # fmt: skip
_GOODS = ("wood", "stone", "coal", "iron", "sapling")
_TIERS = ("iron", "stone", "wood")
# kind of unseen ground -> what is looked for there
_GROUNDS = {"rock": "iron", "grass": "cow", "shore": "drink"}
_MODES = {"must": "plan now", "may": "plan or act", "act": "act"}
_CREATURES = ("cow", "zombie", "skeleton", "plant", "ripe-plant", "arrow")
_THINGS = (
    *SOURCES,
    "cow",
    "zombie",
    "skeleton",
    "ripe-plant",
    "plant",
    "table",
    "furnace",
    "forge",
    "bed",
    "fence",
    "shelter",
)


class CompactPrompt:
    """Prompts with the brief text alone: no system prompt, no past turns.

    Args:
        ways: tell the known ways; version 2 without them tells the window.
        version: of the text; planners that were trained on one read no other.
        words: of version 2: tell a person's plan in the person's words.
        reading: of version 2: tell what was understood of it.
        trail: of version 2: how many of the last steps are told.
    """

    name = "brief"
    system = ""
    history = False
    actions = ACTION_NAMES

    def __init__(
        self,
        ways: bool = True,
        version: int = 1,
        *,
        words: bool = True,
        reading: bool = True,
        trail: int = 0,
    ) -> None:
        self._ways = ways
        self._version = version
        self._words = words
        self._reading = reading
        self._trail = trail

    def observe(self, view: View, memory: Memory) -> str:
        """Past turns are not told."""
        return ""

    def observation(self, view: View, memory: Memory) -> str:
        """What is known."""
        scene = Scene(view, memory)
        if self._version == 1:
            return "\n".join(_first(scene, None, ways=self._ways)[1:])
        return "\n".join(state(scene, ways=self._ways, trail=self._trail))

    def messages(self, situation: Situation, mode: Mode) -> list[Message]:
        """The one message of a decision."""
        return self.tell(Scene(situation.view, situation.memory), situation, mode)

    def parse(self, written: str) -> Completion:
        """In the usual grammar."""
        return completion.parse(written, self.actions)

    def tell(self, scene: Scene, situation: Situation, mode: Mode) -> list[Message]:
        """The same, for who puts several plans to one ``scene``."""
        step = situation.view.step
        asked = "must" if mode.must_plan(step) else "may" if mode.may_plan(step) else "act"
        return [{"role": "user", "content": f"{self.text(scene, situation)}\n{_MODES[asked]}"}]

    def text(self, scene: Scene, situation: Situation) -> str:
        """The state and the plans in force, without what the mode asks for."""
        if self._version == 1:
            return "\n".join(_first(scene, situation.plan, ways=self._ways))
        planned = plans(
            scene,
            situation.asked,
            situation.own,
            words=self._words,
            reading=self._reading,
            ways=self._ways,
        )
        return "\n".join([*state(scene, ways=self._ways, trail=self._trail), *planned])


def _first(scene: Scene, plan: Plan | None, *, ways: bool) -> list[str]:
    """The first version: what is known, in words of ``vocabulary()`` and those of the plan."""
    lines = [_plan(plan, scene.memory)]
    if plan is not None:
        lines.append(" ".join(["since", *since(plan.step, scene.memory)]))
    known = _ways(scene, None if plan is None else _heading(scene, plan.step))
    lines += [" ".join(known)] if ways else []
    return [*lines, *_common(scene)]


@lru_cache(maxsize=64)  # several plans are put to one scene
def state(scene: Scene, *, ways: bool = True, trail: int = 0) -> tuple[str, ...]:
    """The second version's lines of what is known; no plan has a part in them."""
    common = [*_common(scene), *_steps(scene, trail)]
    if not ways:
        return (*_window(scene.view), *common)
    heading = _heading(scene, max(0, scene.view.step - _LATELY))
    known = [*_ways(scene, heading), *_spots(scene)]
    return (" ".join(known), *common)


def _steps(scene: Scene, trail: int) -> Iterator[str]:
    """Where the last steps led, the oldest first; 0 for one that led nowhere."""
    lately = scene.memory.path[-trail - 1 :] if trail else []
    if len(lately) > 1:
        led = ((x - x0, y - y0) for (x0, y0), (x, y) in pairwise(lately))
        yield " ".join(["since", *(compass(step) if any(step) else "0" for step in led)])


def _window(view: View) -> Iterator[str]:
    """Row by row from the north-west, in the words for what is in front: those of all sides are
    known to the tokenizer, and no shorter ones.
    """
    across, down = CENTER
    for dy in range(-down, down + 1):
        yield " ".join(f"front:{_shown(view, dx, dy)}" for dx in range(-across, across + 1))


def _common(scene: Scene) -> list[str]:
    locked = [name for name in _TOLD if name not in scene.view.unlocked]
    return [
        " ".join(["still", *locked]),
        " ".join(["near", *_creatures(scene)]),
        " ".join(_fixed(scene)),
    ]


def offsets() -> list[str]:
    """Every offset along one axis that can be written, such as ``3 east``: as plans say it, so that
    a model only has to copy it.
    """
    return [f"{count} {side}" for count, side in product(range(1, FARTHEST + 1), _SIDES)]


def vocabulary() -> list[str]:
    """Every word that the first version can write beside the plan's and ``offsets()``, each once,
    in a fixed order.
    """
    actions = [
        action_word(action)
        for action in (*MOVES, NOOP, DO, PLACE_ACTION["stone"], PLACE_ACTION["plant"])
    ]
    things = [*_THINGS, *(f"unseen-{ground}" for ground in _GROUNDS)]
    counted = [
        *(f"gain-{item}" for item in (*_GOODS, "diamond")),
        *(f"place-{item}" for item in PLACE),
        "drink-water",
    ]
    counted += [f"make-{tier}_{tool}" for tier in _TIERS for tool in ("pickaxe", "sword")]
    counted += ["eat-cow", "eat-plant", "defeat-zombie", "defeat-skeleton"]
    words = [
        "plan none", "own", "person", "since", "still", "near", *_MODES.values(), "dark", "light",
        "asleep", "awake", "sealed", "unsealed", *_TOLD, *(f"age{age}" for age in AGES),
        *(f"~{distance}" for distance in _DISTANCES), "0",
        *(f"{thing}>{action}" for thing, action in product(things, actions)),
        *(f"{name}+{count}" for name, count in product(counted, range(1, 10))),
        *(f"{kind}>{side}" for kind, side in product(("arrow",), _SIDES)),
        *(f"!{kind}" for kind in ("zombie", "skeleton", "arrow")),
        *(
            f"{side}:{name}"
            for side, name in product((*_SIDES, "front"), (*MATERIALS, *_CREATURES))
        ),
        *(f"face:{side}" for side in _SIDES),
        *(f"{name}{count}" for name, count in product((*VITALS, *_GOODS), range(10))),
        *(f"{tool}:{tier}" for tool, tier in product(("pickaxe", "sword"), (*_TIERS, "none"))),
        *(f"t{tens}" for tens in range(30)),
    ]  # fmt: skip
    return list(dict.fromkeys(word for entry in words for word in entry.split()))


def _plan(plan: Plan | None, memory: Memory) -> str:
    if plan is None:
        return "plan none"
    return (
        f"plan {'person' if plan.is_asked else 'own'} {age(plan.step, memory)} "
        f"{safe_plan(plan.text)}"
    )


def _heading(scene: Scene, step: int) -> Direction | None:
    """Which way the player has gone since a step, so that the way to unseen ground keeps to it."""
    x, y = scene.memory.path[step]
    dx, dy = scene.position[0] - x, scene.position[1] - y
    if abs(dx) + abs(dy) < 3:
        return None
    return octant(dx, dy)


def _ways(scene: Scene, heading: Direction | None) -> Iterator[str]:
    for item in SOURCES:
        yield from _way(scene, item, scene.way(item), DO)
    yield from _way(scene, "cow", scene.cow, DO)
    yield from _way(scene, "zombie", scene.zombie, DO)
    yield from _way(scene, "skeleton", scene.skeleton, DO)
    yield from _way(scene, "ripe-plant", scene.ripe, DO)
    growing = [cell for cell, plant in scene.plants.items() if not plant.ripe]
    if growing:
        yield from _way(scene, "plant", scene.stand(nearby(growing, 2)), NOOP)
    yield from _way(scene, "table", at_stations(scene, ("table",)), NOOP)
    yield from _way(scene, "furnace", at_stations(scene, ("furnace",)), NOOP)
    yield from _way(scene, "forge", at_stations(scene, ("table", "furnace")), NOOP)
    if scene.has("sapling") and (spot := bed(scene)) is not None:
        yield from _way(scene, "bed", scene.face(mask(spot)), PLACE_ACTION["plant"])
    if scene.plants and (fencing := fence(scene)) is not None:
        yield f"fence>{action_word(fencing)}"
    if (closing := close_in(scene)) is not None:
        yield f"shelter>{action_word(closing)}"
    for ground, target in _GROUNDS.items():
        if ground != "shore" or scene.way("drink") is None:
            found = look_for(scene, target, heading)
            if found is not None:
                yield f"unseen-{ground}>{action_word(found.action)}"
                yield f"~{_distance(found.steps)}"
                yield _offset_to(scene, found.target)


def _spots(scene: Scene) -> Iterator[str]:
    """Where a table or furnace can be placed beside the other, which what is made of iron takes."""
    for item, partner in (("table", "furnace"), ("furnace", "table")):
        if scene.has_for(item) and scene.known(partner).any():
            spots = scene.placeable(item) & grown(scene.known(partner), 2)
            yield from _way(scene, f"spot-{item}", scene.face(spots), PLACE_ACTION[item])


def _way(scene: Scene, name: str, way: Way | None, there: int) -> Iterator[str]:
    """The first action of a way, or ``there`` for one who has arrived, its length and where it
    leads.
    """
    if way is None or way.cost >= FAR:
        return
    yield f"{name}>{action_word(there if way.action < 0 else way.action)}"
    yield f"~{_distance(way.steps)}"
    yield _offset_to(scene, way.target)


def _creatures(scene: Scene) -> Iterator[str]:
    told = 0
    for (x, y), creature in scene.creatures:
        dx, dy = x - scene.position[0], y - scene.position[1]
        if (
            creature.kind not in ("zombie", "skeleton", "arrow")
            or abs(dx) + abs(dy) > _NEAR
            or told == _MOST_CREATURES
        ):
            continue
        told += 1
        facing = creature.facing if creature.kind == "arrow" else None
        yield f"!{creature.kind}" if facing is None else f"arrow>{compass(facing)}"
        yield offset(dx, dy)


def _fixed(scene: Scene) -> Iterator[str]:
    view, items = scene.view, scene.items
    for side, (dx, dy) in _SIDES.items():
        yield f"{side}:{_shown(view, dx, dy)}"
    yield f"face:{compass(scene.facing)}"
    yield f"front:{_shown(view, *scene.facing)}"
    yield from (f"{name}{items[name]}" for name in (*VITALS, *_GOODS))
    for tool in ("pickaxe", "sword"):
        yield f"{tool}:{next((tier for tier in _TIERS if scene.has(f'{tier}_{tool}')), 'none')}"
    yield f"t{scene.phase // 10}"
    yield "dark" if scene.dark else "light"
    yield "asleep" if view.asleep else "awake"
    yield "sealed" if scene.sealed else "unsealed"


def _shown(view: View, dx: int, dy: int) -> str:
    creature = view.creature(dx, dy)
    if creature is None:
        return view.material(dx, dy)
    return "ripe-plant" if creature.ripe else creature.kind


def _distance(steps: int) -> int:
    return int(_DISTANCES[bisect_right(_DISTANCES, max(steps, 0)) - 1])


def _offset_to(scene: Scene, cell: Position) -> str:
    return offset(*scene.away(cell))
