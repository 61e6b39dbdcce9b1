"""One screen: whatever its size, game and conversation are both in sight, all can be pressed, and
nothing moves by itself.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, PHONE, Open, Site
from tests.browser.measure import SHIFTS, shift_of
from tests.browser.pressing import press
from tests.browser.reading import pause, take_over, wait_for_step

WIDTHS = (320, 360, 390, 480, 600, 639, 640, 700, 768, 800, 831, 1024, 1280, 1440, 1920, 2560, 3840)
HEIGHTS = (450, 568, 639, 640, 720, 844, 1024, 1300, 1440, 2000)
SMALLEST_BOX = 200  # pixels of the plan's box, of which 280 are to be had from 390 on
SMALLEST_BOARD = 112
WIDE = [(1280, 720), (1440, 900), (1920, 1080), (2560, 1440)]
BOARD_GRAIN = 36  # pixels: a cell grows by 4
LEAST_TALK = 384
LEAST_HEARD, LEAST_PHONE_BOARD = 132, 200  # pixels on a phone
TOUCH: dict[str, Any] = {"has_touch": True, "is_mobile": True}
SIZES: list[tuple[int, int, dict[str, Any]]] = [
    (390, 844, TOUCH),
    (768, 1024, TOUCH),
    (1280, 720, {}),
    (1440, 900, {}),
    (2560, 1440, {}),
]

# What is out of reach, by id: not where it is drawn, or under something else.
FAULTS = """ids => {
  const { innerWidth, innerHeight } = window;
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push("scrolls sideways");
  if (document.scrollingElement.scrollHeight > innerHeight) faults.push("scrolls down");
  for (const id of ids) {
    const one = document.getElementById(id);
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const inside = left >= 0 && top >= 0 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5;
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!inside || !(one.contains(hit) || hit?.contains(one))) faults.push(id);
  }
  const board = document.getElementById("board").getBoundingClientRect();
  const stage = document.getElementById("stage").getBoundingClientRect();
  if (board.height > stage.height + 1 || board.width > stage.width + 1) faults.push("board too big");
  return faults;
}"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
CONTROLS = [
    "plan-text", "write-send", "write-queue", "write-try", "play", "one-step", "speed", "back",
    "take", "new-world", "share", "help", "board", "heard", "cancel", "details-toggle",
]  # fmt: skip
# The header gives its room to the board in a low window.
DRIVING = ["plan-text", "write-send", "play", "back", "take", "board", "heard", "pad"]


def faults(page: Page, controls: list[str] = CONTROLS) -> list[str]:
    found: list[str] = page.evaluate(FAULTS, controls)
    return found


def walk(page: Page, controls: list[str]) -> dict[str, list[str]]:
    """What is out of reach or too small, at each size at which something is."""
    found: dict[str, list[str]] = {}
    for width in WIDTHS:
        for height in HEIGHTS:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(
                "size => window.innerWidth === size[0] && window.innerHeight === size[1]",
                arg=[width, height],
            )
            page.evaluate(DRAWN)  # the page learns of its size after it has it
            here = faults(page, controls)
            box = page.locator("#plan-text").bounding_box()
            board = page.locator("#board").bounding_box()
            assert box
            assert board
            if box["width"] < (280 if width >= 390 else SMALLEST_BOX):
                here.append(f"the box is {box['width']} wide")
            if board["height"] < SMALLEST_BOARD:
                here.append(f"the board is {board['height']} high")
            if here:
                found[f"{width}x{height}"] = here
    return found


@pytest.mark.parametrize("touch", [{}, TOUCH], ids=["mouse", "touch"])
def test_no_size_scrolls_sideways_or_hides_a_control(
    open_page: Open, site: Site, touch: dict[str, Any]
) -> None:
    page = open_page(site.new_session(), **touch)
    pause(page)
    assert walk(page, CONTROLS) == {}


@pytest.mark.parametrize("touch", [{}, TOUCH], ids=["mouse", "touch"])
def test_no_size_hides_what_one_drives_by(
    open_page: Open, site: Site, touch: dict[str, Any]
) -> None:
    page = open_page(site.new_session(), **touch)
    take_over(page)
    assert walk(page, DRIVING) == {}


@pytest.mark.parametrize(("width", "height"), WIDE)
def test_the_board_takes_the_height_that_there_is(
    open_page: Open, site: Site, width: int, height: int
) -> None:
    page = open_page(site.new_session(), viewport={"width": width, "height": height})
    board, stage, talk = (
        page.locator(part).bounding_box() for part in ("#board", "#stage", ".heard")
    )
    assert board
    assert stage
    assert talk
    assert stage["height"] - board["height"] <= BOARD_GRAIN
    assert stage["width"] - board["width"] <= 2 * BOARD_GRAIN
    assert talk["width"] >= LEAST_TALK
    expect(page.locator("#map")).to_be_visible()


@pytest.mark.parametrize(("device", "shown"), [(DESKTOP, 3), (PHONE, 1)], ids=["desktop", "phone"])
def test_on_a_small_board_one_achievement_is_celebrated_at_a_time(
    open_page: Open, site: Site, device: dict[str, Any], shown: int
) -> None:
    page = open_page(site.new_session(), **device)
    pause(page)
    page.locator("#toasts").evaluate(
        "toasts => toasts.replaceChildren("
        "...['wood', 'stone', 'iron'].map((text) => {"
        "  const item = document.createElement('li'); item.textContent = text; return item; }))"
    )
    visible = page.locator("#toasts li").filter(visible=True)
    expect(visible).to_have_count(shown)
    expect(visible.last).to_have_text("iron")


@pytest.mark.parametrize(("width", "height", "device"), SIZES, ids=lambda one: str(one))
def test_a_person_writes_a_plan_and_sees_it_take_effect(
    open_page: Open, site: Site, width: int, height: int, device: dict[str, Any]
) -> None:
    page = open_page(site.new_session(), viewport={"width": width, "height": height}, **device)
    box = page.locator("#plan-text")
    if device:
        box.tap()
        page.keyboard.insert_text("collect 9 wood")
        page.locator("#write-send").tap()
    else:
        page.keyboard.press("/")
        page.keyboard.type("collect 9 wood")
        page.keyboard.press("Enter")
    expect(page.locator("#plan-now")).to_have_text("collect 9 wood")
    asked = page.locator("#log .asked")
    expect(asked.locator(".goals li")).to_contain_text("collect 9 wood")
    expect(asked).to_be_in_viewport()
    expect(page.locator("#board")).to_be_in_viewport(ratio=1)
    expect(page.locator("#plan")).to_be_in_viewport(ratio=1)
    expect(box).to_have_value("")
    assert serious(page) == []


def test_on_a_phone_the_board_stays_in_sight_over_the_keyboard(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), **PHONE)
    page.locator("#plan-text").tap()
    page.set_viewport_size({"width": 390, "height": 440})  # what a keyboard leaves
    for part in ("#board", "#heard", "#plan-text", "#write-send"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    assert faults(page, ["plan-text", "write-send", "board"]) == []
    page.keyboard.insert_text("collect 9 wood")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-text")).not_to_be_focused()
    page.set_viewport_size({"width": 390, "height": 844})  # the keyboard leaves with the focus
    expect(page.locator("#log .asked")).to_be_in_viewport()


def test_on_a_phone_one_drives_and_sees_the_board(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), **PHONE)
    page.locator("#take").tap()
    expect(page.locator("#pad")).to_be_in_viewport(ratio=1)
    expect(page.locator("#board")).to_be_in_viewport(ratio=1)
    assert faults(page, ["plan-text", "write-send", "pad", "take", "board", "heard"]) == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_nothing_moves_that_nobody_moved(
    open_page: Open, site: Site, width: int, height: int
) -> None:
    page = open_page(
        site.new_session("expert"),
        lambda page: page.add_init_script(f"({SHIFTS})()"),
        viewport={"width": width, "height": height},
    )
    moved = 0.0
    for plan in ("collect 2 wood, then drink water", "explore east", "mine the diamond"):
        page.keyboard.press("/")
        page.keyboard.insert_text(plan)
        page.keyboard.press("Enter")
        # What the answer moves, the person moved, however late it comes on a busy machine.
        expect(page.locator("#log .asked .words", has_text=plan)).to_be_visible()
        answered = shift_of(page)
        wait_for_step(page, int(page.locator("#board").get_attribute("data-step") or 0) + 30)
        moved += shift_of(page) - answered
    assert moved < 0.02


def test_a_page_that_comes_slowly_is_not_drawn_by_halves(open_page: Open, site: Site) -> None:
    def slowly(page: Page) -> None:
        page.add_init_script(f"({SHIFTS})()")
        line = {
            "offline": False,
            "latency": 100,
            "downloadThroughput": 12_000,
            "uploadThroughput": -1,
        }
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)

    page = open_page(site.new_session("expert"), slowly, viewport={"width": 390, "height": 844})
    assert shift_of(page) < 0.005


LOW = [(1024, 500), (390, 650), (320, 450)]


@pytest.mark.parametrize(("width", "height"), LOW)
def test_in_a_low_window_a_button_opens_the_achievements(
    open_page: Open, site: Site, width: int, height: int
) -> None:
    page = open_page(site.new_session(), viewport={"width": width, "height": height})
    pause(page)
    expect(page.locator("#achievements")).to_be_hidden()
    assert faults(page, ["achievements-open", "board", "heard"]) == []
    press(page.locator("#achievements-open"))
    tree = page.locator("#achievement-tree")
    expect(tree).to_be_in_viewport(ratio=1)
    press(tree.locator("[data-achievement=collect_wood]"))
    expect(page.locator("#plan-text")).to_have_value("collect 1 wood")


def test_a_high_window_has_the_strip_instead_of_the_button(page: Page) -> None:
    expect(page.locator("#achievements")).to_be_visible()
    expect(page.locator("#achievements-open")).to_be_hidden()


def test_on_a_phone_the_conversation_has_room_for_an_answer(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), **PHONE)
    heard, board = (page.locator(part).bounding_box() for part in ("#heard", "#board"))
    assert heard
    assert board
    assert heard["height"] >= LEAST_HEARD
    assert board["height"] >= LEAST_PHONE_BOARD
    expect(page.locator("#suggestions")).to_be_hidden()
    page.locator("#plan-text").tap()
    expect(page.locator("#suggestions button").first).to_be_in_viewport()
