"""The table of who may ask for what: as the code has it, as the document says, as it is held."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from server import rights_table
from tests.server.conftest import Start
from tests.server.routes.test_enter import make
from tests.server.study.studies import participant, write

pytestmark = pytest.mark.anyio

# What a route's place is filled with to be asked for; none of these is there.
FILLED = {"number": "1", "link_id": "999", "note_id": "1"}
REFUSED = {401, 403}
# These act for whoever asks, and would end the browser that asks next.
_ENDS = {("POST", "/leave")}


def test_the_document_has_the_table_that_the_code_makes() -> None:
    assert rights_table.render() in rights_table.DOCUMENT.read_text(), (
        "write it anew: python -m server.rights_table"
    )


async def test_each_role_reaches_what_the_table_says_and_nothing_else(
    start: Start, tmp_path: Path
) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, participant(site) as one:
        browsers = {
            "nobody": httpx.AsyncClient(base_url=site.origin),
            "participant": one.http,
            **{
                role: await site.enter(await make(site, role))
                for role in ("player", "researcher", "owner")
            },
        }
        asked = 0
        for method, path, may in rights_table.rows():
            if method == "WS" or (method, path) in _ENDS:
                continue
            address = re.sub(r"{(\w+)}", lambda place: FILLED.get(place[1], "nothing"), path)
            for role, browser in browsers.items():
                answer = await browser.request(method, address, headers={"Origin": site.origin})
                let_in = answer.status_code not in REFUSED
                # Open doors with secrets of their own answer 401 to whoever has none of these.
                if may[role] and path.startswith("/study/"):
                    continue
                if role == "participant" and may[role] == "own":
                    assert not let_in, (role, method, path)  # "nothing" is not theirs
                    continue
                expected = bool(may[role])
                own_answer = (method, path) in {("POST", "/enter"), ("POST", "/you/withdraw")}
                assert let_in == expected or own_answer, (role, method, path, answer.status_code)
                asked += 1
        assert asked > 200
