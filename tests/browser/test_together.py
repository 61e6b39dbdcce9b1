"""Playing together: the queue, orders, what the planner asks and thinks, going back, what-ifs; by
keyboard and by touch.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Open, Site
from tests.browser.pressing import press
from tests.browser.reading import pause, step, wait_for_step


@pytest.fixture(params=["desktop", "phone"])
def paused_page(open_page: Open, site: Site, request: pytest.FixtureRequest) -> Page:
    """A paused page of a session of its own, on a desktop and on a phone."""
    page = open_page(site.new_session(), **(DESKTOP if request.param == "desktop" else PHONE))
    wait_for_step(page, 2)
    pause(page)
    return page


def write(page: Page, text: str, key: str = "Enter") -> None:
    page.locator("#plan-text").focus()
    page.keyboard.insert_text(text)
    page.keyboard.press(key)
    expect(page.locator("#plan-text")).to_have_value("")


def queued(page: Page) -> list[str]:
    return page.locator("#queue .past-text").all_inner_texts()


def test_plans_are_queued_moved_edited_run_and_cancelled(paused_page: Page) -> None:
    page = paused_page
    write(page, "collect 9 stone")
    for text in ("collect 3 wood", "drink water", "eat a cow"):
        write(page, text, "Shift+Enter")
    expect(page.locator("#queue li")).to_have_count(3)
    press(page.get_by_role("button", name="Earlier: plan 3, eat a cow"))
    expect(page.locator("#queue .past-text").nth(1)).to_have_text("eat a cow")
    press(page.get_by_role("button", name="Edit plan 1, collect 3 wood"))
    expect(page.locator("#plan-text")).to_have_value("collect 3 wood")
    page.locator("#plan-text").fill("collect 4 wood")
    page.keyboard.press("Enter")
    expect(page.locator("#queue .past-text").first).to_have_text("collect 4 wood")
    press(page.get_by_role("button", name="Cancel plan 3, drink water"))
    expect(page.locator("#log .asked", has_text="drink water")).to_contain_text(
        "never begun · cancelled"
    )
    press(page.get_by_role("button", name="Run now: plan 2, eat a cow"))
    expect(page.locator("#plan-now")).to_have_text("eat a cow")
    assert queued(page) == ["collect 4 wood"]
    press(page.get_by_role("button", name="Cancel plan", exact=True))
    expect(page.locator("#plan-now")).to_have_text("collect 4 wood")
    expect(page.locator("#queue-card")).to_be_hidden()


def test_what_is_in_the_way_is_told_at_once(paused_page: Page) -> None:
    write(paused_page, "mine the diamond")
    answer = paused_page.locator("#log [data-who=planner][data-kind=answer]")
    expect(answer).to_contain_text("iron pickaxe")
    expect(answer).to_be_in_viewport(ratio=0.5)
    expect(paused_page.locator("#spoken")).to_contain_text("iron pickaxe")
    expect(paused_page.locator("#log .obstacle")).to_have_count(0)  # it is told once


def order_and_be_asked(page: Page) -> None:
    page.get_by_text("Insist", exact=True).first.click()
    write(page, "collect 9 stone")
    expect(page.locator("#plan-authority")).to_have_text("Insisted")
    for _ in range(12):
        before = step(page)
        page.locator("#one-step").click()
        page.wait_for_function(
            "before => !document.getElementById('question').hidden"
            " || Number(document.getElementById('board').dataset.step) > before",
            arg=before,
        )
        if page.locator("#question").is_visible():
            break
    expect(page.locator("#question-text")).to_have_text(
        "Walker asks to do this first: drink 5 times, because drink is 2."
    )
    expect(page.locator("#question-order")).to_have_text(
        "Then it goes back to your order: collect 9 stone"
    )
    assert page.locator("#question").evaluate("card => card.scrollWidth <= card.clientWidth")


def test_a_planner_under_an_order_asks_and_is_let(paused_page: Page) -> None:
    page = paused_page
    order_and_be_asked(page)
    before = step(page)
    press(page.get_by_role("button", name="Let it"))
    expect(page.locator("#question")).to_be_hidden()
    wait_for_step(page, before + 1)
    expect(page.locator("#plan-now")).to_have_text("collect 9 stone")
    expect(page.locator("#plan-below")).to_have_attribute("data-kind", "first")
    expect(page.locator("#below-text")).to_have_text("drink 5 times, because drink is 2")
    expect(page.locator("#below-back")).to_have_text("Then back to your order.")


def test_a_planner_that_is_told_to_keep_going_does(paused_page: Page) -> None:
    page = paused_page
    order_and_be_asked(page)
    before = step(page)
    page.locator("#board").focus()
    page.keyboard.press("g")
    wait_for_step(page, before + 1)
    expect(page.locator("#plan-now")).to_have_text("collect 9 stone")
    expect(page.locator("#plan-below")).to_have_attribute("data-kind", "how")


def test_without_an_answer_it_goes_on_by_itself(paused_page: Page) -> None:
    page = paused_page
    order_and_be_asked(page)
    before = step(page)
    page.locator("#patience").select_option("5")
    expect(page.locator("#question-left")).to_contain_text("It keeps going in")
    wait_for_step(page, before + 1)
    expect(page.locator("#plan-now")).to_have_text("collect 9 stone")


def test_while_it_asks_one_can_measure_what_its_plan_would_win(paused_page: Page) -> None:
    page = paused_page
    order_and_be_asked(page)
    page.locator("#patience").select_option("120")
    press(page.get_by_role("button", name="Would its plan pay?"))
    gain = page.locator("#question-gain")
    expect(gain).to_contain_text("of 16 pairs")
    expect(gain).to_have_text(
        re.compile("^(Yes: it would|No: it would|It makes no difference)"), timeout=60_000
    )
    expect(page.locator("#question")).to_be_visible()


def test_each_decision_shows_what_it_thought(paused_page: Page) -> None:
    page = paused_page
    expect(page.locator("#p-plan-text")).to_contain_text("Chance of planning")
    assert page.locator("#timeline .chances path").get_attribute("d")
    press(page.get_by_role("button", name="Details"))
    press(page.get_by_role("button", name="What it saw and wrote"))
    expect(page.locator("#decision")).to_contain_text("This planner reads no text")
    expect(page.locator("#decision pre").last).to_contain_text("Move")


def test_one_goes_back_to_a_step_and_on_as_a_branch(paused_page: Page) -> None:
    page = paused_page
    for _ in range(2):
        before = step(page)
        press(page.locator("#one-step"))
        wait_for_step(page, before + 1)
    last = step(page)
    page.locator("#board").focus()
    page.keyboard.press("b")
    page.locator("#past-step").fill("1")
    press(page.locator("#past-play"))
    expect(page.locator("#past-bar")).to_be_hidden()
    expect(page.locator("#board")).to_have_attribute("data-step", "1")
    page.keyboard.press("b")
    expect(page.locator("#past-branch option:checked")).to_have_text(
        re.compile("2: from step 1, playing here")
    )
    page.locator("#past-branch").select_option("1")
    expect(page.locator("#past-which")).to_have_text(f"Step {last} of branch 1")
    press(page.locator("#past-play"))
    expect(page.locator("#past-bar")).to_be_hidden()
    expect(page.locator("#board")).to_have_attribute("data-step", str(last))


def test_a_plan_is_tried_in_branches_and_one_is_taken(paused_page: Page) -> None:
    page = paused_page
    before = step(page)
    page.locator("#plan-text").fill("wait 6 steps")
    press(page.get_by_role("button", name="What if?"))
    press(page.get_by_role("button", name="Try it"))
    expect(page.locator("#tries > li")).to_have_count(5)
    expect(page.locator("#tries .fate").first).to_have_text("done, after 6 steps")
    expect(page.locator("#tries .alone .fate")).to_have_text("after 6 steps")
    assert step(page) == before
    press(page.get_by_role("button", name="Play this one, branch 2"))
    expect(page.locator("#board")).to_have_attribute("data-step", str(before + 6))
