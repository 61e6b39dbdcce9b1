"""How episodes of Crafter are measured: achievements, Crafter's score, the diamond, and deaths."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from agent.core.metrics import (
    Conditions,
    Figures,
    Metrics,
    Observer,
    Played,
    Section,
    Summary,
    common,
    costs,
)
from agent.core.tables import NONE, number, percent
from agent.core.world import World
from agent.worlds.crafter.baselines import BASELINES, PUBLISHED
from agent.worlds.crafter.engine.deaths import WINDOW, Watch
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import ACHIEVEMENTS

_DIAMOND = "collect_diamond"


class CrafterResult(Played):
    """One episode of Crafter."""

    cause: str | None = None  # of a death before all achievements were unlocked
    blow: str | None = None  # the last one of that death

    @property
    def complete(self) -> bool:
        """Whether all achievements were unlocked."""
        return len(self.unlocked) == len(ACHIEVEMENTS)


class Deaths(Figures):
    """Episodes that ended in a death before all achievements were unlocked; see ``deaths``."""

    share: float  # of all episodes
    causes: dict[str, int]  # cause -> episodes
    blows: dict[str, int]  # last blow -> episodes


class CrafterReport(Summary):
    """All figures of an evaluation in Crafter."""

    # Crafter's, in percent: exp(mean over achievements of log(1 + 100 rate)) - 1.
    score: float
    rates: dict[str, float]  # achievement -> share of episodes that unlocked it
    # Achievement -> step that it was unlocked in, over the episodes that did.
    median_step: dict[str, float | None]
    diamond: float  # share of episodes
    complete: float  # share of episodes with all achievements
    deaths: Deaths
    episodes: tuple[CrafterResult, ...]  # by seed


class CrafterMetrics(Metrics):
    """See ``agent.core.metrics.Metrics``."""

    label = f"share of the {len(ACHIEVEMENTS)} achievements"
    result = CrafterResult
    summary = CrafterReport
    baselines = BASELINES
    published = PUBLISHED
    figures = ("achievements", "progress")

    def observer(
        self, world: World[Any], reason: str, unlocked: Mapping[str, int]
    ) -> Observer | None:
        """A death before all achievements were unlocked is looked into."""
        is_death = reason == "died" and len(unlocked) < len(ACHIEVEMENTS)
        return _Inquest(cast(CrafterWorld, world)) if is_death else None

    @property
    def compared(self) -> Mapping[str, Callable[[Any], float]]:
        """The diamond and all achievements, too."""
        most = len(ACHIEVEMENTS)
        return {
            f"unlocked of {most}": lambda episode: len(episode.unlocked),
            "diamond": lambda episode: _DIAMOND in episode.unlocked,
            f"all {most}": lambda episode: episode.complete,
            "length, steps": lambda episode: episode.length,
        }

    def report(self, conditions: Conditions, episodes: Sequence[Played]) -> CrafterReport:
        """Sum up one episode or more."""
        results = [cast(CrafterResult, episode) for episode in episodes]
        n = len(results)
        steps = {
            name: [episode.unlocked[name] for episode in results if name in episode.unlocked]
            for name in ACHIEVEMENTS
        }
        rates = {name: len(reached) / n for name, reached in steps.items()}
        causes = Counter(episode.cause for episode in results if episode.cause)
        blows = Counter(episode.blow for episode in results if episode.blow)
        logs = [math.log(1 + 100 * rate) for rate in rates.values()]
        share = causes.total() / n
        deaths = Deaths(share=share, causes=_ranked(causes), blows=_ranked(blows))
        return CrafterReport(
            **common(conditions, results, len(ACHIEVEMENTS)),
            score=math.exp(statistics.mean(logs)) - 1,
            rates=rates,
            median_step={
                name: statistics.median(reached) if reached else None
                for name, reached in steps.items()
            },
            diamond=rates[_DIAMOND],
            complete=sum(episode.complete for episode in results) / n,
            deaths=deaths,
        )

    def sections(self, report: CrafterReport) -> list[Section]:
        """Figures, achievements and deaths, beside the baselines."""
        others = tuple(baseline.name for baseline in BASELINES)
        planner = report.conditions.planner
        deaths = (
            f"The cause is what took the most health in the last {WINDOW} steps "
            "(starving: health lost "
            "while food, drink or energy was 0). The last blow took the last health."
        )
        return [
            Section("", "", ("", planner, *others), tuple(_figures(report))),
            Section(
                "Achievements",
                "",
                ("", planner, "median step", *others),
                tuple(_achievements(report)),
            ),
            Section("Deaths", deaths, ("cause", "episodes"), _counts(report.deaths.causes)),
            Section("", "", ("last blow", "episodes"), _counts(report.deaths.blows)),
            Section("Sources", "\n".join(f"- {one.name}: {one.source}" for one in BASELINES)),
        ]

    def line(self, report: CrafterReport) -> str:
        """The report in a few words."""
        error = "" if report.se is None else f" ± {report.se:.2f}"
        return (
            f"{report.mean:.2f}{error} of {len(ACHIEVEMENTS)} unlocked (n = {report.n}), "
            f"score {report.score:.1f} %, diamond {report.diamond:.0%}, "
            f"all {len(ACHIEVEMENTS)} {report.complete:.0%}, died {report.deaths.share:.0%}"
        )


class _Inquest:
    def __init__(self, world: CrafterWorld) -> None:
        self._watch = Watch(world)

    def look(self, action: int) -> None:
        self._watch.look()

    def figures(self) -> dict[str, Any]:
        death = self._watch.death()
        return {} if death is None else {"cause": death.cause, "blow": death.blow}


def _figures(report: CrafterReport) -> list[tuple[str, ...]]:
    error = "" if report.se is None else f" ± {report.se:.2f}"
    all_ = len(ACHIEVEMENTS)
    return [
        ("episodes", str(report.n), *(number(b.n) for b in BASELINES)),
        (
            f"unlocked of {all_} (± standard error)",
            f"{report.mean:.2f}{error}",
            *(f"{b.mean:.1f}" for b in BASELINES),
        ),
        (
            f"share of {all_}",
            percent(report.share),
            *(percent(b.mean / all_) for b in BASELINES),
        ),
        (
            "score (Crafter's), %",
            f"{report.score:.1f}",
            *(number(b.score, 1) for b in BASELINES),
        ),
        (
            "diamond",
            percent(report.diamond),
            *(percent(b.rates.get(_DIAMOND)) for b in BASELINES),
        ),
        (
            "diamond, median step",
            number(report.median_step[_DIAMOND]),
            *(number((b.median_step or {}).get(_DIAMOND)) for b in BASELINES),
        ),
        (f"all {all_}", percent(report.complete), *(percent(b.complete) for b in BASELINES)),
        (
            "died before",
            percent(report.deaths.share),
            *(percent(b.deaths) for b in BASELINES),
        ),
        ("length, steps", number(report.length), *(number(b.length) for b in BASELINES)),
        ("return", f"{report.return_:.2f}", *(number(b.return_, 2) for b in BASELINES)),
        *costs(report, BASELINES),
    ]


def _achievements(report: CrafterReport) -> list[tuple[str, ...]]:
    rows = []
    for name, rate in sorted(report.rates.items(), key=lambda item: -item[1]):
        others = (percent(baseline.rates.get(name)) for baseline in BASELINES)
        step = number(report.median_step[name])
        rows.append((name.replace("_", " "), percent(rate), step, *others))
    return rows


def _counts(counts: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    if not counts:
        return ((NONE, "0"),)
    return tuple((name, str(count)) for name, count in counts.items())


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
