"""What a scripted person says, from what it sees, the map that it keeps in mind, and how far its
last plan has come.

It knows the rules of the game, and nothing of the planner, of the expert or of cells that it has
not seen. The planner plays well by itself, so a person says nothing while there is nothing to add.
It says where the ore lies, what to do with it and where to look further, in whole plans; it thinks
of food, water and the night before they press; and when it sees no progress it says less at once,
then something else, and then nothing for a while.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from agent.core.plan import Authority
from agent.worlds.crafter.memory import Memory, Position
from agent.worlds.crafter.rules import ACHIEVEMENTS, DAY, MAKE, PLACE
from agent.worlds.crafter.view import View
from tests.people.chart import Chart, rocky
from tests.people.phrases import amount, chain, say

WEAK = 4  # health, at which nobody is sent anywhere
LOW = 3  # of food or drink, at which nothing else is asked for
LEAN = 5  # of it, at which one eats or drinks what is near
FULL = 6  # of it, at which one does before the night
TIRED = 6  # energy, at which one can sleep
NEAR = 12  # steps to what is near
# steps to a table and furnace, from which new ones are quicker; to water or a cow, the most that is
# asked for
FAR = 35
LONG = 15  # steps that are a long way
AFTERNOON = range(75, 140)  # of the day, in which one eats and drinks for the night
# of the day, in which somebody is sent over open ground; in the rock it is safe for longer
WORK = range(0, 115)
DAWN = 250  # of the day, after which the light grows
STONES_BY = range(90, 140)  # of the day, in which stones for the night are asked for
DUSK = range(152, 172)  # of the day, in which a shelter is asked for
CARED = 40  # steps in which food, water or a shelter is had, or is left to the planner
DARK = 0.25  # daylight; at night the planner is left to itself
EARLY = 150  # steps in which the planner is left alone with what it knows well
SETTLED = 300  # steps in which the planner looks round by itself
STONES = 5  # that close a shelter, with one to spare
DANGER = 4  # cells within which monsters are near
SLACK = 50  # steps without progress, after which a plan is corrected
PAUSE = 120  # steps for which it says no more of what came to nothing
LEVELS = 3  # a whole plan, one goal of it, another place; then a pause

Kind = Literal["drink", "eat", "shelter", "small", "metal", "diamond"]
# what keeps the player alive -> words by which the planner's own plan is about it
CARE: dict[Kind, tuple[str, ...]] = {
    "drink": ("drink", "water"),
    "eat": ("eat", "cow", "food"),
    "shelter": ("wall", "sleep", "shelter", "wait", "stone"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the planner should do now.

    Attributes:
        text: in words.
        kind: what it is about.
        authority: advice, but for what takes a few steps here and now.
        places: cells that it sends to.
        heading: the direction in which it lets look, "" for none.
    """

    text: str
    kind: Kind
    authority: Authority = "advice"
    places: tuple[Position, ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """The person's last plan, as the page shows it."""

    status: str
    progress: str = ""
    hindered: bool = False  # something to be had first is in its way


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


def regret(view: View, attempt: int) -> Regret:
    """What should have been done before the player died in ``view``; each further attempt is
    another idea, further back.
    """
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


class Mind:
    """Wants one thing at a time. ``seed``: of the choice of words."""

    def __init__(self, seed: int = 0) -> None:
        self._chance = random.Random(seed)
        self._wish: Wish | None = None  # that was said last
        self._sign: tuple[object, ...] = ()  # of progress, and ...
        self._since = 0  # ... the step from which it has been the same
        self._said = 0  # step
        self._level: dict[Kind, int] = {}  # corrections so far of what came to nothing
        self._quiet: dict[Kind, int] = {}  # the step until which no more is said of it
        self._shunned: set[Position] = set()
        # looked in in vain, and the step until which that counts
        self._headings: dict[str, int] = {}

    def think(
        self, view: View, notes: Memory, heard: Heard | None, own: str = ""
    ) -> Wish | Literal["stop"] | None:
        """What to say now: a new plan, that the last one is off, or nothing.

        Args:
            view: what it sees.
            notes: what it remembers.
            heard: its last plan, None before the first.
            own: the planner's own plan that is in force, "" for none.
        """
        wish, running = self._wish, heard is not None and heard.status == "active"
        if view.asleep:
            self._since = self._said = view.step
            return None
        if wish is not None and not running:
            self._end(wish, view.step, came=heard is not None and heard.status == "done")
            wish = None
        cares = (
            care
            for care in self._care(view, notes)
            if not any(word in own for word in CARE[care.kind])
        )
        care = self._first(cares, view)
        if care is not None and (wish is None or (wish.kind not in CARE and _presses(view, care))):
            return self._say(care, view.step)
        if wish is None:
            return self._say(self._first(self._aims(view, notes), view), view.step)
        if wish.kind not in CARE and not _fit(view):
            self._wish = None
            return "stop"
        if wish.kind in CARE and view.step - self._said > CARED:
            self._end(wish, view.step, came=False)
            return "stop"
        if heard is not None and self._stalls(view, notes, heard):
            self._end(wish, view.step, came=False)
            return self._say(self._first(self._aims(view, notes), view), view.step) or "stop"
        return None

    def _say(self, wish: Wish | None, step: int) -> Wish | None:
        if wish is not None:
            self._wish, self._sign, self._since, self._said = wish, (), step, step
        return wish

    def _end(self, wish: Wish, step: int, *, came: bool) -> None:
        """Learn from what became of a plan."""
        self._wish = None
        if came:
            self._level.pop(wish.kind, None)
            return
        level = self._level[wish.kind] = self._level.get(wish.kind, 0) + 1
        if wish.heading:
            self._headings[wish.heading] = step + 3 * PAUSE
        if level > 1:
            self._shunned.update(wish.places)
        if level >= LEVELS:
            self._quiet[wish.kind] = step + PAUSE
            self._level[wish.kind] = 0

    def _stalls(self, view: View, notes: Memory, heard: Heard) -> bool:
        """Whether nothing has come of the plan for a while: no progress, no item, no new ground."""
        items = tuple(
            count
            for name, count in view.inventory.items()
            if name not in ("health", "food", "drink", "energy")
        )
        sign = (heard.progress, items, view.unlocked, Chart(view, notes).seen // 20)
        if sign != self._sign or view.daylight < DARK:
            self._sign, self._since = sign, view.step
        return view.step - self._since > (SLACK // 2 if heard.hindered else SLACK)

    def _first(self, wishes: Iterator[Wish], view: View) -> Wish | None:
        return next((wish for wish in wishes if self._quiet.get(wish.kind, 0) <= view.step), None)

    def _care(self, view: View, notes: Memory) -> Iterator[Wish]:
        """What keeps the player alive by day: what is lower first, and food, water and stones
        before the night.
        """
        if _in_danger(view) or view.daylight < DARK or _weak(view):
            return
        have, chart, time = view.inventory, Chart(view, notes), view.step % DAY
        yield from self._fed(view, chart, LOW, FAR)
        if min(have["food"], have["drink"]) <= LOW:
            return  # nothing else before that
        if rocky(view) or not have["wood_pickaxe"]:
            return
        if time in STONES_BY and have["stone"] < STONES:
            stone = chart.nearest("stone")
            if stone and chart.steps(stone) <= NEAR:
                yield Wish(
                    say(self._chance, "stones", count=amount(STONES - have["stone"], "stone")),
                    "shelter",
                )
        if time in DUSK and have["energy"] <= TIRED and have["stone"] >= STONES:
            yield Wish(say(self._chance, "shelter"), "shelter")

    def _fed(self, view: View, chart: Chart, low: int, reach: int) -> Iterator[Wish]:
        """Food and water if there is no more than ``low`` of them, what is lower first."""
        have = view.inventory
        for need in sorted(("food", "drink"), key=lambda name: have[name]):
            place = chart.cow() if need == "food" else chart.nearest("water")
            if have[need] <= low and place and chart.steps(place) <= reach:
                kind: Kind = "eat" if need == "food" else "drink"
                yield Wish(say(self._chance, kind, where=chart.where(place)), kind)

    def _aims(self, view: View, notes: Memory) -> Iterator[Wish]:
        """What leads on, if the player is fit for it."""
        have = view.inventory
        if not _fit(view) or _in_danger(view):
            return
        chart = Chart(view, notes, frozenset(self._shunned))
        if have["stone_pickaxe"] and min(have["food"], have["drink"]) <= LEAN:
            yield from self._fed(view, chart, LEAN, NEAR)
            return
        if view.step > EARLY:
            yield from self._small(view, chart)
        if not have["stone_pickaxe"]:
            return
        if not have["iron_pickaxe"]:
            yield from self._metal(view, chart, "iron_pickaxe")
        elif "collect_diamond" not in view.unlocked:
            yield from self._diamond(view, chart)
        elif not have["iron_sword"]:
            yield from self._metal(view, chart, "iron_sword")

    def _small(self, view: View, chart: Chart) -> Iterator[Wish]:
        """What is missing still and near by."""
        have, missing = view.inventory, set(ACHIEVEMENTS) - view.unlocked
        table = chart.nearest("table")
        if "place_plant" in missing:
            grass = chart.nearest("grass")
            if have["sapling"] or (grass and chart.steps(grass) <= 5):
                yield Wish(say(self._chance, "plant" if have["sapling"] else "sapling"), "small")
        if "place_stone" in missing and have["stone"]:
            yield Wish("place a stone", "small")
        for sword, item in (("wood_sword", "wood"), ("stone_sword", "stone")):
            if (
                f"make_{sword}" in missing
                and have["wood"]
                and have[item]
                and table
                and chart.steps(table) <= 8
            ):
                yield Wish(say(self._chance, "at the table", tool=sword.replace("_", " ")), "small")

    def _metal(self, view: View, chart: Chart, tool: str) -> Iterator[Wish]:
        """All that an iron tool takes, in the order in which it lies; one thing of it after a
        failure.
        """
        have, level = view.inventory, self._level.get("metal", 0)
        forge, table = chart.forge(), chart.nearest("table")
        build = forge is None or chart.steps(forge) > FAR
        new_table = build and (table is None or chart.steps(table) > FAR)
        wood = MAKE[tool].uses["wood"] + new_table * PLACE["table"].uses["wood"] - have["wood"]
        stone = (PLACE["furnace"].uses["stone"] if build else 0) - have["stone"]
        parts: list[str] = []
        places: list[Position] = []
        tree = chart.nearest("tree")
        if wood > 0:
            parts.append(say(self._chance, "wood", count=amount(wood, "wood")))
            if tree is None:
                return
        ores = [(ore, chart.nearest(ore)) for ore in ("coal", "iron") if not have[ore]]
        known = sorted(
            [(ore, cell) for ore, cell in ores if cell], key=lambda found: chart.steps(found[1])
        )
        for ore, cell in known:
            parts.append(say(self._chance, "ore", ore=ore, where=chart.where(cell)))
            places.append(cell)
        unknown = [ore for ore, cell in ores if cell is None]
        if unknown:
            yield from self._look(chart, unknown[-1], "metal", parts if level == 0 else [])
            if parts and level:
                yield Wish(parts[0], "metal", places=tuple(places))
            return
        if stone > 0:
            parts.append(say(self._chance, "stone", count=amount(stone, "stone")))
        if level == 0 or not parts:
            at = table if build else forge
            parts += self._smith(chart, tool, build=build, table=None if new_table else at)
            if (
                tool == "iron_pickaxe"
                and "collect_diamond" not in view.unlocked
                and (gem := chart.nearest("diamond"))
            ):
                parts.append(say(self._chance, "then the diamond", side=chart.side(gem)))
        here = len(parts) <= 3 and not places and wood <= 0
        yield Wish(
            chain(self._chance, parts if level == 0 else parts[:1]),
            "metal",
            "order" if here else "advice",
            tuple(places[:1]),
        )

    def _smith(self, chart: Chart, tool: str, *, build: bool, table: Position | None) -> list[str]:
        """The steps from the goods to the tool."""
        parts = []
        if table is None:
            parts.append("place a table")
        elif not chart.beside("table"):
            parts.append(say(self._chance, "to the table"))
        if build:
            parts.append(say(self._chance, "furnace"))
        return [*parts, f"make an {tool.replace('_', ' ')}"]

    def _diamond(self, view: View, chart: Chart) -> Iterator[Wish]:
        gem = chart.nearest("diamond")
        if gem:
            yield Wish(
                say(self._chance, "diamond", where=chart.where(gem)), "diamond", places=(gem,)
            )
        else:
            yield from self._look(chart, "diamond", "diamond", [])

    def _look(self, chart: Chart, target: str, kind: Kind, first: list[str]) -> Iterator[Wish]:
        """Where to look for something, after what is known to lie on the way."""
        now = chart.view.step
        if now < SETTLED:
            return
        vain = frozenset(name for name, until in self._headings.items() if until > now)
        found = chart.outlook(target, vain)
        if found is None:
            return
        things = {"diamond": "diamonds"}.get(target, target)
        if first:
            text = chain(self._chance, [*first, f"explore {found.heading} for {things}"])
        elif found.steps > LONG:
            text = say(self._chance, "look far", heading=found.heading, things=things)
        else:
            text = say(self._chance, "look", heading=found.heading, things=things)
        yield Wish(text, kind, heading=found.heading)


def _weak(view: View) -> bool:
    return view.inventory["health"] <= WEAK


def _fit(view: View) -> bool:
    """Whether somebody can be sent somewhere: strong, fed, and by day or in the rock."""
    have, time = view.inventory, view.step % DAY
    by_day = view.daylight >= DARK and (time in WORK or time > DAWN)
    enough = FULL if time in AFTERNOON else LOW + 1
    return (
        not _weak(view) and min(have["food"], have["drink"]) >= enough and (by_day or rocky(view))
    )


def _presses(view: View, care: Wish) -> bool:
    """Whether what keeps the player alive cannot wait for the plan in force."""
    have = view.inventory
    return {"drink": have["drink"] <= LOW, "eat": have["food"] <= LOW}.get(care.kind, True)


def _sees(view: View, kind: str) -> bool:
    return any(one.kind == kind for one in view.creatures)


def _in_danger(view: View) -> bool:
    near = [one for one in view.creatures if one.kind in ("zombie", "skeleton")]
    return any(abs(one.dx) + abs(one.dy) <= DANGER for one in near)
