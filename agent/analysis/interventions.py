"""How often people step in, by kind and over the episode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, get_args

from agent.analysis.figure import Figure, Panel, Table, counted
from agent.analysis.games import Game, conditions
from agent.analysis.stats import Interval, ratio_interval
from agent.analysis.summary import Kind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS: tuple[Kind, ...] = get_args(Kind)
NAMES = {
    "advice": "advice",
    "order": "orders",
    "takeover": "takeovers",
    "cancel": "cancellations",
    "rewind": "rewinds",
}
_BINS = 10  # over the episode at the most
_WIDTHS = (10, 20, 50, 100, 200, 500, 1000)  # steps of a bin


@dataclass(frozen=True, slots=True)
class Tally:
    """One game."""

    steps: int
    counts: dict[Kind, int]


@dataclass(frozen=True, slots=True)
class Rate:
    """How often one kind of intervention is."""

    kind: Kind
    count: int
    games: int  # in which it was at all
    per_100: float  # steps
    interval: Interval | None  # None for few games


@dataclass(frozen=True, slots=True)
class Bin:
    """A part of the episode, with the steps that were played in it and the
    interventions by kind.
    """

    first: int  # step of the view
    last: int
    steps: int
    counts: tuple[int, ...]  # in the order of ``KINDS``


def figure(games: Sequence[Game]) -> Figure:
    """Count and describe."""
    own = [game for game in games if game.with_people and game.steps]
    tallies = [_tally(game) for game in own]
    rates = [_rate(kind, tallies) for kind in KINDS] if own else []
    bins = _bins(own)
    every = sum(rate.count for rate in rates)
    steps = sum(game.steps for game in own)
    per_100 = f"{100 * every / steps:.2f} interventions per 100 steps" if steps else ""
    watched = counted(len(own), "game")
    missing = "" if own else "Nobody has stepped in yet: no plan, no takeover, no rewind."
    return Figure(
        name="interventions",
        title="Interventions per 100 steps",
        says=f"{per_100} ({every} in {steps:,} steps of {watched})." if own else "",
        conditions=conditions(own),
        notes=(
            (
                "Games in which a person stepped in at least once. Left out: "
                f"{counted(len(games) - len(own), 'game')} in which nobody did."
            ),
            "A takeover is a run of a person's actions, of whatever length. A rewind counts at "
            "the step that it went back to.",
        ),
        tables=(
            Table(
                "By kind",
                ("kind", "count", "games", "per 100 steps", "from", "to"),
                tuple(
                    (
                        NAMES[rate.kind],
                        rate.count,
                        rate.games,
                        rate.per_100,
                        *(rate.interval or (None, None)),
                    )
                    for rate in rates
                ),
            ),
            Table(
                "Over the episode, count by kind",
                ("steps", "steps played", *NAMES.values(), "all, per 100 steps"),
                tuple(
                    (
                        f"{one.first + 1:,}–{one.last:,}",
                        one.steps,
                        *one.counts,
                        100 * sum(one.counts) / one.steps if one.steps else None,
                    )
                    for one in bins
                ),
            ),
        ),
        numbers={
            "rates": [asdict(rate) for rate in rates],
            "bins": [asdict(one) for one in bins],
            "kinds": KINDS,
            "games": [asdict(tally) for tally in tallies],
        },
        panels=(
            Panel(lambda axes: _draw_rates(axes, rates, tallies)),
            Panel(lambda axes: _draw_bins(axes, bins)),
        )
        if own
        else (),
        missing=missing,
    )


def _tally(game: Game) -> Tally:
    counted = Counter(kind for one in game.played for kind, _ in one.interventions())
    return Tally(game.steps, {kind: counted[kind] for kind in KINDS})


def _rate(kind: Kind, games: Sequence[Tally]) -> Rate:
    counts = [game.counts[kind] for game in games]
    hundreds = [game.steps / 100 for game in games]
    return Rate(
        kind,
        sum(counts),
        sum(map(bool, counts)),
        sum(counts) / sum(hundreds),
        ratio_interval(counts, hundreds),
    )


def _bins(games: Sequence[Game]) -> list[Bin]:
    longest = max((one.steps for game in games for one in game.played), default=0)
    width = next((width for width in _WIDTHS if longest <= _BINS * width), _WIDTHS[-1])
    steps: Counter[int] = Counter()
    counts: Counter[tuple[int, Kind]] = Counter()
    for one in (one for game in games for one in game.played):
        for number, played in _played(one.parent_step, one.steps, width):
            steps[number] += played
        for kind, step in one.interventions():
            # What is done on the last view of all belongs to the steps before it.
            counts[max(0, min(step, one.steps - 1)) // width, kind] += 1
    return [
        Bin(
            width * number,
            width * (number + 1),
            steps[number],
            tuple(counts[number, kind] for kind in KINDS),
        )
        for number in range(-(-longest // width))
    ]


def _played(before: int, last: int, width: int) -> Iterator[tuple[int, int]]:
    """The bins of the steps after ``before`` up to ``last``, and how many are in each."""
    for number in range(before // width, -(-last // width)):
        yield number, min(last, width * (number + 1)) - max(before, width * number)


def _draw_rates(axes: Axes, rates: Sequence[Rate], games: Sequence[Tally]) -> None:
    from agent.analysis.drawing import COLOURS, FAINT

    for row, rate in enumerate(rates):
        colour = COLOURS[row]
        axes.barh(row, rate.per_100, height=0.5, color=colour, alpha=0.6)
        single = [100 * game.counts[rate.kind] / game.steps for game in games]
        rows = [row + 0.36] * len(single)
        axes.plot(single, rows, "|", color=FAINT, markersize=5, alpha=0.7)
        if rate.interval:
            axes.plot(rate.interval, (row, row), color="black", linewidth=1.5)
    axes.set_yticks(range(len(rates)), [f"{NAMES[rate.kind]} ({rate.count})" for rate in rates])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel(f"per 100 steps\nline: 95 % interval; |: each of {counted(len(games), 'game')}")


def _draw_bins(axes: Axes, bins: Sequence[Bin]) -> None:
    from agent.analysis.drawing import COLOURS, FAINT, whole

    below = [0.0] * len(bins)
    for number, kind in enumerate(KINDS):
        heights = [100 * one.counts[number] / one.steps if one.steps else 0.0 for one in bins]
        axes.bar(
            [one.first for one in bins],
            heights,
            [0.92 * (one.last - one.first) for one in bins],
            below,
            align="edge",
            color=COLOURS[number],
            alpha=0.8,
            label=NAMES[kind],
        )
        below = [low + height for low, height in zip(below, heights, strict=True)]
    for one, top in zip(bins, below, strict=True):
        middle = (one.first + one.last) / 2
        axes.annotate(
            f"{one.steps:,}",
            (middle, top),
            (0, 2),
            textcoords="offset points",
            ha="center",
            fontsize=6,
            color=FAINT,
        )
    axes.set_ylim(0, 1.35 * max(*below, 1e-9))
    axes.set_xlim(0, bins[-1].last)
    whole(axes.xaxis)
    axes.set_xlabel("step of the episode\nabove each bar: steps played there")
    axes.set_ylabel("per 100 steps")
    axes.legend(ncols=2, loc="upper right", frameon=False)
