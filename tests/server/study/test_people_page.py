"""What a researcher sees, and what a player without a study can agree to."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from agent.traces import trace as traces
from server.study.consent import BUILT_IN
from tests.server.conftest import Start
from tests.server.study.studies import participant, write

pytestmark = pytest.mark.anyio


async def test_participants_and_the_link_of_the_study_are_shown(
    start: Start, tmp_path: Path
) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site, "pid7") as one,
        site.http() as http,
    ):
        await one.session()
        await one.post("next", episode="1")
        page = (await http.get("/people")).text
        assert one.pseudonym in page
        assert "episode 2 of 2" in page
        assert f"/study/meadow?key={one.key}&amp;PROLIFIC_PID={{{{%PROLIFIC_PID%}}}}" in page
        assert "pid7" in (await http.get(f"/people/{one.pseudonym}")).text
        assert (await http.get("/people/amber-otter-0000")).status_code == 404


async def test_answers_come_as_csv_that_no_spreadsheet_computes(
    start: Start, tmp_path: Path
) -> None:
    study = write(tmp_path / "studies", episodes=1)
    async with (
        start(studies=(study,)) as site,
        participant(site) as one,
        participant(site, "p2") as two,
        site.http() as http,
    ):
        await one.session()
        await one.post("next", episode="1")
        await one.post("answers", fun="7", why='=HYPERLINK("x"),\n"so"')
        answer = await http.get("/people/answers.csv")
        assert "attachment" in answer.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert [(row["pseudonym"], row["state"], row["fun"]) for row in rows] == [
            (one.pseudonym, "finished", "7"),
            (two.pseudonym, "consented", ""),
        ]
        assert rows[0]["why"].startswith("'=HYPERLINK")
        assert rows[0]["finished"] >= rows[0]["consented"] > "2"


async def test_a_researcher_withdraws_somebody_by_a_button(start: Start, tmp_path: Path) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site) as one,
        site.http() as http,
    ):
        session = await one.session()
        foreign = await http.post(f"/people/{one.pseudonym}/withdraw", headers={"Origin": "null"})
        assert foreign.status_code == 403
        assert site.manager.find(session)
        said = await http.post(f"/people/{one.pseudonym}/withdraw", headers={"Origin": site.origin})
        assert "1 record of play" in said.text
        assert not (tmp_path / "sessions" / session).exists()
        assert (await http.post("/people/amber-otter-0000/withdraw")).status_code == 404


async def test_a_player_without_a_study_agrees_and_the_next_world_names_them(
    start: Start, tmp_path: Path
) -> None:
    async with start() as site, site.http() as http:
        session = await site.open()
        assert BUILT_IN.text.split("\n")[0].strip("# ") in (await http.get("/you")).text
        given = {"pseudonym": "amber-otter-4821", "ticket": "t" * 32, "session": session}
        assert (
            await http.post("/you/agree", data={**given, "pseudonym": "Anna Smith"})
        ).status_code == 400
        assert (await http.post("/you/agree", data=given)).status_code == 303
        async with site.client(session) as client:
            await client.hello()
            await client.ask("new_world", seed=5)
            await client.ask("rewind", step=0)
            await client.ask("rewind", step=0, episode=1)
        folder = tmp_path / "sessions" / session
        heads = [traces.read_header(folder / f"{number}.jsonl") for number in (1, 2, 3, 4)]
        assert [head.participant for head in heads] == [
            "",
            "amber-otter-4821",
            "amber-otter-4821",
            "",
        ]
        assert heads[1].consent == f"{BUILT_IN.version} {BUILT_IN.hash[:12]}"
        begun = (await http.post("/api/sessions", json={})).json()["id"]
        async with site.client(begun) as client:
            await client.hello()
        assert (
            traces.read_header(tmp_path / "sessions" / begun / "1.jsonl").participant
            == "amber-otter-4821"
        )
        said = await http.post("/you/withdraw")
        assert "3 records of play" in said.text
        assert [path.name for path in sorted(folder.iterdir())] == ["1.jsonl", "4.jsonl"]
        assert not (tmp_path / "sessions" / begun).exists()
        assert "I agree" in (await http.get("/you")).text
