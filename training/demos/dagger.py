"""DAgger: the student plays, the expert says in every state what it would have done (Ross et al.
2011, arXiv 1011.0686).

A round is a folder of traces of the student's play. Memory and plans are those of what was
executed; ``examples`` labels them like any trace. For a share of the time, best smaller from round
to round, the expert plays in the student's stead, so that later states are reached early on.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from agent.core.completion import write
from agent.core.planner import Decision, Planner
from agent.episode import Episode
from agent.traces import trace as traces
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import decide
from agent.worlds.crafter.rules import ACTION_NAMES
from training.demos import record
from training.play import batched

_STRETCH = (10, 80)  # steps that expert or student play before it is drawn anew who plays on


def play_round(
    planner: Planner,
    folder: Path,
    seeds: Sequence[int],
    *,
    cap: int,
    expert_share: float,
    people: float,
) -> list[Path]:
    """Let the student play an episode of each seed and record them; episodes that are in the folder
    already are kept.

    Args:
        planner: the student.
        folder: of the traces.
        seeds: of the worlds; all are played at once.
        cap: steps of an episode at the most.
        expert_share: of the time in which the expert plays.
        people: share of the episodes in which people's plans come in.

    Returns:
        The traces, in the order of the seeds.
    """
    paths = [folder / f"{seed}.jsonl" for seed in seeds]
    episodes = []
    for seed, path in zip(seeds, paths, strict=True):
        if traces.finished(path):
            continue
        path.unlink(missing_ok=True)
        world = CrafterWorld()
        writer = traces.TraceWriter(
            path, traces.header(world, seed, cap, planner.name, {"expert_share": str(expert_share)})
        )
        episodes.append(Episode(world, planner, seed=seed, cap=cap, trace=writer))
    mixed = {id(episode): _Mixed(episode, expert_share, people) for episode in episodes}
    batched.advance(planner, episodes, lambda episode: mixed[id(episode)].before_step())
    for episode in episodes:
        episode.end(episode.over)
    return paths


class _Mixed:
    """Who plays an episode, stretch by stretch."""

    def __init__(self, episode: Episode, share: float, people: float) -> None:
        self._episode = episode
        self._share = share
        self._rng = random.Random(f"round {episode.seed} {share}")
        self._people = self._rng.random() < people
        self._next_plan = record.pause(self._rng)
        self._left = 0
        self._expert = False

    def before_step(self) -> bool:
        """Play the expert's step if it is the expert's turn."""
        episode, rng = self._episode, self._rng
        if self._people:
            self._next_plan = record.interject(episode, self._next_plan, rng)
        if not self._left:
            self._left = rng.randint(*_STRETCH)
            self._expert = rng.random() < self._share
        self._left -= 1
        if self._expert:
            at = episode.situation
            plan, action = decide(at.view, at.memory, at.plan, below=at.below, may_plan=at.may_plan)
            episode.play(
                Decision(
                    action=action,
                    plan=plan,
                    completion=write(plan, ACTION_NAMES[action]),
                    valid=True,
                )
            )
        return self._expert
