"""Rollouts by Ray actors: each is a process, on this machine or another, with a copy of the model
and a share of the slots.

This only distributes; ``rollout.Collector`` plays, one in each actor. Before each rollout the
trainer's weights go to all actors through Ray's object store, and each answers with the checksum of
what its model has then. Nothing restarts an actor that is gone: the run ends with an error, and
goes on from its checkpoint.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from torch import Tensor

from training.models import load
from training.play import cluster
from training.play.cluster import ClusterError
from training.ppo import rollout
from training.ppo.branches import Branches
from training.ppo.recipe import ClusterSettings, PpoRecipe
from training.ppo.rollout import Begin, Collector, EpisodeTally, Rollout
from training.ppo.rollout_worker import RolloutPolicy
from training.ppo.turns import SampledTurn, Sampling
from training.runs.recipe import RecipeError

_Some = TypeVar("_Some")
# which an actor has to start in and load the model; it may have to wait for a processor
_START_S = 300


class Trainer(Protocol):
    """Whose weights are played with."""

    version: int  # another one whenever the weights have changed

    @property
    def weights(self) -> dict[str, Tensor]:
        """By name, on any device."""


@contextmanager
def connected(recipe: PpoRecipe, processes: int) -> Iterator[None]:
    """Within it, this process can have the actors of a recipe; they end with it.

    It does nothing for a recipe that has none.

    Raises RecipeError if there are more actors than worlds or several training processes, or there
    is no Ray, no cluster at the address, or too few processors in it.
    """
    settings = recipe.ray
    if settings is None:
        yield
        return
    if processes > 1:
        raise RecipeError(
            f"rollouts by Ray are for one training process; there are {processes}: "
            "leave out ray, or torchrun"
        )
    if settings.actors > recipe.worlds:
        raise RecipeError(
            f"ray.actors is {settings.actors}; more than the {recipe.worlds} worlds "
            "cannot have one each"
        )
    needed = settings.actors * settings.threads
    try:
        with cluster.connected(settings.address, needed) as there:
            if there < needed:
                raise RecipeError(
                    f"{settings.actors} actors of {settings.threads} threads need "
                    f"{needed} processors;"
                    f" the Ray at {settings.address} has {there}"
                )
            yield
    except ClusterError as error:
        raise RecipeError(str(error)) from error


class Actors:
    """Plays games in a number of slots, dealt out to actors in turn; a ``rollout.Rollouts`` for a
    process that is connected.

    Args:
        settings: how many actors, and of what size.
        make: makes a copy of the trainer's model, in the process of an actor.
        trainer: whose weights are played with.
        begin, numbers, stride, sampling, branches: as of ``Collector``.

    Raises RecipeError, as its methods do, if an actor does not start, is gone or has other weights
    than the trainer.
    """

    def __init__(
        self,
        settings: ClusterSettings,
        make: Callable[[], RolloutPolicy],
        trainer: Trainer,
        begin: Begin,
        numbers: Sequence[int],
        stride: int,
        sampling: Sampling,
        branches: Branches | None = None,
    ) -> None:
        self._ray = cluster.package()
        self._trainer = trainer
        self._sent: int | None = None  # version of the weights
        count = settings.actors
        shares = [numbers[number::count] for number in range(count)]
        actor = self._ray.remote(_Actor).options(num_cpus=settings.threads)
        self._actors = [
            actor.remote(make, begin, share, stride, sampling, branches) for share in shares
        ]
        _, waiting = self._ray.wait(
            [one.where.remote() for one in self._actors], num_returns=count, timeout=_START_S
        )
        if waiting:
            raise RecipeError(
                f"{len(waiting)} of {count} rollout actors did not start in {_START_S} seconds:"
                f" no machine of the Ray has had {settings.threads} processors free "
                "for each of them"
            )
        self._names = [f"rollout actor {number} of {count}" for number in range(1, count + 1)]
        self._names = [
            f"{name}, {where}," for name, where in zip(self._names, self._all("where"), strict=True)
        ]
        self.slots = len(numbers)

    def collect(self, turns: int) -> Rollout:
        """See ``rollout.Rollouts``."""
        # even weights that they have: what is played never depends on what an actor computed before
        self._send()
        found: list[Rollout] = self._all("collect", turns)
        rows = [
            self._gathered(shares) for shares in zip(*(part.turns for part in found), strict=True)
        ]
        after = self._gathered([part.after for part in found])
        return Rollout(rows, after, [one for part in found for one in part.episodes])

    def play(self, slots: Sequence[int], episodes: list[EpisodeTally]) -> list[SampledTurn]:
        """See ``rollout.Rollouts``."""
        if self._sent != self._trainer.version:
            self._send()
        count = len(self._actors)
        shares: list[list[int]] = [[] for _ in range(count)]
        for at in slots:
            shares[at % count].append(at // count)
        found: list[tuple[list[SampledTurn], list[EpisodeTally]]] = self._each(
            "play", [(share,) for share in shares]
        )
        for _, ended in found:
            episodes += ended
        turns = [iter(played) for played, _ in found]
        return [next(turns[at % count]) for at in slots]

    def next_prompts(self) -> list[list[int]]:
        """See ``rollout.Rollouts``."""
        return self._gathered(self._all("next_prompts"))

    def save(self) -> bytes:
        """See ``rollout.Rollouts``."""
        return rollout.joined(self._all("save"))

    def restore(self, saved: bytes) -> None:
        """See ``rollout.Rollouts``."""
        self._all("restore", saved)

    def _send(self) -> None:
        """Give all actors the trainer's weights, and see that they have them."""
        version, weights = (
            self._trainer.version,
            {name: weight.cpu() for name, weight in self._trainer.weights.items()},
        )
        ours = load.checksum(weights)
        for name, theirs in zip(
            self._names, self._all("take", self._ray.put(weights)), strict=True
        ):
            if theirs != ours:
                raise RecipeError(
                    f"{name} has weights {theirs[:12]}, the trainer {ours[:12]}, at "
                    f"version {version}"
                )
        self._sent = version

    def _gathered(self, shares: Sequence[Sequence[_Some]]) -> list[_Some]:
        """What actors have for their slots, in the order of all slots."""
        count = len(shares)
        return [shares[at % count][at // count] for at in range(self.slots)]

    def _all(self, method: str, *arguments: object) -> list[Any]:
        return self._each(method, [arguments] * len(self._actors))

    def _each(self, method: str, arguments: Sequence[tuple[object, ...]]) -> list[Any]:
        """What all actors answer, each to its arguments; they work at the same time."""
        asked = [
            getattr(actor, method).remote(*some)
            for actor, some in zip(self._actors, arguments, strict=True)
        ]
        found = []
        for name, answer in zip(self._names, asked, strict=True):
            try:
                found.append(self._ray.get(answer))
            except self._ray.exceptions.RayActorError as error:
                why = _line(error, -1 if error.actor_init_failed else 0)
                raise RecipeError(
                    f"{name} is gone: {why.rstrip('.')}; --resume goes on from the last checkpoint"
                ) from error
        return found


class _Actor:
    """A copy of the model and a collector, in a process of Ray's."""

    def __init__(
        self,
        make: Callable[[], RolloutPolicy],
        begin: Begin,
        numbers: Sequence[int],
        stride: int,
        sampling: Sampling,
        branches: Branches | None,
    ) -> None:
        self._player = make()
        sampler = self._player.sampler
        self._collector = Collector(sampler, begin, numbers, stride, sampling, branches)

    def where(self) -> str:
        """For people."""
        return f"process {os.getpid()} on {socket.gethostname()}"

    def take(self, weights: Mapping[str, Tensor]) -> str:
        return self._player.take(weights)

    def collect(self, turns: int) -> Rollout:
        with self._player.computing():
            return self._collector.collect(turns)

    def play(self, slots: Sequence[int]) -> tuple[list[SampledTurn], list[EpisodeTally]]:
        """The turns, and the episodes that ended."""
        ended: list[EpisodeTally] = []
        with self._player.computing():
            return self._collector.play(slots, ended), ended

    def next_prompts(self) -> list[list[int]]:
        return self._collector.next_prompts()

    def save(self) -> bytes:
        return self._collector.save()

    def restore(self, saved: bytes) -> None:
        self._collector.restore(saved)


def _line(error: Exception, which: int) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[which].strip()
