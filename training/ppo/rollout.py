"""Rollouts: many games, played a turn at a time by one model in one batch, each turn a sample of
token ids.

What the model read and wrote is kept as the ids that it read and wrote, with the logarithms of the
probabilities that they were drawn from; nothing is decoded and encoded again. Games go on from one
rollout to the next, and a new one begins where one ends. What is played is a function of the
weights, the seed and the turns before, so that a rollout that is taken up again goes on as it would
have.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from training.ppo.branches import Branches
from training.ppo.gae import Floats
from training.ppo.turns import (
    PARTS,
    RolloutGame,
    SampledTurn,
    Sampler,
    Sampling,
    draw,
    seed_of,
)

Begin = Callable[[int], RolloutGame]  # the game of a number: the same every time


@dataclass(slots=True)
class EpisodeTally:
    """An episode, or what there is of it so far."""

    turns: int = 0
    plans: int = 0
    ended: str = ""
    sums: Floats = field(default_factory=lambda: np.zeros(len(PARTS)))  # of ``SampledTurn.parts``

    def add(self, turn: SampledTurn) -> None:
        """Count a turn in."""
        self.turns += 1
        self.plans += turn.plan_tokens > 0
        self.ended = turn.played.ended
        self.sums += turn.parts


@dataclass(frozen=True, slots=True)
class Rollout:
    """Turns of some games, (turns, worlds).

    Attributes:
        turns: time first.
        after: (worlds,) the prompts that come next.
        episodes: those that ended.
    """

    turns: list[list[SampledTurn]]
    after: list[list[int]]
    episodes: list[EpisodeTally]

    @property
    def parts(self) -> dict[str, Floats]:
        """(turns, worlds) of each part of the reward."""
        rows = [[turn.parts for turn in row] for row in self.turns]
        found = np.moveaxis(np.array(rows, np.float64), -1, 0)
        return dict(zip(PARTS, found, strict=True))

    @property
    def ends(self) -> NDArray[np.bool_]:
        """(turns, worlds) whether the game was over after the turn."""
        rows = [[bool(turn.played.ended) for turn in row] for row in self.turns]
        return np.array(rows)


@dataclass(slots=True)
class _Slot:
    """One game after the other is played in it."""

    game: RolloutGame
    taken: int  # turns, in all of its games
    tally: EpisodeTally


class Rollouts(Protocol):
    """Games that go on and on in a number of slots, in this process (``Collector``) or in others
    (``rollout_ray.Actors``).
    """

    @property
    def slots(self) -> int:
        """How many slots there are."""

    def collect(self, turns: int) -> Rollout:
        """Play that many turns in every slot."""

    def next_prompts(self) -> list[list[int]]:
        """The token ids that come next in every slot."""

    def play(self, slots: Sequence[int], episodes: list[EpisodeTally]) -> list[SampledTurn]:
        """Play one turn in some of the slots, by index.

        Episodes that end are appended to ``episodes``.
        """

    def save(self) -> bytes:
        """Where all games are."""

    def restore(self, saved: bytes) -> None:
        """Go on from where ``save`` was, of either kind.

        The bytes are trusted: they are of a run's own checkpoint.
        """


class Collector:
    """Plays games in a number of slots.

    Args:
        sampler: writes.
        begin: makes games.
        numbers: of the slots; the first games are those of these numbers.
        stride: numbers between a new game and the last one that was begun; that of all slots, on
            all devices.
        sampling: how it is drawn.
        branches: that measure, in ``collect``, what planning gains in some of the turns; None: in
            none.
    """

    def __init__(
        self,
        sampler: Sampler,
        begin: Begin,
        numbers: Sequence[int],
        stride: int,
        sampling: Sampling,
        branches: Branches | None = None,
    ) -> None:
        self._sampler = sampler
        self._begin = begin
        self._numbers = list(numbers)
        self._stride = stride
        self._sampling = sampling
        self._branches = branches
        self._rounds = dict.fromkeys(numbers, 0)
        self._slots = [_Slot(begin(number), 0, EpisodeTally()) for number in numbers]

    def collect(self, turns: int) -> Rollout:
        """See ``Rollouts``."""
        everywhere = range(len(self._slots))
        episodes: list[EpisodeTally] = []
        played = [self._play(everywhere, episodes, self._branches) for _ in range(turns)]
        return Rollout(played, self.next_prompts(), episodes)

    @property
    def slots(self) -> int:
        """See ``Rollouts``."""
        return len(self._slots)

    def next_prompts(self) -> list[list[int]]:
        """See ``Rollouts``."""
        contexts = [slot.game.question().context for slot in self._slots]
        return self._sampler.encode(contexts, max_tokens=self._sampling.max_tokens)

    def play(self, slots: Sequence[int], episodes: list[EpisodeTally]) -> list[SampledTurn]:
        """See ``Rollouts``; nothing is measured."""
        return self._play(slots, episodes, None)

    def _play(
        self, slots: Sequence[int], episodes: list[EpisodeTally], branches: Branches | None
    ) -> list[SampledTurn]:
        asked = [self._slots[at] for at in slots]
        seeds = [
            seed_of(*self._sampling.seed, self._numbers[at], self._slots[at].taken) for at in slots
        ]
        games = [slot.game for slot in asked]
        gains: Sequence[float | None] = [None] * len(games)
        if branches:
            gains = branches.gains(self._sampler, games, seeds, self._sampling)
        written = draw(self._sampler, games, seeds, self._sampling)
        turns = []
        for at, slot, generation, gain in zip(slots, asked, written, gains, strict=True):
            turn = SampledTurn(generation, slot.game.answer(generation), gain)
            slot.taken += 1
            slot.tally.add(turn)
            if turn.played.ended:
                episodes.append(slot.tally)
                number = self._numbers[at]
                self._rounds[number] += 1
                slot.game, slot.tally = (
                    self._begin(number + self._rounds[number] * self._stride),
                    EpisodeTally(),
                )
            turns.append(turn)
        return turns

    def save(self) -> bytes:
        """See ``Rollouts``."""
        return pickle.dumps((self._rounds, self._slots))

    def restore(self, saved: bytes) -> None:
        """See ``Rollouts``; what was saved may have more slots."""
        rounds, slots = pickle.loads(saved)  # noqa: S301
        found = dict(zip(rounds, slots, strict=True))
        self._rounds = {number: rounds[number] for number in self._numbers}
        self._slots = [found[number] for number in self._numbers]


def joined(saves: Sequence[bytes]) -> bytes:
    """What several collectors saved, as if one had played in all of their slots."""
    rounds: dict[int, int] = {}
    slots: list[_Slot] = []
    for saved in saves:
        some, sitting = pickle.loads(saved)  # noqa: S301
        rounds |= some
        slots += sitting
    return pickle.dumps((rounds, slots))


def play_out(
    sampler: Sampler, games: Mapping[int, RolloutGame], sampling: Sampling
) -> list[EpisodeTally]:
    """Play games, by number, to their ends; the same weights play a game of the same number alike,
    whatever others there are.
    """
    tallies = {number: EpisodeTally() for number in games}
    while live := [number for number, tally in tallies.items() if not tally.ended]:
        seeds = [seed_of(*sampling.seed, number, tallies[number].turns) for number in live]
        for number, written in zip(
            live, draw(sampler, [games[at] for at in live], seeds, sampling), strict=True
        ):
            tallies[number].add(SampledTurn(written, games[number].answer(written)))
    return list(tallies.values())
