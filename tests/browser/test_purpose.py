"""A purpose: the tree of achievements, the world of the day, the planner alone, a result to share,
and the question whether the game may be learned from; on a desktop and on a phone.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from agent.traces import trace as traces
from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, DOOMED, PHONE, Open, Site
from tests.browser.pressing import press
from tests.browser.reading import pause, wait_for_step
from tests.browser.test_planning import write

DEVICES: dict[str, dict[str, Any]] = {"desktop": DESKTOP, "phone": PHONE}


@pytest.fixture(params=DEVICES)
def device(request: pytest.FixtureRequest) -> dict[str, Any]:
    return DEVICES[request.param]


def icon(page: Page, name: str) -> Locator:
    """Of the strip."""
    return page.locator(f"#achievements [data-achievement={name}]")


def leaf(page: Page, name: str) -> Locator:
    """Of the tree."""
    return page.locator(f"#achievement-branches [data-achievement={name}]")


def test_every_achievement_tells_how_it_is_got_and_what_it_takes(page: Page) -> None:
    pause(page)
    expect(page.locator("#achievements button")).to_have_count(22)
    expect(icon(page, "collect_wood")).to_have_attribute("data-state", "possible")
    expect(icon(page, "collect_iron")).to_have_attribute("data-state", "later")
    icon(page, "collect_iron").hover()
    tip = page.locator("#achievement-tip")
    expect(tip).to_have_text(
        "Collect iron: Walk up to some and collect it. It still takes a stone pickaxe."
    )
    assert serious(page) == []
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    icon(page, "collect_wood").focus()
    expect(tip).to_contain_text("possible now")
    page.keyboard.press("ArrowRight")
    expect(icon(page, "place_table")).to_be_focused()
    expect(tip).to_contain_text("It still takes 2 wood.")


def test_the_tree_shows_what_leads_where_and_a_click_asks_for_it(
    open_page: Open, site: Site, device: dict[str, Any]
) -> None:
    page = open_page(site.new_session(), **device)
    pause(page)
    press(icon(page, "collect_diamond"))
    expect(page.locator("#achievement-tree")).to_be_visible()
    expect(page.locator("#achievement-told")).to_contain_text("It still takes an iron pickaxe.")
    for name in ("collect_wood", "place_furnace", "make_iron_pickaxe"):
        expect(leaf(page, name)).to_have_attribute("data-part", "leads")
    expect(leaf(page, "eat_cow")).to_have_attribute("data-part", "")
    assert serious(page) == []
    press(leaf(page, "make_iron_pickaxe"))  # not possible: it only tells
    expect(page.locator("#achievement-tree")).to_be_visible()
    press(leaf(page, "collect_wood"))
    expect(page.locator("#achievement-tree")).to_be_hidden()
    expect(page.locator("#plan-text")).to_have_value("collect 1 wood")
    expect(page.locator("#plan-text")).to_be_focused()


def test_the_tree_is_opened_used_and_left_by_keys(page: Page) -> None:
    pause(page)
    icon(page, "collect_wood").focus()
    page.keyboard.press("Enter")
    expect(leaf(page, "collect_wood")).to_be_focused()
    page.keyboard.press("k")  # no key is the game's there
    expect(page.locator("#holder")).to_have_text("Paused")
    page.keyboard.press("Escape")
    expect(page.locator("#achievement-tree")).to_be_hidden()
    expect(icon(page, "collect_wood")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-text")).to_have_value("collect 1 wood")


def test_the_world_of_the_day_is_a_choice_and_is_named(
    open_page: Open, site: Site, device: dict[str, Any]
) -> None:
    page = open_page(site.new_session(), **device)
    press(page.locator("#new-world"))
    today = page.locator("#world-today")
    expect(today).to_have_text(re.compile(r"Today's world, \d+ [A-Z][a-z]+"))
    words = today.inner_text()
    press(today)
    seed = page.locator("#seed").input_value()
    assert seed == page.locator("body").get_attribute("data-day-seed")
    press(page.get_by_role("button", name="Begin"))
    expect(page.locator("#world")).to_have_text(words)
    pause(page)
    press(page.locator("#new-world"))
    page.locator("#seed").fill("5")
    press(page.get_by_role("button", name="Begin"))
    expect(page.locator("#world")).to_have_text("World 5")


@pytest.fixture
def lost(open_page: Open, site: Site, device: dict[str, Any]) -> Page:
    """A game that has just been lost."""
    page = open_page(site.new_session(DOOMED), **device)
    for _ in range(4):
        page.keyboard.press("+")
    expect(page.locator("#over")).to_be_visible(timeout=60_000)
    return page


def test_at_the_end_it_is_compared_kept_and_shared(lost: Page) -> None:
    page = lost
    # The same planner without anybody's help fares the same: the game was left alone.
    expect(page.locator("#over-alone")).to_have_text(
        re.compile(r"Random alone: (\d+) of 22, died at step 183\. With you: \1 by step \d+\."),
        timeout=30_000,
    )
    expect(page.locator("#over-record")).to_have_text(
        re.compile(r"Your first result in all worlds: \d+")
    )
    assert serious(page) == []
    press(page.locator("#over-share"))
    picture = page.locator("#result-picture")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 800)
    assert "Random alone" in (picture.get_attribute("alt") or "")
    assert serious(page) == []
    with page.expect_download() as saved:
        press(page.locator("#result-save"))
    assert saved.value.suggested_filename == "sidequest.png"
    assert "/replay/" in (page.locator("#result-film").get_attribute("href") or "")
    press(page.locator("#result-dialog").get_by_role("button", name="Close"))
    kept = page.evaluate("localStorage.getItem('records crafter')")
    assert '"most"' in kept
    press(page.locator("#over-day"))
    expect(page.locator("#world")).to_have_text(re.compile("Today's world"))


def test_a_game_is_given_at_a_moment_of_success_and_taken_back(
    open_page: Open, site: Site, device: dict[str, Any]
) -> None:
    page = open_page(site.new_session(), **device)
    wait_for_step(page, 2)
    part = page.locator("#log .part")
    expect(part).to_have_count(0)
    write(page, "wait 3 steps")
    expect(part).to_contain_text("May this game teach the next planner?", timeout=20_000)
    pause(page)
    press(part.locator("summary"))
    expect(part).to_contain_text("pseudonym")
    assert serious(page) == []
    press(part.get_by_role("button", name="Yes"))
    expect(part).to_contain_text(re.compile(r"under the name [a-z]+-[a-z]+-\d{4}"))
    session = page.url.rsplit("/", 1)[1]
    record = site.data / "sessions" / session / "1.jsonl"
    assert traces.read_header(record).participant in part.inner_text()
    page.reload()
    press(part.get_by_role("button", name="Take it back"))
    expect(part).to_contain_text("teaches no planner")
    assert traces.read_header(record).participant == ""
