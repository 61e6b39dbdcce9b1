"""The same cuts as of ``tests.faults.cuts`` in a real Chromium: a page writes a plan, the line breaks
before the answer, the page comes back and shows what became of it.
"""

from __future__ import annotations

import random
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from agent.traces import trace as traces
from agent.traces.trace import PlanEvent
from server.core.settings import ServerSettings
from server.sessions.planners import PlannerPool
from tests.browser import chromium
from tests.browser.conftest import ARGUMENTS, BEARER, TOKEN, serving
from tests.browser.line import Line
from tests.server.meadow import load


def cut_pages(data: Path, cuts: int) -> int:
    """How many of so many cuts lost a plan, or doubled it, or had the page say what is not so."""
    if not cuts:
        return 0
    settings = ServerSettings(port=0, token=TOKEN, planner="random", data=data)
    rng = random.Random(0)
    with (
        serving(settings, PlannerPool(settings, load)) as site,
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=chromium.executable(), args=ARGUMENTS
        ) as browser,
    ):
        url = site.new_session()
        page = browser.new_context(extra_http_headers=BEARER).new_page()
        line = Line(page)
        page.goto(url)
        page.wait_for_selector("[data-picture][data-step]")
        page.get_by_role("button", name="Pause").click()
        wrong = 0
        for number in range(cuts):
            rng.choice((line.deafen, line.swallow))()
            words = f"wait {number + 2} steps"
            page.locator("#plan-text").fill(words)
            page.locator("#plan-text").press("Enter")
            page.wait_for_timeout(rng.choice((0, 20, 100)))
            line.mend()
            line.break_off()
            expect(page.locator("#plan-text")).to_have_value("")
            expect(page.locator("#plan")).to_contain_text(words)
            wrong += page.get_by_text("Not sent").count()
        (record,) = (data / "sessions" / url.rsplit("/", 1)[1]).iterdir()
        plans = [event.text for event in traces.read(record).events if isinstance(event, PlanEvent)]
    wanted = [f"wait {number + 2} steps" for number in range(cuts)]
    return wrong + abs(len(plans) - len(set(plans))) + len(set(wanted) - set(plans))
