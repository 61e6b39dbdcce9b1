"""How often should a planner plan? It plays the same seeds in one mode after another: the paper's
first experiment (arXiv 2509.03581).

The folder of a sweep holds an evaluation for each mode (``never``, ``every-16``, ...) and, once all
are there, ``sweep.json``, ``table.md`` and ``frequency.png`` and ``.svg``. Like an evaluation, it
goes on where it was stopped.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from agent.core.metrics import Played, Summary
from agent.core.mode import parse_mode
from agent.planners import registry
from agent.worlds import registry as worlds
from training.evaluation import compare, evaluate
from training.evaluation import report as reports
from training.evaluation.evaluate import EvaluationSetup
from training.play.speed import PlaySpeed

FILE = "sweep.json"
MODES = (
    "never",
    "every:16",
    "every:12",
    "every:8",
    "every:6",
    "every:4",
    "every:3",
    "every:2",
    "always",
    "dynamic",
)
COMPARED = ("never", "always")  # the modes that each is compared with, where the sweep has them


class SweepError(ValueError):
    """A sweep that cannot be run, read, or shown as asked."""


class _SweepPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModeDifference(_SweepPart):
    """A mode's score less another's on the same seeds."""

    mean: float
    low: float  # 95 % bootstrap interval, paired by seed
    high: float


class Point(_SweepPart):
    """One mode of a sweep. Means are over episodes."""

    mode: str
    n: int  # episodes
    score: float  # mean; see ``Scale``
    se: float | None  # standard error of ``score``; None for a single episode
    plans_per_100_steps: float  # that were written, whatever the mode asked for
    output_tokens: float  # of an episode; 0 for a planner that counts none
    input_tokens: float  # of an episode
    invalid: float = 0  # share of decisions that broke the grammar
    thought_tokens: float = 0  # of those written, thoughts before answers
    adviser_tokens: float = 0  # that an adviser wrote in an episode, beside those of the planner
    length: float  # steps
    # other mode, see ``COMPARED`` -> this mode's score less that one's
    less: dict[str, ModeDifference]


class Sweep(_SweepPart):
    """A planner in several modes, on the same seeds."""

    world: str
    planner: str
    seeds: str  # as ``agent.core.seeds`` writes them
    cap: int  # steps after which an episode is over
    observation: str  # what the planner reads
    options: dict[str, str | bool]  # what else its play depends on
    versions: dict[str, str]
    points: tuple[Point, ...]

    @property
    def best(self) -> Point:
        """The mode with the highest score; the first of several."""
        return max(self.points, key=lambda point: point.score)


def setups(
    planner: str | None,
    modes: str,
    seeds: str,
    cap: int | None,
    data: Path | None = None,
    masked: bool | None = None,
    world: str = worlds.DEFAULT,
    clock: int | None = None,
) -> list[EvaluationSetup]:
    """What is to be evaluated, one for each mode.

    Args:
        planner, seeds, cap, data, masked, world, clock: as of ``evaluate.setup``.
        modes: with commas between them.

    Raises ValueError, with what is wrong, for what cannot be evaluated.
    """
    names = [name.strip() for name in modes.split(",")]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise SweepError(f"the mode {twice[0]!r} is named twice")
    allowed = [parse_mode(name) for name in names]
    first = evaluate.setup(planner, names[0], seeds, cap, data, masked, world, clock)
    for mode in allowed:
        registry.find(first.planner, mode, data, masked=masked, world=world)
    return [replace(first, mode=mode) for mode in allowed]


def sweep(
    wanted: Sequence[EvaluationSetup],
    out: Path,
    *,
    jobs: int,
    batch: int | None = None,
    away: bool = False,
    on_episode: Callable[[str, Played], None] | None = None,
    speed: PlaySpeed | None = None,
) -> Sweep:
    """Play what is missing in ``out``, and write ``sweep.json``.

    Args:
        wanted: of ``setups``.
        out: made if it is not there.
        jobs, batch, away, speed: as of ``evaluate.evaluate``.
        on_episode: told of the mode and of each episode, as it ends.

    Raises what ``evaluate.evaluate`` raises.
    """
    found = []
    for one in wanted:
        mode = str(one.mode)

        def tell(result: Played, mode: str = mode) -> None:
            if on_episode:
                on_episode(mode, result)

        folder = out / mode.replace(":", "-")
        found.append(
            evaluate.evaluate(
                one, folder, jobs=jobs, batch=batch, away=away, on_episode=tell, speed=speed
            )
        )
    swept = summarise(found)
    reports.write(swept, out, FILE)
    return swept


def summarise(found: Sequence[Summary]) -> Sweep:
    """Sum up evaluations that differ by their mode alone."""
    conditions = found[0].conditions
    score = worlds.find(conditions.world).metrics.score
    scores = {
        each.conditions.mode: np.array([score(episode) for episode in each.episodes])
        for each in found
    }
    points = []
    for each in found:
        mode = each.conditions.mode
        own = scores[mode]
        less = {}
        for other in COMPARED:
            if other in scores and other != mode:
                apart = own - scores[other]
                low, high = compare.interval(apart)
                less[other] = ModeDifference(mean=float(apart.mean()), low=low, high=high)
        error = statistics.stdev(own.tolist()) / math.sqrt(each.n) if each.n > 1 else None
        points.append(
            Point(
                mode=mode,
                n=each.n,
                score=float(own.mean()),
                se=error,
                plans_per_100_steps=each.plans_per_100_steps,
                output_tokens=each.output_tokens,
                input_tokens=each.input_tokens,
                invalid=each.invalid,
                thought_tokens=each.thought_tokens,
                adviser_tokens=each.advised.output_tokens / each.n if each.advised else 0,
                length=each.length,
                less=less,
            )
        )
    return Sweep(**conditions.model_dump(exclude={"mode"}), points=tuple(points))


def read(folder: Path) -> Sweep:
    """The sweep in a folder. Raises ReportError if there is none."""
    return reports.read_as(Sweep, folder / FILE, "sweep")
