"""Sessions of scripted people, as the server would record them: ``python -m
tests.training.record_sessions DATA``.

Each person writes plans as advice or orders, cancels those that take too long, takes the controls
for a while (and then plays as the expert does), and rates the game afterwards. Some go back in the
game and play a branch.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from agent.core.planner import Planner
from agent.episode import Episode, decide_all
from agent.planners import registry
from agent.traces import trace as traces
from agent.traces.trace import TraceWriter, header
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import decide
from agent.worlds.crafter.plans.reading.reading import read
from server.library.address import Address
from server.library.reviews import Reviews
from training.instructions.goal_sampler import sample_goals
from training.instructions.paraphrase import paraphrase

PEOPLE = ("blue heron", "red fox", "grey owl", "green frog", "brown bear")
CONSENT = "2 9f86d081"
_FIRST_SEED = 1_700_000
_PATIENCE = 60  # steps that a plan may take
_PAUSE = (10, 50)  # steps until the next plan
_STINT = (5, 30)  # steps at the controls
_TAKES_OVER = 1 / 60  # chance at a step


class Person:
    """Plays along in one episode."""

    def __init__(self, name: str, episode: Episode, seed: int) -> None:
        self.name = name
        self._episode = episode
        self._rng = random.Random(seed)
        self._next_plan = self._rng.randint(0, _PAUSE[1])
        self._at_the_controls = 0

    def before_step(self) -> bool:
        """Do what is due; whether the person has played the step."""
        episode, rng = self._episode, self._rng
        step, plan = episode.view.step, episode.plan
        own = plan is not None and plan.source == "human"
        if plan is not None and own and step - plan.step >= _PATIENCE:
            episode.cancel("a person cancelled it")
            self._next_plan = step + rng.randint(*_PAUSE)
        elif not own and step >= self._next_plan:
            goals = sample_goals(episode.view, episode.memory, rng)
            text = paraphrase(goals, rng)
            if read(text).goals == goals:
                episode.inject(text, "order" if rng.random() < 0.3 else "advice")
            self._next_plan = step + rng.randint(*_PAUSE)
        if not self._at_the_controls and rng.random() < _TAKES_OVER:
            self._at_the_controls = rng.randint(*_STINT)
            episode.control("take_over", self.name)
        if self._at_the_controls:
            self._at_the_controls -= 1
            episode.act(decide(episode.view, episode.memory, episode.plan)[1])
            if not self._at_the_controls and not episode.over:
                episode.control("give_back", self.name)
            return True
        return False


def record(data: Path, planner: Planner, *, sessions: int, cap: int) -> None:
    """Record sessions in a data folder, every fifth with a branch, all of them rated and every
    tenth flagged.
    """
    episodes = []
    for number in range(sessions):
        world, seed, name = CrafterWorld(), _FIRST_SEED + number, PEOPLE[number % len(PEOPLE)]
        consent = CONSENT if number % len(PEOPLE) else ""
        head = header(world, seed, cap, planner.name, participant=name, consent=consent)
        trace = TraceWriter(_address(number, 1).path(data), head)
        episodes.append(Episode(world, planner, seed=seed, cap=cap, trace=trace))
    _play(planner, episodes)
    branches = [_branch(data, planner, number) for number in range(0, sessions, 5)]
    _play(planner, branches)
    reviews = Reviews(data)
    for number, episode in enumerate(episodes):
        reviews.rate(
            _address(number, 1),
            PEOPLE[number % len(PEOPLE)],
            max(1, min(5, len(episode.view.unlocked) // 3)),
        )
        reviews.flag(_address(number, 1), "someone", flagged=number % 10 == 9)


def _address(number: int, episode: int) -> Address:
    return Address(f"visit{number:02}", episode)


def _branch(data: Path, planner: Planner, number: int) -> Episode:
    """The episode of a session as it was half way, as a branch of it."""
    world, parent = CrafterWorld(), traces.read(_address(number, 1).path(data))
    step, was = sum(1 for _ in parent.steps) // 2, parent.header
    head = header(
        world, was.seed, was.cap, planner.name,
        parent="1.jsonl", parent_step=step, participant=was.participant, consent=was.consent,
    )  # fmt: skip

    def begin() -> TraceWriter:
        return TraceWriter(_address(number, 2).path(data), head, parent.until(step))

    return Episode.restore(world, planner, parent, step, begin, sample_index=1)


def _play(planner: Planner, episodes: Sequence[Episode]) -> None:
    people = [
        Person(PEOPLE[at % len(PEOPLE)], episode, episode.seed)
        for at, episode in enumerate(episodes)
    ]
    while live := [at for at, episode in enumerate(episodes) if not episode.over]:
        asked = [episodes[at] for at in live if not people[at].before_step()]
        for episode, decision in zip(asked, decide_all(planner, asked), strict=True):
            episode.play(decision)
    for episode in episodes:
        episode.end(episode.over)


def main() -> None:
    """Record twenty sessions, or as many as are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--cap", type=int, default=600)
    parser.add_argument("--planner", default="pebble")
    given = parser.parse_args()
    record(given.data, registry.load(given.planner), sessions=given.sessions, cap=given.cap)


if __name__ == "__main__":
    main()
