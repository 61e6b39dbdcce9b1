"""A link, opened in a browser."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, TOKEN, Open, Site


def test_a_link_leads_in_and_leaves_no_ticket_in_the_address(browser: Browser, site: Site) -> None:
    context = browser.new_context(**DESKTOP)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.origin}/enter#{TOKEN}")
    page.wait_for_url(re.compile("/play/"))
    assert not [url for url in asked if TOKEN in url.partition("#")[0]]
    page.go_back()
    assert TOKEN not in page.url
    context.close()


def test_the_owner_makes_a_link_for_a_player_and_revokes_it(
    browser: Browser, site: Site, open_page: Open
) -> None:
    page = open_page(f"{site.origin}/admin", shows="#new-link")
    page.get_by_label("For", exact=True).fill("Ben")
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("#made-link")).to_contain_text("/enter#")
    assert serious(page) == []
    address = page.locator("#made-link").inner_text().rpartition(" ")[2]
    context = browser.new_context(**DESKTOP)
    player = context.new_page()
    player.goto(address)
    player.wait_for_url(re.compile("/play/"))
    player.goto(f"{site.origin}/library")
    links = player.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links).to_have_text(["Library", "Planners", "Play"])
    page.get_by_role("button", name="Revoke the link for Ben").click()
    expect(page.locator("#links")).to_contain_text("revoked")
    player.reload()
    expect(player.get_by_role("heading", name="Who are you?")).to_be_visible()
    context.close()
