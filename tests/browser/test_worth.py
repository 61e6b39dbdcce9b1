"""Was this plan worth it? Asked in a game and in a replay, on a desktop and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, PHONE, Open, Site
from tests.browser.pressing import press
from tests.browser.reading import step, wait_for_step
from tests.browser.test_planning import write

PAIRS = 16
MEASURED = 60_000  # ms; branches are played behind the games of a busy machine


def read(page: Page) -> None:
    """What the dialog says in the end, in words and as a figure."""
    told = page.locator("#worth [data-worth-told]")
    expect(told).to_contain_text("No: it cost more than it won.", timeout=MEASURED)
    expect(told).to_contain_text("In the 50 steps after it:")
    expect(told).to_contain_text("16 pairs of branches")
    expect(page.locator("#worth .worth-figure circle")).to_have_count(PAIRS)
    expect(page.locator("#worth progress")).to_be_hidden()


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_person_asks_what_a_plan_was_worth(
    open_page: Open, site: Site, device: dict[str, Any]
) -> None:
    page = open_page(site.new_session("expert", 1003), **device)
    wait_for_step(page, 3)
    write(page, "wait 60 steps")
    ask = page.locator("#log .asked .worth-ask")
    press(ask)
    expect(page.locator("#worth")).to_be_visible()
    expect(page.locator("#worth [data-worth-plan]")).to_contain_text("“wait 60 steps”")
    begun = step(page)
    read(page)
    assert step(page) > begun  # the game went on meanwhile
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#worth")).to_be_hidden()


def test_a_replay_tells_what_its_plans_were_worth(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session("expert", 1003), **DESKTOP)
    wait_for_step(page, 3)
    write(page, "wait 60 steps")
    expect(page.locator("#log .asked")).to_have_count(1)
    at = step(page) + 5
    wait_for_step(page, at)
    session = page.url.rpartition("/")[2].partition("?")[0]
    page.goto(f"{site.origin}/replay/{session}/1?step={at}")
    ask = page.get_by_role("button", name="Was this plan worth it?")
    ask.click()
    read(page)
    page.get_by_role("button", name="Close").click()
    page.locator("#at").fill("2")
    expect(page.locator(".worth-ask")).to_have_text("Was this plan worth it?")  # the planner's own
