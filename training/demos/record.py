"""Demonstrations: traces of play that a planner is to learn from.

The expert plays, is disturbed, plans when it needs to or at set times, and follows people's plans.
A language model demonstrates as in the paper: it plans every K steps, in one of sixteen styles, and
is left alone.

What a demonstration is like is drawn from its seed alone, so that demonstrations can be made in any
order, on any machine, and interrupted. People know them as lessons: ``sidequest teach``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import joblib

from agent.core.mode import DYNAMIC, Mode
from agent.core.planner import Decision
from agent.episode import Episode
from agent.traces import trace as traces
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.styles import PLAIN, STYLES, Style
from agent.worlds.crafter.rules import ACTION_NAMES, DO, MOVES
from training.demos import demonstrators
from training.demos.demonstrators import EXPERT
from training.instructions.asking import ask, withdraw
from training.play import workers

_PAPERS = Mode("random", 2, 12)  # when the paper's teacher plans
_TIMED = 0.2  # share of the expert's demonstrations that are timed so
_STYLED = 0.2  # share of demonstrations whose plans are in one of the sixteen styles
_BURST = 4  # random actions in a row at the most
_DISTURBANCES = (*MOVES, DO)
_PAUSE = (20, 120)  # steps between people's plans


@dataclass(frozen=True, slots=True)
class Demonstration:
    """How an episode is played, so that it can be learned from."""

    seed: int
    mode: Mode
    style: Style
    disturbed: float  # chance that a burst of random actions begins at a step
    people: bool  # whether a person's plans come in
    teacher: str = EXPERT


def demonstration(seed: int, *, people: float = 0.4, teacher: str = EXPERT) -> Demonstration:
    """The demonstration of a seed.

    Args:
        seed: of the world and of the demonstration.
        people: share of the expert's demonstrations with people's plans.
        teacher: who plays; see ``demonstrators.player``.
    """
    rng = random.Random(f"lesson {seed}")
    if teacher != EXPERT:
        return Demonstration(seed, _PAPERS, rng.choice(STYLES), 0.0, False, teacher)
    mode = _PAPERS if rng.random() < _TIMED else DYNAMIC
    style = rng.choice(STYLES) if rng.random() < _STYLED else PLAIN
    disturbed = rng.choice((0.0, 0.01, 0.03, 0.06))
    return Demonstration(seed, mode, style, disturbed, rng.random() < people)


def play(demo: Demonstration, cap: int, path: Path | None = None) -> Episode:
    """Play a demonstration to its end, and record it. FileExistsError if ``path`` is there."""
    world = CrafterWorld()
    options: dict[str, str | int | bool] = {
        "mode": str(demo.mode),
        "style": demo.style,
        "people": demo.people,
    }
    writer = (
        traces.TraceWriter(path, traces.header(world, demo.seed, cap, demo.teacher, options))
        if path
        else None
    )
    teacher = demonstrators.player(demo.teacher, demo.seed, demo.mode, demo.style)
    episode = Episode(world, teacher, seed=demo.seed, cap=cap, trace=writer)
    rng = random.Random(f"play {demo.seed}")
    burst, next_plan = 0, pause(rng)
    while not episode.over:
        if demo.people:
            next_plan = interject(episode, next_plan, rng)
        if not burst and rng.random() < demo.disturbed:
            burst = rng.randint(1, _BURST)
            episode.control("disturbed", "teacher", burst)
        if burst:
            burst -= 1
            action = rng.choice(_DISTURBANCES)
            episode.play(
                Decision(action=action, plan=None, completion=ACTION_NAMES[action], valid=True)
            )
        else:
            episode.play(episode.decide())
        episode.end_if_complete()
    episode.end(episode.over)
    return episode


def pause(rng: random.Random) -> int:
    """Steps until a person's next plan."""
    return rng.randint(*_PAUSE)


def interject(episode: Episode, next_plan: int, rng: random.Random) -> int:
    """Write a person's plan when it is due, and withdraw one that takes too long; the step at which
    the next one is due.
    """
    step: int = episode.view.step
    if episode.asked is not None:
        withdraw(episode)
        return max(next_plan, step + _PAUSE[0])
    if step < next_plan:
        return next_plan
    episode.inject(*ask(episode, rng))
    return step + pause(rng)


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
    folder: Path, seeds: range, *, cap: int, jobs: int, people: float = 0.4, teacher: str = EXPERT
) -> Iterator[DemonstrationSummary]:
    """Make the demonstrations that are not in the folder yet, several at a time; summaries of all,
    as they come.

    See ``demonstration`` for ``people`` and ``teacher``. Raises what ``demonstrators.player``
    raises, and ModelError if the model cannot be loaded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (demonstration(seed, people=people, teacher=teacher) for seed in seeds)
    yield from workers.parallel(
        jobs, (joblib.delayed(_record)(folder, demo, cap) for demo in wanted)
    )


def _record(folder: Path, demo: Demonstration, cap: int) -> DemonstrationSummary:
    path = folder / f"{demo.seed}.jsonl"
    trace = traces.finished(path)
    if trace is None:
        path.unlink(missing_ok=True)
        play(demo, cap, path)
        trace = traces.read(path)
    return summarise(trace)
