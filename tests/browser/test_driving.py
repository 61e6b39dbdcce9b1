"""Playing by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from agent.worlds.crafter.rules import ACTION_NAMES
from tests.browser.conftest import PHONE, Open, Site
from tests.browser.reading import step, take_over, wait_for_step

KEYS = {
    "Noop": "q", "Move West": "a", "Move East": "d", "Move North": "w", "Move South": "s",
    "Do": " ", "Sleep": "z", "Place Stone": "r", "Place Table": "t", "Place Furnace": "f",
    "Place Plant": "p", "Make Wood Pickaxe": "1", "Make Stone Pickaxe": "2",
    "Make Iron Pickaxe": "3", "Make Wood Sword": "4", "Make Stone Sword": "5",
    "Make Iron Sword": "6",
}  # fmt: skip
ARROWS = {
    "Move West": "ArrowLeft",
    "Move East": "ArrowRight",
    "Move North": "ArrowUp",
    "Move South": "ArrowDown",
}
SMALLEST_TARGET = 44  # CSS pixels


def expect_played(page: Page, number: int, action: str) -> None:
    """The picture is of step ``number``, to which ``action`` led."""
    board = page.locator("#board")
    expect(board).to_have_attribute("data-step", str(number))
    expect(board).to_have_attribute("data-action", str(ACTION_NAMES.index(action)))


@pytest.mark.parametrize("keys", [KEYS, ARROWS], ids=["letters", "arrows"])
def test_every_key_plays_its_action_once(page: Page, keys: dict[str, str]) -> None:
    stands = take_over(page)
    for count, (action, key) in enumerate(keys.items(), start=1):
        page.keyboard.press(key)
        expect_played(page, stands + count, action)
    expect(page.locator("#latency")).to_have_text(re.compile(r"Key to picture \d+ ms"))


def test_giving_back_lets_the_planner_go_on(page: Page) -> None:
    stands = take_over(page)
    page.keyboard.press("o")
    expect(page.locator("#holder")).to_have_text("Walker is playing")
    wait_for_step(page, stands + 2)


def test_a_key_without_the_controls_tells_how_to_get_them(page: Page) -> None:
    page.keyboard.press("d")
    expect(page.locator("#hint")).to_contain_text("Press O to take over")


def test_no_key_plays_while_a_plan_is_typed(page: Page) -> None:
    stands = take_over(page)
    page.keyboard.press("/")
    page.keyboard.type("was do 1 ok?")
    expect(page.locator("#plan-text")).to_have_value("was do 1 ok?")
    expect(page.locator("#holder")).to_have_text("You have the controls")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect_played(page, stands + 1, "Move East")


def test_chords_are_left_to_the_browser(page: Page) -> None:
    stands = take_over(page)
    page.keyboard.press("Control+d")
    page.keyboard.press("Alt+a")
    page.keyboard.press("w")
    expect_played(page, stands + 1, "Move North")


def test_space_after_a_click_on_take_over_is_for_the_game(page: Page) -> None:
    page.get_by_role("button", name="Take over").click()
    expect(page.locator("#holder")).to_have_text("You have the controls")
    stands = step(page)
    page.keyboard.press(" ")
    expect_played(page, stands + 1, "Do")
    expect(page.locator("#holder")).to_have_text("You have the controls")


def test_a_reload_keeps_the_controls(page: Page) -> None:
    stands = take_over(page)
    page.reload()
    expect(page.locator("#holder")).to_have_text("You have the controls")
    page.keyboard.press("d")
    expect_played(page, stands + 1, "Move East")


def test_a_phone_is_played_by_touch(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), **PHONE)
    page.locator("#take").tap()
    expect(page.locator("#holder")).to_have_text("You have the controls")
    stands = step(page)
    for count, (button, action) in enumerate(
        {"Right": "Move East", "Do": "Do", "Wood sword": "Make Wood Sword"}.items(), start=1
    ):
        page.get_by_role("button", name=button, exact=True).tap()
        expect_played(page, stands + count, action)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    boxes = [button.bounding_box() for button in page.locator("button:visible").all()]
    small = [
        box for box in boxes if box and min(box["width"], box["height"]) < SMALLEST_TARGET - 0.5
    ]
    assert small == []
    pad = page.locator("#pad").bounding_box()
    assert pad
    assert pad["y"] + pad["height"] <= PHONE["viewport"]["height"]
