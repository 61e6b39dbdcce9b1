"""A connection that breaks, and a session that is gone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from agent.traces import trace as traces
from agent.traces.trace import PlanEvent
from tests.browser.conftest import Open, Site
from tests.browser.line import Line
from tests.browser.reading import pause, take_over, wait_for_step


def test_a_lost_connection_is_told_and_comes_back_to_the_same_game(
    open_page: Open, site: Site
) -> None:
    lines: list[Line] = []
    page = open_page(site.new_session(), before=lambda page: lines.append(Line(page)))
    stands = take_over(page)
    banner = page.get_by_role("alert")
    lines[0].cut()
    expect(banner).to_contain_text("Connection lost, trying again")
    page.keyboard.press("d")
    lines[0].mend()
    expect(banner).to_be_hidden()
    expect(page.locator("#holder")).to_have_text("You have the controls")
    expect(page.locator("#step")).to_have_text(f"Step {stands}")
    page.keyboard.press("d")
    wait_for_step(page, stands + 1)


def test_a_plan_that_could_not_be_sent_stays_in_the_box(open_page: Open, site: Site) -> None:
    lines: list[Line] = []
    page = open_page(site.new_session(), before=lambda page: lines.append(Line(page)))
    page.locator("#plan-text").fill("collect 3 wood")
    lines[0].cut()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#plan-text").press("Enter")
    expect(page.locator("#write-answer")).to_contain_text("Not sent")
    expect(page.locator("#plan-text")).to_have_value("collect 3 wood")


@pytest.mark.parametrize("reached", [True, False], ids=["answer cut", "command cut"])
def test_a_plan_that_was_cut_off_is_in_force_once_and_nobody_says_it_is_not(
    open_page: Open, site: Site, reached: bool
) -> None:
    lines: list[Line] = []
    url = site.new_session()
    page = open_page(url, before=lambda page: lines.append(Line(page)))
    pause(page)
    (lines[0].deafen if reached else lines[0].swallow)()
    page.locator("#plan-text").fill("collect 3 wood")
    page.locator("#plan-text").press("Enter")
    expect(page.locator("#log")).to_contain_text("collect 3 wood")
    page.wait_for_timeout(300)  # the server has it by then, if it gets it
    lines[0].mend()
    lines[0].break_off()
    expect(page.locator("#plan-author")).to_have_text("You")
    expect(page.get_by_text("Not sent")).to_have_count(0)
    (record,) = (site.data / "sessions" / url.rsplit("/", 1)[1]).iterdir()
    plans = [one for one in traces.read(record).events if isinstance(one, PlanEvent)]
    assert [plan.text for plan in plans if plan.source == "human"] == ["collect 3 wood"]


def test_a_session_that_is_gone_offers_a_new_one(open_page: Open, site: Site) -> None:
    lines: list[Line] = []
    url = site.new_session()
    page = open_page(url, before=lambda page: lines.append(Line(page)))
    lines[0].forget()
    expect(page.get_by_role("alert")).to_contain_text("no longer on the server")
    page.get_by_role("button", name="Start a new game").click()
    expect(page).to_have_url(re.compile("/play/"))
    expect(page).not_to_have_url(url)


def test_a_server_that_was_started_again_is_told(open_page: Open, site: Site) -> None:
    lines: list[Line] = []
    page = open_page(site.new_session(), lambda page: lines.append(Line(page)))
    page.context.clear_cookies()  # what a new token comes to
    lines[0].cut()
    expect(page.locator("#banner")).to_contain_text("The server restarted")
