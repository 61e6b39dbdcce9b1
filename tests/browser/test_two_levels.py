"""A plan of seven goals, played to its end: what a person sees of it, and of the planner's own
plans beneath it.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import serious
from tests.browser.conftest import Open, Site
from tests.browser.reading import step, wait_for_step

SEVEN = (
    "chop 4 wood, mine the iron next to you and some coal, go back to the table, put the furnace "
    "right next to it and make an iron pickaxe, then grab that diamond in the south"
)
GOALS = [
    "collect 4 wood", "collect 1 iron", "collect 3 coal", "go to the table", "place a furnace",
    "make an iron pickaxe", "collect 1 diamond",
]  # fmt: skip
SEED = 1003  # where the expert has them all in some 130 steps
MOST_STEPS = 200


def begin(page: Page, seed_step: int = 0) -> None:
    """Stand, paused, before the first step, and write the plan."""
    wait_for_step(page, 1)
    page.keyboard.press("k")
    expect(page.locator("#holder")).to_have_text("Paused")
    page.keyboard.press("b")
    page.locator("#past-step").fill(str(seed_step))
    page.locator("#past-play").click()
    expect(page.locator("#board")).to_have_attribute("data-step", str(seed_step))
    page.locator("#plan-text").fill(SEVEN)
    page.locator("#plan-text").press("Enter")
    expect(page.locator("#plan-now")).to_have_text(SEVEN)


def play_one(page: Page) -> None:
    before = step(page)
    page.locator("#one-step").click()
    wait_for_step(page, before + 1)


def texts(found: Locator) -> list[str]:
    return [text.strip() for text in found.all_text_contents()]


def without_repeats(seen: list[str]) -> list[str]:
    return [text for at, text in enumerate(seen) if not at or text != seen[at - 1]]


def test_seven_goals_are_followed_in_sight(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session("expert", SEED))
    begin(page)
    assert texts(page.locator("#plan-goals .goal")) == [
        "now: collect 4 wood",
        *(f"next: {goal}" for goal in GOALS[1:]),
    ]
    hands, kinds, said = [], [], []
    firsts = []
    for _ in range(MOST_STEPS):
        play_one(page)
        said.append(page.locator("#announce").text_content() or "")
        if page.locator("#log .ended").count():
            break
        expect(page.locator("#plan-now")).to_have_text(SEVEN)
        hands += texts(page.locator("#plan-goals .now .goal"))
        kinds += texts(page.locator("#below-kind"))
        if kinds[-1] == "First":
            firsts.append(page.locator("#below-text").text_content() or "")
            expect(page.locator("#below-back")).to_have_text("Then back to your plan.")
        done = page.locator("#plan-goals .done").count()
        assert texts(page.locator("#plan-goals .goal"))[done] == hands[-1]
    assert without_repeats(hands) == [f"now: {goal}" for goal in GOALS]
    assert without_repeats(kinds)[:3] == ["How", "First", "How"]
    assert all(
        re.search(r", because .", first) and not first.startswith("first") for first in firsts[:1]
    )
    announced = without_repeats(said)
    assert f"First: {firsts[0]}. Then back to your plan." in announced
    assert any(text.startswith("Back to your plan: ") for text in announced)
    assert any(text == "Done: collect 4 wood. Now: collect 1 iron." for text in announced)
    expect(page.locator("#log .ended .won")).to_contain_text(f"Your plan is done: {SEVEN}")
    expect(
        page.locator("#achievements [data-achievement=collect_diamond][data-state=done]")
    ).to_have_count(1)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (375, 812), (2560, 1440)])
def test_a_detour_moves_nothing_and_bars_nobody(
    open_page: Open, site: Site, width: int, height: int
) -> None:
    page = open_page(site.new_session("expert", SEED), viewport={"width": width, "height": height})
    begin(page)
    play_one(page)
    expect(page.locator("#below-kind")).to_have_text("How")
    size = page.locator("#plan").bounding_box()
    for _ in range(MOST_STEPS):
        play_one(page)
        if page.locator("#below-kind").text_content() == "First":
            break
    expect(page.locator("#below-back")).to_have_text("Then back to your plan.")
    assert page.locator("#plan").bounding_box() == size
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
