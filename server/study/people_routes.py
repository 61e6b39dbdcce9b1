"""What a researcher sees: studies and their links, participants, answers as CSV; and the button
that withdraws somebody.
"""

from __future__ import annotations

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from server.core.quota import quotas_of
from server.core.templates import page, show
from server.study import way_back
from server.study.service import ParticipantService, participants_of
from server.study.store import Participant, Store
from server.study.study import KNOWN, Study
from server.study.study_routes import study_link
from server.study.withdrawal import UnknownParticipantError, describe

router = APIRouter(prefix="/people")

TheParticipants = Annotated[ParticipantService, Depends(participants_of)]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


@router.get("")
def table(request: Request, participants: TheParticipants) -> Response:
    """All participants and studies."""
    store = participants.store
    origin = str(request.base_url).rstrip("/")
    studies = [
        (study, study_link(origin, study.name, store.key(study.name)))
        for study in participants.studies.values()
    ]
    rows = [
        (one, _progress(participants.studies.get(one.study), one), store.visits(one.pseudonym))
        for one in store.all()
    ]
    gone = [(withdrawal.at, describe(withdrawal.removed)) for withdrawal in store.withdrawals()]
    return show(request, "people/people.html", studies=studies, rows=rows, gone=gone)


@router.get("/answers.csv")
def answers(request: Request, participants: TheParticipants) -> Response:
    """The answers of all questionnaires: a row for each participant of a study, a column for each
    question.
    """
    quotas_of(request).require("exports", request)
    return Response(
        to_csv(participants.store),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="answers.csv"'},
    )


@router.get("/payment.csv")
def payment(request: Request, participants: TheParticipants) -> Response:
    """Whom to pay: the ids that participants came with. Apart from the answers, which can so be
    passed on.
    """
    quotas_of(request).require("exports", request)
    return Response(
        to_payment_csv(participants.store),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="payment.csv"'},
    )


@router.get("/{pseudonym}")
def one(request: Request, participants: TheParticipants, pseudonym: str) -> Response:
    """One participant."""
    store = participants.store
    found = store.find(pseudonym)
    if not found:
        if gone := store.withdrawal(pseudonym):
            return show(
                request,
                "people/withdrawn.html",
                done=gone,
                items=describe(gone.removed),
                link="",
                study=None,
            )
        return page(
            request, 404, "Nobody of that name", f"This server has no participant {pseudonym!r}."
        )
    return show(
        request,
        "people/one.html",
        one=found,
        code=way_back.code_of(request.app.state.settings.data, pseudonym) if found.study else "",
        progress=_progress(participants.studies.get(found.study), found),
        visits=store.visits(pseudonym),
        answers=store.answers(pseudonym),
        attention=store.attention(pseudonym),
    )


@router.post("/{pseudonym}/withdraw")
async def withdraw(request: Request, participants: TheParticipants, pseudonym: str) -> Response:
    """Remove a participant's data, and say what was removed."""
    try:
        done = await participants.withdraw(pseudonym)
    except UnknownParticipantError as error:
        raise HTTPException(404, str(error)) from error
    return show(
        request,
        "people/withdrawn.html",
        done=done,
        items=describe(done.removed),
        link="",
        study=None,
    )


def to_csv(store: Store) -> str:
    """See ``answers``.

    Words that a spreadsheet would take for a formula have an apostrophe before them.
    """
    everybody = [one for one in store.all() if one.study]
    given = {one.pseudonym: store.answers(one.pseudonym) for one in everybody}
    questions = list(
        dict.fromkeys(question for answered in given.values() for question in answered)
    )
    out = io.StringIO()
    writer = csv.writer(out)
    checked = {one.pseudonym: store.attention(one.pseudonym) for one in everybody}
    checks = list(dict.fromkeys(question for passed in checked.values() for question in passed))
    facts = ("pseudonym", "study", "arm", "state", "consented", "finished")
    writer.writerow([*facts, *questions, *(f"{check}_passed" for check in checks)])
    for one in everybody:
        told = [_harmless(given[one.pseudonym].get(question, "")) for question in questions]
        passed = [_yes_or_no(passed=checked[one.pseudonym].get(check)) for check in checks]
        writer.writerow([*(getattr(one, fact) for fact in facts), *told, *passed])
    return out.getvalue()


def to_payment_csv(store: Store) -> str:
    """See ``payment``; the ids are those that a participant came with last."""
    out = io.StringIO()
    writer = csv.writer(out)
    facts = ("pseudonym", "study", "state", "consented", "finished")
    writer.writerow([*facts, *KNOWN])
    for one in store.all():
        if one.study:
            ids = [_harmless(one.came.get(place, "")) for place in KNOWN]
            writer.writerow([*(getattr(one, fact) for fact in facts), *ids])
    return out.getvalue()


def _yes_or_no(*, passed: bool | None) -> str:
    return "" if passed is None else "yes" if passed else "no"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _progress(study: Study | None, one: Participant) -> str:
    """How far a participant is."""
    if one.state != "consented" or not one.study:
        return one.state
    if study and one.episode > study.episodes:
        return "at the questions"
    return f"episode {one.episode}" + (f" of {study.episodes}" if study else "")
