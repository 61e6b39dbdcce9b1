"""The tutorial: done by keyboard on a desktop and by touch on a phone, skipped, left, and started
again.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from agent.traces import trace as traces
from tests.browser.axe import serious
from tests.browser.conftest import PHONE, Open, Site
from tests.browser.reading import pause

SMALLEST_TARGET = 44  # CSS pixels
ALL = ["watch", "think", "plan", "follow", "order", "take", "move", "give", "back", "done"]


def expect_lesson(page: Page, title: str) -> None:
    expect(page.locator("#tutorial-title")).to_have_text(title)


def told(site: Site, url: str) -> list[object]:
    """What the records of a session say of the tutorial, each thing once: a branch has what its
    parent has.
    """
    folder = site.data / "sessions" / url.rsplit("/", 1)[1]
    events = [event for path in sorted(folder.iterdir()) for event in traces.read(path).events]
    return list(
        dict.fromkeys(
            event.value for event in events if event.type == "control" and event.what == "tutorial"
        )
    )


def begin(page: Page) -> None:
    page.keyboard.press("Shift+Slash")
    page.get_by_role("button", name="Tutorial").click()
    expect_lesson(page, "Watch it play")


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(40):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(target).to_be_focused()


def test_a_newcomer_does_every_lesson_by_the_keyboard(open_page: Open, site: Site) -> None:
    url = site.new_session()
    page = open_page(url, newcomer=True)
    expect(page.locator("#tutorial")).to_be_visible()
    assert page.evaluate("() => document.activeElement === document.body")
    expect_lesson(page, "See it think")
    expect(page.locator("#details-toggle.taught")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("k")
    expect_lesson(page, "Write a plan")
    page.keyboard.press("/")
    page.keyboard.insert_text("collect 9 stone")
    page.keyboard.press("Enter")
    expect_lesson(page, "See it followed")
    page.keyboard.press("k")
    expect_lesson(page, "Insist")
    page.keyboard.press("/")
    tab_to(page, page.locator("input[name=authority][value=advice]"))
    page.keyboard.press("ArrowRight")
    page.locator("#board").focus()
    page.keyboard.press("/")
    page.keyboard.insert_text("collect 8 stone")
    page.keyboard.press("Enter")
    expect_lesson(page, "Take the controls")
    page.keyboard.press("o")
    expect_lesson(page, "Move")
    for key in ("d", "a", "d"):
        page.keyboard.press(key)
    expect_lesson(page, "Give them back")
    page.keyboard.press("o")
    expect_lesson(page, "Go back")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect_lesson(page, "That is all")
    tab_to(page, page.get_by_role("button", name="Close"))
    page.keyboard.press("Enter")
    expect(page.locator("#tutorial")).to_be_hidden()
    assert told(site, url) == ALL
    page.reload()
    page.wait_for_selector("#board[data-step]")
    expect(page.locator("#tutorial")).to_be_hidden()


def test_on_a_phone_nothing_that_must_be_touched_is_covered(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), newcomer=True, **PHONE)
    expect_lesson(page, "See it think")
    page.locator("#play").tap()
    expect_lesson(page, "Write a plan")
    page.get_by_role("button", name="Show me").tap()
    expect(page.locator("#plan-text")).to_be_in_viewport()
    page.locator("#plan-text").tap()
    page.locator("#suggestions button").first.tap()
    page.locator("#write-send").tap()
    expect_lesson(page, "See it followed")
    page.locator("#play").tap()
    expect_lesson(page, "Insist")
    page.get_by_role("button", name="Cancel plan").tap()
    expect_lesson(page, "Take the controls")
    page.locator("#take").tap()
    expect_lesson(page, "Move")
    for name in ("Right", "Left", "Right"):
        page.get_by_role("button", name=name, exact=True).tap()
    expect_lesson(page, "Give them back")
    boxes = [button.bounding_box() for button in page.locator("#tutorial button:visible").all()]
    assert [
        box for box in boxes if not box or min(box["width"], box["height"]) < SMALLEST_TARGET - 0.5
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    text, card = (page.locator(each).bounding_box() for each in ("#tutorial .told", "#tutorial"))
    assert text
    assert card
    assert text["height"] < card["height"]
    assert serious(page) == []
    page.locator("#take").tap()
    page.locator("#back").tap()
    page.locator("#past-play").tap()
    expect_lesson(page, "That is all")


def test_lessons_are_skipped_and_all_can_be_done_again(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session())
    pause(page)  # so that nothing is done by itself
    begin(page)
    for number in range(2, 8):
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator("#tutorial-at")).to_have_text(f"{number} of 9")
    page.get_by_role("button", name="Next", exact=True).click()
    expect_lesson(page, "Go back")  # what was not taken need not be given back
    begin(page)


def test_it_is_left_for_good_and_does_not_come_to_those_who_know_it(
    open_page: Open, site: Site
) -> None:
    url = site.new_session()
    page = open_page(url, newcomer=True)
    page.get_by_role("button", name="End tour").click()
    expect(page.locator("#tutorial")).to_be_hidden()
    assert page.locator(".taught").count() == 0
    page.reload()
    page.wait_for_selector("#board[data-step]")
    expect(page.locator("#tutorial")).to_be_hidden()
    # it plays by itself, perhaps for long enough to have been watched
    assert told(site, url) in (["left"], ["watch", "left"])
