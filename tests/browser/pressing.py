"""Presses what a person presses, as they do."""

from __future__ import annotations

from playwright.sync_api import Locator


def press(control: Locator) -> None:
    """Touch a control on a phone; on a desktop it is reached and pressed by the keyboard."""
    if control.page.evaluate("navigator.maxTouchPoints > 0"):
        control.tap()
        return
    control.focus()
    control.page.keyboard.press("Space" if control.get_attribute("type") == "checkbox" else "Enter")
