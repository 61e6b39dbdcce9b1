"""The figures of the collaboration; on a desktop by keyboard, on a phone by touch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.agent.analysis.hand_made import ALONE, SESSION, write
from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, PHONE, Site, enter

FIGURES = ("achievements", "interventions", "fates", "lifetimes", "initiative", "what-ifs")


@pytest.fixture(scope="module")
def recorded(site: Site) -> Path:
    """Records of people and of a planner alone, beside those that other tests leave."""
    for number, trace in enumerate(SESSION, start=1):
        write(trace, site.data / "sessions" / "figures" / f"{number}.jsonl")
    write(ALONE, site.data / "sessions" / "figures-alone" / "1.jsonl")
    return site.data


@pytest.fixture(params=["desktop", "phone"])
def figures(
    browser: Browser, site: Site, recorded: Path, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """The page, come to from the library."""
    context = browser.new_context(**(DESKTOP if request.param == "desktop" else PHONE))
    enter(context, site.origin)
    page = context.new_page()
    page.goto(f"{site.origin}/library")
    page.get_by_role("link", name="Figures").click()
    yield page
    context.close()


def choose_hand_made(page: Page) -> None:
    page.get_by_label("Planner", exact=True).select_option("pebble")
    page.get_by_label("From").fill("2026-11-01")
    page.get_by_label("To", exact=True).fill("2026-11-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("planner=pebble"))


def test_every_figure_is_drawn_and_has_its_numbers(figures: Page) -> None:
    page = figures
    choose_hand_made(page)
    for name in FIGURES:
        picture = page.locator(f"section[aria-labelledby='{name}'] img")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("image => image.naturalWidth") > 300
    section = page.get_by_role("region", name="Share of plans that were done", exact=True)
    expect(section).to_contain_text("2 (6 records)")
    expect(section.get_by_role("table")).to_be_hidden()
    summary = section.get_by_text("Numbers")
    if page.viewport_size == PHONE["viewport"]:
        summary.tap()
    else:
        summary.focus()
        page.keyboard.press("Enter")
    # of one in two, Wilson's lower bound
    expect(section.get_by_role("row", name="people's advice")).to_contain_text("0.0945")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert serious(page) == []


def test_a_choice_without_games_says_what_is_missing(figures: Page) -> None:
    page = figures
    page.get_by_label("From").fill("2031-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("There is no record of a game from its beginning.")).to_be_visible()
    expect(page.get_by_label("From")).to_have_value("2031-01-01")
    assert page.locator("section img").count() == 0
    assert serious(page) == []


@pytest.mark.parametrize("figures", ["desktop"], indirect=True)
def test_the_choice_is_made_by_keyboard(figures: Page) -> None:
    page = figures
    page.locator("header").get_by_role("link").last.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Planner", exact=True)).to_be_focused()
    page.keyboard.type("pebble")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Planner", exact=True)).to_have_value("pebble")
    expect(page).to_have_url(re.compile("planner=pebble"))
