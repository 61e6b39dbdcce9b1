"""Measures whether a planner does what people's plans say, on the cases of a file.

The folder of a measurement holds ``conditions.json``, the results as JSON Lines, and, once all is
played, ``report.json`` and ``table.md``. One that was stopped goes on where it was, and its report
is that of a run in one go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import joblib
from pydantic import BaseModel

from agent.core.errors import differing
from agent.core.mode import DYNAMIC
from agent.core.planner import Planner
from agent.episode import Episode, decide_all
from agent.planners import registry
from agent.traces import trace as traces
from agent.worlds.crafter.engine.engine import CrafterWorld
from training.evaluation.following import report as reports
from training.evaluation.following.cases import COMMITTED, FAMILIES, Case, Family, read_cases
from training.evaluation.following.monitor import GoalMonitor
from training.evaluation.following.report import (
    ARMS,
    Arm,
    FollowingConditions,
    FollowingReport,
    Result,
)
from training.play import batched, workers
from training.play.speed import PlaySpeed

RESULTS, CONDITIONS = "results.jsonl", "conditions.json"
FEWEST = 2  # cases of a family; two are needed for a plan of another case
# played on when the goals are reached, so that all live equally long
_TO_THE_LIMIT: Family = "under danger"

_Line = TypeVar("_Line", bound=BaseModel)


class FollowError(ValueError):
    """A measurement that cannot be made as asked."""


@dataclass(frozen=True, slots=True)
class FollowingSetup:
    """What is to be measured."""

    planner: str
    cases: tuple[Case, ...]
    data: Path | None = None  # where learned planners are
    asked: tuple[Arm, ...] = ARMS  # what is asked for

    @property
    def arms(self) -> tuple[Arm, ...]:
        """What is compared."""
        return tuple(arm for arm in self.asked if arm != self.planner)

    def conditions(self) -> FollowingConditions:
        """What the figures will hold for."""
        entry = registry.find(self.planner, data=self.data)
        return FollowingConditions(
            planner=self.planner,
            observation=entry.observation,
            options=dict(entry.options()),
            cases={
                family: sum(case.family == family for case in self.cases) for family in FAMILIES
            },
            digest=hashlib.sha256(
                "".join(case.model_dump_json() for case in self.cases).encode()
            ).hexdigest()[:16],
            versions=traces.header(CrafterWorld(), 0, 1, self.planner, {}).versions,
        )


@dataclass(frozen=True, slots=True)
class CaseTrial:
    """One case in one arm."""

    arm: Arm
    case: Case
    shown: Case  # whose plan is in force: another in the arm "shuffled plan"

    @property
    def key(self) -> tuple[Arm, Family, int]:
        """What tells it from the others."""
        return self.arm, self.case.family, self.case.number

    @property
    def plan(self) -> str | None:
        """The words that are in force."""
        return (
            None
            if self.arm == "no plan"
            else self.shown.texts["held-out" if self.arm == "new words" else "seen"]
        )


def setup(
    planner: str,
    count: int | None = None,
    data: Path | None = None,
    file: Path = COMMITTED,
    arms: tuple[Arm, ...] = ARMS,
) -> FollowingSetup:
    """Check what was asked for.

    Args:
        planner: as registered.
        count: the first so many cases of each family; None takes all.
        data: where learned planners are.
        file: the cases.
        arms: those that are played.

    Raises ValueError, with what is wrong, for what cannot be measured.
    """
    if count is not None and count < FEWEST:
        raise FollowError(f"there are to be {count} cases of each family; {FEWEST} are the fewest")
    registry.find(planner, DYNAMIC, data)
    cases = read_cases(file, count)
    few = [family for family in FAMILIES if sum(case.family == family for case in cases) < FEWEST]
    if few:
        raise FollowError(f"{file} has fewer than {FEWEST} cases of: {', '.join(few)}")
    return FollowingSetup(planner, tuple(cases), data, arms)


def follow(
    wanted: FollowingSetup,
    folder: Path,
    *,
    jobs: int,
    on_progress: Callable[[int, int], None] | None = None,
    speed: PlaySpeed | None = None,
) -> FollowingReport:
    """Play what is missing in ``folder`` and write the report.

    Args:
        wanted: what to measure.
        folder: made if it is not there; what it holds of the same measurement is kept.
        jobs: processes that play at the same time.
        on_progress: told how many trials are done, and of how many.
        speed: takes the decisions that are made, and their time.

    Raises FollowError if the folder holds another measurement, ModelError if a model cannot be
    loaded, OSError if the disk does not take a file.
    """
    if jobs < 1:
        raise FollowError(f"jobs is {jobs}; at least 1 process has to play")
    told = on_progress or (lambda done, of: None)
    folder.mkdir(parents=True, exist_ok=True)
    conditions = wanted.conditions()
    _check(conditions, folder / CONDITIONS)
    results = _results(wanted, folder / RESULTS, jobs, told, speed or PlaySpeed())
    report = reports.summarise(conditions, results)
    reports.write(report, folder)
    return report


def _check(conditions: FollowingConditions, path: Path) -> None:
    """Refuse a folder of another measurement."""
    if not path.exists():
        path.write_text(conditions.model_dump_json() + "\n", encoding="utf-8")
        return
    found = FollowingConditions.model_validate_json(path.read_bytes())
    if faults := differing(found, conditions):
        raise FollowError(f"{path.parent} was measured with {faults}; name another folder")


def _results(
    wanted: FollowingSetup,
    path: Path,
    jobs: int,
    told: Callable[[int, int], None],
    speed: PlaySpeed,
) -> list[Result]:
    results = list(_read(path, Result))
    trials = list(_trials(wanted))
    played = {(result.arm, result.family, result.number) for result in results}
    missing = [trial for trial in trials if trial.key not in played]
    # The expert's decisions are not the planner's: they would make it look quicker than it is.
    by_expert = [arm for arm in wanted.arms if arm == "expert"]
    by_planner = [arm for arm in wanted.arms if arm != "expert"]
    for arms, counted in ((by_planner, speed), (by_expert, PlaySpeed())):
        batches = []
        for arm in arms:
            own = [trial for trial in missing if trial.arm == arm]
            batches += workers.even_groups(own, batched.BATCH, jobs)
        calls = [joblib.delayed(_play)(wanted, batch) for batch in batches]
        for done, decisions in workers.parallel(jobs, calls, speed=counted):
            _append(path, done)
            counted.decisions += decisions
            results += done
            told(len(results), len(trials))
    return results


def _trials(wanted: FollowingSetup) -> Iterator[CaseTrial]:
    for arm in wanted.arms:
        for family in FAMILIES:
            own = [case for case in wanted.cases if case.family == family]
            for case in own:
                shown = _other(case, own) if arm == "shuffled plan" else case
                if shown is not None:
                    yield CaseTrial(arm, case, shown)


def _other(case: Case, cases: Sequence[Case]) -> Case | None:
    """The next case that wants least of what this one wants; None if all want as much."""
    wanted = _wants(case)
    at = cases.index(case)
    after = [*cases[at + 1 :], *cases[:at]]
    other = min(after, key=lambda other: len(wanted & _wants(other)))
    return None if wanted <= _wants(other) else other


def _wants(case: Case) -> set[tuple[object, ...]]:
    wanted: set[tuple[object, ...]] = set()
    for goal in case.goals:
        wanted.add((goal.verb, goal.target, goal.direction, goal.at))
    for goal in case.refused:
        wanted.add(("not", goal.verb, goal.target, goal.direction))
    return wanted


@dataclass(slots=True)
class _TrialPlay:
    """A trial as it is played."""

    trial: CaseTrial
    episode: Episode
    own: GoalMonitor  # of what the case wants
    shown: GoalMonitor  # of what the plan in force does
    steps: int = 0  # until what the case wants was done

    def look(self) -> None:
        view, memory = self.episode.view, self.episode.memory
        self.steps += not self.own.reached
        self.own.look(view, memory)
        self.shown.look(view, memory)
        if self.own.reached and not self.episode.over and self.trial.case.family != _TO_THE_LIMIT:
            self.episode.end("reached")

    def result(self) -> Result:
        case, plans = self.trial.case, self.episode.plans
        asked = [plan for plan in plans if plan.is_persons]
        now = self.episode.view.step
        return Result(
            arm=self.trial.arm,
            family=case.family,
            number=case.number,
            specific=case.specific,
            reached=self.own.reached,
            steps=self.steps,
            expert_steps=case.expert_steps,
            refusing=bool(case.refused),
            kept=self.own.kept,
            contradicted=self.shown.contradicted,
            replaced=any(plan.status == "replaced" for plan in asked),
            under=sum((now if plan.ended is None else plan.ended) - plan.step for plan in asked),
            plans=sum(plan.under > 0 for plan in plans),
            died=self.episode.view.dead,
        )


def _play(wanted: FollowingSetup, trials: Sequence[CaseTrial]) -> tuple[list[Result], int]:
    """Play trials of one arm to their ends: the goals reached, death, or the limit; how that went,
    and how often was decided.
    """
    arm = trials[0].arm
    name = "expert" if arm == "expert" else wanted.planner
    planner = workers.planner(name, DYNAMIC, wanted.data)
    players = [_player(trial, planner) for trial in trials]
    of = {player.episode: player for player in players}
    decisions = batched.advance(
        list(of), partial(decide_all, planner), after_step=lambda episode: of[episode].look()
    )
    return [player.result() for player in players], decisions


def _player(trial: CaseTrial, planner: Planner) -> _TrialPlay:
    episode = trial.case.begin(planner, trial.plan, "order" if trial.arm == "order" else "advice")
    return _TrialPlay(trial, episode, trial.case.watch(episode), trial.shown.watch(episode))


def _read(path: Path, line: type[_Line]) -> list[_Line]:
    """The lines of a file; one that was cut off in writing is removed."""
    if not path.exists():
        return []
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        path.write_bytes(whole)
    return [line.model_validate_json(row) for row in whole.splitlines()]


def _append(path: Path, lines: Sequence[BaseModel]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(line.model_dump_json() + "\n" for line in lines)
