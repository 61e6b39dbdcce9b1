"""The README's picture of the page, from the running app: ``python -m tests.browser.picture``."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import executable
from tests.browser.conftest import ARGUMENTS
from tests.browser.reading import wait_for_step

OUT = Path("docs/page.png")
SEED = 2003
STEPS = 110  # before the plan is written
PLAN = "go east into the cave, fight the skeleton, take the iron"


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [Path(sys.executable).with_name("sidequest"), "play", "--port", "0", "--no-open", "--data", data],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            found = re.search(r"http\S+", server.stdout.readline())
            assert found, "the server printed no address"
            _take(found[0])
        finally:
            server.terminate()
            server.wait(20)


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1360, "height": 900}, device_scale_factor=1)
        page.set_default_timeout(60_000)
        page.goto(address)
        page.wait_for_selector("#board[data-step]")
        page.get_by_role("button", name="New world").click()
        page.locator("dialog[open] input").first.fill(str(SEED))
        page.keyboard.press("Enter")
        page.get_by_text(f"World {SEED}", exact=True).wait_for()
        page.locator("#speed").press("End")
        wait_for_step(page, STEPS)
        page.locator("textarea").first.fill(PLAN)
        page.keyboard.press("Enter")
        page.get_by_text("take the iron").first.wait_for()
        page.wait_for_timeout(1500)
        page.screenshot(path=OUT)
        browser.close()


if __name__ == "__main__":
    main()
