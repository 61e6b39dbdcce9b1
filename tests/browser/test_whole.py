"""The whole of it with each planner that people can choose: watch, plan, take over, give back,
leave; the record replays exactly.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from agent.planners import registry
from agent.traces import trace as traces
from agent.worlds.crafter.engine.engine import CrafterWorld
from tests.browser.conftest import Open, Site
from tests.browser.reading import step, take_over, wait_for_step
from tests.browser.test_planning import write


@pytest.mark.parametrize("planner", registry.offered())
def test_what_people_and_planner_did_is_on_disk_and_replays(
    open_page: Open, site: Site, planner: str
) -> None:
    url = site.new_session(planner=planner)
    page = open_page(url)
    wait_for_step(page, 5)
    write(page, "go 2 steps east, then wait 2 steps")
    expect(page.locator("#plan-author")).to_have_text("You")
    expect(page.locator("#log .asked", has_text="go 2 steps east")).to_contain_text("done")
    expect(page.locator("#plan")).to_have_attribute("data-source", "planner")
    begun = take_over(page)
    page.keyboard.press("a")
    wait_for_step(page, begun + 1)
    page.keyboard.press("o")
    wait_for_step(page, begun + 4)
    page.keyboard.press("k")
    expect(page.locator("#holder")).to_have_text("Paused")
    last = step(page)

    trace = traces.read(site.data / "sessions" / url.rsplit("/", 1)[1] / "1.jsonl")
    drivers = [event.driver for event in trace.steps]
    assert drivers[begun] == "person"
    assert set(drivers[:begun]) == {"planner"}
    assert [event.source for event in trace.events if event.type == "plan"].count("human") == 1
    assert {"take_over", "give_back", "pause"} <= {
        event.what for event in trace.events if event.type == "control"
    }
    assert traces.verify(trace, CrafterWorld()).steps == last
