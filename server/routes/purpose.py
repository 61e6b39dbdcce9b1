"""What brings people back: the world of the day, and how the planner fares alone in the world of
their game.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from server.routes.play import TheManager
from server.sessions import days
from server.sessions.alone import Alone
from server.sessions.manager import SessionManager
from server.sessions.session import Session

router = APIRouter()


class AloneState(BaseModel):
    """A game of the planner alone, as far as it is."""

    planner: str
    seed: int
    begun: bool  # False: nobody has asked for it
    step: int
    unlocked: dict[str, int]  # achievement -> step
    over: str  # why it ended, "" while it goes on
    fault: str  # why it cannot be played
    replay: str  # address of its record, "" while it goes on


@router.get("/api/day")
def day() -> days.Day:
    """The world of the day."""
    return days.today()


@router.get("/api/sessions/{session_id}/alone")
async def alone(session_id: str, manager: TheManager) -> AloneState:
    """How the planner fares alone in the world of a session, as far as that is known."""
    session = _free(manager, session_id)
    worker, game = session.game
    return _tell(session, await manager.alone.find(worker, game))


@router.post("/api/sessions/{session_id}/alone")
async def play_alone(session_id: str, manager: TheManager) -> AloneState:
    """The same, and have it played in the background."""
    session = _free(manager, session_id)
    worker, game = session.game
    try:
        return _tell(session, await manager.alone.play(worker, game))
    except ValueError as error:
        raise HTTPException(503, str(error)) from error


def _free(manager: SessionManager, session_id: str) -> Session:
    session = manager.find(session_id)
    if not session or session.rules.study:  # a study has no comparison that it did not plan
        raise HTTPException(404, "There is no such session.")
    return session


def _tell(session: Session, found: Alone | None) -> AloneState:
    state, one = session.publisher.state, found or Alone("")
    return AloneState(
        planner=state.planner,
        seed=state.seed,
        begun=found is not None,
        step=one.step,
        unlocked=one.unlocked,
        over=one.over,
        fault=one.fault,
        replay=f"/replay/{one.session}/1" if one.over else "",
    )
