"""The page in the language of who reads it: the browser's, or the one that was chosen there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import serious
from tests.browser.conftest import Open, Site
from tests.browser.pressing import press
from tests.browser.reading import pause
from tests.browser.test_layout import faults

TOUCH: dict[str, Any] = {"has_touch": True, "is_mobile": True}
SIZES: list[tuple[int, int, dict[str, Any]]] = [
    (320, 640, TOUCH),
    (390, 844, TOUCH),
    (1280, 720, {}),
]
PAGES = ("/library", "/figures", "/planners", "/people", "/admin", "/you")
# Buttons whose words do not fit into them.
TIGHT = """() => [...document.querySelectorAll("button, .button")]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.id || one.textContent.trim())"""


def german(open_page: Open, site: Site, **options: Any) -> Page:
    return open_page(site.new_session(), locale="de-DE", **options)


@pytest.mark.parametrize(("width", "height", "device"), SIZES, ids=lambda one: str(one))
def test_the_german_page_fits(
    open_page: Open, site: Site, width: int, height: int, device: dict[str, Any]
) -> None:
    page = german(open_page, site, viewport={"width": width, "height": height}, **device)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#write-send")).to_have_text("Senden")
    page.locator("#plan-text").fill("collect 9 wood")
    press(page.locator("#write-send"))
    expect(page.locator("#plan-author")).to_have_text("Du")
    expect(page.locator("#log")).to_contain_text("Gilt ab Schritt")
    assert faults(page) == []
    assert page.evaluate(TIGHT) == []
    press(page.locator("#take"))
    expect(page.locator("#holder")).to_have_text("Du steuerst")
    assert faults(page, ["take", "write-send", "board", "heard", "pad"]) == []
    assert serious(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_other_german_pages_fit(open_page: Open, site: Site, path: str) -> None:
    page = open_page(site.origin + path, locale="de-DE", shows="h1")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    for width, height, _ in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    assert serious(page) == []


def test_a_language_is_chosen_on_the_page_and_kept(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session())
    address = page.url
    pause(page)
    page.locator("#help").click()
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("#holder")).to_have_text("Pause")
    assert page.url == address
    page.goto(f"{site.origin}/library?q=nothing+of+this")
    expect(page.locator("#found")).to_have_text("0 Spiele, 0 Aufzeichnungen")
    page.get_by_role("link", name="English").click()
    expect(page.locator("#found")).to_have_text("0 games, 0 records")
    assert "q=nothing" in page.url


def test_words_to_the_planner_stay_english_and_the_page_says_so(
    open_page: Open, site: Site
) -> None:
    page = german(open_page, site)
    expect(page.locator("#write-answer")).to_contain_text("Schreibe auf Englisch.")
    expect(page.locator("#plan-text")).to_have_attribute(
        "placeholder", "z. B. collect 5 wood, then place a table"
    )
