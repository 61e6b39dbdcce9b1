"""What a scripted person wants, in words, from what it sees and what it remembers of what it saw.

It knows the rules of the game, and nothing of the planner, of the expert or of cells that it has not seen. The planner plays well by
itself, so it says little: what to do when hunger or thirst is near, how to come by an iron pickaxe once the ore is in hand, and to go
for the diamond. After a death it goes back and says what should have been done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from agent.plan import Authority
from agent.worlds.crafter.memory import Memory, Position
from agent.worlds.crafter.rules import DAY, MAKE, PLACE
from agent.worlds.crafter.view import View

_LOW = 2  # of a vital need
_DARK = 0.4  # daylight; at night the planner is left to itself
_NEAR = 3  # cells at which monsters are
_FAR = 30  # cells to a table and a furnace beside each other, from which new ones are quicker
_PAUSE = 40  # steps for which it does not repeat what was of no use
_TOOL = "iron_pickaxe"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the planner should do now."""

    text: str
    authority: Authority
    patience: int  # steps, after which it was of no use


@dataclass(frozen=True, slots=True)
class Regret:
    """What should have been done, and how many steps before the death."""

    text: str
    back: int


_HUNGRY = (Regret("eat a cow", 120), Regret("find a cow", 200), Regret("eat a cow", 250))
_THIRSTY = (Regret("drink water", 100), Regret("find water", 150), Regret("drink water", 250))
_IN_THE_DARK = (
    Regret("wall in and sleep until morning", 40),
    Regret("wall yourself in", 25),
    Regret("fight the zombie", 20),
    Regret("wall in and sleep until morning", 90),
)
_BY_DAY = (
    Regret("fight the zombie", 20),
    Regret("wall yourself in", 20),
    Regret("go 8 steps north", 30),
    Regret("go 8 steps south", 30),
)


@dataclass(slots=True)
class Mind:
    """Wants one thing at a time, and gives up what does not come about."""

    _wanted: str = ""
    _since: int = 0  # step
    _useless: dict[str, int] = field(default_factory=dict)  # what was of no use, and the step until which it is not repeated

    def wish(self, view: View, notes: Memory, plan: str) -> Wish | None:
        """What it wants now; None while the planner may do as it likes.

        Args:
            view: what it sees.
            notes: what it remembers.
            plan: the planner's own plan that is in force, "" if there is none.
        """
        for wish in _wishes(view, notes, plan):
            if self._useless.get(wish.text, 0) > view.step:
                continue
            if wish.text != self._wanted:
                self._wanted, self._since = wish.text, view.step
            elif view.step - self._since > wish.patience:
                self._useless[wish.text] = view.step + _PAUSE
                continue
            return wish
        self._wanted = ""
        return None


def regret(view: View, attempt: int) -> Regret:
    """What should have been done before the player died in ``view``; each further attempt is another idea, and goes back further."""
    have, time = view.inventory, view.step % DAY
    if not have["food"]:
        ideas: Sequence[Regret] = _HUNGRY
    elif not have["drink"]:
        ideas = _THIRSTY
    elif view.daylight < 0.5 or not 15 <= time <= 265:
        ideas = _IN_THE_DARK
    else:
        ideas = _BY_DAY
    idea = ideas[attempt % len(ideas)]
    return Regret(idea.text, idea.back + 60 * (attempt // len(ideas)))


def _wishes(view: View, notes: Memory, plan: str) -> Iterator[Wish]:
    have = view.inventory
    monsters = any(one.kind in ("zombie", "skeleton") and abs(one.dx) + abs(one.dy) <= _NEAR for one in view.creatures)
    if view.asleep or monsters or have["health"] <= 3 or view.daylight < _DARK:
        return
    if have["drink"] <= _LOW and "drink" not in plan and notes.nearest("water"):
        yield Wish("drink water", "advice", 40)
    if have["food"] <= _LOW and "cow" not in plan and any(seen.kind == "cow" for seen in notes.creatures.values()):
        yield Wish("eat a cow", "advice", 40)
    if min(have["drink"], have["food"]) <= _LOW or not have["stone_pickaxe"]:
        return
    if not have[_TOOL]:
        yield from _pickaxe(view, notes, plan)
    elif notes.nearest("diamond"):
        yield Wish("collect the diamond", "order", 150)
    elif "diamond" not in plan:
        yield Wish("find a diamond", "advice", 60)


def _pickaxe(view: View, notes: Memory, plan: str) -> Iterator[Wish]:
    """The ores, then a table and a furnace beside each other, then the pickaxe."""
    have = view.inventory
    for ore in ("iron", "coal"):
        if not have[ore]:
            if ore not in plan and notes.nearest(ore):
                yield Wish(f"collect 1 {ore}", "advice", 80)
            return
    tables, furnaces = _places(notes, "table"), _places(notes, "furnace")
    forge = min((_distance(notes, table) for table in tables if any(_beside(table, one, 2) for one in furnaces)), default=_FAR)
    build = forge >= _FAR
    table, furnace = (any(_beside(notes.position, one, 1) for one in places) for places in (tables, furnaces))
    wood = MAKE[_TOOL].uses["wood"] + (PLACE["table"].uses["wood"] if build and not table else 0)
    stone = PLACE["furnace"].uses["stone"] if build and not furnace else 0
    if have["wood"] < wood:
        if "wood" not in plan:
            yield Wish(f"collect {wood - have['wood']} wood", "advice", 80)
    elif have["stone"] < stone:
        yield Wish(f"collect {stone - have['stone']} stone", "advice", 40)
    elif build and not table:
        yield Wish("place a table", "order", 10)
    elif build and not furnace:
        yield Wish("place a furnace", "order", 10)
    else:
        yield Wish("make an iron pickaxe", "order", 40)


def _places(notes: Memory, material: str) -> Sequence[Position]:
    return [(int(x), int(y)) for x, y in notes.places(material)]


def _distance(notes: Memory, place: Position) -> int:
    return abs(place[0] - notes.position[0]) + abs(place[1] - notes.position[1])


def _beside(one: Position, other: Position, cells: int) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) <= cells
