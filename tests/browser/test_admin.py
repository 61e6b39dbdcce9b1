"""The administrator's page, on a desktop and on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, PHONE, Open, Site
from tests.browser.reading import wait_for_step


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def played(open_page: Open, site: Site, request: pytest.FixtureRequest) -> Page:
    """The page of a session that plays."""
    device: dict[str, Any] = request.param
    page = open_page(site.new_session(), **device)
    wait_for_step(page, 5)
    return page


def test_the_sessions_are_told_and_one_is_ended(played: Page, site: Site, open_page: Open) -> None:
    session = played.url.rsplit("/", 1)[1]
    page = played.context.new_page()
    page.goto(f"{site.origin}/library")
    page.get_by_role("link", name="Server").click()
    cells = page.locator(f"tr[id='session-{session}'] td")
    expect(cells.nth(0)).to_have_text("walker")
    expect(cells.nth(3)).to_have_text(re.compile(r"\d+\.\d of 10"))
    expect(cells.nth(4)).to_have_text(re.compile(r"[\d.]+ ms, [\d.]+ ms, of \d+"))
    expect(cells.nth(7)).to_have_text(re.compile(r"[0-9a-f]{6}: \d+, \d+"))
    expect(page.locator("#planners")).to_contain_text("random")
    expect(page.locator("#machine")).to_contain_text("of them in the index")
    expect(page.locator("#machine")).to_contain_text(re.compile(r"sessions [\d.]+ [KM]?B"))
    assert serious(page) == []
    assert (
        page.evaluate("document.documentElement.scrollWidth")
        <= (page.viewport_size or {"width": 0})["width"]
    )
    end = page.get_by_role("button", name=f"End session {session}")
    end.focus()
    stands = cells.nth(2).text_content() or ""
    expect(cells.nth(2)).not_to_have_text(stands)  # it was looked at again
    expect(end).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(session)
    page.get_by_role("button", name="Cancel").click()
    expect(cells.first).to_be_visible()
    end.click()
    page.get_by_role("button", name="End it").click()
    expect(cells).to_have_count(0)
    expect(played.locator("#banner-text")).to_have_text("This game is no longer on the server.")
    page.close()


def test_it_does_not_ask_while_it_is_hidden(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session()).context.new_page()
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(request.url) if request.url.endswith("/api/admin") else None,
    )
    page.clock.install()
    page.goto(f"{site.origin}/admin")
    expect(page.locator("#looked")).not_to_have_text("none yet")
    with page.expect_response("**/api/admin"):
        page.clock.run_for(2100)
    page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', { get: () => true });"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    before = len(asked)
    page.clock.run_for(60_000)
    assert len(asked) == before
    page.close()
