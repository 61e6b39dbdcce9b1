"""What is served over HTTP of the games that go on: the page, the list of sessions."""

from __future__ import annotations

import gzip
import struct
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from server.core.access import asker_of, login_of
from server.core.quota import quotas_of
from server.core.rights import Role
from server.core.templates import ASK_AGAIN, page, show, wait
from server.protocol.commands import MAX_WORLD_CHARS, Mode
from server.sessions import days
from server.sessions.manager import NoRoomError, SessionManager
from server.sessions.session import Session
from server.study.service import participants_of

PROTOCOL_VERSION = 1  # the number in /ws/v1

router = APIRouter()


def manager_of(request: Request) -> SessionManager:
    """The server's sessions."""
    manager: SessionManager = request.app.state.manager
    return manager


TheManager = Annotated[SessionManager, Depends(manager_of)]


class NewSession(BaseModel):
    """What a new session may be given."""

    model_config = ConfigDict(extra="forbid")

    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    planner: str | None = Field(default=None, min_length=1, max_length=256)
    world: str | None = Field(default=None, min_length=1, max_length=MAX_WORLD_CHARS)


class SessionLink(BaseModel):
    """Where a session is."""

    id: str
    url: str


class SessionSummary(SessionLink):
    """A session in the list."""

    world: str
    seed: int
    planner: str
    mode: Mode
    step: int
    unlocked: int
    viewers: int


class DecisionInFull(BaseModel):
    """A decision as the planner made it."""

    step: int  # that followed
    # messages with role and content: what was read; empty for a planner that reads no text
    context: list[dict[str, str]]
    completion: str


@router.get("/")
async def start(request: Request, manager: TheManager) -> Response:
    """Lead to the newest session, or to a new one."""
    try:
        session = manager.newest() or await _open(request, manager, NewSession())
    except NoRoomError as error:
        return wait(request, str(error))
    except ValueError as error:
        return page(request, 503, "No planner", str(error))
    return RedirectResponse(_url(session), 303)


@router.get("/play/{session_id}")
async def play(session_id: str, request: Request, manager: TheManager) -> Response:
    """The page of a session, which is taken up again from its record if need be; a participant's
    own is part of their way through the study.
    """
    participants = participants_of(request)
    try:
        session = await participants.find(session_id)
    except (NoRoomError, ValueError) as error:
        return page(request, 503, "No room just now", f"{error} Nothing is lost.")
    participant = await run_in_threadpool(participants.owns, request, session_id)
    if participant and participant.study in participants.studies:
        if not session:
            return RedirectResponse(f"/study/{participant.study}", 303)
        return _play_page(
            request,
            session,
            study=participants.studies[participant.study].of(participant.arm),
            episode=participant.episode,
        )
    if not session:
        text = "There is no record of this game that could be played on. Begin another."
        return page(request, 404, "This session is gone", text)
    return _play_page(
        request,
        session,
        planners=manager.pool.offered(session.publisher.state.world),
        day=None if session.rules.study else days.today(),
    )


@router.get("/api/sessions")
def sessions(request: Request, manager: TheManager) -> list[SessionSummary]:
    """The sessions, oldest first; those of studies for a researcher alone."""
    researches = login_of(request).role >= Role.RESEARCHER
    return [_summary(session) for session in manager.all() if researches or not session.rules.study]


@router.get("/api/sessions/{session_id}/decision")
def decision(session_id: str, manager: TheManager) -> DecisionInFull:
    """The last decision of a session's planner: what was read, word for word, and what
    was written.
    """
    session = manager.find(session_id)
    if not session or not session.spoken:
        raise HTTPException(
            404,
            "There is no such session."
            if not session
            else "The planner has decided nothing here yet.",
        )
    spoken = session.spoken
    return DecisionInFull(
        step=spoken.step,
        context=[{"role": each["role"], "content": each["content"]} for each in spoken.context],
        completion=spoken.completion,
    )


@router.get("/play/{session_id}/map")
def chart(request: Request, session_id: str, manager: TheManager) -> Response:
    """What the player has seen so far; 404 where there is nothing yet, or the world has no map."""
    session = manager.find(session_id)
    if not session:
        raise HTTPException(404, "There is no such session.")
    return send_chart(request, session)


def send_chart(request: Request, session: Session) -> Response:
    """The newest map of a session: the number of its episode (u32, little-endian), then the map as
    the world has it. 304 for who has it already.
    """
    state = session.publisher.state
    if state.chart is None:
        raise HTTPException(404, "There is no map here.")
    tag = f'"{state.number}-{state.step}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers=headers)
    body = struct.pack("<I", state.number) + state.chart
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, 6)
    return Response(body, media_type="application/octet-stream", headers=headers)


@router.post("/api/sessions", status_code=201)
async def begin(wanted: NewSession, request: Request, manager: TheManager) -> SessionLink:
    """Begin a session."""
    try:
        session = await _open(request, manager, wanted)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    except NoRoomError as error:
        raise HTTPException(503, str(error), {"Retry-After": str(ASK_AGAIN)}) from error
    return SessionLink(id=session.id, url=_url(session))


async def _open(request: Request, manager: SessionManager, wanted: NewSession) -> Session:
    """Begin a session whose records name whom the browser belongs to; raises what
    ``SessionManager.open`` raises.
    """
    quotas_of(request).require("sessions", request)
    participants = participants_of(request)
    person = await run_in_threadpool(participants.person, request)
    session = await manager.open(
        seed=wanted.seed,
        planner=wanted.planner,
        world=wanted.world,
        person=person,
        who=asker_of(request),
    )
    if person.participant:
        await run_in_threadpool(participants.store.visit, person.participant, session.id, 0)
    return session


def _url(session: Session) -> str:
    return f"/play/{session.id}"


def _play_page(request: Request, session: Session, **filled: Any) -> Response:
    return show(
        request,
        "play.html",
        session=session.id,
        protocol=PROTOCOL_VERSION,
        rules=session.rules,
        **filled,
    )


def _summary(session: Session) -> SessionSummary:
    state = session.publisher.state
    return SessionSummary(
        id=session.id,
        url=_url(session),
        world=state.world,
        seed=state.seed,
        planner=state.planner,
        mode=session.publisher.mode,
        step=state.step,
        unlocked=len(state.unlocked),
        viewers=session.publisher.connections.people,
    )
