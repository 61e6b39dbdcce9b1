"""The pages under a path of a proxy."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from server.core.settings import ServerSettings
from server.sessions.planners import PlannerPool
from tests.browser.conftest import DESKTOP, SPEED, TOKEN, serving
from tests.browser.reading import wait_for_step
from tests.server.proxy import proxied

ROOT = "/lab/sidequest"


def test_one_plays_and_looks_round_under_a_path(browser: Browser, tmp_path: Path) -> None:
    settings = ServerSettings(
        port=0,
        root_path=ROOT,
        token=TOKEN,
        planner="random",
        data=tmp_path,
        steps_per_second=SPEED,
    )
    with (
        serving(settings, PlannerPool(settings)) as site,
        proxied(int(site.origin.rsplit(":", 1)[1]), ROOT) as origin,
    ):
        context = browser.new_context(**DESKTOP)
        context.add_init_script("localStorage.setItem('tutorial', 'seen')")
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "response",
            lambda answer: faults.append(answer.url) if answer.status >= 400 else None,
        )
        page.goto(f"{origin}{ROOT}/enter#{TOKEN}")
        wait_for_step(page, 2)
        page.keyboard.press("k")
        page.get_by_role("button", name="Share").click()
        page.get_by_role("button", name="Make a link").click()
        shared = page.locator("#made a").get_attribute("href") or ""
        page.get_by_role("button", name="Close").click()
        page.get_by_role("link", name="Library").click()
        page.locator("#rows a").first.click()
        page.wait_for_selector("body[data-ready]")
        for name in ("Figures", "Planners", "People", "Server", "Play"):
            page.get_by_role("link", name=name, exact=True).click()
            page.wait_for_load_state()
            assert page.url.startswith(f"{origin}{ROOT}/")
        page.goto(origin + shared)
        page.wait_for_selector("[data-picture][data-step]")
        assert faults == []
        context.close()
