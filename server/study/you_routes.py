"""Your data, for a player without a study: choose a pseudonym and agree to the built-in consent
text, or withdraw.

From then on the records of the worlds that this browser begins carry the pseudonym; so do the next
worlds of the session at hand.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from server.core import form
from server.core.templates import show
from server.study import cookies, prose, pseudonym
from server.study.consent import BUILT_IN
from server.study.service import ParticipantService, participants_of, person_of
from server.study.store import Participant
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


class Part(BaseModel):
    """Whether the game that is played in a session may be learned from."""

    gave: bool
    pseudonym: str  # of who said so, "" for nobody
    consent: list[str]  # what is agreed to, by paragraphs


class Choice(BaseModel):
    """What a player says to that."""

    model_config = ConfigDict(extra="forbid")

    session: str = Field(max_length=64)
    give: bool


@router.get("/part")
async def part(request: Request, session: str, participants: TheParticipants) -> Part:
    """Whether the player gave the game of a session."""
    one = await _taking_part(request, participants)
    try:
        gave = one is not None and await participants.gave(session, one)
    except ValueError as error:
        raise HTTPException(404, str(error)) from error
    return _part(one if gave else None)


@router.post("/part")
async def choose(
    request: Request, response: Response, choice: Choice, participants: TheParticipants
) -> Part:
    """Give the game of a session, or take it back. Who gives one and takes part in nothing yet does
    from now on, under a pseudonym that is drawn.
    """
    one = await _taking_part(request, participants)
    if one is None and not choice.give:
        return _part(None)
    try:
        participants.free(choice.session)
        if one is None:
            token = cookies.new_token()
            join = participants.store.join
            one = await run_in_threadpool(join, "", BUILT_IN, token, {})
            cookies.write(response, request, "", one.pseudonym, token)
        if choice.give:
            await participants.give(choice.session, one)
        else:
            await participants.take_back(choice.session, one)
    except ValueError as error:
        raise HTTPException(404, str(error)) from error
    return _part(one if choice.give else None)


async def _taking_part(request: Request, participants: ParticipantService) -> Participant | None:
    one = await run_in_threadpool(participants.participant, request, "")
    return one if one and one.state != "withdrew" else None


def _part(one: Participant | None) -> Part:
    paragraphs = BUILT_IN.text.strip().split("\n\n")[1:]  # without the heading
    return Part(
        gave=one is not None,
        pseudonym=one.pseudonym if one else "",
        consent=[" ".join(paragraph.split()) for paragraph in paragraphs],
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
