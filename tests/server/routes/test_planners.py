"""Learned planners on the server: offered while it runs, on the page of planners, promoted and
withdrawn.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from agent.planners import registry, versions
from server.core.settings import ServerSettings
from server.routes.planners import trees
from server.sessions.planners import PlannerPool
from tests.agent.learned import put
from tests.server.conftest import Start

pytestmark = pytest.mark.anyio


async def test_a_planner_that_was_learned_is_offered_without_a_restart(
    start: Start, tmp_path: Path
) -> None:
    async with start() as site, site.http() as http:
        before = (await http.get("/api/planners")).json()["planners"]
        put(tmp_path, "pebble-2")
        assert (await http.get("/api/planners")).json()["planners"] == [
            before[0],
            "pebble-2",
            *before[1:],
        ]
        assert "<option>pebble-2</option>" in (await http.get(f"/play/{await site.open()}")).text
        await http.post(
            "/api/planners/pebble-2/decision",
            json={"what": "withdrawn", "why": "it hides", "who": "ada"},
        )
        assert (await http.get("/api/planners")).json()["planners"] == before
    assert (tmp_path / "planners" / "pebble-2" / "config.json").is_file()


def test_where_nobody_is_named_the_newest_that_was_promoted_plays(tmp_path: Path) -> None:
    pool = PlannerPool(ServerSettings(data=tmp_path))
    shipped = registry.offered()[0]
    assert pool.default() == shipped
    put(tmp_path, "pebble-2")
    assert pool.default() == "pebble-2"
    assert pool.load("pebble-2").planner.name == "pebble-2"
    put(tmp_path, "pebble-3", what="refused", made="2026-02-02T00:00:00+00:00")
    assert pool.offered() == ["pebble-2", *registry.offered()]
    assert pool.load("pebble-3").planner.name == "pebble-3"
    with pytest.raises(
        registry.UnknownPlannerError,
        match="there is no planner 'pebble-4' here; there are: pebble-2",
    ):
        pool.load("pebble-4")
    own = PlannerPool(ServerSettings(data=tmp_path, planner="expert"))
    assert (own.default(), own.offered()[:2]) == ("expert", ["expert", "pebble-2"])


async def test_a_damaged_planner_is_told_and_breaks_nothing(start: Start, tmp_path: Path) -> None:
    put(tmp_path, "pebble-2")
    (tmp_path / "planners" / "pebble-2" / "version.json").write_text("{")
    (tmp_path / "planners" / "empty").mkdir()
    async with start() as site, site.http() as http:
        page = (await http.get("/planners")).text
        assert "<strong>pebble-2</strong>: pebble-2/version.json: Invalid JSON" in page
        assert "<strong>empty</strong>: empty/version.json cannot be read" in page
        assert "pebble-2" not in (await http.get("/api/planners")).text
        refused = await http.post("/api/sessions", json={"planner": "pebble-2"})
        assert (refused.status_code, "there is no planner 'pebble-2' here" in refused.text) == (
            422,
            True,
        )


async def test_the_page_tells_where_planners_come_from_and_how_they_play(
    start: Start, tmp_path: Path
) -> None:
    put(tmp_path, "pebble-2")
    put(tmp_path, "pebble-3", parent="pebble-2", what="refused", difference=-1.5)
    async with start() as site, site.http() as http:
        page = (await http.get("/planners")).text
    assert page.index('id="planner-pebble-2"') < page.index(
        'class="children"', page.index('id="planner-pebble-2"')
    )
    assert page.index('class="children"', page.index('id="planner-pebble-2"')) < page.index(
        'id="planner-pebble-3"'
    )
    for told in (
        "3.50 of 22",
        "3.00 ± 0.50 of 22",
        "+0.50 (95 %: +0.10 to +0.90)",
        "Refused by learn",
        "1 record of 1 person",
    ):
        assert told in page
    assert f"sidequest learn --data {tmp_path}" in page
    assert 'href="/replay/abc/1"' in page


@pytest.mark.parametrize(
    ("name", "asked", "told"),
    [
        (
            "pebble-2",
            {"what": "withdrawn", "why": " ", "who": "ada"},
            "say why 'pebble-2' is withdrawn",
        ),
        ("pebble-2", {"what": "promoted", "who": "ada"}, "'pebble-2' is promoted already"),
        ("pebble-3", {"what": "promoted", "who": "ada"}, "may be worse than 'pebble'"),
        ("pebble-9", {"what": "promoted", "who": "ada"}, "there is no version 'pebble-9'"),
        ("..", {"what": "promoted", "who": "ada"}, ""),
        ("pebble-2", {"what": "removed", "why": "x", "who": "ada"}, "promoted"),
        ("pebble-2", {"what": "withdrawn", "why": "x"}, "who"),
    ],
)
async def test_what_cannot_be_decided_is_said(
    start: Start, tmp_path: Path, name: str, asked: Any, told: str
) -> None:
    put(tmp_path, "pebble-2")
    put(tmp_path, "pebble-3", what="refused", difference=-1.5)
    async with start() as site, site.http() as http:
        answer = await http.post(f"/api/planners/{name}/decision", json=asked)
    assert answer.status_code in (404, 405, 422)
    assert told in answer.text
    assert [
        each.promoted
        for each in (versions.find(tmp_path, "pebble-2"), versions.find(tmp_path, "pebble-3"))
    ] == [
        True,
        False,
    ]


def test_whose_parent_is_gone_stands_under_its_name(tmp_path: Path) -> None:
    orphan = put(tmp_path, "pebble-3", parent="pebble-2")
    nodes = {node.name: node for node in trees([orphan])}
    assert [child.name for child in nodes["pebble-2"].children] == ["pebble-3"]
    assert not nodes["pebble-2"].playable
    assert nodes["expert"].playable


async def test_the_planner_of_another_world_is_offered_there_and_told_of(start: Start) -> None:
    async with start() as site, site.http() as http:
        offered = (await http.get("/api/planners", params={"world": "pogs"})).json()["planners"]
        page = (await http.get("/planners")).text
    assert {"pebble-pogs", "explorer"} <= set(offered)
    assert "pebble-pogs" not in registry.offered()
    nodes = {node.name: node for node in trees([])}
    assert (nodes["pebble-pogs"].world, nodes["pebble-pogs"].playable) == ("pogs", True)
    assert "A language model that plays POGS" in page


async def test_a_planner_is_told_from_its_own_model_card(start: Start) -> None:
    async with start() as site, site.http() as http:
        page = (await http.get("/planners")).text
    card = registry.card("pebble")
    assert card is not None
    scores = next(part for part in card.split("\n\n") if part.startswith("**Playing alone.**"))
    figure = re.search(r"\d+\.\d+ ± \d+\.\d+ of 22", scores)
    assert figure is not None
    assert figure[0] in page
    assert "../docs" not in page
    results = Path(__file__).parents[3] / "docs" / "results"
    for name, source in (("expert", "expert.md"), ("explorer", "frequency.md")):
        planner = registry.by_rules(name)
        assert planner is not None
        assert planner.about in page
        assert planner.scores in page
        figure = re.search(r"\d+\.\d+ ± \d+\.\d+", planner.scores)
        assert figure is not None
        assert figure[0] in (results / source).read_text()
    assert registry.card("expert") is None
