"""Your data, for a player without a study: choose a pseudonym and agree to the built-in consent
text, or withdraw.

From then on the records of the worlds that this browser begins carry the pseudonym; so do the next
worlds of the session at hand.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from server.core.templates import show
from server.study import cookies, form, prose, pseudonym
from server.study.consent import BUILT_IN
from server.study.service import ParticipantService, participants_of, person_of
from server.study.withdrawal import describe

router = APIRouter(prefix="/you")

TheParticipants = Annotated[ParticipantService, Depends(participants_of)]
CHOICES = 4  # pseudonyms to choose from; a reload draws others


@router.get("")
async def you(request: Request, participants: TheParticipants, session: str = "") -> Response:
    """What there is of a player, or what they can agree to."""
    one = await run_in_threadpool(participants.participant, request, "")
    back = f"/play/{session}" if session else "/"
    if one is None or one.state == "withdrew":
        return _ask(request, session, back)
    visits = await run_in_threadpool(participants.store.visits, one.pseudonym)
    text = prose.to_html(await run_in_threadpool(participants.agreed, one))
    return show(
        request,
        "people/data.html",
        one=one,
        visits=visits,
        text=text,
        back=back,
        withdraw="/you/withdraw",
    )


@router.post("/agree")
async def agree(request: Request, participants: TheParticipants) -> Response:
    """Keep what a player agreed to, and tell the session at hand."""
    given = await form.read(request)
    name, token, session = (
        given.get("pseudonym", ""),
        given.get("ticket", ""),
        given.get("session", ""),
    )
    if not pseudonym.is_one(name) or not cookies.is_token(token):
        raise HTTPException(
            400, f"{name!r} is no pseudonym to choose; one is such as amber-otter-4821"
        )
    try:
        one = await run_in_threadpool(participants.store.join, "", BUILT_IN, token, {}, name)
    except ValueError as error:
        return _ask(request, session, f"/play/{session}" if session else "/", str(error))
    await participants.name(session, person_of(one))
    response = RedirectResponse(f"/you?session={session}" if session else "/you", 303)
    cookies.write(response, request, "", one.pseudonym, token)
    return response


@router.post("/withdraw")
async def withdraw(request: Request, participants: TheParticipants) -> Response:
    """Remove a player's data, and say what was removed."""
    one = await run_in_threadpool(participants.participant, request, "")
    if one is None:
        raise HTTPException(
            401, "Nobody agreed to anything in this browser, so there is nothing to remove."
        )
    done = await participants.withdraw(one.pseudonym)
    return show(
        request,
        "people/withdrawn.html",
        done=done,
        items=describe(done.removed),
        link="",
        study=None,
    )


def _ask(request: Request, session: str, back: str, fault: str = "") -> Response:
    names = [pseudonym.draw() for _ in range(CHOICES)]
    ticket = cookies.new_token()
    text = prose.to_html(BUILT_IN.text)
    return show(
        request,
        "people/you.html",
        text=text,
        names=names,
        ticket=ticket,
        session=session,
        back=back,
        fault=fault,
    )
