"""Measures whether a planner does what people's plans say.

The folder of a measurement holds ``conditions.json``, the cases and the results as JSON Lines, and, once all is played, ``report.json``
and ``table.md``. One that was stopped goes on where it was, and its report is that of a run in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import joblib
from pydantic import BaseModel

from agent import registry
from agent import trace as traces
from agent.episode import Episode, decide_all
from agent.language.prompts import Mode
from agent.planner import DYNAMIC, Planner
from agent.worlds.crafter.engine import CrafterWorld
from training import follow_report as reports
from training import workers
from training.follow_cases import FAMILIES, Case, Column, Family, make_case
from training.follow_report import ARMS, COLUMNS, Arm, Conditions, Report, Result
from training.watch import Watch

CASES, RESULTS, CONDITIONS = "cases.jsonl", "results.jsonl", "conditions.json"
FEWEST, MOST = 2, 1000  # cases a column; two are needed for a plan of another case
_BATCH = 32  # cases that a planner plays at the same time
_FORBIDDEN = Mode("never")

_Line = TypeVar("_Line", bound=BaseModel)


class FollowError(ValueError):
    """A measurement that cannot be made as asked."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What is to be measured."""

    planner: str
    cases: int  # a column
    seed: int  # of the draw of the cases
    data: Path | None = None  # where learned planners are

    @property
    def arms(self) -> tuple[Arm, ...]:
        """What is compared; "order" only with a planner that can be kept from planning."""
        entry = registry.find(self.planner, data=self.data)
        left_out: set[Arm] = set() if _FORBIDDEN.kind in entry.modes else {"order"}
        if self.planner == "expert":
            left_out.add("expert")
        return tuple(arm for arm in ARMS if arm not in left_out)

    def conditions(self) -> Conditions:
        """What the figures will hold for."""
        entry = registry.find(self.planner, data=self.data)
        return Conditions(
            planner=self.planner,
            observation=entry.observation,
            options=dict(entry.options()),
            cases=self.cases,
            seed=self.seed,
            versions=traces.header(CrafterWorld(), 0, 1, self.planner, {}).versions,
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """One case in one arm."""

    arm: Arm
    column: Column
    case: Case
    shown: Case  # whose plan is in force: another in the arm "shuffled plan"

    @property
    def key(self) -> tuple[Arm, Column, int]:
        """What tells it from the others."""
        return self.arm, self.column, self.case.number


def setup(planner: str, cases: int, seed: int, data: Path | None = None) -> Setup:
    """Check what was asked for; learned planners are in ``data``. Raises ValueError, with what is wrong, for what cannot be measured."""
    if not FEWEST <= cases <= MOST:
        raise FollowError(f"there are to be {cases} cases; {FEWEST} to {MOST} can be drawn for a column")
    registry.find(planner, DYNAMIC, data)
    return Setup(planner, cases, seed, data)


def follow(wanted: Setup, folder: Path, *, jobs: int, on_progress: Callable[[str, int, int], None] | None = None) -> Report:
    """Make and play what is missing in ``folder`` and write the report.

    Args:
        wanted: what to measure.
        folder: made if it is not there; what it holds of the same measurement is kept.
        jobs: processes that play at the same time.
        on_progress: told what is being done ("cases", "trials"), how many are done, and of how many.

    Raises FollowError if the folder holds another measurement, ModelError if a model cannot be loaded, OSError if the disk does not take
    a file.
    """
    if jobs < 1:
        raise FollowError(f"jobs is {jobs}; at least 1 process has to play")
    told = on_progress or (lambda what, done, of: None)
    folder.mkdir(parents=True, exist_ok=True)
    conditions = wanted.conditions()
    _check(conditions, folder / CONDITIONS)
    cases = _cases(wanted, folder / CASES, jobs, told)
    results = _results(wanted, cases, folder / RESULTS, jobs, told)
    report = reports.summarise(conditions, results)
    reports.write(report, folder)
    return report


def _check(conditions: Conditions, path: Path) -> None:
    """Refuse a folder of another measurement."""
    if not path.exists():
        path.write_text(conditions.model_dump_json() + "\n", encoding="utf-8")
        return
    found = Conditions.model_validate_json(path.read_bytes())
    differing = [f"{field} {was}, not {now}" for field, now in conditions if (was := getattr(found, field)) != now]
    if differing:
        raise FollowError(f"{path.parent} was measured with {'; '.join(differing)}; name another folder")


def _cases(wanted: Setup, path: Path, jobs: int, told: Callable[[str, int, int], None]) -> dict[tuple[Family, int], Case]:
    cases = {(case.family, case.number): case for case in _read(path, Case)}
    keys: list[tuple[Family, int]] = [(family, number) for number in range(wanted.cases) for family in FAMILIES]
    missing = [key for key in keys if key not in cases]
    for case in workers.parallel(jobs, [joblib.delayed(make_case)(*key, wanted.seed) for key in missing]):
        _append(path, [case])
        cases[case.family, case.number] = case
        told("cases", len(cases), len(keys))
    return cases


def _results(
    wanted: Setup, cases: dict[tuple[Family, int], Case], path: Path, jobs: int, told: Callable[[str, int, int], None]
) -> list[Result]:
    results = list(_read(path, Result))
    trials = list(_trials(wanted, cases))
    played = {(result.arm, result.column, result.number) for result in results}
    missing = [trial for trial in trials if trial.key not in played]
    batches = []
    for arm in wanted.arms:
        own = [trial for trial in missing if trial.arm == arm]
        batches += [own[at : at + _BATCH] for at in range(0, len(own), _BATCH)]
    for done in workers.parallel(jobs, [joblib.delayed(_play)(wanted, batch) for batch in batches]):
        _append(path, done)
        results += done
        told("trials", len(results), len(trials))
    return results


def _trials(wanted: Setup, cases: dict[tuple[Family, int], Case]) -> Iterator[Trial]:
    for arm in wanted.arms:
        for column in COLUMNS:
            family: Family = "one goal" if column == "seen wording" or column == "held-out wording" else column
            own = [cases[family, number] for number in range(wanted.cases)]
            for case in own:
                shown = _other(case, own) if arm == "shuffled plan" else case
                if shown is not None and (arm, column) != ("no plan", "held-out wording"):
                    yield Trial(arm, column, case, shown)


def _other(case: Case, cases: Sequence[Case]) -> Case | None:
    """The next case that wants nothing of what this one wants; None if there is none."""
    wanted = {(goal.verb, goal.target, goal.direction) for goal in case.goals}
    after = [*cases[case.number + 1 :], *cases[: case.number]]
    return next(
        (other for other in after if not wanted & {(goal.verb, goal.target, goal.direction) for goal in other.goals}), None
    )


@dataclass(slots=True)
class _Player:
    """A trial as it is played."""

    trial: Trial
    episode: Episode
    own: Watch  # of the case's goals
    shown: Watch  # of those of the plan in force

    def look(self) -> None:
        view, memory = self.episode.view, self.episode.memory
        self.own.look(view, memory)
        self.shown.look(view, memory)
        if self.own.reached and not self.episode.over:
            self.episode.end("reached")

    def result(self) -> Result:
        case, plans = self.trial.case, self.episode.plans
        return Result(
            arm=self.trial.arm,
            column=self.trial.column,
            number=case.number,
            specific=case.specific,
            reached=self.own.reached,
            steps=self.episode.view.step - case.step,
            expert_steps=case.expert_steps,
            contradicted=self.shown.contradicted,
            replaced=any(plan.source == "human" and plan.status == "replaced" for plan in plans),
            died=self.episode.view.dead,
        )


def _play(wanted: Setup, trials: Sequence[Trial]) -> list[Result]:
    """Play trials of one arm to their ends: the goals reached, death, or the limit."""
    arm = trials[0].arm
    name = "expert" if arm == "expert" else wanted.planner
    planner = workers.planner(name, _FORBIDDEN if arm == "order" else DYNAMIC, wanted.data)
    players = [_player(trial, planner) for trial in trials]
    while live := [player for player in players if not player.episode.over]:
        decisions = decide_all(planner, [player.episode for player in live])
        for player, decision in zip(live, decisions, strict=True):
            player.episode.play(decision)
            player.look()
    return [player.result() for player in players]


def _player(trial: Trial, planner: Planner) -> _Player:
    case, shown = trial.case, trial.shown
    episode = case.begin(planner, None if trial.arm == "no plan" else shown.texts[trial.column])
    own, other = (Watch(goals, episode.view, episode.memory) for goals in (case.goals, shown.goals))
    return _Player(trial, episode, own, other)


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
