"""The page of planners: by keyboard on a desktop, by touch on a phone; and a learned
planner plays.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from agent.planners import versions
from tests.agent.learned import put
from tests.browser.axe import serious
from tests.browser.conftest import PHONE, Open, Site
from tests.browser.reading import wait_for_step


@pytest.fixture
def learned(site: Site) -> Iterator[Site]:
    """A site with a promoted planner, its refused child, and a damaged folder."""
    put(site.data, "pebble-2")
    put(site.data, "pebble-3", parent="pebble-2", what="refused", difference=-1.5)
    (site.data / "planners" / "broken").mkdir()
    yield site
    shutil.rmtree(site.data / "planners")


def planners_page(open_page: Open, site: Site, **options: object) -> Page:
    page = open_page(site.new_session(), **options)
    page.goto(f"{site.origin}/planners")
    return page


def press(page: Page, name: str) -> None:
    """Press a button with the keyboard alone."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def test_a_refused_planner_is_promoted_with_a_reason_and_withdrawn_by_keyboard(
    open_page: Open, learned: Site
) -> None:
    page = planners_page(open_page, learned)
    assert serious(page) == []
    expect(page.get_by_text("broken")).to_be_visible()
    press(page, "Promote pebble-3")
    expect(page.locator("#decide-text")).to_contain_text("may be worse than its parent")
    assert serious(page) == []
    page.keyboard.press("Enter")  # without a reason nothing happens
    expect(page.locator("#decide")).to_be_visible()
    page.keyboard.type("it listens better")
    page.keyboard.press("Enter")
    card = page.get_by_role("article", name="pebble-3")
    expect(card.locator(".state")).to_have_text("promoted")
    expect(card).to_contain_text("Promoted by anonymous")
    expect(card).to_contain_text("it listens better")
    page.wait_for_load_state()  # the page was loaded again, and its script comes after its text
    press(page, "Withdraw pebble-3")
    page.keyboard.type("it does not")
    page.keyboard.press("Enter")
    expect(card.locator(".state")).to_have_text("withdrawn")
    assert [each.what for each in versions.find(learned.data, "pebble-3").decisions] == [
        "refused",
        "promoted",
        "withdrawn",
    ]


def test_a_session_is_begun_with_a_learned_planner_on_a_phone(
    open_page: Open, learned: Site
) -> None:
    page = planners_page(open_page, learned, **PHONE)
    assert serious(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    begin = page.get_by_role("article", name="pebble-2").get_by_role(
        "button", name="Begin a session"
    )
    box = begin.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    begin.tap()
    page.wait_for_selector("#board[data-step]")
    expect(page.locator("#planner-name")).to_have_text("Planner: pebble-2")
    wait_for_step(page, 2)


def test_the_records_that_a_planner_learned_from_are_a_link_away(
    open_page: Open, learned: Site
) -> None:
    page = planners_page(open_page, learned)
    card = page.get_by_role("article", name="pebble-2")
    card.get_by_text("The records, and how it was made").click()
    expect(card.get_by_role("link", name="abc/1")).to_have_attribute("href", "/replay/abc/1")


def test_a_planner_that_came_while_the_page_was_open_is_offered_for_a_new_world(
    page: Page, learned: Site
) -> None:
    put(learned.data, "pebble-7")
    page.locator("#new-world").click()
    expect(page.locator("#planner option", has_text="pebble-7")).to_have_count(1)
    page.locator("#planner").select_option("pebble-7")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#planner-name")).to_have_text("Planner: pebble-7")
