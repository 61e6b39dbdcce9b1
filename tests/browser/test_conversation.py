"""The conversation: what is sent stands there at once, is corrected by its chips, and is followed;
and the keys about it.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import DESKTOP, PHONE, Open, Site
from tests.browser.line import Line
from tests.browser.pressing import press
from tests.browser.reading import pause, step, take_over, wait_for_step
from tests.browser.test_planning import write

HOLD_MS = 900


def hold_answers(page: Page) -> None:
    """A line on which answers to commands take a while."""

    def connect(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            late = isinstance(message, str) and json.loads(message)["type"] == "ack"
            if late:
                page.wait_for_timeout(HOLD_MS)
            socket.send(message)

        server.on_message(pass_on)

    page.route_web_socket("**/ws/**", connect)


def test_two_plans_typed_one_after_the_other_stay_two(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), hold_answers)
    pause(page)
    for text in ("collect 3 wood", "eat a cow"):
        page.keyboard.press("/")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.locator("#plan-text")).to_have_value("")
    expect(page.locator("#plan-now")).to_have_text("eat a cow")
    expect(page.locator("#log .asked .words")).to_have_text(["collect 3 wood", "eat a cow"])
    expect(page.locator("#log .pending")).to_have_count(0)


def test_what_is_sent_stands_there_until_it_is_answered(open_page: Open, site: Site) -> None:
    lines: list[Line] = []
    page = open_page(site.new_session(), lambda page: lines.append(Line(page)))
    pause(page)
    lines[0].swallow()
    write(page, "collect 3 wood")
    expect(page.locator("#log .pending")).to_contain_text("Sending")
    page.keyboard.press("/")
    page.keyboard.insert_text("and then")
    lines[0].forget()  # who only lost the connection is sent again
    failed = page.locator("#log .pending")
    expect(failed).to_contain_text(
        "Connection lost. Your plan may have arrived; look at the current plan."
    )
    expect(page.locator("#plan-text")).to_have_value("and then")
    press(failed.get_by_role("button", name="Write it again"))
    expect(page.locator("#plan-text")).to_have_value("collect 3 wood")
    expect(failed).to_have_count(0)


PRESS = """([key, more]) => {
  const box = document.getElementById("plan-text");
  box.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, ...more }));
}"""


@pytest.mark.parametrize("how", [{"isComposing": True}, {"keyCode": 229}], ids=["told", "by code"])
def test_keys_of_an_input_method_neither_send_nor_leave(page: Page, how: dict[str, object]) -> None:
    page.keyboard.press("/")
    page.keyboard.insert_text("collect 3 wood")
    for key in ("Enter", "Escape"):
        page.evaluate(PRESS, [key, how])
    expect(page.locator("#plan-text")).to_have_value("collect 3 wood")
    expect(page.locator("#plan-text")).to_be_focused()
    page.evaluate(PRESS, ["Enter", {}])
    expect(page.locator("#plan-now")).to_have_text("collect 3 wood")


def test_shortcuts_work_after_a_click_on_how_binding_a_plan_is(page: Page) -> None:
    page.get_by_text("Insist", exact=True).click()
    pause(page)
    stands = step(page)
    page.keyboard.press("n")
    wait_for_step(page, stands + 1)
    page.keyboard.press("ArrowLeft")  # the choice's own
    expect(page.locator("input[value=advice]")).to_be_checked()
    page.keyboard.press("/")
    expect(page.locator("#plan-text")).to_be_focused()


def test_who_takes_over_has_the_board_whatever_had_the_focus(page: Page) -> None:
    page.locator("#details-toggle").focus()
    take_over(page)
    expect(page.locator("#board")).to_be_focused()
    stands = step(page)
    page.keyboard.press("Space")
    wait_for_step(page, stands + 1)
    expect(page.locator("#details")).to_be_hidden()


@pytest.mark.parametrize("device", [{}, PHONE], ids=["keyboard", "touch"])
def test_a_plan_in_force_is_corrected_by_its_chips(
    open_page: Open, site: Site, device: dict[str, object]
) -> None:
    page = open_page(site.new_session(), **device)
    pause(page)
    write(page, "collect 5 wood, then place a table, then drink water, and never fight a zombie")
    chips = page.locator("#log .asked.active .goals > li")
    expect(chips).to_have_count(3)
    press(chips.nth(1).get_by_role("button", name="place a table"))
    press(page.get_by_role("button", name="Earlier: place a table"))
    expect(page.locator("#plan-goals .goal").first).to_contain_text("place a table")
    expect(page.locator("#log .asked.active .throughout li")).to_have_text("not: fight a zombie")
    press(chips.nth(2).get_by_role("button"))
    press(page.get_by_role("button", name="Drop: drink"))
    expect(chips).to_have_count(2)
    expect(page.locator("#plan-goals li")).to_have_count(2)
    expect(page.locator("#plan-author")).to_have_text("You")


def test_a_plan_that_is_done_is_celebrated_and_what_comes_next_is_offered(
    open_page: Open, site: Site
) -> None:
    page = open_page(site.new_session("expert"))
    write(page, "wait 3 steps")
    ended = page.locator("#log .ended.done")
    expect(ended).to_contain_text("Your plan is done: wait 3 steps")
    offer = ended.locator(".offers button").first
    text = offer.text_content() or ""
    offer.click()
    expect(page.locator("#plan-text")).to_have_value(text)


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_is_said_stands_there_whole(
    open_page: Open, site: Site, device: dict[str, object]
) -> None:
    page = open_page(site.new_session(), **device)
    pause(page)
    write(page, "collect 3 wood, then place a table")
    write(page, "slower")
    for who, text in (("planner", "In force from step"), ("game", "steps a second from now on")):
        said = page.locator(f"#log [data-who={who}][data-kind=answer]", has_text=text)
        words = said.locator("p", has_text=text)
        expect(words).to_be_visible()
        assert said.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
        assert words.evaluate(
            "one => one.getBoundingClientRect().bottom"
            " < one.parentElement.getBoundingClientRect().bottom"
        )


def test_the_newest_is_in_sight_unless_one_scrolled_away(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), viewport={"width": 1280, "height": 700})
    pause(page)
    for number in range(2, 9):
        write(page, f"collect {number} wood")
    newest = page.locator("#log .asked", has_text="collect 8 wood")
    expect(newest).to_be_in_viewport()
    expect(page.locator("#newest")).to_be_hidden()
    page.locator("#heard").focus()
    page.keyboard.press("Home")
    first = page.locator("#log > li").first
    expect(first).to_be_in_viewport()
    expect(page.locator("#newest")).to_be_visible()
    page.keyboard.press("n")
    wait_for_step(page, step(page))
    expect(first).to_be_in_viewport()
    press(page.locator("#newest"))
    expect(newest).to_be_in_viewport()
    expect(page.locator("#newest")).to_be_hidden()


def test_details_are_behind_a_toggle_that_the_browser_remembers(page: Page) -> None:
    expect(page.locator("#details")).to_be_hidden()
    press(page.locator("#details-toggle"))
    expect(page.locator("#p-plan-text")).to_be_visible()
    page.reload()
    expect(page.locator("#p-plan-text")).to_be_visible()
    press(page.locator("#details-toggle"))
    expect(page.locator("#details")).to_be_hidden()


EARLY = """() => new MutationObserver((_, watch) => {
  const box = document.getElementById("plan-text");
  if (!box) return;
  watch.disconnect();
  box.value = "collect 3 wood\\neat a";
}).observe(document, { childList: true, subtree: true })"""


def test_what_was_sent_before_the_scripts_ran_is_sent_when_they_do(
    open_page: Open, site: Site
) -> None:
    page = open_page(site.new_session(), lambda page: page.add_init_script(f"({EARLY})()"))
    expect(page.locator("#plan-now")).to_have_text("collect 3 wood")
    expect(page.locator("#plan-text")).to_have_value("eat a")


def test_without_scripts_the_words_stay_in_the_box(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), shows="#plan-text", java_script_enabled=False)
    page.locator("#plan-text").fill("collect 3 wood")
    page.locator("#write-send").click()
    expect(page.locator("#plan-text")).to_have_value("collect 3 wood")


def test_what_stands_in_the_way_is_told_once(page: Page) -> None:
    pause(page)
    write(page, "make an iron pickaxe")
    answer = page.locator("#log .said")
    expect(answer).to_contain_text("You need a table nearby.")
    expect(page.locator("#log .asked")).not_to_contain_text("You need a table nearby.")
    write(page, "make a stone pickaxe")
    expect(page.locator("#log .asked")).to_have_count(2)
