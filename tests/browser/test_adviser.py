"""A planner with an adviser: whose plan is in force, how old it is, and what both cost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import ADVISED, DESKTOP, PHONE, Open, Site
from tests.browser.reading import pause
from tests.browser.test_planning import write

DARK: dict[str, Any] = {**DESKTOP, "color_scheme": "dark"}


@pytest.mark.parametrize("device", [DESKTOP, DARK, PHONE], ids=["desktop", "dark", "phone"])
def test_the_page_shows_whose_plan_it_is_and_how_old(
    open_page: Open, site: Site, device: dict[str, Any]
) -> None:
    page = open_page(site.new_session(ADVISED), **device)
    pause(page)
    ask = page.get_by_role("button", name="Ask the adviser")
    page.locator("#details-toggle").click()
    ask.click()
    expect(page.locator("#log")).to_contain_text("The adviser was asked.")
    page.locator("#one-step").click()
    expect(page.locator("#plan")).to_have_attribute("data-source", "adviser")
    expect(page.locator("#plan-author")).to_have_text("Adviser")
    expect(page.locator("#plan-age")).to_have_text("just now")
    expect(page.locator("#log")).to_contain_text("Adviser: ")
    page.locator("#one-step").click()
    expect(page.locator("#plan-age")).to_have_text("for 1 step")
    expect(page.locator("#advice-bill")).to_have_text(
        "Adviser (Expert): 1 answer, 0 tokens read, 0 written."
    )
    assert axe.serious(page) == []

    write(page, "collect 9 wood")
    expect(page.locator("#plan")).to_have_attribute("data-source", "person")
    expect(ask).to_be_disabled()


def test_without_an_adviser_there_is_nothing_to_ask(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session())
    page.locator("#details-toggle").click()
    expect(page.locator("#details")).to_be_visible()
    expect(page.locator("#ask-adviser")).to_be_hidden()
