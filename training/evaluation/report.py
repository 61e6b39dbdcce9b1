"""The report of an evaluation: how its episodes went, summed up."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.worlds.crafter.rules import ACHIEVEMENTS
from training.evaluation.measure import EpisodeResult, GraphResult, Played

FILE = "report.json"
_Read = TypeVar("_Read", bound=BaseModel)


class ReportError(ValueError):
    """A report that cannot be read."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)


class Conditions(_Part):
    """What a report's figures hold for."""

    world: str
    seeds: str  # as ``agent.core.seeds`` writes them
    cap: int  # steps after which an episode is over
    mode: str  # when the planner may plan
    observation: str  # what it reads
    planner: str
    options: dict[str, str | bool] = {}  # what else its play depends on, such as the temperature and a hash of the weights
    versions: dict[str, str]


class Deaths(_Part):
    """Episodes that ended in a death before all achievements were unlocked; see ``agent.worlds.crafter.engine.deaths``."""

    share: float  # of all episodes
    causes: dict[str, int]  # cause -> episodes
    blows: dict[str, int]  # last blow -> episodes


class Times(_Part):
    """Milliseconds that a decision took."""

    p50: float
    p95: float


class Summary(_Part):
    """What evaluations in all worlds have. A mean is over episodes unless said otherwise, and None if there is nothing to average."""

    conditions: Conditions
    n: int  # episodes
    mean: float  # achievements unlocked; in POGS, which has one, the share of successes
    se: float | None  # standard error of ``mean``
    share: float  # mean / achievements that there are
    length: float  # steps
    return_: float = Field(
        validation_alias="return", serialization_alias="return"
    )  # the world's reward, summed over the episode
    plans_per_100_steps: float
    distinct_plans: int  # in all episodes together, without numbers and compass directions
    plan_words: float | None  # of a plan
    plan_tokens: float | None  # of a plan; 0 for a planner that counts none
    input_tokens: float  # of an episode
    output_tokens: float  # of an episode
    invalid: float  # share of decisions that broke the grammar
    ms_per_decision: Times
    steps_per_second: float  # of an episode, the world and the trace included; those of a batch are played side by side


class GraphReport(Summary):
    """All figures of an evaluation in POGS."""

    success: float  # share of episodes that reached the target
    length_of_successes: float | None  # steps
    backtracks: float  # of an episode; moves back to the node of two moves before
    invalid_moves: float  # of an episode; moves that led nowhere
    episodes: tuple[GraphResult, ...]  # by seed


class Report(Summary):
    """All figures of an evaluation in Crafter."""

    score: float  # Crafter's, in percent: exp(mean over achievements of log(1 + 100 rate)) - 1
    rates: dict[str, float]  # achievement -> share of episodes that unlocked it
    median_step: dict[str, float | None]  # achievement -> step that it was unlocked in, over the episodes that did
    diamond: float  # share of episodes
    complete: float  # share of episodes with all achievements
    deaths: Deaths
    episodes: tuple[EpisodeResult, ...]  # by seed

    def unlocked_by(self, steps: Sequence[int]) -> list[list[int]]:
        """Achievements that each episode had unlocked after each of these steps, shape (n, steps)."""
        return [[sum(at <= step for at in episode.unlocked.values()) for step in steps] for episode in self.episodes]


def summarise(conditions: Conditions, results: Sequence[EpisodeResult | GraphResult]) -> Report | GraphReport:
    """Sum up one episode or more, all of one world."""
    episodes = sorted(results, key=lambda result: result.seed)
    graphs = tuple(episode for episode in episodes if isinstance(episode, GraphResult))
    if graphs:
        return _graphs(conditions, graphs)
    return _crafter(conditions, tuple(episode for episode in episodes if isinstance(episode, EpisodeResult)))


def _crafter(conditions: Conditions, episodes: Sequence[EpisodeResult]) -> Report:
    n = len(episodes)
    at = {name: [e.unlocked[name] for e in episodes if name in e.unlocked] for name in ACHIEVEMENTS}
    rates = {name: len(reached) / n for name, reached in at.items()}
    causes = Counter(episode.cause for episode in episodes if episode.cause)
    blows = Counter(episode.blow for episode in episodes if episode.blow)
    return Report(
        **_common(conditions, episodes, len(ACHIEVEMENTS)),
        score=math.exp(statistics.mean(math.log(1 + 100 * rate) for rate in rates.values())) - 1,
        rates=rates,
        median_step={name: statistics.median(reached) if reached else None for name, reached in at.items()},
        diamond=rates["collect_diamond"],
        complete=sum(episode.complete for episode in episodes) / n,
        deaths=Deaths(share=causes.total() / n, causes=_ranked(causes), blows=_ranked(blows)),
        episodes=tuple(episodes),
    )


def _graphs(conditions: Conditions, episodes: Sequence[GraphResult]) -> GraphReport:
    found = [episode.length for episode in episodes if episode.unlocked]
    return GraphReport(
        **_common(conditions, episodes, 1),
        success=len(found) / len(episodes),
        length_of_successes=statistics.mean(found) if found else None,
        backtracks=statistics.mean(episode.backtracks for episode in episodes),
        invalid_moves=statistics.mean(episode.invalid_moves for episode in episodes),
        episodes=tuple(episodes),
    )


def _common(conditions: Conditions, episodes: Sequence[Played], achievements: int) -> dict[str, Any]:
    """The figures of ``Summary``."""
    n = len(episodes)
    counts = [len(episode.unlocked) for episode in episodes]
    steps = sum(episode.length for episode in episodes)
    plans = sum(episode.plans for episode in episodes)
    p50, p95 = np.percentile([ms for episode in episodes for ms in episode.decision_ms], [50, 95]).tolist()

    def total(figure: Callable[[Played], int]) -> int:
        return sum(figure(episode) for episode in episodes)

    return {
        "conditions": conditions,
        "n": n,
        "mean": statistics.mean(counts),
        "se": statistics.stdev(counts) / math.sqrt(n) if n > 1 else None,
        "share": statistics.mean(counts) / achievements,
        "length": steps / n,
        "return": math.fsum(episode.return_ for episode in episodes) / n,
        "plans_per_100_steps": 100 * plans / steps,
        "distinct_plans": len(frozenset[str]().union(*(episode.kinds_of_plan for episode in episodes))),
        "plan_words": total(lambda e: e.plan_words) / plans if plans else None,
        "plan_tokens": total(lambda e: e.plan_tokens) / plans if plans else None,
        "input_tokens": total(lambda e: e.input_tokens) / n,
        "output_tokens": total(lambda e: e.output_tokens) / n,
        "invalid": total(lambda e: e.invalid) / steps,
        "ms_per_decision": Times(p50=p50, p95=p95),
        "steps_per_second": steps / max(sum(episode.seconds for episode in episodes), 0.001),
    }


def read(folder: Path) -> Report:
    """The report of Crafter in an evaluation's folder. Raises ReportError if there is none."""
    return read_as(Report, folder / FILE, "evaluation")


def read_graphs(folder: Path) -> GraphReport:
    """The report of POGS in an evaluation's folder. Raises ReportError if there is none."""
    return read_as(GraphReport, folder / FILE, "evaluation")


def read_as(kind: type[_Read], path: Path, what: str) -> _Read:
    """The report in a file. Raises ReportError, which asks for the folder of a finished ``what``, if there is none."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReportError(
            f"{path} cannot be read: {error.strerror}; is {path.parent} the folder of a finished {what}?"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ReportError(f"{path} is no report of this version: {where}: {first['msg']}") from error


def write(report: BaseModel, folder: Path, file: str = FILE) -> None:
    """Write a report into its folder, all of it or nothing. OSError if the disk does not take it."""
    path = folder / file
    draft = path.with_suffix(".tmp")
    draft.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
