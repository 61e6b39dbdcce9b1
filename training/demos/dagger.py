"""DAgger: the student plays, the expert says in every state what it would have done (Ross et al.
2011, arXiv 1011.0686).

A round is a folder of traces of the student's play. Memory and plans are those of what was
executed; ``examples`` labels them like any trace. For a share of the time, best smaller from round
to round, the expert plays in the student's stead, so that later states are reached early on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import joblib

from agent.core.mode import DYNAMIC
from agent.core.planner import Planner
from agent.core.teacher import Teacher
from agent.episode import Episode, decide_all
from agent.traces import trace as traces
from agent.worlds import registry as worlds
from training.demos import record
from training.play import batched, workers
from training.play.speed import PlaySpeed


def play_rounds(
    student: str,
    folder: Path,
    seeds: Sequence[int],
    *,
    cap: int,
    expert_share: float,
    people: float,
    jobs: int,
    world: str = worlds.DEFAULT,
    batch: int = batched.BATCH,
    data: Path | None = None,
    speed: PlaySpeed | None = None,
) -> Iterator[int]:
    """Let a student play an episode of each seed, in several processes; how many are done, of each
    group as it is.

    Args:
        student: a planner's name.
        folder, cap, expert_share, people: as of ``play_round``.
        seeds: of the worlds.
        jobs: processes that play at the same time.
        world: in which they play.
        batch: episodes that each of them plays at once.
        data: where learned planners are.
        speed: takes what the student decided, and its time.

    Raises ModelError if the student cannot be loaded, OSError if a trace cannot be written.
    """
    told = speed or PlaySpeed()
    shares = {"cap": cap, "expert_share": expert_share, "people": people}
    groups = workers.even_groups(seeds, batch, jobs)
    calls = (
        joblib.delayed(_play)(student, data, folder, group, world, **shares) for group in groups
    )
    for done, decisions in workers.parallel(jobs, calls, speed=told):
        told.decisions += decisions
        yield done


def _play(
    student: str,
    data: Path | None,
    folder: Path,
    seeds: Sequence[int],
    world: str,
    **shares: Any,
) -> tuple[int, int]:
    """Play a round; how many episodes, and how often the student decided."""
    planner = workers.planner(student, DYNAMIC, data, world=world)
    return len(seeds), play_round(planner, folder, seeds, world=world, **shares)


def play_round(
    planner: Planner,
    folder: Path,
    seeds: Sequence[int],
    *,
    cap: int,
    expert_share: float,
    people: float,
    world: str = worlds.DEFAULT,
) -> int:
    """Let the student play an episode of each seed and record them as ``SEED.jsonl``; how often it
    decided. Episodes that are in the folder already are kept.

    Args:
        planner: the student.
        folder: of the traces.
        seeds: of the worlds; all are played at once.
        cap: steps of an episode at the most.
        expert_share: of the time in which the expert plays.
        people: share of the episodes in which people's plans come in.
        world: in which they play.
    """
    teacher = worlds.teacher(world)
    mixed = {}
    for seed in seeds:
        path = folder / f"{seed}.jsonl"
        if traces.finished(path):
            continue
        path.unlink(missing_ok=True)
        game = worlds.find(world).make()
        header = traces.header(game, seed, cap, planner.name, {"expert_share": str(expert_share)})
        writer = traces.TraceWriter(path, header, repeatable=True)
        episode = Episode(game, planner, seed=seed, cap=cap, trace=writer)
        mixed[episode] = _Mixed(episode, teacher, expert_share, people)
    decisions = batched.advance(
        list(mixed),
        partial(decide_all, planner),
        before_step=lambda episode: mixed[episode].before_step(),
    )
    for episode in mixed:
        episode.end(episode.over)
    return decisions


class _Mixed:
    """Who plays an episode, stretch by stretch."""

    def __init__(
        self,
        episode: Episode[Any, Any],
        teacher: Teacher[Any, Any],
        share: float,
        people: float,
    ) -> None:
        self._episode = episode
        self._teacher = teacher
        self._share = share
        self._rng = random.Random(f"round {episode.seed} {share}")
        self._people = self._rng.random() < people
        self._next_plan = record.pause(teacher, self._rng)
        self._left = 0
        self._expert = False

    def before_step(self) -> bool:
        """Play the expert's step if it is the expert's turn."""
        episode, rng = self._episode, self._rng
        if self._people:
            self._next_plan = record.interject(episode, self._teacher, self._next_plan, rng)
        if not self._left:
            self._left = rng.randint(*self._teacher.stretch)
            self._expert = rng.random() < self._share
        self._left -= 1
        told = self._teacher.label(episode.situation) if self._expert else None
        if told is None:
            return False
        may_plan = episode.situation.may_plan
        episode.play(told.decision(episode.world.actions, may_plan=may_plan))
        return True
