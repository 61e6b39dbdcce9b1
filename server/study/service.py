"""The people of one server: who a browser belongs to, where a participant is in a study, and what
has to end when one withdraws.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from agent.traces import trace as traces
from server.core.access import SAFE_METHODS
from server.core.root_path import path_of
from server.library.library import Library
from server.sessions.manager import SessionManager, new_name
from server.sessions.opening import NOBODY, NewGame, Person
from server.sessions.session import Session
from server.study import consent, cookies, withdrawal
from server.study.consent import BUILT_IN
from server.study.store import Participant, Store, Withdrawal
from server.study.study import Study

log = structlog.get_logger()

Stage = Literal["play", "questions", "finished", "withdrew"]

# seconds between two looks for withdrawals that another process has begun, or that were cut off
SWEEP = 2.0
# What a participant reaches of a session of theirs, besides its WebSocket.
OWN = re.compile(r"/play/(?P<page>[^/]+)(?:/map)?|/api/sessions/(?P<pictures>[^/]+)/pictures")
# What names a session, and the sides of a comparison, which name one each.
_NAMES = re.compile(r"/(?:play|replay|api/sessions|api/replays)/([^/]+)")
SIDES = ("left", "right")


class ParticipantService:
    """All methods belong to the event loop; the store is for any thread."""

    def __init__(
        self, data: Path, studies: Mapping[str, Study], manager: SessionManager, library: Library
    ) -> None:
        """``data``: the data folder."""
        self.studies = studies
        self.store = Store(data)
        self._data = data
        self._manager = manager
        self._library = library
        self._lock = asyncio.Lock()  # two tabs of one participant begin one session

    # --- who it is ---

    async def admits(self, request: HTTPConnection) -> bool:
        """Whether a browser that no link has let in may come in: a participant's, to the page, the
        map and the pictures of a session of theirs, or to the WebSocket, which asks once more when
        it hears which session is meant. A browser that has only a cookie must tell its origin
        there, since another page could lead it.
        """
        path = path_of(request.scope)
        if request.scope["type"] == "websocket":
            return "origin" in request.headers and bool(
                await run_in_threadpool(self.known, request)
            )
        wanted = OWN.fullmatch(path)
        if not wanted or request.scope["method"] not in SAFE_METHODS:
            return False
        session = wanted["page"] or wanted["pictures"]
        return await run_in_threadpool(self.owns, request, session) is not None

    async def hides(self, request: HTTPConnection) -> bool:
        """Whether a request names a session of a study, and it is not the asker's own: what
        participants do is for researchers.
        """
        asked = request.query_params
        texts = (path_of(request.scope), *(f"/replay/{asked.get(side)}" for side in SIDES))
        named = {found[1] for text in texts if (found := _NAMES.match(text))}
        return bool(named) and await run_in_threadpool(self._hidden, request, named)

    def _hidden(self, request: HTTPConnection, named: set[str]) -> bool:
        hidden = named & self.store.of_studies()
        return any(self.owns(request, session) is None for session in hidden)

    def known(self, request: HTTPConnection) -> frozenset[str]:
        """The participants of studies whom a browser belongs to. For worker threads."""
        return frozenset(one.pseudonym for one in self._holders(request))

    def participant(self, request: HTTPConnection, study: str) -> Participant | None:
        """Who in a study ("" for none) the browser belongs to. For worker threads."""
        _, token = cookies.read(request, study)
        found = self.store.holder(token) if token else None
        return found if found and found.study == study else None

    def owns(self, request: HTTPConnection, session: str) -> Participant | None:
        """The participant of a study whose browser this is and whose session that is.

        For worker threads.
        """
        for one in self._holders(request):
            if session in {visit.session for visit in self.store.visits(one.pseudonym)}:
                return one
        return None

    def _holders(self, request: HTTPConnection) -> list[Participant]:
        found = (self.store.holder(token) for token in cookies.tokens(request))
        return [one for one in found if one and one.study and one.state != "withdrew"]

    def person(self, request: HTTPConnection) -> Person:
        """Whom the records of a player without a study name. For worker threads."""
        one = self.participant(request, "")
        return person_of(one) if one and one.state != "withdrew" else NOBODY

    async def name(self, session: str, person: Person) -> None:
        """From now on the records of new worlds of a session name this person, if it is there and
        no study's.
        """
        if (found := self._manager.find(session)) and not found.rules.study:
            found.person = person
            await run_in_threadpool(self.store.visit, person.participant, session, 0)

    async def give(self, session: str, one: Participant) -> None:
        """The world that is played in a session may be learned from, and those that it begins from
        now on.

        ValueError with a reason for people if the session is not there, is a study's, or its record
        names somebody else.
        """
        found = self.free(session)
        person = Person(one.pseudonym, consent.mark(BUILT_IN.version, BUILT_IN.hash))
        if not await found.sign("", person) and not await found.sign(one.pseudonym, person):
            raise ValueError("The record of this game names somebody else.")
        await self.name(session, person)

    async def take_back(self, session: str, one: Participant) -> None:
        """The world that is played in a session may not be learned from, nor those that the session
        begins from now on. What ``give`` raises, but for who is named.
        """
        found = self.free(session)
        await found.sign(one.pseudonym, NOBODY)
        if found.person.participant == one.pseudonym:
            found.person = NOBODY

    async def gave(self, session: str, one: Participant) -> bool:
        """Whether the record of the world that is played in a session names this participant. What
        ``take_back`` raises.
        """
        found = self.free(session)
        path = self._data / "sessions" / session / f"{found.publisher.state.number}.jsonl"
        try:
            head = await run_in_threadpool(traces.read_header, path)
        except (OSError, traces.TraceError):  # the first world is being made
            return False
        return head.participant == one.pseudonym

    def free(self, session: str) -> Session:
        """A session that is there and no study's. ValueError with a reason for people if it is."""
        found = self._manager.find(session)
        if found is None or found.rules.study:
            raise ValueError("There is no such session.")
        return found

    def agreed(self, one: Participant) -> str:
        """The text that somebody agreed to. OSError if it is not kept any more."""
        return consent.read(self._data, one.consent_hash)

    # --- the way through a study ---

    def stage(self, study: Study, one: Participant) -> Stage:
        """Where a participant is."""
        if one.state != "consented":
            return one.state
        if one.episode <= study.episodes:
            return "play"
        return "questions" if study.questionnaire else "finished"

    async def play(self, study: Study, pseudonym: str) -> Session | None:
        """The session of a participant's episode: the one that there is or was, or a new one.

        None if there is nothing to play (any more). Raises what ``SessionManager.begin`` raises.
        """
        async with self._lock:
            one = await run_in_threadpool(self.store.find, pseudonym)
            if not one or self.stage(study, one) != "play":
                return None
            return await self._session(study.of(one.arm), one)

    async def go_on(self, study: Study, pseudonym: str, episode: int) -> list[str]:
        """A participant is done with an episode: its session ends, unless something is missing.

        What is missing, see ``missing``. Raises what ``SessionManager.begin`` raises.
        """
        async with self._lock:
            one = await run_in_threadpool(self.store.find, pseudonym)
            if not one or one.episode != episode:
                return []
            if missing := await self._missing(study, one):
                return missing
            await self._end_sessions(pseudonym)
            await run_in_threadpool(self.store.advance, pseudonym, episode)
            return []

    async def missing(self, study: Study, pseudonym: str) -> list[str]:
        """What a participant has to do before their episode can be finished, for people.

        Raises what ``SessionManager.begin`` raises, as a session may have to be taken up again.
        """
        async with self._lock:
            one = await run_in_threadpool(self.store.find, pseudonym)
            return await self._missing(study, one) if one else []

    async def _missing(self, study: Study, one: Participant) -> list[str]:
        least = study.of(one.arm).least
        if not least.asks or self.stage(study, one) != "play":
            return []
        session = await self._session(study.of(one.arm), one)
        await session.begun.wait()
        if session.publisher.state.over:
            return []
        visits = await run_in_threadpool(self.store.visits, one.pseudonym)
        begun = next(visit.begun for visit in visits if visit.session == session.id)
        seconds = (datetime.now(UTC) - datetime.fromisoformat(begun)).total_seconds()
        state = session.publisher.state
        plans = sum(1 for plan in state.plans.values() if plan.source == "human")
        return least.missing(state.step, seconds, plans)

    async def find(self, name: str) -> Session | None:
        """The session of that name: the one that there is, or else, from its traces, the one that
        there was. None if there was none, and for an episode of a study that is not played now.

        Raises what ``SessionManager.revive`` raises.
        """
        if session := self._manager.find(name):
            return session
        visitor = await run_in_threadpool(self.store.visitor, name)
        if visitor is None:
            return await self._manager.revive(name)
        one = await run_in_threadpool(self.store.find, visitor[0])
        study = self.studies.get(one.study) if one else None
        if not (one and study) or (self.stage(study, one), one.episode) != ("play", visitor[1]):
            return None
        return await self._manager.revive(name, study.of(one.arm).rules)

    async def _session(self, study: Study, one: Participant) -> Session:
        """The session of an episode."""
        visits = await run_in_threadpool(self.store.visits, one.pseudonym)
        name = next((visit.session for visit in visits if visit.episode == one.episode), None)
        if name and (session := await self._manager.revive(name, study.rules)):
            return session
        if not name:
            name = new_name()
            await run_in_threadpool(self.store.visit, one.pseudonym, name, one.episode)
        seed = study.seed(one.pseudonym, one.episode)
        first = NewGame(seed, study.cap, person_of(one), study.mode, study.world)
        return await self._manager.begin(name, study.planner, first, rules=study.rules)

    # --- withdrawal ---

    async def withdraw(self, pseudonym: str) -> Withdrawal:
        """End a participant's sessions and remove all their data; see
        ``server.study.withdrawal``.
        """
        async with self._lock:
            await run_in_threadpool(self.store.mark_withdrawn, pseudonym)
            await self._end_sessions(pseudonym)
            done = await run_in_threadpool(withdrawal.withdraw, self._data, pseudonym)
            self._library.replays.forget()
        log.info("withdrawal", traces=done.removed.traces)
        return done

    async def sweep(self) -> None:
        """Carry out, until cancelled, what was begun elsewhere: withdrawals cut off, and those of
        people who play here.
        """
        told = ""
        while True:
            try:
                for pseudonym in await run_in_threadpool(self._withdrawn):
                    await self.withdraw(pseudonym)
                told = ""
            except (OSError, sqlite3.Error) as error:
                if str(error) != told:  # said once, however long the disk does not work
                    told = str(error)
                    log.warning("withdrawals wait for the disk", reason=told)
            except Exception:
                log.exception("a withdrawal could not be carried out; it is tried again")
            await asyncio.sleep(SWEEP)

    def _withdrawn(self) -> set[str]:
        playing = {session.person.participant for session in self._manager.all()} - {""}
        return self.store.withdrawing() | {
            pseudonym for pseudonym in playing if self.store.withdrawal(pseudonym)
        }

    async def _end_sessions(self, pseudonym: str) -> None:
        theirs = {visit.session for visit in await run_in_threadpool(self.store.visits, pseudonym)}
        for session in self._manager.all():
            if session.person.participant == pseudonym or session.id in theirs:
                await self._manager.end(session)


def participants_of(request: HTTPConnection) -> ParticipantService:
    """The server's people."""
    participants: ParticipantService = request.app.state.participants
    return participants


def person_of(one: Participant) -> Person:
    """A participant as traces name them."""
    return Person(one.pseudonym, one.consent)
