"""Who started what: plans, and the steps that unlocked achievements; how evenly the initiative is
spread.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from agent.analysis.figure import Cell, Figure, Panel, Table, counted
from agent.analysis.games import Game, conditions
from agent.analysis.stats import Interval, entropy, ratio_interval
from agent.analysis.summary import Account, Beneath, Driver, PlanLife
from agent.core.plan import Authority
from agent.worlds.crafter.rules import ACHIEVEMENTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRIVERS: dict[Driver, str] = {
    "person": "a person at the controls",
    "guided": "the planner, under a person's plan",
    "alone": "the planner otherwise",
}
_AUTHORITIES: dict[Authority, str] = {"advice": "advice", "order": "orders"}


@dataclass(frozen=True, slots=True)
class Start:
    """Who wrote the plans of one game."""

    person: int
    planner: int

    @property
    def entropy(self) -> float | None:
        """Initiative entropy, None if nobody wrote a plan."""
        return entropy((self.person, self.planner))


@dataclass(frozen=True, slots=True)
class Under:
    """What planners planned by themselves under people's plans of one authority."""

    plans_of_people: int  # that came into force
    steps: int  # that planners played under them
    plans: int  # of planners
    detours: int  # among these
    detour_steps: int  # of ``steps``, under such a plan
    per_100: float | None  # plans per 100 steps
    interval: Interval | None  # None for few games


_NOTES = (
    "Games in which a person stepped in. An achievement counts once in a game, for "
    "whoever drove when it was first unlocked.",
    "Initiative entropy as in Collaborative Gym (Shao et al., arXiv 2412.15701): 1 if "
    "person and planner take it equally often, 0 if one takes none. Here that is to write "
    "a plan; there a language model judges messages. A game without plans has none.",
    "Under a person's plan a planner writes plans of its own: how it goes about it, or a "
    "detour that puts it off. In records from before there were two levels, such a plan "
    "ended the person's instead, and is not counted there.",
)


def figure(games: Sequence[Game]) -> Figure:
    """Count and describe."""
    own = [game for game in games if game.with_people]
    starts = [_start(game) for game in own]
    drivers = _drivers(own)
    under = {name: _under(own, authority) for authority, name in _AUTHORITIES.items()}
    values = [value for start in starts if (value := start.entropy) is not None]
    mean = statistics.fmean(values) if values else None
    interval = ratio_interval(values, [1.0] * len(values)) if values else None
    person = sum(start.person for start in starts)
    planner = sum(start.planner for start in starts)
    asked = sum(one.asked for game in own for one in game.played)
    answered = sum(one.answered for game in own for one in game.played)
    says = f"People wrote {person} plans and planners {planner} in {counted(len(own), 'game')}"
    if mean is not None:
        says += f"; initiative entropy {_within(mean, interval)} (n = {len(values)})"
    panels = (
        Panel(lambda axes: _draw_drivers(axes, drivers), height=4.4),
        Panel(lambda axes: _draw_starts(axes, starts, mean, interval), height=3.4),
    )
    low, high = interval or (None, None)
    return Figure(
        name="initiative",
        title="Initiative: who started what",
        says=f"{says}." if own else "",
        conditions=conditions(own),
        notes=_NOTES,
        tables=(
            Table(
                "Who wrote plans",
                (
                    "games",
                    "by people",
                    "by planners",
                    "initiative entropy, mean",
                    "from",
                    "to",
                    "games with plans",
                ),
                ((len(own), person, planner, mean, low, high, len(values)),),
            ),
            _drivers_table(drivers),
            _under_table(under),
            Table(
                "Questions of planners under an order",
                ("asked", "answered by a person", "otherwise"),
                ((asked, answered, asked - answered),),
            ),
        ),
        numbers={
            "starts": [asdict(start) | {"entropy": start.entropy} for start in starts],
            "entropy": mean,
            "interval": interval,
            "unlocked": drivers,
            "under": {name: asdict(one) for name, one in under.items()},
            "asked": asked,
            "answered": answered,
        },
        panels=panels if own else (),
        missing="" if own else "Nobody has stepped in yet: no plan, no takeover, no rewind.",
    )


def _drivers_table(drivers: Mapping[str, Mapping[Driver, int]]) -> Table:
    """A row for each achievement, and one for all of them."""
    every = {driver: sum(counts[driver] for counts in drivers.values()) for driver in DRIVERS}
    rows: list[tuple[Cell, ...]] = []
    for name, counts in [("all", every), *drivers.items()]:
        total = sum(counts.values())
        rows.append((name.replace("_", " "), total, *(counts[driver] for driver in DRIVERS)))
    return Table(
        "Who drove when an achievement was unlocked",
        ("achievement", "games", *DRIVERS.values()),
        tuple(rows),
    )


def _under_table(under: Mapping[str, Under]) -> Table:
    """A row for each authority that a person's plan can have."""
    rows = []
    for name, one in under.items():
        low, high = one.interval or (None, None)
        rows.append(
            (
                name,
                one.plans_of_people,
                one.steps,
                one.plans,
                one.per_100,
                low,
                high,
                one.detours,
                one.detours / one.plans if one.plans else None,
                one.detour_steps,
                one.detour_steps / one.steps if one.steps else None,
            )
        )
    return Table(
        "What planners planned under people's plans",
        (
            "people's plans",
            "n",
            "steps of planners",
            "plans of planners",
            "per 100 steps",
            "from",
            "to",
            "detours",
            "share of plans",
            "steps on detours",
            "share of steps",
        ),
        tuple(rows),
    )


def _start(game: Game) -> Start:
    return Start(
        person=sum(len(one.written) for one in game.played),
        planner=sum(
            len(one.beneath) + sum(plan.source != "human" for plan in one.plans)
            for one in game.played
        ),
    )


def _under(games: Sequence[Game], authority: Authority) -> Under:
    lives = [list(_in_force(game, authority)) for game in games]
    steps = [sum(_steps(one, life) for one, life in of_game) for of_game in lives]
    beneath = [list(_beneath(of_game)) for of_game in lives]
    plans = [len(of_game) for of_game in beneath]
    detours = [(one, plan) for of_game in beneath for one, plan in of_game if plan.detour]
    hundreds = [count / 100 for count in steps]
    return Under(
        plans_of_people=sum(map(len, lives)),
        steps=sum(steps),
        plans=sum(plans),
        detours=len(detours),
        detour_steps=sum(_steps(one, plan) for one, plan in detours),
        per_100=100 * sum(plans) / sum(steps) if any(steps) else None,
        interval=ratio_interval(plans, hundreds) if any(steps) else None,
    )


def _in_force(game: Game, authority: Authority) -> Iterator[tuple[Account, PlanLife]]:
    """People's plans that came into force, each with what was played in its line."""
    for one in game.played:
        for plan in one.plans:
            if plan.source == "human" and plan.authority == authority and plan.begun is not None:
                yield one, plan


def _beneath(lives: Sequence[tuple[Account, PlanLife]]) -> Iterator[tuple[Account, Beneath]]:
    """What was planned beneath people's plans: only one of these is in force at a time."""
    for one, above in lives:
        for plan in one.beneath:
            if above.begun is not None and above.begun <= plan.begun < above.ended:
                yield one, plan


def _steps(one: Account, plan: PlanLife | Beneath) -> int:
    """Steps that the planner played under a plan."""
    if plan.begun is None:
        return 0
    first = plan.begun + 1
    driven = (min(last, plan.ended) - max(begun, first) + 1 for begun, last in one.driven)
    return plan.ended - plan.begun - sum(steps for steps in driven if steps > 0)


def _drivers(games: Sequence[Game]) -> dict[str, dict[Driver, int]]:
    """By achievement, in the game's own order of names, the games by who drove."""
    counted = Counter((name, driver) for game in games for name, driver in game.unlocked().items())
    names = [name for name in ACHIEVEMENTS if any(counted[name, driver] for driver in DRIVERS)]
    return {name: {driver: counted[name, driver] for driver in DRIVERS} for name in names}


def _within(mean: float, interval: Interval | None) -> str:
    return f"{mean:.2f}" + (
        f" (95 % interval {interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    )


def _draw_drivers(axes: Axes, drivers: dict[str, dict[Driver, int]]) -> None:
    from agent.analysis.drawing import COLOURS, legend_above, whole

    totals = {name: sum(counts.values()) for name, counts in drivers.items()}
    names = sorted(drivers, key=lambda name: (-totals[name], name))
    before = [0] * len(names)
    for driver, colour in zip(DRIVERS, (COLOURS[1], COLOURS[4], COLOURS[0]), strict=True):
        counts = [drivers[name][driver] for name in names]
        rows, label = range(len(names)), DRIVERS[driver]
        axes.barh(rows, counts, 0.7, before, color=colour, alpha=0.85, label=label)
        before = [left + count for left, count in zip(before, counts, strict=True)]
    labels = [name.replace("_", " ") for name in names]
    axes.set_yticks(range(len(names)), labels, fontsize=7)
    axes.invert_yaxis()
    whole(axes.xaxis)
    axes.set_xlabel("games in which it was unlocked")
    if names:
        legend_above(axes, 1)
    else:
        axes.text(0.5, 0.5, "nothing was unlocked", transform=axes.transAxes, ha="center")


def _draw_starts(
    axes: Axes, starts: Sequence[Start], mean: float | None, interval: Interval | None
) -> None:
    """One point a game, in order of its entropy."""
    from agent.analysis.drawing import COLOURS, legend_above, whole

    values = sorted(value for start in starts if (value := start.entropy) is not None)
    axes.plot(
        values,
        range(1, len(values) + 1),
        "o",
        color=COLOURS[0],
        markersize=4,
        clip_on=False,
        label="one game",
    )
    if mean is not None:
        axes.axvline(mean, color="black", linewidth=1.2, label="mean")
    if interval:
        axes.axvspan(*interval, color="black", alpha=0.12, linewidth=0, label="95 % interval")
    if values:
        legend_above(axes, 3)
    else:
        axes.text(0.5, 0.5, "no plan was written", transform=axes.transAxes, ha="center")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, len(values) + 1)
    whole(axes.yaxis)
    axes.set_xlabel("initiative entropy\n0: one alone, 1: both equally")
    axes.set_ylabel("games, from the lowest")
