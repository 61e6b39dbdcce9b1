"""How a planner fares alone: the world of a game, played from its beginning without people.

The games are played one at a time, behind the people's: their decisions go into the batches of the
planner's worker, and after each step at least as long is waited as it took. The record is one like
any other, in a session of its own that is named by all that the game depends on; a game that was
played to its end is not played again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import structlog

from agent.core.code import code_digest
from agent.core.planner import Decision
from agent.episode import Episode
from agent.planners import registry
from agent.traces import trace as traces
from agent.traces.trace import StepEvent
from server.sessions.opening import Make, NewGame
from server.sessions.planners import PlannerWorker
from server.sessions.threads import Threads

log = structlog.get_logger()

_DIGITS = 16
_LEAST_PAUSE = 0.002  # seconds between two steps
MOST = 16  # games that wait to be played
_code = cache(code_digest)  # it stays the same as long as a server runs


@dataclass(slots=True)
class Alone:
    """A game of a planner alone, as far as it is.

    Attributes:
        session: in which its record lies, as the first.
        step: how far it is.
        unlocked: achievement -> step.
        over: why it ended, "" while it goes on.
        fault: why it cannot be played, for people.
    """

    session: str
    step: int = 0
    unlocked: dict[str, int] = field(default_factory=dict)
    over: str = ""
    fault: str = ""


class LoneGames:
    """The games of the planners alone. For the event loop."""

    def __init__(self, data: Path, make: Make, threads: Threads) -> None:
        """``data``: the data folder; ``make`` begins an episode, ``threads`` play."""
        self._data = data
        self._make = make
        self._threads = threads
        self._turn = asyncio.Lock()
        self._games: dict[str, Alone] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def find(self, worker: PlannerWorker, game: NewGame) -> Alone | None:
        """How the planner fares in a world, None if that was never asked for."""
        name = await self._threads.step(partial(_name, worker.planner.name, game, self._data))
        if name in self._games:
            return self._games[name]
        played = await self._threads.step(partial(_read, self._path(name)))
        if played:
            self._games[name] = played
        return played

    async def play(self, worker: PlannerWorker, game: NewGame) -> Alone:
        """The same, and play it if it was not.

        ValueError with a reason for people if too many wait already.
        """
        known = await self.find(worker, game)
        if known and not known.fault:
            return known
        if len(self._tasks) >= MOST:
            raise ValueError("Too many games are being played in the background. Try again later.")
        name = _name(worker.planner.name, game, self._data)
        if name not in self._tasks:
            self._games[name] = Alone(name)
            self._tasks[name] = asyncio.create_task(
                self._run(self._games[name], worker, game), name=f"alone {name}"
            )
        return self._games[name]

    async def end(self) -> None:
        """End what is being played; it begins anew when it is asked for again."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, alone: Alone, worker: PlannerWorker, game: NewGame) -> None:
        try:
            async with self._turn:
                await self._play(alone, worker, game)
        except Exception as error:
            log.exception("a game alone failed", session=alone.session)
            alone.fault = f"It cannot be played: {error}"
        finally:
            del self._tasks[alone.session]
            if not alone.over and not alone.fault:
                del self._games[alone.session]

    async def _play(self, alone: Alone, worker: PlannerWorker, game: NewGame) -> None:
        loop, path = asyncio.get_running_loop(), self._path(alone.session)
        draft = path.with_suffix(".part")  # what is cut off is no record
        episode = await self._threads.make(partial(self._begin, worker, game, draft))
        try:
            while not episode.over:
                begun = loop.time()
                decision = await worker.decide(episode.situation)
                unlocked = await self._threads.step(partial(_step, episode, decision))
                alone.step = episode.view.step
                alone.unlocked.update(dict.fromkeys(unlocked, alone.step))
                await asyncio.sleep(max(_LEAST_PAUSE, loop.time() - begun))
        finally:
            if episode.trace:
                episode.trace.close()
        draft.replace(path)
        alone.over = episode.over

    def _begin(self, worker: PlannerWorker, game: NewGame, draft: Path) -> Episode[Any, Any]:
        draft.unlink(missing_ok=True)
        return self._make(worker.planner, game, draft)

    def _path(self, name: str) -> Path:
        return self._data / "sessions" / name / "1.jsonl"


def _step(episode: Episode[Any, Any], decision: Decision) -> tuple[str, ...]:
    """Play a step; what it unlocked."""
    unlocked = episode.play(decision).unlocked
    episode.end_if_complete()
    return unlocked


def _read(path: Path) -> Alone | None:
    """What the record of a game tells; None if there is none that can be read to its end."""
    try:
        trace = traces.finished(path)
    except traces.TraceError as error:
        log.warning("a game alone is played again", path=str(path), reason=str(error))
        return None
    if trace is None or trace.end is None:
        return None
    steps = [event for event in trace.events if isinstance(event, StepEvent)]
    unlocked = {name: event.step for event in steps for name in event.unlocked}
    return Alone(path.parent.name, len(steps), unlocked, trace.end.reason)


def _name(name: str, game: NewGame, data: Path) -> str:
    """Another one whenever the game may go another way. Slow the first time: for a thread."""
    options = sorted(_options(name, game.world, data).items())
    key = repr((game.world, game.seed, game.cap, str(game.mode), name, options, _code()))
    return f"alone-{blake2b(key.encode(), digest_size=_DIGITS // 2).hexdigest()}"


@cache
def _options(name: str, world: str, data: Path) -> Mapping[str, str | bool]:
    """What else a planner's play depends on: its weights."""
    try:
        return registry.find(name, data=data, world=world).options()
    except ValueError:  # one that only its server knows
        return {}
