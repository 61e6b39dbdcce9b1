"""Demonstrations: traces of play that a planner is to learn from.

The expert plays, is disturbed, plans when it needs to or at set times, and follows people's plans.
A language model demonstrates as in the paper: it plans every K steps, in one of sixteen styles, and
is left alone.

What a demonstration is like is drawn from its seed alone, so that demonstrations can be made in any
order, on any machine, and interrupted. People know them as lessons: ``sidequest teach``.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib

from agent.core.mode import DYNAMIC, Mode
from agent.core.planner import Decision
from agent.core.teacher import Teacher
from agent.episode import Episode
from agent.planners.language import LanguagePlanner
from agent.traces import trace as traces
from agent.worlds import registry as worlds
from training.demos import demonstrators
from training.demos.demonstrators import EXPERT
from training.instructions.asking import ask, withdraw
from training.play import batched, workers
from training.play.speed import PlaySpeed

_PAPERS = Mode("random", 2, 12)  # when the paper's teacher plans
_TIMED = 0.2  # share of the expert's demonstrations that are timed so
_STYLED = 0.2  # share of demonstrations whose plans are in one of the sixteen styles
_BURST = 4  # random actions in a row at the most


@dataclass(frozen=True, slots=True)
class Demonstration:
    """How an episode is played, so that it can be learned from."""

    seed: int
    mode: Mode
    style: str  # of the teacher's
    disturbed: float  # chance that a burst of random actions begins at a step
    people: bool  # whether a person's plans come in
    teacher: str = EXPERT
    world: str = worlds.DEFAULT


def demonstration(
    seed: int, *, people: float = 0.4, teacher: str = EXPERT, world: str = worlds.DEFAULT
) -> Demonstration:
    """The demonstration of a seed.

    Args:
        seed: of the world and of the demonstration.
        people: share of the expert's demonstrations with people's plans.
        teacher: who plays; see ``demonstrators.player``.
        world: in which.
    """
    rng = random.Random(f"lesson {seed}")
    plain, *styles = worlds.teacher(world).styles
    if teacher != EXPERT:
        return Demonstration(seed, _PAPERS, rng.choice(styles), 0.0, False, teacher)
    mode = _PAPERS if rng.random() < _TIMED else DYNAMIC
    style = rng.choice(styles or [plain]) if rng.random() < _STYLED else plain
    disturbed = rng.choice((0.0, 0.01, 0.03, 0.06))
    return Demonstration(seed, mode, style, disturbed, rng.random() < people, world=world)


def play(demos: Sequence[Demonstration], cap: int, folder: Path) -> int:
    """Play demonstrations to their ends, all at once, and record each in ``folder`` under its seed;
    how often their teachers decided.

    FileExistsError if a trace is there.
    """
    disturbed = {}
    for demo in demos:
        episode = _begin(demo, cap, folder)
        disturbed[episode] = _Disturbed(demo, episode)
    episodes = list(disturbed)
    decisions = batched.advance(
        episodes, _decide, before_step=lambda episode: disturbed[episode].before_step()
    )
    for episode in episodes:
        episode.end(episode.over)
    return decisions


def _begin(demo: Demonstration, cap: int, folder: Path) -> Episode:
    world = worlds.find(demo.world).make()
    options: dict[str, str | int | bool] = {
        "mode": str(demo.mode),
        "style": demo.style,
        "people": demo.people,
    }
    teacher = demonstrators.player(demo.teacher, demo.seed, demo.mode, demo.style, demo.world)
    header = traces.header(world, demo.seed, cap, teacher.name, options)
    writer = traces.TraceWriter(_path(folder, demo.seed), header, repeatable=True)
    return Episode(world, teacher, seed=demo.seed, cap=cap, trace=writer)


def _decide(episodes: Sequence[Episode]) -> list[Decision]:
    """A decision of each episode's own teacher; language models, which differ by their prompts
    alone, decide in one batch. No person's order is there that a plan could put off.
    """
    models = [one.planner for one in episodes if isinstance(one.planner, LanguagePlanner)]
    if models and len(models) == len(episodes):
        pairs = zip(models, episodes, strict=True)
        return models[0].answer([model.ask(episode.situation) for model, episode in pairs])
    return [episode.decide() for episode in episodes]


class _Disturbed:
    """What happens in a demonstration beside its teacher: people's plans and random actions."""

    def __init__(self, demo: Demonstration, episode: Episode) -> None:
        self._demo = demo
        self._episode = episode
        self._rng = random.Random(f"play {demo.seed}")
        self._teacher = worlds.teacher(demo.world)
        self._burst = 0  # random actions that are left
        self._next_plan = pause(self._teacher, self._rng)

    def before_step(self) -> bool:
        """Play a random action if one is due; whether it was."""
        demo, episode, rng = self._demo, self._episode, self._rng
        if demo.people:
            self._next_plan = interject(episode, self._teacher, self._next_plan, rng)
        if not self._burst and rng.random() < demo.disturbed:
            self._burst = rng.randint(1, _BURST)
            episode.control("disturbed", "teacher", self._burst)
        if not self._burst:
            return False
        self._burst -= 1
        action = rng.choice(self._teacher.disturbances)
        name = episode.world.actions[action]
        episode.play(Decision(action=action, plan=None, completion=name, valid=True))
        return True


def pause(teacher: Teacher[Any, Any], rng: random.Random) -> int:
    """Steps until a person's next plan in a world with that teacher."""
    return rng.randint(*teacher.pause)


def interject(
    episode: Episode[Any, Any], teacher: Teacher[Any, Any], next_plan: int, rng: random.Random
) -> int:
    """Write a person's plan when it is due, and withdraw one that takes too long; the step at which
    the next one is due.
    """
    step: int = episode.view.step
    if episode.asked is not None:
        withdraw(episode)
        return max(next_plan, step + teacher.pause[0])
    if step < next_plan:
        return next_plan
    episode.inject(*ask(episode, rng))
    return step + pause(teacher, rng)


@dataclass(frozen=True, slots=True)
class DemonstrationSummary:
    """What a demonstration came to."""

    seed: int
    unlocked: int
    steps: int
    plans: int
    actions: Counter[str]


def summarise(trace: traces.Trace) -> DemonstrationSummary:
    """The summary of a whole trace."""
    actions = Counter(step.action for step in trace.steps)
    plans = sum(isinstance(event, traces.PlanEvent) for event in trace.events)
    unlocked = len(trace.end.unlocked) if trace.end else 0
    return DemonstrationSummary(trace.header.seed, unlocked, actions.total(), plans, actions)


def record_all(
    folder: Path,
    seeds: range,
    *,
    cap: int,
    jobs: int,
    people: float = 0.4,
    teacher: str = EXPERT,
    world: str = worlds.DEFAULT,
    away: bool = False,
    speed: PlaySpeed | None = None,
) -> Iterator[DemonstrationSummary]:
    """Make the demonstrations that are not in the folder yet, several at a time; summaries of all,
    as they come.

    See ``demonstration`` for ``people``, ``teacher`` and ``world``; ``away``: the processes are
    those of the Ray that this one is connected to, from which the traces come back to ``folder``;
    ``speed`` takes what the teacher decided, and its time. Raises what ``demonstrators.player``
    raises, ModelError if the model cannot be loaded, and ValueError if a cluster is to be one
    process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = speed or PlaySpeed()
    batch = batched.BATCH if demonstrators.is_model(teacher) else 1
    wanted = [demonstration(seed, people=people, teacher=teacher, world=world) for seed in seeds]
    if away and jobs == 1:
        # joblib would not ask Ray for one
        raise ValueError("jobs is 1; a cluster is for 2 processes or more")
    if away:
        yield from _record_away(folder, wanted, cap, jobs, batch, told)
        return
    groups = workers.even_groups(wanted, batch, jobs)
    calls = (joblib.delayed(_record)(folder, group, cap) for group in groups)
    for summaries, decisions in workers.parallel(jobs, calls, speed=told):
        told.decisions += decisions
        yield from summaries


def _record(
    folder: Path, demos: Sequence[Demonstration], cap: int
) -> tuple[list[DemonstrationSummary], int]:
    """Play what is not in the folder yet; the summaries of all, and how often was decided."""
    missing = [demo for demo in demos if traces.finished(_path(folder, demo.seed)) is None]
    for demo in missing:
        _path(folder, demo.seed).unlink(missing_ok=True)
    decisions = play(missing, cap, folder)
    return [summarise(traces.read(_path(folder, demo.seed))) for demo in demos], decisions


def _record_away(
    folder: Path,
    wanted: Sequence[Demonstration],
    cap: int,
    jobs: int,
    batch: int,
    speed: PlaySpeed,
) -> Iterator[DemonstrationSummary]:
    """As ``record_all`` does it, on a cluster."""
    due = []
    for demo in wanted:
        if (known := traces.finished(_path(folder, demo.seed))) is None:
            due.append(demo)
        else:
            yield summarise(known)
    groups = workers.even_groups(due, batch, jobs)
    calls = (joblib.delayed(_recorded_there)(group, cap) for group in groups)
    for files, summaries, decisions in workers.on_cluster(jobs, calls, speed=speed):
        for seed, trace in files.items():
            _path(folder, seed).write_bytes(trace)
        speed.decisions += decisions
        yield from summaries


def _recorded_there(
    demos: Sequence[Demonstration], cap: int
) -> tuple[dict[int, bytes], list[DemonstrationSummary], int]:
    """Play on a machine that need not have the folder: the traces by seed, and what ``_record``
    returns.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        summaries, decisions = _record(folder, demos, cap)
        files = {demo.seed: _path(folder, demo.seed).read_bytes() for demo in demos}
        return files, summaries, decisions


def _path(folder: Path, seed: int) -> Path:
    return folder / f"{seed}.jsonl"
