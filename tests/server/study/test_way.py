"""A participant's way through a study, and the rules that hold on it."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from agent.traces import trace as traces
from server.study.consent import Consent
from tests.server.client import Client
from tests.server.conftest import Start
from tests.server.meadow import DEADLY
from tests.server.study.studies import TEXT, participant, visitor, write

pytestmark = pytest.mark.anyio


async def test_the_whole_way_from_link_to_completion(start: Start, tmp_path: Path) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, visitor(site) as one:
        asked = await one.arrive(PROLIFIC_PID="pid7", STUDY_ID="s")
        assert asked.status_code == 200
        assert "<h2>What you agree to</h2>" in asked.text
        assert "&lt;script&gt;" in asked.text
        agreed = await one.agree("pid7")
        assert {"HttpOnly", "SameSite=lax"} <= set(agreed.headers["set-cookie"].split("; "))
        sessions = []
        for episode in (1, 2):
            sessions.append(session := await one.session())
            page = await one.http.get(f"/play/{session}")
            assert f"Episode {episode} of 2" in page.text
            assert 'href="/library"' not in page.text
            assert (await one.post("next", episode=str(episode))).status_code == 303
        assert len(set(sessions)) == 2
        assert "Was it fun?" in (await one.go()).text
        unanswered = await one.post("answers", why="<i>so</i>")
        assert unanswered.status_code == 422
        assert "&lt;i&gt;so&lt;/i&gt;" in unanswered.text
        assert (await one.post("answers", fun="6", why=" so ")).status_code == 303
        done = await one.go()
        assert "https://app.example/done?cc=YES&amp;who=pid7" in done.text
        assert site.app.state.participants.store.answers(one.pseudonym) == {"fun": "6", "why": "so"}
        assert (await one.go()).text == done.text


async def test_every_trace_names_the_participant_and_what_they_agreed_to(
    start: Start, tmp_path: Path
) -> None:
    given = {"planner": "expert", "mode": "never"}
    async with (
        start(studies=(write(tmp_path / "studies", **given),)) as site,
        participant(site) as one,
    ):
        session = await one.session()
        async with one.client(session) as client:
            await client.hello()
            await client.ask("pause")
            await client.ask("step")
            await client.ask("try_plan", text="drink water", branches=2, steps=1)
            await client.ask("rewind", step=0)
        heads = [
            traces.read_header(tmp_path / "sessions" / session / f"{number}.jsonl")
            for number in (1, 2, 3, 4)
        ]
    digest = Consent("2.1", TEXT).hash
    assert {(head.participant, head.consent) for head in heads} == {
        (one.pseudonym, f"2.1 {digest[:12]}")
    }
    assert [bool(head.what_if) for head in heads] == [False, True, True, False]
    assert {head.options["mode"] for head in heads} == {"never"}
    assert (heads[0].seed, heads[0].cap) == (1_000_000, 50)
    assert (tmp_path / "consents" / f"{digest}.txt").read_text() == TEXT


async def test_coming_back_goes_on_where_it_was(start: Start, tmp_path: Path) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site, "pid7") as one,
    ):
        session = await one.session()
        assert await one.session() == session
        opened = await asyncio.gather(*(one.session() for _ in range(5)))
        assert {*opened} == {session}
        async with visitor(site) as elsewhere:  # the same person on a telephone
            assert "enter your code" in (await elsewhere.arrive(PROLIFIC_PID="pid7")).text
            assert (await elsewhere.come_back("pid7", "GUES-SGUE-SSGU")).status_code == 200
            assert (await elsewhere.go()).status_code == 401
            assert (await elsewhere.come_back("pid7", await one.code())).status_code == 303
            assert await elsewhere.session() == session
            another = await elsewhere.arrive(PROLIFIC_PID="pid8")  # then another one borrows it
            assert "I agree" in another.text
        await one.post("next", episode="1")
        await one.post("next", episode="1")  # pressed twice
        assert "Episode 2" in (await one.http.get(f"/play/{await one.session()}")).text


async def test_tabs_that_begin_at_once_begin_one_session(start: Start, tmp_path: Path) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, participant(site) as one:
        assert len({*(await asyncio.gather(*(one.session() for _ in range(5))))}) == 1
        assert len(site.manager.all()) == 1


async def test_a_session_outlives_a_restart_of_the_server(start: Start, tmp_path: Path) -> None:
    studies = (write(tmp_path / "studies"),)
    async with start(studies=studies) as site, participant(site, "pid7") as one:
        session, code = await one.session(), await one.code()
        async with one.client(session) as client:
            await client.hello()
            await client.ask("pause")
            for _ in range(3):
                await client.ask("step")
            await client.ask("try_plan", text="drink water", branches=2, steps=5)
    async with start(studies=studies) as site, visitor(site) as one:
        await one.come_back("pid7", code)
        assert await one.session() == session
        async with one.client(session) as client:
            welcome = await client.hello()
            assert welcome["state"]["step"] >= 3
            await client.ask("pause")
            assert (await client.ask("rewind", step=2))["type"] == "ack"
        head = traces.read_header(tmp_path / "sessions" / session / "4.jsonl")
        assert (head.parent, head.participant) == ("1.jsonl", one.pseudonym)


async def test_an_episode_that_was_over_before_a_restart_is_over_after_it(
    start: Start, tmp_path: Path
) -> None:
    studies = (write(tmp_path / "studies"),)
    async with start(studies=studies) as site, participant(site, "pid7") as one:
        session, code = await one.session(), await one.code()
        async with one.client(session) as client:
            await client.hello()
            await client.ask("take_over")
            await client.ask("act", action=DEADLY)
    async with start(studies=studies) as site, visitor(site) as one:
        await one.come_back("pid7", code)
        assert await one.session() == session
        async with one.client(session) as client:
            assert (await client.hello())["state"]["over"] == "died"
        await one.post("next", episode="1")
        assert await one.session() != session
        assert "Episode 2" in (await one.http.get(f"/play/{await one.session()}")).text


async def test_who_does_not_agree_leaves_nothing_behind(start: Start, tmp_path: Path) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, visitor(site) as one:
        said = await one.post("decline", key=one.key, PROLIFIC_PID="pid7", STUDY_ID="s1")
        assert "https://app.example/done?cc=NO&amp;who=pid7&amp;of=s1" in said.text
        assert one.cookie == ""
        assert site.app.state.participants.store.all() == []
        assert site.manager.all() == []


async def test_a_study_without_questions_is_done_after_the_last_episode(
    start: Start, tmp_path: Path
) -> None:
    study = write(tmp_path / "studies", questionnaire=None, episodes=1)
    async with start(studies=(study,)) as site, participant(site) as one:
        await one.session()
        await one.post("next", episode="1")
        assert "Thank you" in (await one.go()).text
        assert site.app.state.participants.store.find(one.pseudonym).state == "finished"


@asynccontextmanager
async def paused(start: Start, study: Path) -> AsyncIterator[Client]:
    """A participant's session of a study, paused."""
    async with (
        start(studies=(study,)) as site,
        participant(site) as one,
        one.client(await one.session()) as client,
    ):
        await client.hello()
        await client.ask("pause")
        yield client


@pytest.mark.parametrize(
    ("changed", "command", "told"),
    [
        ({}, {"kind": "new_world"}, "the worlds are fixed"),
        ({}, {"kind": "new_world", "planner": "expert", "seed": 3}, "the worlds are fixed"),
        ({"controls": {"take_over": False}}, {"kind": "take_over"}, "the planner has the controls"),
        ({"controls": {"rewind": False}}, {"kind": "rewind", "step": 0}, "you cannot go back"),
        (
            {"controls": {"what_if": False}},
            {"kind": "try_plan", "text": "drink"},
            "cannot try plans",
        ),
        (
            {"authority": "advice"},
            {"kind": "plan", "text": "drink", "authority": "order"},
            "cannot be an order",
        ),
        ({"authority": "order"}, {"kind": "plan", "text": "drink"}, "cannot be advice"),
        (
            {"authority": "advice"},
            {"kind": "try_plan", "text": "drink", "authority": "order"},
            "cannot be an order",
        ),
    ],
)
async def test_what_the_study_forbids_is_refused_in_plain_words(
    start: Start, tmp_path: Path, changed: dict[str, Any], command: dict[str, Any], told: str
) -> None:
    async with paused(start, write(tmp_path / "studies", **changed)) as client:
        refused = await client.ask(**command)
        assert (refused["type"], refused.get("code")) == ("error", "not_allowed")
        assert told in refused["text"]


async def test_a_plan_that_waits_cannot_be_made_an_order_either(
    start: Start, tmp_path: Path
) -> None:
    async with paused(start, write(tmp_path / "studies", authority="advice")) as client:
        await client.ask("plan", text="drink water", queued=True)
        refused = await client.ask("edit_plan", plan=1, text="drink water", authority="order")
        assert "cannot be an order" in refused["text"]


async def test_the_page_offers_what_the_study_allows(start: Start, tmp_path: Path) -> None:
    controls = {"take_over": False, "rewind": False, "what_if": False}
    study = write(tmp_path / "studies", controls=controls, authority="order", tutorial=True)
    async with start(studies=(study,)) as site, participant(site) as one:
        page = (await one.http.get(f"/play/{await one.session()}")).text
        assert 'data-tutorial="first"' in page
        assert 'value="advice"' not in page
        for hidden in ('id="back"', 'id="take"', 'id="write-try"', 'id="new-world"'):
            tag = page[page.index(hidden) :].partition(">")[0]
            assert " hidden" in tag, tag
        await one.post("next", episode="1")
        assert 'data-tutorial="off"' in (await one.http.get(f"/play/{await one.session()}")).text


async def test_an_episode_cannot_be_finished_before_the_least_was_done(
    start: Start, tmp_path: Path
) -> None:
    study = write(tmp_path / "studies", least={"steps": 3, "plans": 1})
    async with start(studies=(study,)) as site, participant(site) as one:
        session = await one.session()
        async with one.client(session) as client:
            await client.hello()
            await client.ask("pause")
            refused = await one.post("next", episode="1")
            assert refused.status_code == 409
            assert "1 more plan" in refused.text
            assert (await one.http.get("/study/meadow/missing")).json()[-1] == "1 more plan"
            await client.ask("plan", text="collect 1 wood", authority="advice")
            for _ in range(3):
                await client.ask("step")
            assert (await one.http.get("/study/meadow/missing")).json() == []
        assert await one.session() == session
        assert (await one.post("next", episode="1")).status_code == 303
        assert await one.session() != session


async def test_an_episode_that_is_over_can_be_left_whatever_is_missing(
    start: Start, tmp_path: Path
) -> None:
    study = write(tmp_path / "studies", cap=2, least={"plans": 5})
    async with start(studies=(study,)) as site, participant(site) as one:
        session = await one.session()
        async with one.client(session) as client:
            await client.hello()
            await client.ask("play")
            await client.until("ended")
        assert (await one.post("next", episode="1")).status_code == 303


async def test_an_arm_decides_what_is_played_and_is_exported(start: Start, tmp_path: Path) -> None:
    arms = {"free": {}, "held": {"planner": "expert", "mode": "never", "authority": "order"}}
    study = write(tmp_path / "studies", arms=arms)
    async with start(studies=(study,)) as site:
        told = {}
        for pid in ("p1", "p2"):
            async with participant(site, pid) as one:
                session = await one.session()
                async with one.client(session) as client:
                    await client.hello()
                    answer = await client.ask("plan", text="wait", authority="advice")
                arm = site.app.state.participants.store.find(one.pseudonym).arm
                head = traces.read_header(tmp_path / "sessions" / session / "1.jsonl")
                told[arm] = (head.options["mode"], answer["type"])
        assert told == {"free": ("dynamic", "ack"), "held": ("never", "error")}
        async with site.http() as http:
            rows = list(csv.DictReader(io.StringIO((await http.get("/people/answers.csv")).text)))
            assert sorted(row["arm"] for row in rows) == ["free", "held"]
            assert "arms free, held" in (await http.get("/people")).text


async def test_a_wrong_answer_to_a_question_of_attention_is_recorded_and_exported(
    start: Start, tmp_path: Path
) -> None:
    asked = [{"id": "read", "text": "Choose 2.", "kind": "scale", "right": 2}]
    study = write(tmp_path / "studies", episodes=1, questionnaire=asked)
    async with start(studies=(study,)) as site, site.http() as http:
        for pid, answer in (("p1", "2"), ("p2", "5")):
            async with participant(site, pid) as one:
                await one.session()
                await one.post("next", episode="1")
                assert "Choose 2." in (await one.go()).text
                assert (await one.post("answers", read=answer)).status_code == 303
        assert "(wrong)" in (await http.get(f"/people/{one.pseudonym}")).text
        rows = list(csv.DictReader(io.StringIO((await http.get("/people/answers.csv")).text)))
        assert [(row["read"], row["read_passed"]) for row in rows] == [("2", "yes"), ("5", "no")]


PLACEHOLDERS = ("{{%PROLIFIC_PID%}}", "%PROLIFIC_PID%", "{PROLIFIC_PID}", "[id]", "${pid}", "a b")


@pytest.mark.parametrize("unfilled", PLACEHOLDERS)
async def test_a_place_that_was_not_filled_in_is_no_id(
    start: Start, tmp_path: Path, unfilled: str
) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        visitor(site) as one,
        visitor(site) as two,
    ):
        for browser, ticket in ((one, "a" * 32), (two, "b" * 32)):
            assert "I agree" in (await browser.arrive(PROLIFIC_PID=unfilled)).text
            assert (await browser.agree(unfilled, ticket)).status_code == 303
        assert one.pseudonym != two.pseudonym
        assert await one.session() != await two.session()


async def test_an_id_that_others_know_lets_nobody_in(start: Start, tmp_path: Path) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site, "pid7") as one,
        visitor(site) as thief,
    ):
        await one.session()
        for answer in (
            await thief.arrive(PROLIFIC_PID="pid7"),
            await thief.agree("pid7", ticket="x" * 32),
        ):
            assert "enter your code" in answer.text
        assert (await thief.http.get("/study/meadow/data")).status_code == 401


async def test_codes_cannot_be_tried_on_and_on(start: Start, tmp_path: Path) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),), tries_per_minute=2) as site,
        participant(site, "pid7"),
        visitor(site) as thief,
    ):
        tried = [await thief.come_back("pid7", f"AAAA-AAAA-AAA{n}") for n in range(3)]
        assert [answer.status_code for answer in tried] == [200, 200, 429]


async def test_a_second_person_in_one_browser_is_asked_who_they_are(
    start: Start, tmp_path: Path
) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, participant(site) as one:
        first, session = one.pseudonym, await one.session()
        asked = await one.arrive()
        assert "Was that you?" in asked.text
        assert first not in asked.text
        assert await one.session() == session  # "Yes, go on" leads there
        assert "I agree" in (await one.arrive(other="yes")).text
        await one.agree(ticket="n" * 32)
        assert one.pseudonym != first
        assert await one.session() != session


async def test_who_comes_back_with_a_new_submission_is_paid_for_that(
    start: Start, tmp_path: Path
) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site, "pid7") as one,
        site.http() as researcher,
    ):
        for submission in ("s1", "s2"):
            await one.arrive(PROLIFIC_PID="pid7", STUDY_ID="st", SESSION_ID=submission)
        told = await researcher.get("/people/payment.csv")
        (row,) = csv.DictReader(io.StringIO(told.text))
        assert (row["pseudonym"], row["PROLIFIC_PID"], row["SESSION_ID"]) == (
            one.pseudonym,
            "pid7",
            "s2",
        )
        assert "pid7" not in (await researcher.get("/people/answers.csv")).text


async def test_sonas_code_goes_from_the_link_to_the_completion_and_the_payment(
    start: Start, tmp_path: Path
) -> None:
    completion = "https://sona.example/credit?survey_code={survey_code}"
    study = write(tmp_path / "studies", episodes=1, questionnaire=None, completion=completion)
    async with start(studies=(study,)) as site, visitor(site) as one, site.http() as researcher:
        page = await one.arrive(survey_code="77", workerId="W1", other="x")
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        assert (fields["survey_code"], fields["workerId"], "other" in fields) == ("77", "W1", False)
        await one.post("agree", **fields)
        await one.session()
        await one.post("next", episode="1")
        assert "https://sona.example/credit?survey_code=77" in (await one.go()).text
        told = await researcher.get("/people/payment.csv")
        (row,) = csv.DictReader(io.StringIO(told.text))
        assert (row["survey_code"], row["workerId"]) == ("77", "W1")
