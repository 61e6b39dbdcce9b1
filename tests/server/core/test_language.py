"""Every text that people read stands in one file a language; all files tell the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
from starlette.requests import Request

from agent.core.planner import Occasion
from agent.core.spoken import Deed, SpokenCommand
from agent.traces.trace import AdviceEvent, AdviceFate
from server.core import texts
from server.core.language import COOKIE, FIRST, Languages, keys
from server.protocol import commands
from server.protocol.messages import GoalState, PlanState
from server.sessions import talk
from server.sessions.remarks import UNREAD, Remarks
from web import FOLDER

FILES = {path.stem: json.loads(path.read_text()) for path in (FOLDER / "texts").glob("*.json")}
OTHERS = sorted(FILES.keys() - {FIRST})
PLACE = re.compile(r"\{(\w+)\}")
TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))


def forms(text: str | dict[str, str]) -> dict[str, str]:
    return {"other": text} if isinstance(text, str) else text


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("section", ["html", "script", "said"])
def test_languages_have_the_same_texts_with_the_same_places(code: str, section: str) -> None:
    first, other = FILES[FIRST][section], FILES[code][section]
    assert first.keys() == other.keys()
    for key, text in first.items():
        assert all(forms(other[key]).values()), key
        places = set(PLACE.findall(forms(text)["other"]))
        assert places == set(PLACE.findall(forms(other[key])["other"])), key
        if isinstance(text, dict):
            assert {"one", "other"} == set(text) == set(other[key]), key


def used(folder: Path, pattern: str, kind: str) -> set[str]:
    files = (path.read_text() for path in folder.rglob(kind))
    return {key for text in files for key in re.findall(pattern, text)}


def test_every_text_of_the_templates_is_used_and_there() -> None:
    assert used(FOLDER / "templates", r'\bt\("(\w+)"', "*.html") == FILES[FIRST]["html"].keys()


MADE = (
    "role_",
    "name_",
    "a_",
    "count_",
    "branch_",
    "way_",
    "action_",
)  # keys that scripts put together


def test_every_text_of_the_scripts_is_used_and_there() -> None:
    known = FILES[FIRST]["script"].keys()
    named = used(FOLDER / "static", r'"(\w+)"', "*.js")
    assert used(FOLDER / "static", r'\bt\("(\w+)"', "*.js") <= known
    assert [key for key in known if key not in named and not key.startswith(MADE)] == []


# What is no text for people: what Jinja does, names, keys of the keyboard, and code.
NO_TEXT = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(kbd|code|pre|script)\b.*?</\1>|<!doctype html>"
    r"|\bSidequest\b|\bMP4\b|ABCD-EFGH-2345|&\w+;|\b\d+ s\b",
    re.DOTALL,
)
TOLD = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"')


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_text_is_left_in_a_template(path: Path) -> None:
    html = NO_TEXT.sub("", path.read_text())
    found = [*TOLD.findall(html), *re.split(r"<[^>]*>", html)]
    assert [text.strip() for text in found if re.search(r"[A-Za-z]{2}", text)] == []


def request(**headers: str) -> Request:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": told})


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "en"),
        ({"accept_language": "de-AT,de;q=0.9,en;q=0.8"}, "de"),
        ({"accept_language": "en;q=0.5, de"}, "de"),
        ({"accept_language": "xx, en-GB;q=0.9, de;q=0.1"}, "en"),
        ({"accept_language": "xx;q=no"}, "en"),
        ({"accept_language": "en", "cookie": f"{COOKIE}=de"}, "de"),
        ({"accept_language": "de", "cookie": f"{COOKIE}=xx"}, "de"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers(
    headers: dict[str, str], code: str
) -> None:
    assert Languages(FOLDER / "texts").of(request(**headers)).code == code


def test_plural_forms_places_and_keys() -> None:
    german = Languages(FOLDER / "texts").all["de"]
    assert german.text("participants_n", n=1) == "1 Teilnehmer"
    assert german.text("people_n", n=2) == "2 Menschen"
    assert keys("<b> `Space` plays") == "&lt;b&gt; <kbd>Space</kbd> plays"


def test_what_is_wrong_is_told_in_the_language_of_the_page() -> None:
    languages = Languages(FOLDER / "texts")
    text = "This server has no participant 'anna'. Nobody translated this. Nothing is lost."
    assert languages.all["en"].told(text) == text
    assert languages.all["de"].told(text) == (
        "Dieser Server hat keinen Teilnehmer 'anna'. Nobody translated this. Nichts ist verloren."
    )


# --- what the server says in a game ---

SENTENCE = re.compile(r"(?<=[.!?:”]) (?=[A-Z“])")
SAID = [
    re.compile(PLACE.sub(".+?", re.escape(text).replace(r"\{", "{").replace(r"\}", "}")))
    for text in FILES[FIRST]["said"].values()
]


def plan(**fields: Any) -> PlanState:
    told: dict[str, Any] = {
        "id": 1, "text": "collect 9 wood", "source": "human", "authority": "order", "step": 3,
        "begun": True, "status": "active", "place": None, "ended": None, "reason": "", "under": 0,
        "detour": False, "reader": "", "goals": [GoalState(text="collect 9 wood", target="wood")],
        "in_hand": 0, "have": 0, "want": 9, "throughout": [], "unread": [], "obstacles": [],
        "progress": "",
    }  # fmt: skip
    return PlanState(**{**told, **fields})


def lines() -> Iterator[str]:
    said = commands.Say(type="say", id=1, text="go on")
    for deed in get_args(Deed):
        command = talk.meant(said, SpokenCommand(deed, 3), "playing", 9, 5)
        line = talk.done(command, 9)
        yield from (line.text, *(offer.label for offer in line.offers))
    for status in ("active", "queued", "done"):
        yield talk.taken(plan(status=status), "", step=3, playing=False).text
    yield talk.DECIDES
    yield talk.relaxed(1, "wait").text
    yield from (offer.label for offer in talk.anyway("wait"))
    remarks = Remarks()
    ended = [
        plan(status="given_up", reason="40 steps have brought it no nearer", authority=authority)
        for authority in ("advice", "order")
    ]
    dropped = [
        plan(status="replaced", reason="the planner moved on", authority=one.authority)
        for one in ended
    ]
    for line in (
        *remarks.stalled(plan(goals=[*plan().goals, *plan().goals]), 20),
        *remarks.put_off(plan(authority="advice"), "eat a cow", 30),
        *(line for one in (*ended, *dropped) for line in remarks.ended(one)),
    ):
        yield from (line.text, *(offer.label for offer in line.offers))
    remarks = Remarks()
    for _ in range(UNREAD):
        yield from (line.text for line in remarks.answered(valid=False, why="the plan is empty"))
    for why, fate in product(get_args(Occasion), get_args(AdviceFate)):
        reason = "it wrote no plan" if fate == "failed" else ""
        advice = AdviceEvent(
            step=3, asked=1, why=why, by="it", fate=fate, text="eat a cow", reason=reason
        )
        yield from (line.text for line in Remarks().advice(advice))
    for name in (
        "NO_ADVISER", "YOURS_FIRST", "THINKING_ALREADY", "ADVISER_ASKED",
        "NOTHING_ASKED", "NOTHING_TRIED", "ALREADY_TRYING", "STOPPING", "ENDED", "SPECTATOR",
        "REVOKED", "FULL", "LOADING_WORLD", "NO_PLAN", "NO_WORLD", "BUSY",
    ):  # fmt: skip
        yield getattr(texts, name)
    yield texts.not_understood("crafter")
    yield texts.could_not_wait("eat a cow")


@pytest.mark.parametrize("text", sorted(set(lines())))
def test_what_the_server_says_has_its_words_in_each_language(text: str) -> None:
    unknown = [
        part
        for part in SENTENCE.split(text)
        if not any(pattern.fullmatch(part) for pattern in SAID)
    ]
    assert unknown == []
