"""How long a person's plan stays in force, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from agent.analysis.figure import Figure, Panel, Table
from agent.analysis.games import Game, conditions
from agent.analysis.outcomes import OF_PEOPLE
from agent.analysis.stats import FEW, Curve, Life, incidence, survival
from agent.core.plan import Authority

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMES: dict[Authority, str] = {"advice": "advice", "order": "orders"}
_AT = (0, 5, 10, 20, 50, 100, 200, 500, 1000)  # steps, in the table
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """People's plans of one authority."""

    authority: Authority
    lives: tuple[Life, ...]
    curve: Curve
    endings: dict[str, Curve]  # share that ended so, by the steps in force

    @property
    def name(self) -> str:
        return _NAMES[self.authority]

    @property
    def median(self) -> float | None:
        """Steps after which half have ended; None if more than half were still in force at last."""
        return next(
            (
                at
                for at, value in zip(self.curve.at, self.curve.value, strict=True)
                if value <= _HALF
            ),
            None,
        )

    @property
    def watched(self) -> int:
        """Plans that were seen to end."""
        return sum(life.ending != "" for life in self.lives)


def figure(games: Sequence[Game]) -> Figure:
    """Count and describe."""
    groups = [group for authority in _NAMES if (group := _group(authority, games)).lives]
    own = [
        game
        for game in games
        if any(plan.source == "human" for one in game.played for plan in one.plans)
    ]
    return Figure(
        name="lifetimes",
        title="How long a person's plan stays in force",
        says="; ".join(f"{group.name}: {_median(group)}" for group in groups),
        conditions=conditions(own),
        notes=(
            "A plan whose record stops (left, rewound, cap, all unlocked) counts as long as it "
            "was watched (Kaplan and Meier); a death of the player ends it. People who go back "
            "because a plan fails make this too kind to plans.",
            "How plans ended: each way competes with the others (Aalen and Johansen), and what is "
            "left above is still in force.",
        ),
        tables=(
            Table(
                "Plans that came into force",
                (
                    "plans",
                    "n",
                    "seen to end",
                    "steps in force, median",
                    *(f"ended: {name}" for name in OF_PEOPLE.values()),
                ),
                tuple(
                    (
                        group.name,
                        len(group.lives),
                        group.watched,
                        group.median,
                        *(group.endings[ending].value[-1] for ending in OF_PEOPLE),
                    )
                    for group in groups
                ),
            ),
            Table(
                "Share still in force",
                ("plans", "after steps", "share", "from", "to", "still watched"),
                tuple(row for group in groups for row in _rows(group)),
            ),
        ),
        numbers={"groups": [asdict(group) | {"median": group.median} for group in groups]},
        panels=(
            (
                Panel(lambda axes: _draw(axes, groups), height=3.4 + 0.28 * len(groups)),
                *(Panel(_endings(group), height=3.4 + 0.28 * len(groups)) for group in groups),
            )
            if groups
            else ()
        ),
        missing="" if groups else "No plan of a person has come into force.",
    )


def _group(authority: Authority, games: Sequence[Game]) -> Group:
    lives = tuple(
        Life(plan.steps, "" if plan.ending == "cut_off" else plan.ending)
        for game in games
        for one in game.played
        for plan in one.plans
        if plan.source == "human" and plan.authority == authority and plan.begun is not None
    )
    return Group(
        authority,
        lives,
        survival(lives),
        {ending: incidence(lives, ending) for ending in OF_PEOPLE},
    )


def _median(group: Group) -> str:
    if group.median is None:
        return (
            "more than half were still in force when they were last watched (n = "
            f"{len(group.lives)})"
        )
    return (
        f"half have ended after {group.median:,.0f} steps (n = {len(group.lives)}, "
        f"{group.watched} seen to end)"
    )


def _rows(group: Group) -> list[tuple[str | int | float | None, ...]]:
    curve, rows = group.curve, []
    longest = max(life.lasted for life in group.lives)
    for steps in _AT:
        if steps > longest:
            break
        i = max(number for number, at in enumerate(curve.at) if at <= steps)
        bounds = (curve.low[i], curve.high[i]) if curve.low and curve.high else (None, None)
        rows.append(
            (
                group.name,
                steps,
                curve.value[i],
                *bounds,
                sum(life.lasted >= steps for life in group.lives),
            )
        )
    return rows


def _draw(axes: Axes, groups: Sequence[Group]) -> None:
    from agent.analysis.drawing import COLOURS, at_risk

    longest = max(life.lasted for group in groups for life in group.lives)
    for group, colour, style in zip(groups, COLOURS, ("-", "--"), strict=False):
        own = max(life.lasted for life in group.lives)
        at = (*group.curve.at, float(own))
        value = (*group.curve.value, group.curve.value[-1])
        axes.step(
            at,
            value,
            where="post",
            color=colour,
            linestyle=style,
            label=f"{group.name} (n = {len(group.lives)})",
        )
        if group.curve.low and group.curve.high:
            low, high = (
                (*group.curve.low, group.curve.low[-1]),
                (*group.curve.high, group.curve.high[-1]),
            )
            axes.fill_between(at, low, high, step="post", color=colour, alpha=0.15, linewidth=0)
        unseen = [life.lasted for life in group.lives if not life.ending]
        heights = [_value(group.curve, one) for one in unseen]
        axes.plot(
            unseen,
            heights,
            "|",
            color=colour,
            markersize=7,
            label=f"{group.name}, last watched" if unseen else None,
        )
        if len(group.lives) <= FEW:
            ends = [life.lasted for life in group.lives if life.ending]
            values = [_value(group.curve, one) for one in ends]
            axes.plot(ends, values, "o", color=colour, markersize=4)
    axes.set_ylim(0, 1.05)
    axes.set_xlim(0, longest or 1)
    axes.set_xlabel("steps in force")
    axes.set_ylabel("share still in force")
    axes.legend(frameon=False)
    colours = zip(groups, COLOURS, strict=False)
    lasted = []
    for group, colour in colours:
        lasted.append((group.name, colour, [life.lasted for life in group.lives]))
    at_risk(axes, lasted)


def _endings(group: Group) -> Callable[[Axes], None]:
    def draw(axes: Axes) -> None:
        from agent.analysis.drawing import ENDING_COLOURS, legend_above

        longest = max(life.lasted for life in group.lives)
        at = (*group.curve.at, float(longest))
        below = [0.0] * len(at)
        for ending, name in OF_PEOPLE.items():
            curve = group.endings[ending].value
            above = [low + value for low, value in zip(below, (*curve, curve[-1]), strict=True)]
            if curve[-1]:
                axes.fill_between(
                    at,
                    below,
                    above,
                    step="post",
                    color=ENDING_COLOURS[ending],
                    alpha=0.85,
                    linewidth=0,
                    label=name,
                )
            below = above
        axes.set_ylim(0, 1)
        axes.set_xlim(0, longest or 1)
        axes.set_xlabel(f"steps in force, {group.name} (n = {len(group.lives)})")
        axes.set_ylabel("share that has ended")
        if axes.get_legend_handles_labels()[0]:
            legend_above(axes)

    return draw


def _value(curve: Curve, steps: int) -> float:
    return next(
        value
        for at, value in zip(reversed(curve.at), reversed(curve.value), strict=True)
        if at <= steps
    )
