"""The README's pictures, from the running app: ``python -m tests.browser.picture``.

The planner is the shipped one, the world is always the same, and the game goes on by single steps,
so that the pictures show the same each time, but for the milliseconds and dates in them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.browser.chromium import executable
from tests.browser.conftest import ARGUMENTS
from tests.browser.reading import step, take_over, wait_for_step

OUT = Path("docs/pictures")
SEED = 1_000_010
PLANNER = "pebble"
WIDTH, HEIGHT = 1280, 860
MARGIN = 6  # pixels round what a picture is of
PATIENCE_MS = 240_000  # a what-if plays 400 steps
MOST_STEPS = 300  # to wait for a question


@contextmanager
def _served() -> Iterator[str]:
    """The address of a server of its own, token included."""
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "sidequest",
                "play",
                "--port",
                "0",
                "--no-open",
                "--data",
                data,
                "--planner",
                PLANNER,
            ],
            stdout=subprocess.PIPE,
            text=True,
            # Time to pause before the first step, and to picture a question before it is taken
            # back.
            env={**os.environ, "SIDEQUEST_STEPS_PER_SECOND": "0.5", "SIDEQUEST_PATIENCE": "120"},
        )
        try:
            assert server.stdout is not None
            found = re.search(r"http\S+", server.stdout.readline())
            assert found, "the server printed no address"
            yield found[0]
        finally:
            server.terminate()
            server.wait(20)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with _served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
        )
        context.add_init_script("localStorage.setItem('tutorial', 'seen')")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        origin, _, key = address.partition("/enter#")
        path = _begin(origin, key, planner=PLANNER)
        session = path.rpartition("/")[2]
        page.goto(f"{origin}{path}")
        page.wait_for_selector("#board[data-step]")
        page.keyboard.press("k")
        expect(page.locator("#holder")).to_have_text("Paused")
        _watching(page)
        _planning(page)
        _trying(page)
        _ordering(page)
        _driving(page)
        _going_back(page)
        _library(page, f"{session}/1")
        _graph(page, address)
        browser.close()


def _watching(page: Page) -> None:
    _play(page, 32)
    page.keyboard.press("k")
    expect(page.locator("#holder")).to_have_text("Pebble is playing")
    _take(page, "watching")
    page.keyboard.press("k")
    expect(page.locator("#holder")).to_have_text("Paused")


def _planning(page: Page) -> None:
    _write(page, "collect 5 wood, then place a table")
    _play(page, 8)
    _take(page, "plan", page.locator("#stage"), page.locator("#plan"))


def _ordering(page: Page) -> None:
    page.locator("input[name=authority][value=order]").check()
    _write(page, "find a diamond and mine it")
    for _ in range(MOST_STEPS):
        before = step(page)
        page.locator("#one-step").click()
        page.wait_for_function(
            "before => !document.getElementById('question').hidden"
            " || Number(document.getElementById('board').dataset.step) > before",
            arg=before,
        )
        if page.locator("#question").is_visible():
            break
    expect(page.locator("#question")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    _take(page, "order", page.locator("#question"), page.locator("#plan"))
    page.keyboard.press("l")
    expect(page.locator("#question")).to_be_hidden()


def _trying(page: Page) -> None:
    page.locator("input[name=authority][value=order]").check()
    page.locator("#plan-text").fill("eat a cow, then drink 3 times")
    page.locator("#write-try").click()
    page.locator("#what-if-go").click()
    expect(page.locator("#tries button").first).to_be_enabled()
    page.locator("#plan-text").fill("")
    _take(page, "what-if", page.locator("#what-if"))
    page.locator("#what-if-close").click()


def _driving(page: Page) -> None:
    page.locator("#board").focus()
    stands = take_over(page)
    for count, key in enumerate("ddssaa", start=1):
        page.keyboard.press(key)
        wait_for_step(page, stands + count)
    page.evaluate("scrollTo(0, 0)")
    _take(page, "driving", page.locator("header.top"), page.locator("section.game"))
    page.keyboard.press("o")
    expect(page.locator("#holder")).to_have_text("Pebble is playing")
    page.keyboard.press("k")
    expect(page.locator("#holder")).to_have_text("Paused")


def _going_back(page: Page) -> None:
    for back in (36, 20):
        page.keyboard.press("b")
        page.locator("#past-step").fill(str(back))
        page.locator("#past-play").click()
        expect(page.locator("#board")).to_have_attribute("data-step", str(back))
        page.locator("#board").focus()
        _play(page, 3)
    page.keyboard.press("b")
    _take(page, "back", page.locator("section.game"))
    page.keyboard.press("Escape")


def _library(page: Page, record: str) -> None:
    origin = page.url.partition("/play/")[0]
    page.goto(f"{origin}/library")
    expect(page.locator("#rows tr").first).to_be_visible()
    _take(page, "library", page.locator("main"))
    page.goto(f"{origin}/replay/{record}?step=38")
    page.wait_for_selector("body[data-ready]")
    _take(page, "replay")


def _begin(origin: str, key: str, **asked: str) -> str:
    """A new session; the path of its page."""
    answer = httpx.post(
        f"{origin}/api/sessions",
        headers={"Authorization": f"Bearer {key}"},
        json={"seed": SEED, **asked},
        timeout=60,
    )
    path: str = answer.raise_for_status().json()["url"]
    return path


def _graph(page: Page, address: str) -> None:
    origin, _, key = address.partition("/enter#")
    page.goto(f"{origin}{_begin(origin, key, world='pogs')}")
    page.wait_for_selector("#graph[data-step]")
    expect(page.locator("#holder")).to_have_text("Paused")
    first = int(page.locator("#graph").get_attribute("data-step") or 0)
    for number in range(first + 1, 5):
        page.locator("#one-step").click()
        expect(page.locator("#graph")).to_have_attribute("data-step", str(number))
    page.keyboard.press("o")
    expect(page.locator("#ways-pad")).to_be_visible()
    expect(page.locator("#suggestions")).to_contain_text("explore")  # they come a second later
    _take(page, "graph", page.locator("header.top"), page.locator("section.game"))


def _play(page: Page, steps: int) -> None:
    """Play single steps."""
    page.locator("#board").focus()
    for _ in range(steps):
        before = step(page)
        page.keyboard.press("n")
        wait_for_step(page, before + 1)


def _write(page: Page, text: str) -> None:
    page.locator("#plan-text").fill(text)
    page.locator("#plan-text").press("Enter")
    expect(page.locator("#plan-now")).to_have_text(text)


def _take(page: Page, name: str, *of: Locator) -> None:
    """A picture of the window, or of where some elements are."""
    page.evaluate("document.activeElement.blur()")
    path = OUT / f"{name}.png"
    boxes = [box for box in (one.bounding_box() for one in of) if box]
    if boxes:
        left = max(0.0, min(box["x"] for box in boxes) - MARGIN)
        top = max(0.0, min(box["y"] for box in boxes) - MARGIN)
        right = min(float(WIDTH), max(box["x"] + box["width"] for box in boxes) + MARGIN)
        bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
        page.screenshot(
            path=path, clip={"x": left, "y": top, "width": right - left, "height": bottom - top}
        )
    else:
        page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(
            256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        ).save(path, optimize=True)


if __name__ == "__main__":
    main()
