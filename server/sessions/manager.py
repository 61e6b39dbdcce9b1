"""All sessions of a server, and the threads that they share."""

from __future__ import annotations

import asyncio
import secrets
from functools import partial

import structlog

from agent.core.reader import Reader
from agent.planners.registry import UnknownPlannerError
from server.core import texts
from server.core.settings import ServerSettings
from server.library.address import is_session
from server.sessions.alone import LoneGames
from server.sessions.opening import NOBODY, Make, NewGame, Person, draw_seed
from server.sessions.planners import PlannerPool
from server.sessions.revival import LeftSession, look
from server.sessions.rules import FREE, Rules
from server.sessions.session import Session
from server.sessions.threads import Threads
from server.sessions.waiting import Line
from server.sessions.worth import Worths

log = structlog.get_logger()

STOP_TIMEOUT = 5.0  # seconds; a planner that hangs must not hold up the end
SERVER_FAULT = 1011
ENDED = 4004  # close code: not to come back by oneself


class NoRoomError(RuntimeError):
    """There can be no more sessions now.

    Attributes:
        place: in the line of those who wait, from 1; 0 for none.
    """

    def __init__(self, text: str, place: int = 0) -> None:
        super().__init__(text)
        self.place = place


def new_name() -> str:
    """An unguessable name for a session."""
    return secrets.token_urlsafe(9)


class SessionManager:
    """Makes, finds and ends sessions. All methods belong to the event loop."""

    def __init__(
        self, settings: ServerSettings, make: Make, pool: PlannerPool, reader: Reader | None = None
    ) -> None:
        """``make`` begins an episode, in a worker thread; ``reader``: the second one of people's
        plans.
        """
        self._settings = settings
        self._make = make
        self._reader = reader
        self.pool = pool
        self._threads = Threads(settings.workers)
        self.alone = LoneGames(settings.data, make, self._threads)
        self.worths = Worths(pool, self._threads)
        self._sessions: dict[str, Session] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.line = Line()
        self._reviving: dict[str, asyncio.Task[Session | None]] = {}
        self.stopping = False

    async def open(
        self,
        *,
        seed: int | None = None,
        planner: str | None = None,
        world: str | None = None,
        person: Person = NOBODY,
        who: str = "",
    ) -> Session:
        """Begin a session. It makes its world by itself, while it can be joined already.

        ``who``: waits in the line under this name, if there is no room; by default nobody waits.

        Raises UnknownPlannerError or another ValueError if there is no such planner or world, and
        NoRoomError if there is no room.
        """
        world = world or self._settings.world
        first = NewGame(
            draw_seed() if seed is None else seed, self._settings.steps(world), person, world=world
        )
        return await self.begin(new_name(), planner, first, who=who)

    async def begin(
        self,
        name: str,
        planner: str | None,
        first: NewGame,
        *,
        rules: Rules = FREE,
        left: LeftSession | None = None,
        who: str | None = None,
    ) -> Session:
        """Begin a session of that name, as ``open`` does; see ``Session``. By default it waits
        under its own name.
        """
        who = name if who is None else who
        self._require_turn(who)
        load = partial(self.pool.load, planner, first.world, first.mode)
        worker = await self._threads.make(load)
        while len(self._sessions) >= self._settings.max_sessions:
            await self._make_room()
        self.line.leave(who)
        if self.stopping:
            raise NoRoomError("The server stops.")
        settings, threads, make = self._settings, self._threads, self._make
        session = Session(
            name,
            worker,
            first,
            settings,
            threads,
            make,
            self.pool.load,
            rules=rules,
            left=left,
            reader=self._reader,
        )
        self._sessions[session.id] = session
        self._tasks[session.id] = asyncio.create_task(
            self._run(session), name=f"session {session.id}"
        )
        log.info("session", session=session.id, planner=worker.planner.name)
        return session

    def find(self, session_id: str) -> Session | None:
        """The session of that id, if it is still there, and the server does not stop."""
        return None if self.stopping else self._sessions.get(session_id)

    async def revive(self, name: str, rules: Rules = FREE) -> Session | None:
        """The session of that name: the one that there is, or else, from its traces, the one that
        there was; None if there are none.

        Raises NoRoomError if every session is being watched, ValueError if nobody here can play it.
        """
        if found := self.find(name):
            return found
        if self.stopping or not is_session(name):
            return None
        if name not in self._reviving:
            self._reviving[name] = asyncio.create_task(
                self._revive(name, rules), name=f"revive {name}"
            )
            self._reviving[name].add_done_callback(lambda _: self._reviving.pop(name))
        return await asyncio.shield(self._reviving[name])

    async def _revive(self, name: str, rules: Rules) -> Session | None:
        left = await asyncio.to_thread(look, self._settings.data / "sessions" / name)
        if left is None:
            return None
        try:
            return await self.begin(name, left.planner, left.game, rules=rules, left=left)
        except UnknownPlannerError:  # it was taken away meanwhile
            return await self.begin(name, None, left.game, rules=rules, left=left)

    def newest(self) -> Session | None:
        """The session that was begun last, but for those of studies, in which only participants
        play.
        """
        return next(
            (session for session in reversed(self._sessions.values()) if not session.rules.study),
            None,
        )

    def all(self) -> list[Session]:
        """The sessions, oldest first."""
        return list(self._sessions.values())

    async def end(self, session: Session) -> None:
        """End a session and wait for that: its traces are closed, its viewers are told."""
        session.stop(texts.ENDED, ENDED)
        if task := self._tasks.get(session.id):
            await asyncio.wait([task])

    async def stop(self) -> None:
        """End every session: traces are closed, viewers are told. May be called again."""
        self.stopping = True
        await self.alone.end()
        await self.worths.end()
        sessions, tasks = self.all(), list(self._tasks.values())
        for session in sessions:
            session.stop()
        try:
            async with asyncio.timeout(STOP_TIMEOUT):
                await asyncio.gather(*tasks)
                while any(len(session.publisher.connections) for session in sessions):
                    await asyncio.sleep(0.01)  # until the last words are sent
        except TimeoutError:
            log.error(
                "sessions do not end", sessions=[session.id for session in self._sessions.values()]
            )
        self._threads.close()
        self.pool.close()

    def _require_turn(self, who: str) -> None:
        """NoRoomError unless there is room for who comes, before others who wait."""
        most = self._settings.max_sessions
        free = most - len(self._sessions) + len(self._deserted)
        if who:
            place = self.line.ask(who, free)
            if place:
                raise NoRoomError(texts.no_room(most, place), place)
        elif free <= len(self.line):
            raise NoRoomError(texts.no_room(most, 0))

    @property
    def _deserted(self) -> list[Session]:
        """Sessions whose people have been away for longer than the grace, longest first."""
        now, grace = asyncio.get_running_loop().time(), self._settings.grace
        found = [
            session
            for session in self._sessions.values()
            if not session.publisher.connections.people and now - session.idle_since >= grace
        ]
        return sorted(found, key=lambda session: session.idle_since)

    async def _make_room(self) -> None:
        deserted = self._deserted
        if not deserted:  # somebody was quicker
            raise NoRoomError(texts.no_room(self._settings.max_sessions, 0))
        await self.end(deserted[0])

    async def _run(self, session: Session) -> None:
        try:
            await session.run()
        except Exception:
            log.exception("session failed", session=session.id)
            session.publisher.connections.close(SERVER_FAULT, "the server failed")
        finally:
            del self._sessions[session.id], self._tasks[session.id]
