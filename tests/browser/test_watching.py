"""What someone sees who only watches, pauses and steps."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.reading import pause, picture, step, wait_for_step


def test_the_picture_moves_and_the_steps_count_up(page: Page) -> None:
    before, pixels = step(page), picture(page)
    wait_for_step(page, before + 2)
    assert picture(page) != pixels
    expect(page.locator("#step")).to_have_text(re.compile(r"Step [1-9]\d*"))
    expect(page.locator("#vitals img")).to_have_count(4)
    assert "Facing" in (page.locator("#board").get_attribute("aria-label") or "")


def test_pause_stops_the_game_and_each_step_is_one(page: Page) -> None:
    wait_for_step(page, 1)
    stands = pause(page)
    for more in (1, 2):
        page.keyboard.press("n")
        expect(page.locator("#step")).to_have_text(f"Step {stands + more}")
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_step(page, stands + 4)


def test_the_speed_is_changed_by_keys_and_slider(page: Page) -> None:
    expect(page.locator("#speed-label")).to_have_text(re.compile("steps/s"))
    for _ in range(8):
        page.keyboard.press("-")
    expect(page.locator("#speed-label")).to_have_text("0.5 steps/s")
    page.locator("#speed").focus()
    page.keyboard.press("End")
    expect(page.locator("#speed-label")).to_have_text("20 steps/s")


def test_a_reload_in_the_middle_keeps_the_session(page: Page) -> None:
    wait_for_step(page, 3)
    stands = pause(page)
    world = page.locator("#world").text_content()
    page.reload()
    page.wait_for_selector("#board[data-step]")
    assert step(page) == stands
    expect(page.locator("#world")).to_have_text(world or "")
    expect(page.locator("#holder")).to_have_text("Paused")


def test_two_tabs_of_one_session_see_the_same(open_page: Open, site: Site) -> None:
    url = site.new_session()
    one, other = open_page(url), open_page(url)
    for page in (one, other):
        expect(page.locator("#viewers")).to_have_text("2 viewers")
    wait_for_step(one, 2)
    stands = pause(one)
    expect(other.locator("#holder")).to_have_text("Paused")
    expect(other.locator("#step")).to_have_text(f"Step {stands}")
    assert picture(one) == picture(other)


def test_a_new_world_has_the_seed_that_was_asked_for(page: Page) -> None:
    page.get_by_role("button", name="New world").click()
    page.get_by_label("Seed").fill("7")
    page.keyboard.press("Enter")
    expect(page.locator("#world")).to_have_text("World 7")
    expect(page.locator("#world-dialog")).to_be_hidden()


def test_the_keys_are_listed_and_the_list_goes_away_again(page: Page) -> None:
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog")).to_contain_text("Iron pickaxe")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_timeline_is_read_with_the_arrow_keys(page: Page) -> None:
    expect(page.locator("#plan-now")).to_have_text("collect 2 wood")
    page.locator("#timeline").focus()
    expect(page.locator("#timeline-picked")).to_have_text("Step 0: Walker: collect 2 wood")


def test_the_first_tab_offers_to_skip_to_the_plan(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#plan-text")).to_be_focused()


def test_without_the_token_the_page_says_what_is_missing(browser: Browser, site: Site) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site.origin)
        expect(page.get_by_role("heading")).to_have_text("Who are you?")
