"""What a participant sees: consent, episodes, questions, the way back, and their data.

All under ``/study/<name>``.

The gate lets everybody come here. A participant has a cookie; who has none needs the key that is in
the study's link.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from server.core import form
from server.core.quota import quotas_of
from server.core.templates import PageError, page, show, wait
from server.sessions.manager import NoRoomError
from server.study import cookies, prose, way_back
from server.study.service import ParticipantService, participants_of
from server.study.store import EXTERNAL, KnownError, Participant, Withdrawal
from server.study.study import KNOWN, PLACES, Study
from server.study.withdrawal import describe

router = APIRouter(prefix="/study/{name}")

_ID = re.compile(r"[\w.@+-]{1,128}", re.ASCII)  # what a participant may come with
TheParticipants = Annotated[ParticipantService, Depends(participants_of)]


def study_of(name: str, participants: TheParticipants) -> Study:
    """The study of an address. PageError if there is none."""
    if name not in participants.studies:
        raise PageError(
            404,
            "No such study",
            (
                "This server has no study of that name, or the study is over. Ask the "
                "person who gave you the link."
            ),
        )
    return participants.studies[name]


TheStudy = Annotated[Study, Depends(study_of)]


async def one_of(request: Request, study: TheStudy, participants: TheParticipants) -> Participant:
    """The participant whose browser this is. PageError if it is none's."""
    one = await run_in_threadpool(participants.participant, request, study.name)
    if one is None or one.state == "withdrew":
        text = (
            "This browser does not belong to a participant of this study. Open the "
            "whole link that you were given."
        )
        raise PageError(401, "Who are you?", text)
    return one


One = Annotated[Participant, Depends(one_of)]


@router.get("")
async def enter(request: Request, study: TheStudy, participants: TheParticipants) -> Response:
    """Lead a participant to where they are, and anybody who has the link to the consent text."""
    came = _came(request.query_params)
    has_key = await _has_key(participants, study, request.query_params.get("key", ""))
    one = await run_in_threadpool(participants.participant, request, study.name)
    external = came.get(EXTERNAL, "")
    if has_key and external:
        if one and one.came.get(EXTERNAL) == external:
            await run_in_threadpool(participants.store.came_again, one.pseudonym, came)
        else:  # another browser, or another person in this one
            one = await run_in_threadpool(participants.store.of_external, study.name, external)
            if one and one.state != "withdrew":
                return _ask_code(request, study, came)
    elif has_key and one and one.state != "withdrew":
        if "other" not in request.query_params:
            return _ask_who(request, study)
        return _ask_consent(request, study, came)
    if one is None or one.state == "withdrew":
        claimed, _ = cookies.read(request, study.name)
        if gone := await run_in_threadpool(participants.store.withdrawal, claimed):
            return _withdrawn(request, study, gone, study.way_back(came))
        if not has_key:
            raise _incomplete()
        return _ask_consent(request, study, came)
    if request.query_params:
        # the key is no part of the address that people see and share
        return RedirectResponse(f"/study/{study.name}", 303)
    return await _go_on(request, study, participants, one)


async def _go_on(
    request: Request, study: Study, participants: ParticipantService, one: Participant
) -> Response:
    try:
        session = await participants.play(study, one.pseudonym)
    except NoRoomError as error:
        return wait(request, str(error))
    except ValueError as error:
        return page(request, 503, "No game just now", f"{error} Nothing is lost.")
    if session:
        return RedirectResponse(f"/play/{session.id}", 303)
    now = await run_in_threadpool(participants.store.find, one.pseudonym) or one
    match participants.stage(study, now):
        case "questions":
            return show(request, "people/questions.html", study=study, answers={}, faults={})
        case "withdrew":
            return page(request, 410, "You withdrew", "Your data is being removed.")
        case _:
            await run_in_threadpool(participants.store.finish, one.pseudonym, {})
            return show(
                request, "people/finished.html", study=study, link=study.completion(one.came)
            )


@router.get("/here")
async def here(one: One) -> Response:
    """Tell a page whose connection broke whether its participant may still come in."""
    return Response(status_code=204)


@router.post("/agree")
async def agree(request: Request, study: TheStudy, participants: TheParticipants) -> Response:
    """Take a participant in."""
    given = await form.read(request)
    await _require_key(participants, study, given)
    token = given.get("ticket", "")
    if not cookies.is_token(token):
        raise HTTPException(400, "this form was not sent by a page of this server")
    quotas_of(request).require("participants", request)
    join, came = participants.store.join, _came(given)
    among = tuple(study.arms)
    try:
        one = await run_in_threadpool(join, study.name, study.agreement, token, came, among=among)
    except KnownError:
        return _ask_code(request, study, came, key=given["key"])
    response = RedirectResponse(f"/study/{study.name}", 303)
    cookies.write(response, request, study.name, one.pseudonym, token)
    return response


@router.post("/back")
async def come_back(request: Request, study: TheStudy, participants: TheParticipants) -> Response:
    """Let a participant go on in another browser, by their code."""
    given = await form.read(request)
    await _require_key(participants, study, given)
    came = _came(given)
    store = participants.store
    one = await run_in_threadpool(store.of_external, study.name, came.get(EXTERNAL, ""))
    if one is None or one.state == "withdrew":
        raise _incomplete()
    data = request.app.state.settings.data
    if not await run_in_threadpool(way_back.fits, data, one.pseudonym, given.get("code", "")):
        quotas_of(request).require("tries", request)
        return _ask_code(request, study, came, key=given["key"], wrong=True)
    await run_in_threadpool(store.came_again, one.pseudonym, came)
    return await _admit(request, participants, study, one)


@router.post("/decline")
async def decline(request: Request, study: TheStudy, participants: TheParticipants) -> Response:
    """Say good-bye. Nothing was kept, and nothing is."""
    given = await form.read(request)
    await _require_key(participants, study, given)
    texts = ["Nothing about you was saved. You can close this page."]
    return show(
        request,
        "people/said.html",
        title="You did not agree",
        texts=texts,
        link=study.way_back(_came(given)),
    )


@router.post("/next")
async def finish_episode(
    request: Request, study: TheStudy, participants: TheParticipants, one: One
) -> Response:
    """End an episode; asked twice, one ends."""
    given = await form.read(request)
    episode = given.get("episode", "")
    if not (episode.isascii() and episode.isdecimal()):
        raise HTTPException(400, f"{episode!r} is no number of an episode")
    try:
        missing = await participants.go_on(study, one.pseudonym, int(episode))
    except (NoRoomError, ValueError) as error:
        return page(request, 503, "No room just now", f"{error} Nothing is lost.")
    if missing:
        return show(
            request,
            "people/missing.html",
            status=409,
            study=study,
            missing=missing,
        )
    return RedirectResponse(f"/study/{study.name}", 303)


@router.get("/missing")
async def still_missing(study: TheStudy, participants: TheParticipants, one: One) -> list[str]:
    """What has to be done before the episode can be finished, for people."""
    try:
        return await participants.missing(study, one.pseudonym)
    except (NoRoomError, ValueError) as error:
        raise HTTPException(503, str(error)) from error


@router.post("/answers")
async def answer(
    request: Request, study: TheStudy, participants: TheParticipants, one: One
) -> Response:
    """Take the answers, or ask again for those that will not do."""
    if participants.stage(study, one) != "questions":
        return RedirectResponse(f"/study/{study.name}", 303)
    given = await form.read(request)
    answers = {question.id: given.get(question.id, "") for question in study.questionnaire}
    faults = {
        question.id: fault
        for question in study.questionnaire
        if (fault := question.fault(answers[question.id]))
    }
    if faults:
        return show(
            request,
            "people/questions.html",
            status=422,
            study=study,
            answers=answers,
            faults=faults,
        )
    await run_in_threadpool(
        participants.store.finish,
        one.pseudonym,
        {name: text for name, text in answers.items() if text},
        {
            question.id: question.is_right(answers[question.id])
            for question in study.questionnaire
            if question.right
        },
    )
    return RedirectResponse(f"/study/{study.name}", 303)


@router.get("/data")
async def data(
    request: Request, study: TheStudy, participants: TheParticipants, one: One
) -> Response:
    """What there is of a participant, and how to have it removed."""
    visits = await run_in_threadpool(participants.store.visits, one.pseudonym)
    agreed = await run_in_threadpool(participants.agreed, one)
    return show(
        request,
        "people/data.html",
        one=one,
        visits=visits,
        text=prose.to_html(agreed),
        code=await run_in_threadpool(
            way_back.code_of, request.app.state.settings.data, one.pseudonym
        ),
        back=f"/study/{study.name}",
        withdraw=f"/study/{study.name}/withdraw",
    )


@router.post("/withdraw")
async def withdraw(
    request: Request, study: TheStudy, participants: TheParticipants, one: One
) -> Response:
    """Remove a participant's data, and say what was removed."""
    link = study.way_back(one.came)
    return _withdrawn(request, study, await participants.withdraw(one.pseudonym), link)


def _ask_consent(request: Request, study: Study, came: Mapping[str, str]) -> Response:
    hidden = {"key": request.query_params["key"], **came}
    text = prose.to_html(study.agreement.text)
    return show(
        request,
        "people/consent.html",
        study=study,
        text=text,
        hidden=hidden,
        ticket=cookies.new_token(),
    )


def _ask_who(request: Request, study: Study) -> Response:
    other = urlencode({**request.query_params, "other": "yes"})
    return show(request, "people/who.html", study=study, other=other)


def _ask_code(
    request: Request, study: Study, came: Mapping[str, str], key: str = "", *, wrong: bool = False
) -> Response:
    hidden = {"key": key or request.query_params["key"], **came}
    return show(request, "people/back.html", study=study, hidden=hidden, wrong=wrong)


def _withdrawn(request: Request, study: Study, done: Withdrawal, link: str) -> Response:
    return show(
        request,
        "people/withdrawn.html",
        done=done,
        items=describe(done.removed),
        link=link,
        study=study,
    )


async def _admit(
    request: Request, participants: ParticipantService, study: Study, one: Participant
) -> Response:
    token = cookies.new_token()
    await run_in_threadpool(participants.store.admit, one.pseudonym, token)
    response = RedirectResponse(f"/study/{study.name}", 303)
    cookies.write(response, request, study.name, one.pseudonym, token)
    return response


async def _has_key(participants: ParticipantService, study: Study, key: str) -> bool:
    return secrets.compare_digest(
        key.encode(), (await run_in_threadpool(participants.store.key, study.name)).encode()
    )


async def _require_key(
    participants: ParticipantService, study: Study, given: Mapping[str, str]
) -> None:
    if not await _has_key(participants, study, given.get("key", "")):
        raise _incomplete()


def _incomplete() -> PageError:
    text = "Open the whole link that you were given for this study, with ?key= and what follows."
    return PageError(401, "This link is not complete", text)


def _came(given: Mapping[str, str]) -> dict[str, str]:
    """What of an address or a form is Prolific's. A place that was not filled in, such as
    ``{{%PROLIFIC_PID%}}``, is no id: all who have it would be one.
    """
    return {name: given[name] for name in KNOWN if _ID.fullmatch(given.get(name, ""))}


def study_link(origin: str, name: str, key: str) -> str:
    """The link of a study, as Prolific wants it: with the places that it fills in."""
    places = "".join(f"&{place}={{{{%{place}%}}}}" for place in PLACES)
    return f"{origin}/study/{name}?{urlencode({'key': key})}{places}"
