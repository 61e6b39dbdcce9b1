"""What tests read off the page, and how they wait for it."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def step(page: Page) -> int:
    """The step of the picture."""
    return int(page.locator("#board").get_attribute("data-step") or 0)


def picture(page: Page) -> str:
    """The pixels of the board."""
    pixels: str = page.evaluate("document.getElementById('board').toDataURL()")
    return pixels


def wait_for_step(page: Page, least: int) -> None:
    """Wait until the picture is of step ``least`` or a later one."""
    page.wait_for_function(
        "least => Number(document.getElementById('board').dataset.step) >= least", arg=least
    )


def pause(page: Page) -> int:
    """Pause by the keyboard; the step at which the game stands."""
    page.keyboard.press("k")
    expect(page.locator("#holder")).to_have_text("Paused")
    return step(page)


def take_over(page: Page) -> int:
    """Take the controls by the keyboard; the step at which the game stands."""
    page.keyboard.press("o")
    expect(page.locator("#holder")).to_have_text("You have the controls")
    return step(page)
