"""A session that is shown to others while it goes on: live, to be watched only, until the link is
revoked or the session ends.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import serious
from tests.browser.conftest import BEARER, DESKTOP, PHONE, Open, Site
from tests.browser.reading import picture, step, wait_for_step


def share(page: Page) -> str:
    """Make a link; its path."""
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    path = page.locator("#made a").get_attribute("href") or ""
    assert serious(page) == []
    page.get_by_role("button", name="Close").click()
    return path


def end(site: Site, page: Page) -> None:
    session = page.url.rsplit("/", 1)[1]
    httpx.delete(f"{site.origin}/api/admin/sessions/{session}", headers=BEARER).raise_for_status()


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_spectator_sees_what_is_played_and_can_press_nothing(
    open_page: Open, site: Site, device: dict[str, Any]
) -> None:
    page = open_page(site.new_session())
    guest = open_page(site.origin + share(page), stranger=True, **device)
    expect(page.locator("#viewers")).to_have_text("1 viewer, 1 spectator")
    before = step(guest)
    wait_for_step(guest, before + 3)
    page.keyboard.press("k")
    page.keyboard.press("/")
    page.keyboard.insert_text("collect 5 wood")
    page.keyboard.press("Enter")
    expect(guest.locator("#plan-now")).to_have_text("collect 5 wood")
    expect(guest.locator("#plan-author")).to_have_text("A person")
    expect(guest.locator("#plan-goals li").first).to_contain_text("wood")
    expect(guest.locator("#p-plan-text")).to_contain_text("Chance of planning")
    expect(guest.locator("#holder")).to_have_text("Paused")
    expect(guest.locator("#achievements button")).to_have_count(22)
    expect(guest.locator("#board")).to_have_attribute("data-step", str(step(page)))
    if device is DESKTOP:
        assert picture(guest) == picture(page)
    told = "[data-zoom], [data-achievement]"
    pressed = f"button:visible:not({told}), a, input, textarea, select, dialog"
    assert guest.locator(pressed).count() == 0
    guest.locator("#timeline").focus()
    expect(guest.locator("#timeline-picked")).to_contain_text("A person: collect 5 wood")
    stands = step(page)
    guest.locator("#board").focus()
    for key in ("k", "o", "n", "d", "/", "?", "b"):
        guest.keyboard.press(key)
    page.keyboard.press("n")
    expect(guest.locator("#board")).to_have_attribute("data-step", str(stands + 1))
    expect(page.locator("#holder")).to_have_text("Paused")
    assert guest.evaluate("document.documentElement.scrollWidth") <= device["viewport"]["width"]
    assert serious(guest) == []
    for closed in ("/", "/library", page.url.removeprefix(site.origin), "/api/sessions", "/admin"):
        assert guest.request.get(site.origin + closed).status == 401, closed


def test_a_link_that_is_revoked_shows_nothing_more(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session())
    guest = open_page(site.origin + share(page), stranger=True)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Revoke link").click()
    expect(page.locator("#links li")).to_have_count(0)
    expect(guest.locator("#banner-text")).to_have_text("This link was revoked.")
    expect(page.locator("#viewers")).to_have_text("1 viewer")
    opened = guest.request.get(guest.url)
    assert (opened.status, "This link opens nothing" in opened.text()) == (404, True)


def test_after_the_session_the_link_leads_to_the_replay(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session())
    guest = open_page(site.origin + share(page), stranger=True)
    wait_for_step(page, 3)
    end(site, page)
    guest.get_by_role("button", name="Watch the replay").click()
    guest.wait_for_selector("body[data-ready]")
    guest.keyboard.press("End")
    assert int(guest.locator("canvas.board").get_attribute("data-step") or 0) >= 3
    assert guest.locator("a:not(.language), #stars").count() == 0


def make_link(page: Page) -> None:
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("#made img")).to_have_js_property("complete", True)
    assert page.locator("#made img").evaluate("image => image.naturalWidth") > 0


def test_a_link_is_copied_with_one_click(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session(), permissions=["clipboard-read", "clipboard-write"])
    make_link(page)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    path = page.locator("#made a").get_attribute("href") or ""
    assert page.evaluate("navigator.clipboard.readText()") == site.origin + path


def test_without_a_clipboard_the_link_is_selected_to_be_copied_by_hand(
    open_page: Open, site: Site
) -> None:
    def as_on_a_lan_without_https(page: Page) -> None:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")

    page = open_page(site.new_session(), as_on_a_lan_without_https)
    make_link(page)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Press Ctrl+C to copy")).to_be_visible()
    selected = page.evaluate(
        "() => { const { value, selectionStart, selectionEnd } = document.activeElement;"
        " return value.slice(selectionStart, selectionEnd); }"
    )
    assert selected.startswith(f"{site.origin}/shared/")
