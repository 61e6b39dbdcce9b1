"""A study as its participants see it: by keyboard on a desktop, by touch on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from server.study.store import Store
from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, PHONE, Open, Site
from tests.browser.reading import pause, step, wait_for_step

Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Opens a study's link in a browser that knows nothing: ``visit(pid, study=..., **what of the
    context)``.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_(pid: str, study: str = "meadow", **options: Any) -> Page:
        context = browser.new_context(**{**DESKTOP, "reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(link(site, study, pid))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def link(site: Site, study: str, pid: str) -> str:
    key = Store(site.data).key(study)
    return f"{site.origin}/study/{study}?key={key}&PROLIFIC_PID={pid}&STUDY_ID=s1"


def at(page: Page, heading: str) -> None:
    """Wait until a page of that heading is there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def press_on(page: Page, name: str) -> None:
    """Go to a button with the tabulator and press it."""
    button = page.get_by_role("button", name=name, exact=True)
    for _ in range(60):
        if button.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")


def playing(page: Page, episode: int) -> str:
    """Wait until an episode is there; the session's address."""
    expect(page.locator(".facts").first).to_contain_text(f"Episode {episode} of")
    page.wait_for_selector("#board[data-step]")
    return page.url


def tap_your_data(page: Page) -> None:
    """On a phone, where the line with the link is not shown."""
    page.get_by_role("button", name="Help and keys").tap()
    page.get_by_role("link", name="Your data").tap()


def test_by_keyboard_from_the_link_to_the_completion_link(visit: Visit) -> None:
    page = visit("pid-keys")
    at(page, "Meadows")
    assert serious(page) == []
    press_on(page, "I agree")
    first = playing(page, 1)
    assert serious(page) == []
    page.keyboard.press("/")
    page.keyboard.type("collect 3 wood")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-author")).to_have_text("You")
    wait_for_step(page, 3)
    pause(page)
    page.reload()
    assert playing(page, 1) == first
    assert step(page) >= 3
    press_on(page, "Finish this episode")
    assert serious(page) == []
    press_on(page, "Finish it")
    assert playing(page, 2) != first
    press_on(page, "Finish this episode")
    press_on(page, "Finish it")
    at(page, "Some questions")
    page.get_by_role("radio").first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="5")).to_be_checked()
    assert serious(page) == []
    press_on(page, "Send")
    expect(page.locator("#way-back")).to_have_attribute(
        "href", "https://app.example/done?cc=YES&who=pid-keys"
    )
    assert serious(page) == []
    page.goto(first)
    at(page, "Thank you")


def test_on_a_phone_who_does_not_agree_is_led_back(visit: Visit) -> None:
    page = visit("pid-no", **PHONE)
    page.get_by_role("button", name="I do not agree").tap()
    expect(page.locator("#way-back")).to_have_attribute(
        "href", "https://app.example/done?cc=NO&who=pid-no&of=s1"
    )
    assert serious(page) == []


def test_on_a_phone_an_answer_that_is_missing_is_asked_for_again(visit: Visit, site: Site) -> None:
    page = visit("pid-answers", **PHONE)
    page.get_by_role("button", name="I agree").tap()
    for episode in (1, 2):
        playing(page, episode)
        page.locator("#finish").tap()
        page.get_by_role("button", name="Finish it").tap()
    page.locator("textarea").fill("so & so")
    page.evaluate("() => { document.querySelector('form.questions').noValidate = true; }")
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("alert")).to_contain_text("1 answer is still missing")
    expect(page.locator("textarea")).to_have_value("so & so")
    assert serious(page) == []
    page.get_by_text("7", exact=True).tap()
    page.get_by_role("button", name="Send").tap()
    expect(page.locator("#way-back")).to_be_visible()
    one = Store(site.data).of_external("meadow", "pid-answers")
    assert one is not None
    assert Store(site.data).answers(one.pseudonym) == {"fun": "7", "why": "so & so"}


def test_on_a_phone_who_withdraws_is_told_what_was_removed_and_later_that_they_did(
    visit: Visit, site: Site
) -> None:
    page = visit("pid-gone", **PHONE)
    page.get_by_role("button", name="I agree").tap()
    session = playing(page, 1).rsplit("/", 1)[1]
    assert (site.data / "sessions" / session).exists()
    tap_your_data(page)
    at(page, "Your data")
    page.get_by_text("What you agreed to").tap()
    expect(page.get_by_text("Everything is recorded")).to_be_visible()
    assert serious(page) == []
    page.get_by_label("Yes, remove everything").tap()
    page.get_by_role("button", name="Withdraw and delete my data").tap()
    at(page, "You withdrew")
    expect(page.locator("main")).to_contain_text("1 record of play")
    expect(page.locator("#way-back")).to_have_attribute(
        "href", "https://app.example/done?cc=NO&who=pid-gone&of=s1"
    )
    assert serious(page) == []
    assert not (site.data / "sessions" / session).exists()
    page.goto(link(site, "meadow", "pid-gone"))
    at(page, "You withdrew")


def test_a_second_tab_is_in_the_same_game_and_both_go_on_together(visit: Visit, site: Site) -> None:
    page = visit("pid-tabs")
    page.get_by_role("button", name="I agree").click()
    first = playing(page, 1)
    other = page.context.new_page()
    other.goto(link(site, "meadow", "pid-tabs"))
    assert playing(other, 1) == first
    other.locator("#finish").click()
    other.get_by_role("button", name="Finish it").click()
    second = playing(other, 2)
    expect(page).to_have_url(second)


def test_what_the_study_forbids_is_neither_offered_nor_done(visit: Visit) -> None:
    page = visit("pid-strict", study="strict")
    page.get_by_role("button", name="I agree").click()
    playing(page, 1)
    pause(page)
    for hidden in ("#take", "#back", "#write-try", "#new-world", ".authorities", "#read-decision"):
        expect(page.locator(hidden)).to_be_hidden()
    page.keyboard.press("b")
    expect(page.locator("#past-bar")).to_be_hidden()
    page.keyboard.press("o")
    expect(page.locator("#hint")).to_contain_text("In this study the planner has the controls")
    page.keyboard.press("w")
    expect(page.locator("#hint")).to_contain_text("Write it a plan")
    assert (
        page.request.get(page.url.replace("/play/", "/api/sessions/") + "/decision").status == 401
    )
    page.keyboard.press("k")
    expect(page.locator("#over")).to_be_visible()
    for hidden in ("#over-new", "#over-back", "#over-film"):
        expect(page.locator(hidden)).to_be_hidden()
    assert serious(page) == []
    page.get_by_role("button", name="Go on").click()
    at(page, "Thank you")


def test_a_researcher_sees_people_and_withdraws_one(
    visit: Visit, open_page: Open, site: Site
) -> None:
    visit("pid-seen").get_by_role("button", name="I agree").click()
    page = open_page(site.new_session())
    page.goto(f"{site.origin}/people")
    at(page, "People")
    expect(page.get_by_label("The link for participants").first).to_have_value(
        re.compile(r"/study/meadow\?key=")
    )
    assert serious(page) == []
    one = Store(site.data).of_external("meadow", "pid-seen")
    assert one is not None
    page.get_by_role("link", name=one.pseudonym).click()
    at(page, one.pseudonym)
    assert serious(page) == []
    page.get_by_label("Yes, remove everything").check()
    page.get_by_role("button", name=f"Withdraw {one.pseudonym}").click()
    at(page, "Withdrawn")
    assert serious(page) == []
    assert Store(site.data).find(one.pseudonym) is None


def test_a_player_without_a_study_agrees_and_withdraws(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), **PHONE)
    game = page.url
    tap_your_data(page)
    at(page, "Your data")
    assert serious(page) == []
    name = page.get_by_role("radio").nth(1).get_attribute("value") or ""
    page.get_by_text(name).tap()
    page.get_by_role("button", name="I agree").tap()
    expect(page.locator("dd").first).to_have_text(name)
    assert serious(page) == []
    page.get_by_role("link", name="Back").tap()
    expect(page).to_have_url(game)
    page.locator("[data-picture][data-step]").wait_for()
    tap_your_data(page)
    page.get_by_label("Yes, remove everything").tap()
    page.get_by_role("button", name="Withdraw and delete my data").tap()
    at(page, "Withdrawn")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_says_what_is_missing_before_an_episode_can_be_finished(
    visit: Visit, site: Site, device: dict[str, Any]
) -> None:
    page = visit(f"pid-least-{device is PHONE}", "asking", **device)
    page.get_by_role("button", name="I agree").click()
    playing(page, 1)
    pause(page)
    page.get_by_role("button", name="Finish this episode").click()
    expect(page.locator("#finish-text")).to_have_text("Not yet: the study asks for 1 more plan.")
    expect(page.get_by_role("button", name="Finish it")).to_be_disabled()
    assert serious(page) == []
    page.get_by_role("button", name="Play on").click()
    page.locator("#plan-text").fill("collect 3 wood")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-now")).to_have_text("collect 3 wood")
    page.get_by_role("button", name="Finish this episode").click()
    page.get_by_role("button", name="Finish it").click()
    at(page, "Some questions")
    page.get_by_text("5", exact=True).click()
    page.get_by_role("button", name="Send").click()
    at(page, "Thank you")
    store = Store(site.data)
    one = store.of_external("asking", f"pid-least-{device is PHONE}")
    assert one is not None
    assert store.attention(one.pseudonym) == {"read": False}
