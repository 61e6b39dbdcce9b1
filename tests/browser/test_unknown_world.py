"""A world that the server has and the page does not."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.test_graph import begin

SENTENCE = "This page cannot show the world “pogs”: web/static/worlds/index.js does not list it."


def without_pogs(page: Page) -> None:
    """The list of worlds has no line for POGS. The scripts come one by one."""
    page.route(
        "**/play/main.all.js",
        lambda route: route.fulfill(
            body='import "/static/play/main.js";', content_type="text/javascript"
        ),
    )
    line = 'export { crafter } from "./crafter/index.js";'
    page.route(
        "**/static/worlds/index.js",
        lambda route: route.fulfill(body=line, content_type="text/javascript"),
    )


def test_the_page_says_so_in_the_place_of_the_picture(open_page: Open, site: Site) -> None:
    page = open_page(begin(site), without_pogs, shows="#waiting:visible")
    expect(page.locator("#waiting-text")).to_have_text(SENTENCE)
    page.keyboard.press("k")
    expect(page.locator("#holder")).to_have_text(re.compile("^(Paused|Game over)$"))
    expect(page.locator("#waiting-text")).to_have_text(SENTENCE)


def test_so_does_a_replay_of_it(open_page: Open, site: Site) -> None:
    url = begin(site)
    open_page(url)
    replay = url.replace("/play/", "/replay/") + "/1"
    page = open_page(replay, without_pogs, shows="#no-replay:not(:empty)")
    page.wait_for_load_state("networkidle")  # what people said of it comes later
    expect(page.locator("#no-replay")).to_have_text(f"This record cannot be replayed: {SENTENCE}")
