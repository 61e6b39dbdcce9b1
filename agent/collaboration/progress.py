"""Achievements over steps: episodes in which a person stepped in, beside the same planner alone."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from agent.collaboration.estimates import FEW, Curve, Line, mean_count
from agent.collaboration.figure import Figure, Panel, Table
from agent.collaboration.games import Game, conditions, planner_of
from agent.worlds.crafter.rules import ACHIEVEMENTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DRAWN = 3  # planners; those with the most episodes with people, then the most
_POINTS = 8  # of a curve in the table


@dataclass(frozen=True, slots=True)
class Group:
    """Episodes of one planner, with people or without."""

    planner: str
    with_people: bool
    lines: tuple[Line, ...]
    died: int
    complete: int
    curve: Curve
    last: float | None  # achievements in the record of a game that was played last, mean

    @property
    def name(self) -> str:
        return f"{self.planner} {'with people' if self.with_people else 'alone'}"

    @property
    def unseen(self) -> int:
        """Episodes that went on unseen: cap, left, or stopped."""
        return sum(not line.settled for line in self.lines)


def figure(games: Sequence[Game]) -> Figure:
    """Count and describe."""
    own = [game for game in games if game.whole]
    groups = _groups(own)
    drawn = _drawn(groups)
    says = "; ".join(f"{group.name}: {_end(group)}" for group in drawn)
    others = sorted({group.planner for group in groups} - {group.planner for group in drawn})
    notes = [
        "An episode is a game's record from the beginning; what was played after a rewind is not in the curve but in the last column.",
        "Episodes that were left, reached their cap or stopped count as long as they were watched (Ghosh and Lin's mean); "
        "one that died keeps what it had. The numbers under the curve say how many are still watched.",
        "People choose when to step in, so the two curves of a planner differ in more than that.",
    ]
    if others:
        notes.append(f"Not drawn, but in the tables: {', '.join(others)}.")
    return Figure(
        name="achievements",
        title="Achievements over steps",
        says=says,
        conditions=conditions(own),
        notes=tuple(notes),
        tables=(
            Table(
                "Episodes",
                ("who plays", "episodes", "died", "all unlocked", "went on unseen", "steps, median", "achievements at the curve's end",
                 "in the line played last, mean"),
                tuple(
                    (
                        group.name, len(group.lines), group.died, group.complete, group.unseen,
                        statistics.median(line.watched for line in group.lines), group.curve.value[-1], group.last,
                    )
                    for group in groups
                ),
            ),
            Table(
                "Mean number of achievements",
                ("who plays", "step", "mean", "from", "to", "still watched"),
                tuple(row for group in groups for row in _rows(group)),
            ),
        ),
        numbers={"groups": [asdict(group) | {"name": group.name} for group in groups]},
        panels=(Panel(lambda axes: _draw(axes, drawn), height=3.4 + 0.28 * len(drawn)),) if drawn else (),
        missing="" if groups else "There is no record of a game from its beginning.",
    )  # fmt: skip


def _groups(games: Sequence[Game]) -> list[Group]:
    found: dict[tuple[str, bool], list[Game]] = {}
    for game in games:
        if game.whole:
            found.setdefault((planner_of(game.whole), game.whole.stepped_in), []).append(game)
    return [_group(planner, with_people, found[planner, with_people]) for planner, with_people in sorted(found)]


def _group(planner: str, with_people: bool, games: Sequence[Game]) -> Group:
    wholes = [game.whole for game in games if game.whole]
    lines = tuple(
        Line(tuple(sorted(one.step for one in whole.unlocked.values())), whole.steps, whole.settled) for whole in wholes
    )
    last = [len(game.last.unlocked) for game in games if game.last]
    return Group(
        planner=planner,
        with_people=with_people,
        lines=lines,
        died=sum(whole.over == "died" for whole in wholes),
        complete=sum(whole.over == "complete" for whole in wholes),
        curve=mean_count(lines),
        last=statistics.fmean(last) if last else None,
    )


def _drawn(groups: Sequence[Group]) -> list[Group]:
    sizes: dict[str, tuple[int, int]] = {}
    for group in groups:
        people, every = sizes.get(group.planner, (0, 0))
        sizes[group.planner] = (people + group.with_people * len(group.lines), every + len(group.lines))
    chosen = sorted(sizes, key=lambda planner: (-sizes[planner][0], -sizes[planner][1], planner))[:_DRAWN]
    return [group for planner in chosen for group in groups if group.planner == planner]


def _end(group: Group) -> str:
    curve = group.curve
    within = f", 95 % interval {curve.low[-1]:.1f} to {curve.high[-1]:.1f}" if curve.low and curve.high else ""
    n = len(group.lines)
    return f"{curve.value[-1]:.1f} of {len(ACHIEVEMENTS)} after {curve.at[-1]:,.0f} steps (n = {n}{within})"


def _rows(group: Group) -> list[tuple[str | int | float | None, ...]]:
    curve = group.curve
    last = len(curve.at) - 1
    return [
        (group.name, int(curve.at[i]), curve.value[i], curve.low[i] if curve.low else None, curve.high[i] if curve.high else None,
         curve.at_risk[i])
        for i in sorted({round(last * point / _POINTS) for point in range(1, _POINTS + 1)})
    ]  # fmt: skip


def _draw(axes: Axes, groups: Sequence[Group]) -> None:
    from agent.collaboration.drawing import COLOURS, at_risk

    planners = list(dict.fromkeys(group.planner for group in groups))
    longest = max(group.curve.at[-1] for group in groups)
    for group in groups:
        curve, colour = group.curve, COLOURS[planners.index(group.planner)]
        style = "-" if group.with_people else "--"
        axes.step(
            curve.at, curve.value, where="post", color=colour, linestyle=style, label=f"{group.name} (n = {len(group.lines)})"
        )
        if curve.low and curve.high:
            axes.fill_between(curve.at, curve.low, curve.high, step="post", color=colour, alpha=0.15, linewidth=0)
        if len(group.lines) <= FEW:
            for line in group.lines:
                axes.plot(
                    line.watched, len(line.events), "o" if group.with_people else "s", color=colour, markersize=4, clip_on=False
                )
    axes.set_xlim(0, longest or 1)
    axes.set_ylim(0, len(ACHIEVEMENTS))
    axes.set_yticks(range(0, len(ACHIEVEMENTS) + 1, 4))
    axes.set_xlabel("step")
    axes.set_ylabel("achievements, mean")
    axes.legend(loc="upper left", frameon=False)
    at_risk(
        axes, [(group.name, COLOURS[planners.index(group.planner)], [line.watched for line in group.lines]) for group in groups]
    )
