"""The cases on which it is measured whether a planner follows plans: a state, what a person wants in it, and words for that.

A state is one that the expert comes to on a validation seed. A case is kept only if the expert, told what to do in the plainest words,
does it. How many steps it takes sets the limit for everyone.
"""

from __future__ import annotations

import random
from base64 import b64decode, b64encode
from typing import Literal

from pydantic import BaseModel, ConfigDict

from agent.episode import Episode
from agent.expert.planner import Expert
from agent.language.describing import describe
from agent.language.goals import Goal
from agent.planner import Planner
from agent.worlds.crafter.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from training import seeds
from training.paraphrase import paraphrase
from training.watch import Watch
from training.wishes import sample_goals

Family = Literal["one goal", "ordered pair", "unseen combination"]
Column = Literal["seen wording", "held-out wording", "unseen combination", "ordered pair"]
FAMILIES: tuple[Family, ...] = ("one goal", "ordered pair", "unseen combination")

_LATEST = 240  # step of the seed's episode at which a case begins at the latest
_SHORTEST, _LONGEST = 2, 120  # steps that the expert may take
_SLACK, _SPARE = 3, 10  # the limit is so many times the expert's steps and so many steps more
_DRAWS = 5  # plans that are tried in a state


class Case(BaseModel):
    """One state and what is wanted in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Family
    number: int  # within the family, from 0
    seed: int
    step: int  # of the seed's episode at which the case begins
    goals: tuple[Goal, ...]
    texts: dict[Column, str]  # the plan as a person words it
    snapshot: str  # of the world, base64
    recalled: str  # the memory, base64
    expert_steps: int  # that the expert took, told in the plainest words
    specific: bool  # the expert does not do it by itself within the limit

    @property
    def limit(self) -> int:
        """Steps within which the goals have to be reached."""
        return _limit(self.expert_steps)

    def begin(self, planner: Planner, plan: str | None) -> Episode:
        """An episode in the case's state, with a person's plan in force or none, that is over when the limit is."""
        episode = _resume(b64decode(self.snapshot), b64decode(self.recalled), planner, self.seed, self.limit)
        if plan is not None:
            episode.inject(plan)
        return episode


def make_case(family: Family, number: int, draw: int) -> Case:
    """Make a case; the same arguments always give the same."""
    rng = random.Random(f"{draw} {family} {number}")
    while True:
        seed = rng.choice(seeds.VALIDATION)
        start = Episode(CrafterWorld(), Expert(), seed=seed, cap=rng.randint(1, _LATEST))
        while not start.over:
            start.play(start.decide())
        if start.over != "cap":
            continue
        snapshot, recalled = start.world.snapshot(), start.memory.to_bytes()
        for _ in range(_DRAWS):
            new = family == "unseen combination"
            goals = sample_goals(start.view, start.memory, rng, new=new, steps=1 if family == "one goal" else 2)
            plain = ", then ".join(map(describe, goals))
            told = _steps(_resume(snapshot, recalled, Expert(), seed, _LONGEST), goals, plain)
            if told is None or told < _SHORTEST:
                continue
            alone = _steps(_resume(snapshot, recalled, Expert(), seed, _limit(told)), goals, None)
            return Case(
                family=family,
                number=number,
                seed=seed,
                step=start.view.step,
                goals=goals,
                texts=_texts(family, goals, rng),
                snapshot=b64encode(snapshot).decode(),
                recalled=b64encode(recalled).decode(),
                expert_steps=told,
                specific=alone is None,
            )


def _texts(family: Family, goals: tuple[Goal, ...], rng: random.Random) -> dict[Column, str]:
    if family == "one goal":
        return {"seen wording": paraphrase(goals, rng), "held-out wording": paraphrase(goals, rng, held_out=True)}
    return {family: paraphrase(goals, rng, held_out=family == "unseen combination")}


def _limit(steps: int) -> int:
    return _SLACK * steps + _SPARE


def _steps(episode: Episode, goals: tuple[Goal, ...], plan: str | None) -> int | None:
    """Steps in which the episode's planner reaches the goals, None if it does not."""
    watch = Watch(goals, episode.view, episode.memory)
    begun = episode.view.step
    if plan is not None:
        episode.inject(plan)
    while not (episode.over or watch.reached):
        episode.play(episode.decide())
        watch.look(episode.view, episode.memory)
    return episode.view.step - begun if watch.reached else None


def _resume(snapshot: bytes, recalled: bytes, planner: Planner, seed: int, steps: int) -> Episode:
    episode = Episode(CrafterWorld(), planner, seed=seed, cap=steps)
    episode.world.restore(snapshot)
    episode.view = episode.world.view()
    episode.memory = Memory.from_bytes(recalled)
    episode.cap = episode.view.step + steps
    return episode
