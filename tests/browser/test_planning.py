"""Writing plans."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.reading import take_over

MARKUP = "<img src=x onerror=alert(1)> collect 3 wood"


def write(page: Page, text: str) -> None:
    page.keyboard.press("/")
    expect(page.locator("#plan-text")).to_be_focused()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def test_a_plan_becomes_the_plan_in_force(played_page: Page) -> None:
    page = played_page
    expect(page.locator("#plan")).to_have_attribute("data-source", "planner")
    before = page.locator("#plan-now").text_content() or ""
    write(page, "collect 3 wood")
    expect(page.locator("#plan-now")).to_have_text("collect 3 wood")
    expect(page.locator("#plan-author")).to_have_text("You")
    expect(page.locator("#plan-goals li").first).to_contain_text("wood")
    expect(page.locator("#plan-text")).to_have_value("")
    expect(page.locator("#board")).to_be_focused()
    expect(page.locator("#log .own", has_text=before).first).to_be_visible()
    asked = page.locator("#log .asked", has_text="collect 3 wood")
    expect(asked.locator(".goals li")).to_contain_text("collect 3 wood")
    expect(asked.locator(".meta")).to_contain_text("since step")
    expect(page.locator("#announce")).to_have_text("You: collect 3 wood")


SEND = """box => {
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  return document.activeElement.id;
}"""


def test_the_keys_are_the_games_before_the_server_has_answered(played_page: Page) -> None:
    played_page.keyboard.press("/")
    played_page.keyboard.insert_text("collect 3 wood")
    assert played_page.locator("#plan-text").evaluate(SEND) == "board"
    expect(played_page.locator("#plan-now")).to_have_text("collect 3 wood")


def test_what_was_not_understood_is_named(played_page: Page) -> None:
    page = played_page
    write(page, "collect 3 wood, then whistle a tune")
    expect(page.locator("#log .unread")).to_contain_text("whistle a tune")


def test_a_plan_is_shown_as_text_and_never_as_markup(played_page: Page) -> None:
    page = played_page
    write(page, MARKUP)
    expect(page.locator("#plan-now")).to_have_text(MARKUP)
    assert page.locator("#plan-now img, #log .asked img").count() == 0


def test_a_plan_can_be_cancelled(played_page: Page) -> None:
    page = played_page
    write(page, "collect 3 wood")
    expect(page.locator("#plan-author")).to_have_text("You")
    page.get_by_role("button", name="Cancel plan").click()
    expect(page.locator("#log .asked", has_text="collect 3 wood")).to_contain_text("cancelled")


def test_a_suggestion_goes_into_the_box(page: Page) -> None:
    page.keyboard.press("k")
    chip = page.locator("#suggestions button").first
    text = chip.text_content() or ""
    chip.click()
    expect(page.locator("#plan-text")).to_have_value(text)
    expect(page.locator("#plan-text")).to_be_focused()


def test_others_see_who_planned_and_a_refused_plan_stays_in_the_box(
    open_page: Open, site: Site
) -> None:
    url = site.new_session()
    one, other = open_page(url), open_page(url)
    write(one, "collect 4 wood")
    expect(other.locator("#plan-now")).to_have_text("collect 4 wood")
    expect(other.locator("#plan-author")).to_have_text("A person")
    take_over(one)
    expect(other.locator("#holder")).to_have_text("Another person has the controls")
    write(other, "place a table")
    expect(other.locator("#write-answer")).to_contain_text("Not sent")
    expect(other.locator("#plan-text")).to_have_value("place a table")
    expect(other.locator("#plan-text")).to_be_focused()  # there is something to mend


def test_an_empty_plan_is_not_sent(page: Page) -> None:
    write(page, "   ")
    expect(page.locator("#write")).to_have_attribute("data-phase", "idle")
