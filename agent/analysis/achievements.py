"""Achievements over steps: episodes in which a person stepped in, beside the same planner alone."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from agent.analysis.figure import Cell, Figure, Panel, Table
from agent.analysis.games import Game, conditions, planner_of
from agent.analysis.stats import FEW, Curve, Line, mean_count
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
    curve: Curve | None  # while more than a few are still watched; None for few episodes
    last: float | None  # achievements in the record of a game that was played last, mean

    @property
    def name(self) -> str:
        return f"{self.planner} {'with people' if self.with_people else 'alone'}"

    @property
    def end(self) -> tuple[int, float] | tuple[None, None]:
        """Step at which the curve ends, and the mean there."""
        if not self.curve:
            return None, None
        return int(self.curve.at[-1]), self.curve.value[-1]

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
        "An episode is a game's record from the beginning; what was played after a rewind is not "
        "in the curve but in the last column.",
        "Episodes that were left, reached their cap or stopped count as long as they were watched "
        "(Ghosh and Lin's mean); one that died keeps what it had. The numbers below say how many "
        "are still watched; a curve ends where that is fewer than "
        f"{FEW}, and {FEW} episodes or fewer are shown one by one.",
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
                (
                    "who plays",
                    "episodes",
                    "died",
                    "all unlocked",
                    "went on unseen",
                    "steps, median",
                    "curve ends at step",
                    "mean there",
                    "achievements in the line played last, mean",
                ),
                tuple(
                    (
                        group.name,
                        len(group.lines),
                        group.died,
                        group.complete,
                        group.unseen,
                        statistics.median(line.watched for line in group.lines),
                        *group.end,
                        group.last,
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
        panels=(Panel(lambda axes: _draw(axes, drawn), height=3.4 + 0.28 * len(drawn)),)
        if drawn
        else (),
        missing="" if groups else "There is no record of a game from its beginning.",
    )


def _groups(games: Sequence[Game]) -> list[Group]:
    found: dict[tuple[str, bool], list[Game]] = {}
    for game in games:
        if game.whole:
            group = planner_of(game.whole), game.whole.stepped_in
            found.setdefault(group, []).append(game)
    return [
        _group(planner, with_people, found[planner, with_people])
        for planner, with_people in sorted(found)
    ]


def _group(planner: str, with_people: bool, games: Sequence[Game]) -> Group:
    wholes = [game.whole for game in games if game.whole]
    lines = []
    for whole in wholes:
        unlocked = sorted(one.step for one in whole.unlocked.values())
        lines.append(Line(tuple(unlocked), whole.steps, whole.settled))
    last = [len(game.last.unlocked) for game in games if game.last]
    return Group(
        planner=planner,
        with_people=with_people,
        lines=tuple(lines),
        died=sum(whole.over == "died" for whole in wholes),
        complete=sum(whole.over == "complete" for whole in wholes),
        curve=mean_count(lines).while_watched(FEW) if len(lines) > FEW else None,
        last=statistics.fmean(last) if last else None,
    )


def _drawn(groups: Sequence[Group]) -> list[Group]:
    sizes: dict[str, tuple[int, int]] = {}
    for group in groups:
        people, every = sizes.get(group.planner, (0, 0))
        sizes[group.planner] = (
            people + group.with_people * len(group.lines),
            every + len(group.lines),
        )

    def rank(planner: str) -> tuple[int, int, str]:
        first, second = sizes[planner]
        return -first, -second, planner

    chosen = sorted(sizes, key=rank)[:_DRAWN]
    return [group for planner in chosen for group in groups if group.planner == planner]


def _end(group: Group) -> str:
    n, curve = len(group.lines), group.curve
    if curve is None:
        ends = ", ".join(f"{len(line.events)} in {line.watched:,} steps" for line in group.lines)
        return f"{ends} (n = {n})"
    within = (
        f", 95 % interval {curve.low[-1]:.1f} to {curve.high[-1]:.1f}"
        if curve.low and curve.high
        else ""
    )
    return (
        f"{curve.value[-1]:.1f} of {len(ACHIEVEMENTS)} after {curve.at[-1]:,.0f} "
        f"steps (n = {n}{within})"
    )


def _rows(group: Group) -> list[tuple[Cell, ...]]:
    curve = group.curve
    if curve is None or curve.low is None or curve.high is None:
        return []
    last = len(curve.at) - 1
    points = {round(last * point / _POINTS) for point in range(1, _POINTS + 1)}
    return [
        (
            group.name,
            int(curve.at[i]),
            curve.value[i],
            curve.low[i],
            curve.high[i],
            curve.at_risk[i],
        )
        for i in sorted(points)
    ]


def _draw(axes: Axes, groups: Sequence[Group]) -> None:
    from agent.analysis.drawing import COLOURS, at_risk, legend_above

    planners = list(dict.fromkeys(group.planner for group in groups))
    longest = 1.0
    for group in groups:
        curve, colour = group.curve, COLOURS[planners.index(group.planner)]
        style, name = "-" if group.with_people else "--", f"{group.name} (n = {len(group.lines)})"
        if curve:
            axes.step(
                curve.at, curve.value, where="post", color=colour, linestyle=style, label=name
            )
            if curve.low and curve.high:
                axes.fill_between(
                    curve.at,
                    curve.low,
                    curve.high,
                    step="post",
                    color=colour,
                    alpha=0.15,
                    linewidth=0,
                )
            longest = max(longest, curve.at[-1])
            continue
        name = f"{name}, each"
        for line in group.lines:
            at = (0, *line.events, line.watched)
            counts = (*range(len(line.events) + 1), len(line.events))
            axes.step(
                at, counts, where="post", color=colour, linestyle=style, linewidth=0.7, alpha=0.7
            )
            axes.plot(
                at[-1],
                counts[-1],
                "o" if group.with_people else "s",
                color=colour,
                markersize=4,
                clip_on=False,
                label=name,
            )
            longest, name = max(longest, line.watched), "_"
    axes.set_xlim(0, longest)
    axes.set_ylim(0, len(ACHIEVEMENTS))
    axes.set_yticks(range(0, len(ACHIEVEMENTS) + 1, 4))
    axes.set_xlabel("step")
    axes.set_ylabel("achievements, mean")
    legend_above(axes)
    watched = []
    for one in groups:
        colour = COLOURS[planners.index(one.planner)]
        watched.append((one.name, colour, [line.watched for line in one.lines]))
    at_risk(axes, watched)
