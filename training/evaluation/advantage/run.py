"""Many states, measured on several processes; what is measured is kept at once.

The folder holds ``games`` (an evaluation of the planner, in whose games the states are),
``states/SEED-STEP.json`` (the branches of each) and ``wanted.json``, and at the end
``report.json``, ``report.md`` and the figures.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import joblib
from pydantic import ValidationError

from agent.core import seeds
from agent.core.errors import differing
from agent.core.files import write_atomic
from agent.core.metrics import Figures
from training.evaluation import evaluate
from training.evaluation.advantage import branches, figures, report
from training.evaluation.advantage.branches import SHUFFLED, Arm, Conditions, Measured, Task
from training.evaluation.advantage.report import Report
from training.evaluation.advantage.states import State, draw
from training.evaluation.evaluate import EvaluationError, EvaluationSetup
from training.play import workers
from training.play.speed import PlaySpeed

STATES, WANTED = "states", "wanted.json"  # in the folder
_BATCH = 96  # branches that a process plays at once


class Wanted(Figures):
    """What a folder's states are measured with."""

    planner: str
    options: dict[str, str | bool]  # what else its play depends on
    code: str  # see ``evaluate.code_digest``
    world: str
    seeds: str
    cap: int
    arms: tuple[str, ...]
    pairs: int
    horizon: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured."""

    anywhere: int  # states drawn from all steps alike
    each: int  # of each other rule
    pairs: int  # branches of each arm
    horizon: int  # steps of a branch


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told how far it is."""

    on_game: Callable[[object], None]  # each game
    on_states: Callable[[int], object]  # states that will be measured
    on_measured: Callable[[int], object]  # states more that were


def measure(
    games: EvaluationSetup,
    arms: tuple[Arm, ...],
    sizes: Sizes,
    folder: Path,
    *,
    jobs: int,
    away: bool = False,
    told: Told,
    speed: PlaySpeed,
) -> Report:
    """Play the games, draw the states, measure those that are missing, and write the report.

    Args:
        games: in which states are drawn; their planner is measured.
        arms: to play.
        sizes: how much.
        folder: made if it is not there; what it holds of the same measurement is kept.
        jobs: processes that play at the same time.
        away: the processes are those of the Ray that this one is connected to; the folder has to be
            one that they see.
        told: who is told.
        speed: takes the decisions that are made in branches, and their time.

    Raises EvaluationError if the folder holds another measurement, TraceError if a trace does not
    replay, OSError if the disk does not take a file.
    """
    _check(games, arms, sizes, folder)
    evaluate.evaluate(games, folder / "games", jobs=jobs, away=away, on_episode=told.on_game)
    files = [game(folder, seed) for seed in games.seeds]
    states = draw(files, games.world, sizes.anywhere, sizes.each)
    told.on_states(len(states))
    due = [state for state in states if not _file(folder, state).exists()]
    told.on_measured(len(states) - len(due))
    conditions = Conditions(
        games.planner, games.world, arms, sizes.pairs, sizes.horizon, games.data
    )
    (folder / STATES).mkdir(exist_ok=True)
    tasks = _tasks(states, due, folder)
    of_a_group = max(1, _BATCH // (len(arms) * sizes.pairs))
    groups = workers.even_groups(tasks, of_a_group, jobs)
    calls = (joblib.delayed(branches.measure)(conditions, group) for group in groups)
    played = workers.on_cluster if away else workers.parallel
    for some, decisions in played(jobs, calls, speed=speed):
        speed.decisions += decisions
        for one in some:
            write_atomic(_file(folder, one.state), one.model_dump_json() + "\n")
        told.on_measured(len(some))
    found = report.summarise(
        [Measured.model_validate_json(_file(folder, state).read_bytes()) for state in states],
        sizes.horizon,
    )
    write_atomic(folder / "report.json", found.model_dump_json(indent=1) + "\n")
    write_atomic(folder / "report.md", report.markdown(found) + "\n")
    figures.draw(found, folder)
    return found


def _tasks(states: list[State], due: list[State], folder: Path) -> list[Task]:
    """What is to be measured. The plan of another state is that of another game, where there is
    one.
    """
    planned = [state for state in states if state.plan]
    tasks = []
    for state in due:
        others = [one for one in planned if one.seed != state.seed] or planned
        rng = random.Random(f"{SHUFFLED} {state.name}")
        other = rng.choice(others).plan if others else ""
        tasks.append(Task(state, game(folder, state.seed), other))
    return tasks


def game(folder: Path, seed: int) -> Path:
    """The trace of a game in whose states were measured."""
    return folder / "games" / evaluate.TRACES / f"{seed}.jsonl"


def _file(folder: Path, state: State) -> Path:
    return folder / STATES / f"{state.name}.json"


def _check(games: EvaluationSetup, arms: tuple[Arm, ...], sizes: Sizes, folder: Path) -> None:
    """Note what is wanted, or refuse a folder in which something else was."""
    if len(set(arms)) < 2:
        raise EvaluationError("at least two different arms are compared, such as now,keep:10")
    header = games.header(games.seeds[0])
    wanted = Wanted(
        planner=games.planner,
        options=dict(games.options),
        code=games.code,
        world=header.world,
        seeds=seeds.write(games.seeds),
        cap=games.cap,
        arms=tuple(map(str, arms)),
        pairs=sizes.pairs,
        horizon=sizes.horizon,
    )
    file = folder / WANTED
    if file.exists():
        try:
            was = Wanted.model_validate_json(file.read_bytes())
        except ValidationError as error:
            raise EvaluationError(f"{file} cannot be read; name another folder") from error
        if faults := differing(was, wanted):
            raise EvaluationError(f"{folder} was measured with {faults}; name another folder")
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(file, wanted.model_dump_json(indent=1) + "\n")
