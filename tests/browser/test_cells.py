"""The board and the map as inputs: what is on a cell, and what can be asked for there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.conftest import DOOMED, PHONE, Open, Site
from tests.browser.pressing import press
from tests.browser.reading import pause, picture, step, take_over, wait_for_step

SIZES: list[dict[str, Any]] = [
    PHONE,
    {"viewport": {"width": 768, "height": 1024}, "has_touch": True},
    {"viewport": {"width": 1280, "height": 720}},
    {"viewport": {"width": 1440, "height": 900}},
    {"viewport": {"width": 2560, "height": 1440}},
]
each_size = pytest.mark.parametrize(
    "size", SIZES, ids=lambda size: "x".join(map(str, size["viewport"].values()))
)
COLUMNS, ROWS = 9, 7
SENTENCE = re.compile(r"^[A-Z].+\.$")


def place(surface: Locator, across: float, down: float) -> tuple[float, float]:
    """A place on the page: so far across and down a canvas, 0 to 1."""
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    assert box
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def cell(page: Page, dx: int, dy: int) -> tuple[float, float]:
    """The middle of a board's cell, from the player's."""
    across, down = (dx + COLUMNS / 2) / COLUMNS, (dy + ROWS / 2) / ROWS
    return place(page.locator("#board"), across, down)


def standing(open_page: Open, site: Site, **options: Any) -> Page:
    """A page whose game is paused."""
    page = open_page(site.new_session(), **options)
    wait_for_step(page, 1)
    pause(page)
    return page


def chart_of(page: Page) -> Locator:
    """The map, which a button brings where there is no room beside the conversation."""
    if page.locator("#map-toggle").is_visible():
        press(page.locator("#map-toggle"))
    return page.locator("#map canvas")


def menu(page: Page) -> Locator:
    return page.locator(".cell-menu")


def say_in_force(page: Page, text: str) -> None:
    """The plan in force is that text."""
    expect(page.locator("#plan-now")).to_have_text(text)


@each_size
def test_a_cell_is_clicked_and_the_plan_sent_is_in_force(
    open_page: Open, site: Site, size: dict[str, Any]
) -> None:
    page = standing(open_page, site, **size)
    where = cell(page, 2, -1)
    (page.touchscreen.tap if "is_mobile" in size else page.mouse.click)(*where)
    send = menu(page).get_by_role("button", name="Send at once: Go there", exact=True)
    box = send.bounding_box()
    assert box
    width, height = size["viewport"].values()
    assert 0 <= box["x"] <= width - box["width"]
    assert 0 <= box["y"] <= height - box["height"]
    send.click()
    say_in_force(page, "go to the spot at 2 east 1 north")
    expect(menu(page)).to_have_count(0)


@each_size
def test_the_map_is_clicked_and_the_plan_sent_is_in_force(
    open_page: Open, site: Site, size: dict[str, Any]
) -> None:
    page = standing(open_page, site, **size)
    chart = chart_of(page)
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_attribute("data-step", re.compile(r"\d+"))
    where = place(chart, 0.9, 0.1)
    (page.touchscreen.tap if "is_mobile" in size else page.mouse.click)(*where)
    menu(page).get_by_role("button", name="Send at once: Go there", exact=True).click()
    expect(page.locator("#plan-now")).to_have_text(
        re.compile(r"go to the spot at \d+ east \d+ north")
    )


def test_hovering_tells_what_a_cell_is_and_what_it_takes(page: Page) -> None:
    pause(page)
    tip = page.locator(".cell-tip")
    expect(tip).to_be_hidden()
    page.mouse.move(*cell(page, -3, 2))
    expect(tip).to_have_text(SENTENCE)
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()


def test_a_long_press_explains_and_opens_no_menu(open_page: Open, site: Site) -> None:
    page = standing(open_page, site, **PHONE)
    x, y = cell(page, 1, 1)
    touch = page.context.new_cdp_session(page)
    points = [{"x": x, "y": y}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    expect(page.locator(".cell-tip")).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(menu(page)).to_have_count(0)
    expect(page.locator(".cell-tip")).to_be_hidden()


def test_a_plan_of_the_menu_can_be_edited_before_it_goes(page: Page) -> None:
    pause(page)
    page.mouse.click(*cell(page, 3, 0))
    menu(page).get_by_role("button", name="Go there", exact=True).click()
    box = page.locator("#plan-text")
    expect(box).to_have_value("go to the spot at 3 east")
    expect(box).to_be_focused()
    page.keyboard.type(", then sleep")
    page.keyboard.press("Enter")
    say_in_force(page, "go to the spot at 3 east, then sleep")


def test_the_place_in_the_box_stays_where_it_was_meant(page: Page) -> None:
    pause(page)
    page.mouse.click(*cell(page, 0, -3))
    menu(page).get_by_role("button", name="Go there", exact=True).click()
    box = page.locator("#plan-text")
    expect(box).to_have_value("go to the spot at 3 north")
    page.locator("#board").focus()
    stands = take_over(page)
    moved = False
    for count, key in enumerate("das", start=1):  # one of these ways is open
        before = page.locator("#plan-text").input_value()
        page.keyboard.press(key)
        wait_for_step(page, stands + count)
        moved = moved or page.locator("#plan-text").input_value() != before
    assert moved


def test_keys_point_and_send(page: Page) -> None:
    pause(page)
    page.locator("#board").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".cell-tip")).to_be_visible()
    expect(page.locator(".cell-tip")).to_have_attribute("aria-live", "polite")
    page.keyboard.press("Enter")
    expect(menu(page)).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-now")).to_have_text(re.compile("at 1 east 1 north"))


def test_escape_closes_the_menu_and_the_board_has_the_keys_again(page: Page) -> None:
    pause(page)
    page.locator("#board").focus()
    page.keyboard.press("Enter")
    expect(menu(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu(page)).to_have_count(0)
    expect(page.locator("#board")).to_be_focused()


def test_the_keys_go_over_the_map(page: Page) -> None:
    pause(page)
    chart = page.locator("#map canvas")
    chart.focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#map .map-told")).to_have_text(re.compile("At 9 east"))
    page.keyboard.press("Enter")
    menu(page).get_by_role("button", name="Go there", exact=True).click()
    expect(page.locator("#plan-text")).to_have_value("go to the spot at 9 east")


def test_who_drives_is_only_told_what_is_there(page: Page) -> None:
    stands = take_over(page)
    page.mouse.click(*cell(page, 2, 0))
    expect(page.locator("#hint")).to_contain_text("Give the controls back")
    expect(page.locator(".cell-tip")).to_be_visible()
    expect(menu(page)).to_have_count(0)
    page.keyboard.press("d")
    wait_for_step(page, stands + 1)


def test_the_way_is_drawn_and_told(page: Page) -> None:
    pause(page)
    board = page.locator("#board")
    page.locator("#plan-text").fill("wait 500 steps")
    page.locator("#plan-text").press("Enter")
    say_in_force(page, "wait 500 steps")
    expect(board).not_to_have_attribute("aria-label", re.compile("leads"))
    without = picture(page)
    page.locator("#plan-text").fill("go to the spot at 25 east")
    page.locator("#plan-text").press("Enter")
    say_in_force(page, "go to the spot at 25 east")
    expect(board).to_have_attribute("aria-label", re.compile("The plan leads to 25 east"))
    assert picture(page) != without


def test_the_map_is_zoomed_dragged_and_brought_back(page: Page) -> None:
    pause(page)
    chart, follow = page.locator("#map canvas"), page.get_by_role("button", name="Follow")
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_attribute("data-step", str(step(page)))
    expect(chart).to_have_attribute("data-cells", "32")
    page.get_by_role("button", name="Nearer").click()
    expect(chart).to_have_attribute("data-cells", "25.6")
    x, y = place(chart, 0.5, 0.5)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -100)
    expect(chart).to_have_attribute("data-cells", "20.5")
    chart.focus()
    page.keyboard.press("-")
    expect(chart).to_have_attribute("data-cells", "25.6")
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    expect(menu(page)).to_have_count(0)  # a drag is no click
    expect(follow).to_have_attribute("aria-pressed", "false")
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")


def test_two_fingers_zoom_the_map(open_page: Open, site: Site) -> None:
    page = standing(open_page, site, **PHONE)
    chart = chart_of(page)
    x, y = place(chart, 0.5, 0.5)
    expect(chart).to_have_attribute("data-cells", "32")
    touch = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 80)):
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(chart).to_have_attribute("data-cells", "16")
    expect(menu(page)).to_have_count(0)


def test_a_spectator_sees_map_and_way_and_can_ask_for_nothing(open_page: Open, site: Site) -> None:
    address = site.new_session()
    page = open_page(address)
    wait_for_step(page, 1)
    pause(page)
    made = page.request.post(
        f"{site.origin}/api/sessions/{address.rsplit('/', 1)[1]}/links",
        data={"who": "anna"},
        headers={"Origin": site.origin},
    )
    guest = open_page(f"{site.origin}{made.json()['url']}", stranger=True)
    chart = guest.locator("#map canvas")
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_attribute("data-step", str(step(page)))
    chart.click()
    guest.mouse.move(*cell(guest, 1, 0))
    expect(guest.locator(".cell-tip:visible")).to_have_text(SENTENCE)
    guest.mouse.click(*cell(guest, 1, 0))
    expect(menu(guest)).to_have_count(0)


def test_a_reload_knows_all_that_was_seen(open_page: Open, site: Site) -> None:
    address = site.new_session("expert")
    page = open_page(address)
    page.locator("#map canvas").scroll_into_view_if_needed()
    wait_for_step(page, 25)
    pause(page)
    seen = page.locator("#map .map-seen")
    percent = seen.text_content() or ""
    assert int(percent.split()[0]) > 2
    again = open_page(address)
    again.locator("#map canvas").scroll_into_view_if_needed()
    expect(again.locator("#map .map-seen")).to_have_text(percent)


def test_a_replay_has_the_map_of_each_step(open_page: Open, site: Site) -> None:
    address = site.new_session("expert")
    page = open_page(address)
    wait_for_step(page, 25)
    pause(page)
    session = address.rsplit("/", 1)[1]
    replay = open_page(f"{site.origin}/replay/{session}/1", shows="body[data-ready]")
    seen = replay.locator(".map-seen")
    replay.locator(".map canvas").scroll_into_view_if_needed()
    expect(seen).to_have_text("2 % seen")
    replay.keyboard.press("End")
    expect(seen).not_to_have_text("2 % seen")
    replay.keyboard.press("Home")
    expect(seen).to_have_text("2 % seen")


@pytest.mark.parametrize("device", [{}, PHONE], ids=["mouse", "touch"])
def test_a_replay_explains_what_is_pointed_at(
    open_page: Open, site: Site, device: dict[str, Any]
) -> None:
    page = standing(open_page, site)
    session = page.url.rsplit("/", 1)[1]
    replay = open_page(f"{site.origin}/replay/{session}/1", shows="body[data-ready]", **device)
    x, y = place(replay.locator("canvas.board"), 0.72, 0.93)
    tip = replay.locator(".cell-tip")
    if not device:
        replay.mouse.move(x, y)
        expect(tip).to_have_text(SENTENCE)
        mark = replay.locator(".cell-mark").bounding_box()
        assert mark
        assert mark["x"] <= x <= mark["x"] + mark["width"]
        assert mark["y"] <= y <= mark["y"] + mark["height"]
        replay.mouse.move(2, 2)
        expect(tip).to_be_hidden()
    else:
        touch = replay.context.new_cdp_session(replay)
        points = [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
        expect(tip).to_have_text(SENTENCE)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(tip).to_be_hidden()


def test_a_reload_knows_where_the_player_of_other_branches_died(
    open_page: Open, site: Site
) -> None:
    address = site.new_session(DOOMED)
    page = open_page(address)
    expect(page.locator("#over")).to_be_visible(timeout=60_000)
    died = page.locator("#map canvas").get_attribute("data-deaths")
    assert died
    page.locator("#over-back").click()
    expect(page.locator("#over")).to_be_hidden()
    expect(page.locator("#map canvas")).to_have_attribute("data-deaths", died)
    again = open_page(address)
    expect(again.locator("#map canvas")).to_have_attribute("data-deaths", died)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_map_and_menu_are_accessible(open_page: Open, site: Site, scheme: str) -> None:
    page = standing(open_page, site, color_scheme=scheme)
    page.mouse.click(*cell(page, 1, 0))
    expect(menu(page)).to_be_visible()
    assert axe.serious(page) == []
