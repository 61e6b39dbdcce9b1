"""Games that Crafter's own recorder saved become traces: ``sidequest import crafter-human``.

``crafter.Recorder`` writes an ``.npz`` an episode, whose arrays begin with the state after the
reset: ``image``, ``action``, ``reward``, ``done``, ``discount``, and since July 2021 ``semantic``,
the whole map. So are the 100 human games that Crafter's author published. None of it names the
seed. A game is imported if its seed is known and our world, given its actions, goes the same way
at every step.

Stock Crafter itself does not play a game twice alike: which of several creatures vanishes, every
ten steps, depends on where they lie in memory, and from dusk on (step 148) each picture takes
random numbers from the game.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from crafter import engine
from numpy.typing import NDArray

from agent.traces.trace import (
    DIGEST_EVERY,
    EndEvent,
    Event,
    StepEvent,
    TraceWriter,
    header,
)
from agent.worlds.crafter.engine.creatures import Arrow, Cow, Plant, Player, Skeleton, Zombie
from agent.worlds.crafter.engine.deaths import Watch
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import ACTION_NAMES, daylight

PLANNER = "nobody"  # in the trace's header: no planner took part
_KINDS = (Player, Cow, Zombie, Skeleton, Arrow, Plant)  # in the order of ``semantic``
_CELLS = 9  # of a picture, each way
_NIGHT = 0.5  # daylight below which stock puts noise into its pictures
_TINY = 1e-6  # of a reward, which may be stored in 32 bits


class NotReplayableError(ValueError):
    """Why a recorded game cannot become a trace, for people."""


@dataclass(frozen=True, slots=True)
class Game:
    """A recorded episode; each array has an entry for the reset and one for each of n actions.

    Attributes:
        actions: indexes, shape (n,).
        rewards: shape (n,).
        pictures: shape (n + 1, height, width, 3).
        maps: the whole map with what stands on it, shape (n + 1, 64, 64); the first is unknown.
            None if the file has none.
        over: whether the game was played to its end.
        seed: of ``crafter.Env``; None if the file does not name it.
    """

    actions: NDArray[np.int64]
    rewards: NDArray[np.float64]
    pictures: NDArray[np.uint8]
    maps: NDArray[np.uint8] | None
    over: bool
    seed: int | None


def load(path: Path) -> Game:
    """Read a file of the recorder's. NotReplayableError if it is none."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays: Mapping[str, NDArray[Any]] = dict(file)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise NotReplayableError(f"it is no archive of NumPy's: {error}") from error
    for name in ("action", "reward", "image", "done"):
        if name not in arrays:
            raise NotReplayableError(f"it is no game of Crafter's recorder: {name!r} is missing")
    count = len(arrays["action"])
    if count < 2 or any(len(array) != count for array in arrays.values() if array.ndim):
        raise NotReplayableError("it is no game of Crafter's recorder: its arrays differ in length")
    for name in ("action", "reward"):
        if arrays[name].ndim != 1 or arrays[name].dtype.kind not in "iuf":
            raise NotReplayableError(f"{name!r} should hold a number a step")
    pictures = arrays["image"]
    if pictures.ndim != 4 or pictures.shape[3] != 3 or pictures.dtype != np.uint8:
        raise NotReplayableError(f"its pictures have the shape {pictures.shape[1:]}, not RGB")
    if min(pictures.shape[1:3]) < _CELLS:
        raise NotReplayableError(f"its pictures have fewer than {_CELLS} pixels a side")
    return Game(
        arrays["action"][1:].astype(np.int64),
        arrays["reward"][1:].astype(np.float64),
        pictures,
        arrays.get("semantic"),
        bool(arrays["done"][-1]),
        int(arrays["seed"].flat[0]) if "seed" in arrays else None,
    )


def import_game(path: Path, out: Path, seed: int | None) -> int:
    """Write the trace of a recorded game; how many steps it has.

    Args:
        path: of the recorder's file.
        out: of the trace.
        seed: of the environment, where the file does not name it.

    Raises:
        NotReplayableError: the game cannot be played again as it went.
        OSError: the trace is there already, or the disk does not take it.
    """
    game = load(path)
    if game.seed is not None:
        seed = game.seed
    if seed is None:
        raise NotReplayableError("it names no seed; add --seed if you know it")
    world = CrafterWorld()
    world.reset(seed)
    events = list(_events(world, game))
    last = events[-1]
    cap = last.step if isinstance(last, EndEvent) and last.reason == "cap" else world.length
    TraceWriter(out, header(world, seed, cap, PLANNER), events, repeatable=True).close()
    return len(game.actions)


def _events(world: CrafterWorld, game: Game) -> Iterator[Event]:
    if not _looks(world, game.pictures[0]):
        raise NotReplayableError(
            "its first picture is of another world; only the first game of "
            "crafter.Env(seed=...) begins in the world of that seed"
        )
    watch = Watch(world)
    for step, (action, reward) in enumerate(zip(game.actions, game.rewards, strict=True), start=1):
        if not 0 <= action < len(ACTION_NAMES):
            raise NotReplayableError(f"step {step}: there is no action {action}")
        if world.over:
            raise NotReplayableError(f"step {step}: the player is dead, or the game at its length")
        outcome = world.step(int(action))
        watch.look()
        if fault := _fault(world, game, step, outcome.reward - reward):
            whole = f"step {step} of {len(game.actions)}"
            raise NotReplayableError(f"our world goes another way at {whole}: {fault}")
        yield StepEvent(
            step=step,
            action=ACTION_NAMES[action],
            driver="person",
            reward=outcome.reward,
            unlocked=outcome.unlocked,
            digest=world.digest() if step % DIGEST_EVERY == 0 else None,
        )
    if game.over:
        view = world.view()
        yield EndEvent(
            step=view.step,
            reason="died" if view.dead else "cap",
            unlocked=tuple(sorted(view.unlocked)),
            digest=world.digest(),
            cause=watch.cause() if view.dead else "",
        )


def _fault(world: CrafterWorld, game: Game, step: int, more: float) -> str:
    """How the world differs from the file after a step, "" if it does not.

    ``more``: how much more reward the world gave.
    """
    if abs(more) > _TINY:
        return f"the reward differs by {more:+.1f}"
    dark = daylight(step) < _NIGHT
    if game.maps is not None:
        if not np.array_equal(_map(world), game.maps[step]):
            return "the map differs" + (", after dusk" if dark else "")
    elif dark:
        return "it is night, and without 'semantic' the file shows nothing that can be compared"
    return "" if dark or _looks(world, game.pictures[step]) else "the picture differs"


def _looks(world: CrafterWorld, picture: NDArray[np.uint8]) -> bool:
    height, width, _ = picture.shape
    return np.array_equal(world.draw((width, height)), picture)


def _map(world: CrafterWorld) -> NDArray[np.uint8]:
    """The whole map and what stands on it, numbered as in the recorder's ``semantic``."""
    whole: NDArray[np.uint8] = engine.SemanticView(world.env._world, _KINDS)()
    return whole
