"""How well episodes went: the figures that all worlds have, and where a world adds its own."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from agent.core.tables import NONE, number, percent
from agent.core.world import World

_DIRECTIONS = {f"{ns}{ew}" for ns in ("", "north", "south") for ew in ("", "east", "west")}
MOST_UNREAD = 0.5  # share of answers that cannot be read, past which play is not measured
_QUOTED = 60  # letters of such an answer
_SOON = 0.001  # seconds; an episode takes longer, whatever its clock says


class UnreadError(ValueError):
    """Most of what a model wrote could not be read."""


class Figures(BaseModel):
    """Figures that do not change once they are measured."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True
    )


class Advised(Figures):
    """What an adviser did, and what it cost; see ``agent.planners.advised``."""

    asked: int  # times
    taken: int  # of its plans that came into force
    failed: int  # times that it had no advice, or none that was understood
    waited: int  # steps from question to answer, of all answers
    followed: int  # steps that were decided while a plan of its was in force
    age: int  # steps for which that plan had been in force, of all these steps
    input_tokens: int
    output_tokens: int


class Played(Figures):
    """One episode.

    What depends on the machine's speed is left out when it is written to a report.
    """

    seed: int
    reason: str  # died, cap, complete
    length: int  # steps
    # The world's reward, summed.
    return_: float = Field(validation_alias="return", serialization_alias="return")
    unlocked: dict[str, int]  # achievement -> step that it was unlocked in
    plans: int
    plan_words: int  # of all plans
    plan_tokens: int  # of all plans
    input_tokens: int
    output_tokens: int
    invalid: int  # decisions that broke the grammar
    rewritten: int = 0  # unfinished, and replaced one step later; not in older reports
    thought_tokens: int = 0  # of those written, thoughts before answers; not in older reports
    advised: Advised | None = None  # None without an adviser, whose plans and tokens it has alone
    kinds_of_plan: frozenset[str] = Field(frozenset(), exclude=True)  # see ``kind_of_plan``
    seconds: float = Field(0.0, exclude=True)  # of the whole episode, world and trace included
    decision_ms: tuple[float, ...] = Field((), exclude=True)  # of each decision


class Conditions(Figures):
    """What a report's figures hold for."""

    world: str
    seeds: str  # as ``agent.core.seeds`` writes them
    cap: int  # steps after which an episode is over
    mode: str  # when the planner may plan
    observation: str  # what it reads
    planner: str
    # What else its play depends on, such as the temperature and a hash of the weights.
    options: dict[str, str | bool] = {}
    versions: dict[str, str]


class Times(Figures):
    """Milliseconds that a decision took."""

    p50: float
    p95: float


class Summary(Figures):
    """What all reports have. A mean is over episodes unless said otherwise, None without any."""

    conditions: Conditions
    n: int  # episodes
    mean: float  # achievements unlocked; where there is one, the share of successes
    se: float | None  # standard error of ``mean``
    share: float  # mean / achievements that there are
    length: float  # steps
    # The world's reward, summed over the episode.
    return_: float = Field(validation_alias="return", serialization_alias="return")
    plans_per_100_steps: float
    distinct_plans: int  # in all episodes together, without numbers and compass directions
    plan_words: float | None  # of a plan
    plan_tokens: float | None  # of a plan; 0 for a planner that counts none
    rewritten: float | None = None  # share of the plans; None in older reports, too
    input_tokens: float  # of an episode
    output_tokens: float  # of an episode
    thought_tokens: float = 0.0  # of these, thoughts before answers; not in older reports
    invalid: float  # share of decisions that broke the grammar
    advised: Advised | None = None  # of all episodes together
    ms_per_decision: Times
    # Of an episode, world and trace included; those of a batch are played side by side.
    steps_per_second: float
    episodes: tuple[Played, ...]  # by seed


def common(conditions: Conditions, episodes: Sequence[Played], achievements: int) -> dict[str, Any]:
    """The figures of ``Summary``, of one episode or more."""
    n = len(episodes)
    counts = [len(episode.unlocked) for episode in episodes]
    steps = sum(episode.length for episode in episodes)
    plans = sum(episode.plans for episode in episodes)
    times = [ms for episode in episodes for ms in episode.decision_ms]
    p50, p95 = np.percentile(times, [50, 95]).tolist()
    kinds = (episode.kinds_of_plan for episode in episodes)

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
        "distinct_plans": len(frozenset[str]().union(*kinds)),
        "plan_words": total(lambda e: e.plan_words) / plans if plans else None,
        "plan_tokens": total(lambda e: e.plan_tokens) / plans if plans else None,
        "rewritten": total(lambda e: e.rewritten) / plans if plans else None,
        "input_tokens": total(lambda e: e.input_tokens) / n,
        "output_tokens": total(lambda e: e.output_tokens) / n,
        "thought_tokens": total(lambda e: e.thought_tokens) / n,
        "invalid": total(lambda e: e.invalid) / steps,
        "advised": _sum([episode.advised for episode in episodes if episode.advised]),
        "ms_per_decision": Times(p50=p50, p95=p95),
        "steps_per_second": steps / max(sum(episode.seconds for episode in episodes), _SOON),
        "episodes": tuple(episodes),
    }


def _sum(advised: Sequence[Advised]) -> Advised | None:
    if not advised:
        return None
    sums = {name: sum(getattr(one, name) for one in advised) for name in Advised.model_fields}
    return Advised(**sums)


def unread(invalid: int, decisions: int) -> str:
    """How many answers could not be read, for people; "" for none."""
    return f"{invalid} of {decisions} answers could not be read" if invalid else ""


def require_read(invalid: int, decisions: int, last: str = "") -> None:
    """Raise UnreadError if more than ``MOST_UNREAD`` of the answers could not be read; ``last``:
    one of them.
    """
    if invalid > MOST_UNREAD * decisions:
        such = f", such as {last[:_QUOTED]!r}" if last else ""
        raise UnreadError(
            f"{unread(invalid, decisions)}{such}: more than {MOST_UNREAD:.0%}, which is no score. "
            "sidequest trace show tells where; a model that thinks may need more room (thoughts)"
        )


def kind_of_plan(text: str) -> str:
    """A plan's words without numbers and compass directions."""
    words = re.findall(r"[a-z]+", text.lower())
    return " ".join(word for word in words if word not in _DIRECTIONS)


@dataclass(frozen=True, slots=True)
class Published:
    """What others scored in a mode."""

    mode: str
    score: float  # from 0 to 1
    se: float  # standard error of it
    tokens: float  # written in an episode


@dataclass(frozen=True, slots=True)
class Baseline:
    """How well someone else plays; None where the source gives no figure. Shares: 0 to 1."""

    name: str
    source: str
    n: int | None  # episodes
    mean: float  # achievements unlocked
    rates: Mapping[str, float]  # achievement -> share of episodes that unlocked it
    complete: float | None = None  # share of episodes with all achievements
    deaths: float | None = None
    score: float | None = None  # the world's own, in percent
    length: float | None = None
    return_: float | None = None
    median_step: Mapping[str, float] | None = None  # achievement -> step
    plans_per_100_steps: float | None = None
    distinct_plans: int | None = None
    plan_words: float | None = None
    steps_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report for people."""

    title: str  # "" for the first
    text: str  # before the table, "" for none
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class Observer(Protocol):
    """Finds in an episode that is played again what its trace does not tell."""

    def look(self, action: int) -> None:
        """Take in the state after a step."""

    def figures(self) -> dict[str, Any]:
        """What was found, by its names in the world's ``Metrics.result``."""


class Metrics:
    """How the episodes of a world are measured. A world overrides what is its own.

    Attributes:
        label: of ``score``.
        result: of an episode.
        summary: of an evaluation.
        baselines: of others, to show beside a report.
        published: the paper's scores by mode.
        figures: names of the figures that are drawn, see ``training.evaluation.figures``.
    """

    label: str = "share of the achievements"
    result: type[Played] = Played
    summary: type[Summary] = Summary
    baselines: Sequence[Baseline] = ()
    published: Sequence[Published] = ()
    figures: Sequence[str] = ("progress",)

    def __init__(self, achievements: Sequence[str]) -> None:
        """``achievements``: all that can be unlocked."""
        self.achievements = tuple(achievements)

    def observer(
        self, world: World[Any], reason: str, unlocked: Mapping[str, int]
    ) -> Observer | None:
        """What watches an episode that ended so when it is played again in ``world``.

        None if the trace tells everything, so that it need not be played.
        """
        return None

    def report(self, conditions: Conditions, episodes: Sequence[Played]) -> Summary:
        """Sum up one episode or more, sorted by seed."""
        return self.summary(**common(conditions, episodes, len(self.achievements)))

    @property
    def compared(self) -> Mapping[str, Callable[[Any], float]]:
        """What of an episode is set side by side with another planner's, by the row's name."""
        return {
            f"unlocked of {len(self.achievements)}": lambda episode: len(episode.unlocked),
            "length, steps": lambda episode: episode.length,
        }

    def score(self, episode: Played) -> float:
        """How well an episode went, from 0 to 1."""
        return len(episode.unlocked) / len(self.achievements)

    def sections(self, report: Any) -> list[Section]:
        """The tables of a report, but for its conditions."""
        error = "" if report.se is None else f" ± {report.se:.2f}"
        unlocked = f"unlocked of {len(self.achievements)} (± standard error)"
        rows = (
            ("episodes", str(report.n)),
            (unlocked, f"{report.mean:.2f}{error}"),
            ("length, steps", number(report.length)),
            ("return", f"{report.return_:.2f}"),
            *costs(report),
        )
        return [Section("", "", ("", report.conditions.planner), rows)]

    def line(self, report: Any) -> str:
        """The report in a few words."""
        error = "" if report.se is None else f" ± {report.se:.2f}"
        of = len(self.achievements)
        return f"{report.mean:.2f}{error} of {of} unlocked (n = {report.n})"


def costs(report: Summary, baselines: Sequence[Baseline] = ()) -> list[tuple[str, ...]]:
    """Rows: how much was planned, and what it took, beside baselines."""
    times, unknown = report.ms_per_decision, [NONE for _ in baselines]
    distinct = "distinct plans, without numbers and directions"
    plans = f"{report.plans_per_100_steps:.1f}"
    speed = "steps a second of an episode, world included"
    return [
        ("plans per 100 steps", plans, *(number(b.plans_per_100_steps, 1) for b in baselines)),
        (distinct, str(report.distinct_plans), *(number(b.distinct_plans) for b in baselines)),
        (
            "words a plan",
            number(report.plan_words, 1),
            *(number(b.plan_words, 1) for b in baselines),
        ),
        ("tokens a plan", number(report.plan_tokens, 1), *unknown),
        ("unfinished plans replaced one step later", percent(report.rewritten), *unknown),
        ("tokens read an episode", number(report.input_tokens), *unknown),
        ("tokens written an episode", number(report.output_tokens), *unknown),
        *(
            [("of these, thoughts", number(report.thought_tokens), *unknown)]
            if report.thought_tokens
            else []
        ),
        ("invalid decisions", f"{100 * report.invalid:.2f} %", *unknown),
        (
            "ms a decision, median and 95th percentile",
            f"{times.p50:.2f}, {times.p95:.2f}",
            *unknown,
        ),
        (speed, number(report.steps_per_second), *(number(b.steps_per_second) for b in baselines)),
        *([] if report.advised is None else _advice(report, report.advised, unknown)),
    ]


def _advice(report: Summary, advised: Advised, unknown: Sequence[str]) -> list[tuple[str, ...]]:
    """Rows: what an adviser did, whose plans and tokens are in none of the other rows."""
    n, steps = report.n, sum(episode.length for episode in report.episodes)
    waited = advised.waited / advised.asked if advised.asked else None
    age = advised.age / advised.followed if advised.followed else None
    rows = [
        ("adviser: answers an episode", number(advised.asked / n, 1)),
        ("adviser: plans taken an episode", number(advised.taken / n, 1)),
        ("adviser: answers without a plan that is understood", str(advised.failed)),
        ("adviser: steps from question to answer", number(waited, 1)),
        ("adviser: steps that its plan was in force", percent(advised.followed / steps)),
        ("adviser: age of its plan at these, steps", number(age, 1)),
        ("adviser: tokens read an episode", number(advised.input_tokens / n)),
        ("adviser: tokens written an episode", number(advised.output_tokens / n)),
    ]
    return [(*row, *unknown) for row in rows]
