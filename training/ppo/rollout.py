"""Rollouts: many games, played a turn at a time by one model in one batch, each turn a sample of token ids.

What the model read and wrote is kept as the ids that it read and wrote, with the logarithms of the probabilities that they were drawn
from; nothing is decoded and encoded again. Games go on from one rollout to the next, and a new one begins where one ends. What is
played is a function of the weights, the seed and the turns before, so that a rollout that is taken up again goes on as it would have.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from agent.core.completion import OPEN
from agent.core.context import Message
from agent.core.planner import Question
from agent.models.protocol import Generation, Model
from training.ppo.losses import Floats

PARTS = ("task", "health", "goal", "plan_tokens", "invalid")  # of the reward, see ``Turn.parts``


class Sampler(Model, Protocol):
    """A model that rollouts are drawn from: in this process, or a server's. It tells token ids and their logarithmic probabilities."""

    def encode(self, contexts: Sequence[Sequence[Message]], *, max_tokens: int) -> list[list[int]]:
        """The token ids that ``complete`` reads for each context."""

    def refresh(self) -> None:
        """Take up the trainer's weights, and forget what was computed with those before."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a turn gave."""

    task: float  # the reward that is sought
    valid: bool = True  # whether the completion kept to the grammar
    health: float = 0.0  # gained or lost
    goal: float = 0.0  # goals of a person's plan that were reached
    ended: str = ""  # why the game is over, "" while it goes on


class Game(Protocol):
    """One episode being played. It can be pickled."""

    def question(self) -> Question:
        """What the model is asked now."""

    def answer(self, written: Generation) -> Played:
        """Play what it wrote."""


Begin = Callable[[int], Game]  # the game of a number: the same every time


@dataclass(frozen=True, slots=True)
class Turn:
    """A sample, and what it gave."""

    generation: Generation
    played: Played

    @property
    def plan_tokens(self) -> int:
        """Of the plan, tags included; of one that never closes, all that was written."""
        written = self.generation
        return written.plan_tokens or (written.output_tokens if OPEN in written.text else 0)

    @property
    def parts(self) -> tuple[float, ...]:
        """What the reward is made of, in the order of ``PARTS``."""
        return self.played.task, self.played.health, self.played.goal, self.plan_tokens, not self.played.valid


@dataclass(slots=True)
class Tally:
    """An episode, or what there is of it so far."""

    turns: int = 0
    plans: int = 0
    ended: str = ""
    sums: Floats = field(default_factory=lambda: np.zeros(len(PARTS)))  # of ``Turn.parts``

    def add(self, turn: Turn) -> None:
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

    turns: list[list[Turn]]
    after: list[list[int]]
    episodes: list[Tally]

    @property
    def parts(self) -> dict[str, Floats]:
        """(turns, worlds) of each part of the reward."""
        found = np.array([[turn.parts for turn in row] for row in self.turns], np.float64)
        return dict(zip(PARTS, np.moveaxis(found, -1, 0), strict=True))

    @property
    def ends(self) -> NDArray[np.bool_]:
        """(turns, worlds) whether the game was over after the turn."""
        return np.array([[bool(turn.played.ended) for turn in row] for row in self.turns])


@dataclass(frozen=True, slots=True)
class Sampling:
    """How completions are drawn."""

    temperature: float
    max_tokens: int
    seed: tuple[int, ...]


@dataclass(slots=True)
class _Seat:
    """A place at which one game after the other is played."""

    game: Game
    taken: int  # turns, in all of its games
    tally: Tally


class Rollouts(Protocol):
    """Games that go on and on at a number of places, in this process (``Collector``) or in others (``ray_rollout.Actors``)."""

    @property
    def seats(self) -> int:
        """How many places there are."""

    def collect(self, turns: int) -> Rollout:
        """Play that many turns at every place."""

    def next_prompts(self) -> list[list[int]]:
        """The token ids that come next at every place."""

    def play(self, seats: Sequence[int], episodes: list[Tally]) -> list[Turn]:
        """Play one turn at some of the seats, by index. Episodes that end are appended to ``episodes``."""

    def save(self) -> bytes:
        """Where all games are."""

    def restore(self, saved: bytes) -> None:
        """Go on from where ``save`` was, of either kind. The bytes are trusted: they are of a run's own checkpoint."""


class Collector:
    """Plays games at a number of places.

    Args:
        sampler: writes.
        begin: makes games.
        places: numbers of the places; the first games are those of these numbers.
        stride: numbers between a new game and the last one that was begun; that of all places, on all devices.
        sampling: how it is drawn.
    """

    def __init__(self, sampler: Sampler, begin: Begin, places: Sequence[int], stride: int, sampling: Sampling) -> None:
        self._sampler = sampler
        self._begin = begin
        self._places = list(places)
        self._stride = stride
        self._sampling = sampling
        self._rounds = dict.fromkeys(places, 0)
        self._seats = [_Seat(begin(place), 0, Tally()) for place in places]

    def collect(self, turns: int) -> Rollout:
        """See ``Rollouts``."""
        everywhere = range(len(self._seats))
        episodes: list[Tally] = []
        played = [self.play(everywhere, episodes) for _ in range(turns)]
        return Rollout(played, self.next_prompts(), episodes)

    @property
    def seats(self) -> int:
        """See ``Rollouts``."""
        return len(self._seats)

    def next_prompts(self) -> list[list[int]]:
        """See ``Rollouts``."""
        contexts = [seat.game.question().context for seat in self._seats]
        return self._sampler.encode(contexts, max_tokens=self._sampling.max_tokens)

    def play(self, seats: Sequence[int], episodes: list[Tally]) -> list[Turn]:
        """See ``Rollouts``."""
        asked = [self._seats[at] for at in seats]
        seeds = [_seed(*self._sampling.seed, self._places[at], self._seats[at].taken) for at in seats]
        written = draw(self._sampler, [seat.game for seat in asked], seeds, self._sampling)
        turns = []
        for at, seat, generation in zip(seats, asked, written, strict=True):
            turn = Turn(generation, seat.game.answer(generation))
            seat.taken += 1
            seat.tally.add(turn)
            if turn.played.ended:
                episodes.append(seat.tally)
                place = self._places[at]
                self._rounds[place] += 1
                seat.game, seat.tally = self._begin(place + self._rounds[place] * self._stride), Tally()
            turns.append(turn)
        return turns

    def save(self) -> bytes:
        """See ``Rollouts``."""
        return pickle.dumps((self._rounds, self._seats))

    def restore(self, saved: bytes) -> None:
        """See ``Rollouts``; what was saved may have more places."""
        rounds, seats = pickle.loads(saved)  # noqa: S301
        found = dict(zip(rounds, seats, strict=True))
        self._rounds = {place: rounds[place] for place in self._places}
        self._seats = [found[place] for place in self._places]


def joined(saves: Sequence[bytes]) -> bytes:
    """What several collectors saved, as if one had played at all of their places."""
    rounds: dict[int, int] = {}
    seats: list[_Seat] = []
    for saved in saves:
        some, sitting = pickle.loads(saved)  # noqa: S301
        rounds |= some
        seats += sitting
    return pickle.dumps((rounds, seats))


def play_out(sampler: Sampler, games: Mapping[int, Game], sampling: Sampling) -> list[Tally]:
    """Play games, by number, to their ends; the same weights play a game of the same number alike, whatever others there are."""
    tallies = {number: Tally() for number in games}
    while live := [number for number, tally in tallies.items() if not tally.ended]:
        seeds = [_seed(*sampling.seed, number, tallies[number].turns) for number in live]
        for number, written in zip(live, draw(sampler, [games[at] for at in live], seeds, sampling), strict=True):
            tallies[number].add(Turn(written, games[number].answer(written)))
    return list(tallies.values())


def draw(sampler: Sampler, games: Sequence[Game], seeds: Sequence[int], sampling: Sampling) -> list[Generation]:
    """One completion for each game."""
    questions = [game.question() for game in games]
    return sampler.complete(
        [question.context for question in questions],
        max_tokens=sampling.max_tokens,
        temperature=sampling.temperature,
        seeds=seeds,
        barred=[question.barred for question in questions],
    )


def _seed(*numbers: int) -> int:
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0]) >> 1
