"""What the play page costs, beside what it cost: ``python -m tests.browser.measure``.

The server and the browser run on this machine, with the scripted expert. The slow line is made by
Chromium: 50 KB/s with 200 ms to each answer.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from server.core.settings import ServerSettings
from server.sessions.planners import PlannerPool
from tests.browser.chromium import executable
from tests.browser.conftest import ARGUMENTS, TOKEN, Site, enter, serving
from tests.browser.reading import wait_for_step

PLANNER = "expert"
SLOW_LINE = {
    "offline": False,
    "latency": 200,  # milliseconds
    "downloadThroughput": 50_000,  # bytes a second
    "uploadThroughput": 50_000,
}
PATIENCE_MS = 60_000
PLANS = ("collect 3 wood", "drink water", "explore east", "collect a sapling", "wait 2 steps")
SIZES = ((1280, 800), (390, 844))
# At commit d15dbc1, with Pebble; the slow line was a proxy.
BEFORE = {
    "requests": "84",
    "bytes": "293 KB",
    "first picture": "1.0 s",
    "first picture, slow line": "7.1 s",
    "layout shift": "0.264 to 0.647",
    "heap": "2.9 MB after 4,200 steps",
    "processor at 5 steps/s": "5.7 to 9.8 %",
    "processor at 20 steps/s": "20 %",
}

SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(one.value);
  }).observe({ type: "layout-shift", buffered: true });
}"""
PICTURE = "() => document.querySelector('[data-picture][data-step]') !== null"


@dataclass
class Loading:
    """What came while a page was opened."""

    requests: int = 0  # that were answered by the server, not from the browser's store
    sizes: list[int] = field(default_factory=list)  # bytes, headers included
    seconds: float = 0.0  # to the first picture


def shift_of(page: Page) -> float:
    """The layout shift so far that no input of a person led to, see web.dev/cls, all added up.

    ``SHIFTS`` must have been run before the page was opened.
    """
    return float(page.evaluate("() => window.shifts.reduce((sum, one) => sum + one, 0)"))


def main(
    seconds: float = typer.Option(60.0, help="of play for the layout shift and the processor"),
    steps: int = typer.Option(3000, help="after which the heap is measured"),
) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        settings = ServerSettings(port=0, token=TOKEN, planner=PLANNER, data=Path(data))
        with serving(settings, PlannerPool(settings)) as site:
            browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
            figures = _figures(site, browser, seconds, steps)
            browser.close()
    table = Table("", "before", "now")
    for name, value in figures.items():
        table.add_row(name, BEFORE.get(name, ""), value)
    Console().print(table)


def _figures(site: Site, browser: Browser, seconds: float, steps: int) -> dict[str, str]:
    found: dict[str, str] = {}
    first, second = _visits(site, browser, slow=False)
    found["requests"] = str(first.requests)
    found["bytes"] = f"{sum(first.sizes) / 1000:.0f} KB"
    found["first picture"] = f"{first.seconds:.1f} s"
    found["requests, second visit"] = str(second.requests)
    found["first picture, second visit"] = f"{second.seconds:.1f} s"
    first, second = _visits(site, browser, slow=True)
    found["first picture, slow line"] = f"{first.seconds:.1f} s"
    found["first picture, slow line, second visit"] = f"{second.seconds:.1f} s"
    shifts = [_shift(site, browser, seconds, size) for size in SIZES]
    found["layout shift"] = ", ".join(
        f"{shift:.3f} at {width}x{height}"
        for shift, (width, height) in zip(shifts, SIZES, strict=True)
    )
    for speed in (5.0, 20.0):
        share = _processor(site, browser, seconds, speed)
        found[f"processor at {speed:.0f} steps/s"] = f"{100 * share:.1f} %"
    found["heap"] = f"{_heap(site, browser, steps) / 1e6:.1f} MB after {steps:,} steps"
    found["from Enter to the plan in force"] = f"{1000 * _plan(site, browser):.0f} ms"
    found["from a click on the board to the plan in force"] = (
        f"{1000 * _click(site, browser):.0f} ms"
    )
    return found


@contextmanager
def _page(
    site: Site, browser: Browser, size: tuple[int, int] = SIZES[0], **asked: Any
) -> Iterator[Page]:
    """The page of a session of its own."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_init_script("localStorage.setItem('tutorial', 'seen')")
    context.add_init_script(f"({SHIFTS})()")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    enter(context, site.origin)
    page.goto(site.new_session(PLANNER))
    page.wait_for_function(PICTURE)
    yield page
    context.close()


def _visits(site: Site, browser: Browser, slow: bool) -> tuple[Loading, Loading]:
    """The first and the second visit of a browser that has nothing kept."""
    context = browser.new_context(viewport={"width": SIZES[0][0], "height": SIZES[0][1]})
    enter(context, site.origin)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    url = site.new_session(PLANNER)
    first, second = _load(page, url, slow), _load(page, url, slow)
    context.close()
    return first, second


def _load(page: Page, url: str, slow: bool) -> Loading:
    loading = Loading()
    kept: set[str] = set()

    def answered(event: dict[str, Any]) -> None:
        if event["requestId"] not in kept and not event["response"].get("fromDiskCache"):
            loading.requests += 1

    page.goto("about:blank")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestServedFromCache", lambda event: kept.add(event["requestId"]))
    session.on("Network.responseReceived", answered)
    session.on(
        "Network.loadingFinished", lambda event: loading.sizes.append(event["encodedDataLength"])
    )
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW_LINE)
    begun = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(PICTURE, polling=20)
    loading.seconds = time.perf_counter() - begun
    page.wait_for_timeout(1000)  # what comes after the picture counts too
    session.detach()
    return loading


def _shift(site: Site, browser: Browser, seconds: float, size: tuple[int, int]) -> float:
    """Layout shift of a game in which a person writes a plan now and then."""
    with _page(site, browser, size) as page:
        for plan in track(PLANS, f"Layout shift at {size[0]}x{size[1]}"):
            page.keyboard.press("/")
            page.keyboard.insert_text(plan)
            page.keyboard.press("Enter")
            page.wait_for_timeout(1000 * seconds / len(PLANS))
        return shift_of(page)


def _processor(site: Site, browser: Browser, seconds: float, speed: float) -> float:
    """Share of a core that the page's process is busy."""
    with _page(site, browser) as page:
        _set_speed(page, speed)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = _metrics(session)
        for _ in track(range(10), f"Processor at {speed:.0f} steps/s"):
            page.wait_for_timeout(1000 * seconds / 10)
        after = _metrics(session)
        return (after["TaskDuration"] - before["TaskDuration"]) / seconds


def _heap(site: Site, browser: Browser, steps: int) -> float:
    """Bytes after so many steps at full speed; a game that is over is begun anew."""
    with _page(site, browser) as page:
        _set_speed(page, 20.0)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        played = last = 0
        with _bar(steps) as advance:
            while played < steps:
                page.wait_for_timeout(500)
                now = int(page.locator("#board").get_attribute("data-step") or 0)
                played += now - last if now >= last else now
                last = now
                advance(min(played, steps))
                if page.locator("#over").is_visible():
                    page.locator("#over-same").click()
                    page.locator("#over").wait_for(state="hidden")
        session.send("HeapProfiler.collectGarbage")
        return _metrics(session)["JSHeapUsedSize"]


@contextmanager
def _bar(steps: int) -> Iterator[Callable[[int], None]]:
    with Progress() as progress:
        task = progress.add_task("Heap", total=steps)
        yield lambda done: progress.update(task, completed=done)


def _plan(site: Site, browser: Browser) -> float:
    """Seconds from Enter until a plan stands as the current one, at 20 steps a second."""
    with _page(site, browser) as page:
        _set_speed(page, 20.0)
        wait_for_step(page, 3)
        page.keyboard.press("/")
        page.keyboard.insert_text("collect 3 wood")
        begun = time.perf_counter()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "() => document.getElementById('plan-now').textContent === 'collect 3 wood'",
            polling="raf",
        )
        return time.perf_counter() - begun


def _click(site: Site, browser: Browser) -> float:
    """Seconds from the click on "Send" in the menu of a cell until the plan is the current one, at
    20 steps a second.
    """
    with _page(site, browser) as page:
        _set_speed(page, 20.0)
        wait_for_step(page, 3)
        box = page.locator("#board").bounding_box()
        assert box
        page.mouse.click(box["x"] + 0.72 * box["width"], box["y"] + 0.36 * box["height"])
        send = page.get_by_role("button", name="Send at once: Go there", exact=True)
        send.wait_for()
        begun = time.perf_counter()
        send.click()
        page.wait_for_function(
            "() => document.getElementById('plan-now').textContent.startsWith('go to the spot')",
            polling="raf",
        )
        return time.perf_counter() - begun


def _set_speed(page: Page, speed: float) -> None:
    for _ in range(8):
        page.keyboard.press("-" if speed < 20 else "+")
    if speed < 20:
        for _ in range(4):
            page.keyboard.press("+")
    page.wait_for_function(
        "label => document.getElementById('speed-label').textContent === label",
        arg=f"{speed:.0f} steps/s",
    )


def _metrics(session: CDPSession) -> dict[str, float]:
    found = session.send("Performance.getMetrics")["metrics"]
    return {each["name"]: each["value"] for each in found}


if __name__ == "__main__":
    typer.run(main)
