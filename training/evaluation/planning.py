"""When a planner plans: the share of its decisions that write a plan, in situations that a player
would call different.

Only the planner's own decisions count, not a person's actions and not those drawn at random to
disturb. Who sleeps cannot act, so decisions in one's sleep are a situation of their own and in none
of the others. Apart from that a decision can be in several situations: each has an age of the
planner's own plan or no such plan, is in the dark or in the light, may be under a person's plan,
and follows any number of events.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, pairwise
from pathlib import Path

import joblib
from matplotlib.figure import Figure

from agent.analysis.stats import wilson
from agent.core.prompt import Situation
from agent.core.tables import NONE, grid
from agent.traces import trace as traces
from agent.traces.states import visits
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.occasions import EVENTS, HARMFUL, NEAR, events
from agent.worlds.crafter.plans.holding import NIGHT_LIGHT
from agent.worlds.crafter.view import View
from training.evaluation.evaluate import TRACES
from training.play import workers
from training.runs.drawing import PALETTE, save, without_frame

_AGES = (1, 2, 4, 8, 16, 32)  # steps since it was written, the least of each class

NO_PLAN = "no plan of its own"
UNDER = "under a person's plan"
DARK, LIGHT, ASLEEP = "dark", "light", "asleep"
OTHERWISE = "plan in force, nothing just happened"
OF_AGE = (
    *(
        f"own plan of age {low}" + (f"–{above - 1}" if above - low > 1 else "")
        for low, above in pairwise(_AGES)
    ),
    f"own plan of age {_AGES[-1]}+",
)
SITUATIONS = (
    NO_PLAN,
    *OF_AGE,
    UNDER,
    *EVENTS,
    OTHERWISE,
    DARK,
    LIGHT,
    ASLEEP,
)  # as they are shown


class PlanningError(ValueError):
    """An evaluation in which nothing can be counted."""


@dataclass(frozen=True, slots=True)
class PlanningTally:
    """What was decided in one situation."""

    steps: int = 0  # decisions
    plans: int = 0  # decisions that wrote a plan
    known: int = 0  # decisions whose probability of planning is in the trace
    probability: float = 0.0  # of planning, summed over the known ones

    def __add__(self, other: PlanningTally) -> PlanningTally:
        """Both together."""
        return PlanningTally(
            self.steps + other.steps,
            self.plans + other.plans,
            self.known + other.known,
            self.probability + other.probability,
        )

    @property
    def rate(self) -> float:
        """Plans a decision; there has to be one."""
        return self.plans / self.steps

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of ``rate``.

        It takes decisions for independent, which those of one episode are not quite.
        """
        return wilson(self.plans, self.steps)


Tallies = dict[str, PlanningTally]  # by situation, in the order of ``SITUATIONS``


def trace_files(folder: Path) -> list[Path]:
    """The traces of an evaluation. Raises PlanningError if there are none."""
    files = sorted((folder / TRACES).glob("*.jsonl"))
    if not files:
        raise PlanningError(
            f"there are no traces (.jsonl) in {folder / TRACES}; is {folder} the "
            "folder of an evaluation?"
        )
    return files


def count(files: Iterable[Path], *, jobs: int) -> Iterator[Tallies]:
    """The tallies of each trace, several at a time, in the order of the files.

    Raises TraceError if one does not replay.
    """
    yield from workers.parallel(
        jobs, (joblib.delayed(_count)(file) for file in files), ordered=True
    )


def total(parts: Iterable[Tallies]) -> Tallies:
    """The tallies of all traces together."""
    sums = dict.fromkeys(SITUATIONS, PlanningTally())
    for part in parts:
        sums = {name: tally + part[name] for name, tally in sums.items()}
    return sums


def situations(before: View | None, situation: Situation) -> list[str]:
    """The situations that a decision is in.

    Args:
        before: what was seen one step ago, None at the first step.
        situation: in which it was decided.
    """
    view, own, asked = situation.view, situation.own, situation.asked
    if view.asleep:
        return [ASLEEP]
    happened = [] if before is None else events(before, view)
    age = NO_PLAN if own is None else OF_AGE[bisect_right(_AGES, view.step - own.step) - 1]
    under = [] if asked is None else [UNDER]
    calm = [OTHERWISE] if situation.plan is not None and not happened else []
    return [age, *under, *happened, *calm, DARK if view.daylight < NIGHT_LIGHT else LIGHT]


def draw(planners: Mapping[str, Tallies], out: Path) -> None:
    """Write the picture of ``figure`` to a file; raises what it raises, and OSError if the disk
    does not take it.
    """
    save(figure(planners), out)


def figure(planners: Mapping[str, Tallies]) -> Figure:
    """Bars of each planner's rate in each situation, with 95 % intervals; a situation that no
    planner was in is left out.

    Args:
        planners: name of each planner -> its tallies.

    Raises PlanningError if there is no decision at all.
    """
    shown = [
        name for name in SITUATIONS if any(tallies[name].steps for tallies in planners.values())
    ]
    if not shown:
        raise PlanningError(
            f"no planner has decided anything in the traces of {', '.join(planners)}"
        )
    thickness = 0.8 / len(planners)
    row_height = 0.1 + 0.16 * len(planners)  # inches
    drawn = Figure(figsize=(7, 1 + len(shown) * row_height), layout="constrained")
    axes = drawn.add_subplot()
    colours = cycle(PALETTE)
    for number, (planner, tallies) in enumerate(planners.items()):
        apart = (number - (len(planners) - 1) / 2) * thickness
        middles, rates, below, above = [], [], [], []
        for row, name in enumerate(shown):
            tally = tallies[name]
            if tally.steps:
                low, high = tally.interval
                middles.append(row + apart)
                rates.append(100 * tally.rate)
                below.append(max(0.0, 100 * (tally.rate - low)))
                above.append(max(0.0, 100 * (high - tally.rate)))
        axes.barh(
            middles,
            rates,
            height=thickness,
            xerr=(below, above),
            color=next(colours),
            alpha=0.6,
            error_kw={"elinewidth": 1, "capsize": 2},
            label=planner,
        )
    axes.set_yticks(range(len(shown)), shown)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("decisions that wrote a plan, % (95 % interval)")
    without_frame(axes)
    drawn.legend(loc="outside upper center", ncols=4, frameon=False)
    return drawn


def table(planners: Mapping[str, Tallies]) -> str:
    """Decisions, rate, interval and mean probability of planning of each planner in each situation,
    as Markdown.
    """
    rows = [
        _row(situation, planner, tallies[situation])
        for situation in SITUATIONS
        for planner, tallies in planners.items()
    ]
    head = ["situation", "planner", "steps", "wrote a plan", "95 % interval", "mean p_plan"]
    notes = (
        "Steps in one's sleep are in the last situation alone. A plan's age is in "
        f"steps. Threats: {', '.join(HARMFUL)}; "
        f"near: within {NEAR} cells."
    )
    return f"{notes}\n\n{grid(head, rows)}"


def _row(situation: str, planner: str, tally: PlanningTally) -> list[str]:
    if not tally.steps:
        return [situation, planner, "0", NONE, NONE, NONE]
    low, high = tally.interval
    probability = f"{tally.probability / tally.known:.3f}" if tally.known else NONE
    interval = f"{100 * low:.1f} to {100 * high:.1f} %"
    return [
        situation,
        planner,
        f"{tally.steps:,}",
        f"{100 * tally.rate:.1f} %",
        interval,
        probability,
    ]


def _count(file: Path) -> Tallies:
    tallies = dict.fromkeys(SITUATIONS, PlanningTally())
    before: View | None = None
    for visit in visits(traces.read(file), CrafterWorld(), Memory()):
        view, event = visit.situation.view, visit.event
        if event.driver == "planner" and not visit.disturbed:
            known = event.p_plan is not None
            decision = PlanningTally(
                1, int(visit.plan is not None), int(known), event.p_plan or 0.0
            )
            for situation in situations(before, visit.situation):
                tallies[situation] += decision
        before = view
    return tallies
