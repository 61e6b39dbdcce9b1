"""The way back: the timeline is dragged, steps are played from, a lost game is gone on with, and a
what-if is a key away; on a phone and on desktops, by mouse, keyboard and touch.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, DOOMED, PHONE, Open, Site
from tests.browser.pressing import press
from tests.browser.reading import pause, picture, step, take_over, wait_for_step

SIZES: dict[str, dict[str, Any]] = {
    "390x844": PHONE,
    "1280x720": {"viewport": {"width": 1280, "height": 720}},
    "1440x900": {"viewport": {"width": 1440, "height": 900}},
}
STEPS = 12  # that the games of these tests have at least
DRAGS = 6  # moves of the pointer in a drag


@pytest.fixture(params=SIZES)
def played(open_page: Open, site: Site, request: pytest.FixtureRequest) -> Page:
    """A game that was played for some steps, and goes on."""
    page = open_page(site.new_session(), **SIZES[request.param])
    wait_for_step(page, STEPS)
    return page


@pytest.fixture
def lost(open_page: Open, site: Site, request: pytest.FixtureRequest) -> Page:
    """A game that has just been lost: its player was left alone, at the highest speed."""
    page = open_page(site.new_session(DOOMED), **SIZES[request.param])
    for _ in range(4):
        page.keyboard.press("+")
    expect(page.locator("#over")).to_be_visible(timeout=60_000)
    return page


def expect_looked(page: Page, step: int) -> None:
    """It is told that this step is looked at."""
    expect(page.locator("#past-which")).to_have_text(re.compile(rf"^Step {step}\b"))


def is_touched(page: Page) -> bool:
    touched: bool = page.evaluate("navigator.maxTouchPoints > 0")
    return touched


def drag(page: Page, *shares: float) -> None:
    """Press on the timeline at the first share of its width, and drag to the others."""
    page.locator("#timeline").scroll_into_view_if_needed()
    box = page.locator("#timeline").bounding_box()
    assert box
    points = [(box["x"] + share * box["width"], box["y"] + box["height"] * 0.6) for share in shares]
    if is_touched(page):
        finger = page.context.new_cdp_session(page)
        for kind, at in (("touchStart", points[0]), *(("touchMove", one) for one in points[1:])):
            finger.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}]},
            )
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        return
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=DRAGS)
    page.mouse.up()


def test_the_timeline_is_dragged_to_any_step_and_escape_leads_back_to_now(played: Page) -> None:
    page = played
    drag(page, 0.08, 0.06, 0.03)
    expect(page.locator("#looked")).to_contain_text("The game waits.")
    expect(page.locator("#past-which")).to_have_text(re.compile(r"Step 3, \d+ steps ago"))
    expect(page.locator("#board")).to_have_attribute("data-step", "3")
    expect(page.locator("#holder")).to_have_text("Paused")
    expect(page.locator(".controls:not(.past-bar)")).to_be_hidden()
    assert serious(page) == []
    past = picture(page)
    if is_touched(page):
        page.locator("#past-now").tap()
    else:
        page.keyboard.press("Escape")
    expect(page.locator("#looked")).to_be_hidden()
    wait_for_step(page, STEPS + 1)  # it goes on by itself
    assert picture(page) != past


def test_the_keys_go_back_and_forth_and_enter_plays_from_there(played: Page) -> None:
    page = played
    now = pause(page)
    page.locator("#timeline").focus()
    page.keyboard.press("ArrowLeft")
    expect_looked(page, now - 1)
    page.keyboard.press("Shift+ArrowLeft")
    expect_looked(page, now - 11)
    page.keyboard.press("ArrowRight")
    expect_looked(page, now - 10)
    told = page.locator("#timeline").get_attribute("aria-valuetext") or ""
    assert told.startswith(f"Step {now - 10}, 10 steps ago. The planner drove. ")
    page.keyboard.press("Home")
    expect_looked(page, 0)
    page.keyboard.press("End")
    expect(page.locator("#past-which")).to_have_text(f"Step {now}, now")
    page.keyboard.press("Escape")
    expect(page.locator("#holder")).to_have_text("Paused")  # as it was
    page.keyboard.press("Control+z")
    expect_looked(page, now - 10)
    page.keyboard.press("Enter")
    expect(page.locator("#past-bar")).to_be_hidden()
    expect(page.locator("#board")).to_have_attribute("data-step", str(now - 10))
    expect(page.locator("#holder")).to_have_text("Paused")


def test_who_plays_sees_the_past_and_moves_only_now(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session())
    wait_for_step(page, 3)
    now = take_over(page)
    page.keyboard.press("b")
    expect(page.locator("#board")).to_have_attribute("data-step", str(max(0, now - 10)))
    page.keyboard.press("d")
    expect(page.locator("#hint")).to_contain_text("Esc returns to now")
    page.keyboard.press("Escape")
    expect(page.locator("#board")).to_have_attribute("data-step", str(now))
    page.keyboard.press("d")
    wait_for_step(page, now + 1)


def test_branches_lie_on_the_timeline_and_their_steps_are_looked_at(played: Page) -> None:
    page = played
    now = pause(page)
    press(page.locator("#back"))
    page.locator("#past-step").fill("4")
    press(page.locator("#past-play"))
    expect(page.locator("#past-bar")).to_be_hidden()
    expect(page.locator("#board")).to_have_attribute("data-step", "4")
    expect(page.locator("#timeline .branch")).to_have_count(2)
    expect(page.locator("#timeline .branch.current")).to_have_attribute("data-branch", "2")
    page.locator("#timeline").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#past-which")).to_have_text("Step 3 of branch 1")
    page.keyboard.press("End")
    expect(page.locator("#past-which")).to_have_text(f"Step {now} of branch 1")
    expect(page.locator("#board")).to_have_attribute("data-step", str(now))
    page.keyboard.press("Enter")
    expect(page.locator("#past-bar")).to_be_hidden()
    expect(page.locator("#timeline .branch")).to_have_count(3)
    assert step(page) == now


def test_a_film_shows_what_followed(played: Page) -> None:
    page = played
    now = pause(page)
    press(page.locator("#back"))
    page.locator("#past-step").fill(str(now - 3))
    press(page.locator("#past-film"))
    expect(page.locator("#past-which")).to_have_text(re.compile("film"))
    expect(page.locator("#past-which")).to_have_text(f"Step {now}, now")
    expect(page.locator("#past-film")).to_have_text("Film")


@pytest.mark.parametrize("lost", SIZES, indirect=True)
def test_a_lost_game_is_gone_on_with_by_one_press(lost: Page) -> None:
    page = lost
    died = step(page)
    expect(page.locator("#over-reason")).to_have_text(re.compile(f"You died at step {died}"))
    buttons = page.locator("#over button:visible").all_inner_texts()
    assert buttons[:4] == [
        "Back 20 steps",
        "Watch the last 10 s",
        "New world",
        "Same world again",
    ]
    assert serious(page) == []
    press(page.locator("#over-back"))
    expect(page.locator("#over")).to_be_hidden()
    expect(page.locator("#board")).to_have_attribute("data-step", str(died - 20))
    expect(page.locator("#holder")).to_have_text("Paused")
    before = step(page)
    page.keyboard.press("n")
    wait_for_step(page, before + 1)


@pytest.mark.parametrize("lost", SIZES, indirect=True)
def test_the_last_ten_seconds_are_shown_on_the_board(lost: Page) -> None:
    page = lost
    died = step(page)
    press(page.locator("#over-film"))
    expect(page.locator("#over")).to_be_hidden()
    expect(page.locator("#past-which")).to_have_text(re.compile(r"ago, film"))
    assert died - 50 <= step(page) < died
    health = page.locator("#vitals li").first
    expect(health).not_to_have_text(re.compile("^0"))  # as it was then
    expect(page.locator("#over")).to_be_visible(timeout=30_000)
    expect(page.locator("#board")).to_have_attribute("data-step", str(died))


def test_keys_of_an_input_method_do_not_start_a_what_if(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), **SIZES["1280x720"])
    wait_for_step(page, 3)
    page.keyboard.press("w")
    box = page.locator("#what-if-plan")
    box.fill("collect 9 diamonds")
    for chosen in ({"isComposing": True}, {"keyCode": 229}):
        box.dispatch_event("keydown", {"key": "Enter", "bubbles": True, **chosen})
    expect(page.locator("#what-if-go")).to_be_enabled()
    expect(page.locator("#tries > li")).to_have_count(0)
    page.locator("#what-if-branches").fill("1")
    page.locator("#what-if-steps").fill("5")
    box.press("Enter")
    expect(page.locator("#tries > li")).to_have_count(2)


@pytest.mark.parametrize("size", SIZES)
def test_what_if_is_a_key_away_and_its_choices_count(
    open_page: Open, site: Site, size: str
) -> None:
    page = open_page(site.new_session(), **SIZES[size])
    wait_for_step(page, 3)
    if is_touched(page):
        page.locator("#write-try").tap()
    else:
        page.keyboard.press("w")
    expect(page.locator("#holder")).to_have_text("Paused")
    expect(page.locator("#what-if-state")).to_contain_text("The game waits.")
    page.locator("#what-if-branches").fill("2")
    page.locator("#what-if-steps").fill("5")
    page.locator("#what-if-plan").fill("collect 9 diamonds")
    press(page.locator("#what-if-go"))
    cards = page.locator("#tries > li")
    expect(cards).to_have_count(3)
    expect(page.locator("#tries button").last).to_be_enabled()
    expect(cards.first.locator(".fate")).to_have_text("not done yet, after 5 steps")
    expect(cards.last.locator("h3")).to_have_text("By itself")
    for card in cards.all():
        expect(card.locator("[aria-label=Has] img")).to_have_count(
            4
        )  # the vitals: the bag is empty
        expect(card.locator("svg.way")).to_have_attribute("aria-label", re.compile("it ends"))
    assert serious(page) == []
    boxes = [card.bounding_box() for card in cards.all()]
    assert all(boxes)
    if not is_touched(page):
        assert len({round(box["height"]) for box in boxes if box}) == 1
        high = page.viewport_size["height"] if page.viewport_size else 0
        assert all(box["y"] + box["height"] <= high for box in boxes if box)
    before = step(page)
    press(page.get_by_role("button", name="Play this one, branch 2"))
    expect(page.locator("#what-if")).to_be_hidden()
    expect(page.locator("#board")).to_have_attribute("data-step", str(before + 5))


def test_without_a_choice_the_game_goes_on(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), **DESKTOP)
    wait_for_step(page, 2)
    page.keyboard.press("w")
    expect(page.locator("#holder")).to_have_text("Paused")
    stands = step(page)
    page.keyboard.press("Escape")
    expect(page.locator("#what-if")).to_be_hidden()
    wait_for_step(page, stands + 2)


def test_spectators_look_back_and_the_game_goes_on(open_page: Open, site: Site) -> None:
    player = open_page(site.new_session())
    wait_for_step(player, 3)
    made = player.request.post(
        f"{site.origin}/api/sessions/{player.url.rsplit('/', 1)[1]}/links", data={"who": "anna"}
    )
    guest = open_page(site.origin + made.json()["url"], stranger=True)
    wait_for_step(guest, 3)
    guest.locator("#timeline").focus()
    guest.keyboard.press("ArrowLeft")
    guest.keyboard.press("Home")
    expect(guest.locator("#board")).to_have_attribute("data-step", "0")
    expect(guest.locator("#past-meanwhile")).to_have_text("The game goes on.")
    expect(guest.locator("#past-play")).to_have_count(0)
    guest.locator("#past-now").click()
    wait_for_step(guest, 4)
