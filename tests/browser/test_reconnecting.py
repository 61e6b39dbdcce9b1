"""A connection that breaks, and a session that is gone."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import Open, Site
from tests.browser.reading import take_over, wait_for_step


class Line:
    """The wire between page and server, which a test can cut."""

    def __init__(self, page: Page) -> None:
        self._open: list[WebSocketRoute] = []
        self._cut = False
        self._forgotten = False
        self._swallows = False
        page.route_web_socket("**/ws/**", self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self._cut:
            socket.close()
            return
        if self._forgotten:
            socket.on_message(lambda message: _refuse(socket, message))
            return
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if self._swallows else server.send(message))
        self._open.append(socket)

    def cut(self) -> None:
        """Break what is open, and refuse what comes."""
        self._cut = True
        while self._open:
            self._open.pop().close()

    def swallow(self) -> None:
        """Let nothing through to the server any more."""
        self._swallows = True

    def mend(self) -> None:
        """Let connections through again."""
        self._cut = False

    def forget(self) -> None:
        """Break what is open, and answer as a server that does not know the session."""
        self._forgotten = True
        while self._open:
            self._open.pop().close()


def _refuse(socket: WebSocketRoute, message: str | bytes) -> None:
    refused = {
        "type": "error",
        "id": json.loads(message)["id"],
        "code": "unknown_session",
        "text": "There is no session.",
    }
    socket.send(json.dumps(refused))


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
