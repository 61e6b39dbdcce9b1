"""What a plan of a record was worth; see ``server.sessions.worth``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel

from agent.traces.trace import TraceError
from server.library.routes import Record, Step, TheLibrary
from server.routes.play import TheManager
from server.sessions.worth import BusyError, Worth

router = APIRouter()
Number = Annotated[int, Query(ge=0, lt=10**6)]


class WorthState(BaseModel):
    """See ``server.sessions.worth.Worth``; ``begun`` is False where nobody has asked for it."""

    begun: bool
    plan: str = ""
    by_person: bool = False
    step: int = 0
    pairs: int = 0
    horizon: int = 0
    played: int = 0
    gains: list[int] = []
    unlocked: tuple[float, float] = (0.0, 0.0)
    died: tuple[int, int] = (0, 0)
    interval: tuple[float, float] | None = None
    fault: str = ""


@router.get("/api/replays/{session}/{number}/worth")
def worth(
    library: TheLibrary, manager: TheManager, record: Record, step: Step, plan: Number = 0
) -> WorthState:
    """What was measured of a plan that was written at a step, or of writing one there."""
    return _tell(manager.worths.find(record.path(library.data), step, plan))


@router.post("/api/replays/{session}/{number}/worth")
async def measure(
    library: TheLibrary, manager: TheManager, record: Record, step: Step, plan: Number = 0
) -> WorthState:
    """The same, and have it measured in the background."""
    try:
        return _tell(await manager.worths.measure(record.path(library.data), step, plan))
    except (TraceError, ValueError) as error:
        text = str(error).removeprefix(f"{record.path(library.data)}: ")
        raise HTTPException(422, text) from error
    except BusyError as error:
        raise HTTPException(503, str(error)) from error


def _tell(found: Worth | None) -> WorthState:
    if found is None:
        return WorthState(begun=False)
    names = WorthState.model_fields.keys() - {"begun"}
    return WorthState(begun=True, **{name: getattr(found, name) for name in names})
