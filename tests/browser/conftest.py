"""A real server in a thread, a real Chromium, and a page of a session of its own for every test."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from agent.core.mode import Mode
from agent.core.planner import Planner
from agent.models.hardware import Hardware
from agent.planners import registry
from server import serve
from server.app import create_app
from server.core.settings import ServerSettings
from server.sessions.planners import PlannerPool
from tests.browser import chromium
from tests.browser.reading import pause, wait_for_step
from tests.browser.walker import Walker
from tests.server.study import studies as studies_of_tests
from web import FOLDER

TOKEN = "token-of-the-browser-tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
SEED = 3
SPEED = 10.0
# the expert advises one that plays at random, when a person wants it
ADVISED = "advised,every=0,wish=0,stuck=0:random+expert"
DOOMED = "doomed"  # plays at random, and dies at step 183 of the world of this seed
# Chromium's sandbox cannot start for root, which continuous integration is; the rest keeps it from
# calling home.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
STRICT: dict[str, Any] = {
    "name": "strict",
    "authority": "advice",
    "cap": 12,
    "episodes": 1,
    "controls": {"take_over": False, "rewind": False, "what_if": False},
    "questionnaire": None,
}
ASKING: dict[str, Any] = {
    "name": "asking",
    "episodes": 1,
    "least": {"plans": 1},
    "questionnaire": [{"id": "read", "text": "Choose 2 here.", "kind": "scale", "right": 2}],
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "has_touch": True,
    "is_mobile": True,
}


@dataclass(frozen=True)
class Site:
    """A running server."""

    origin: str
    data: Path  # where it records

    def new_session(self, planner: str = "random", seed: int = SEED) -> str:
        """Begin a session; the address of its page. For ``random`` the tests' walker plays."""
        asked = {"seed": seed, "planner": planner}
        answer = httpx.post(f"{self.origin}/api/sessions", headers=BEARER, json=asked, timeout=60)
        answer.raise_for_status()
        return f"{self.origin}{answer.json()['url']}"


@contextmanager
def serving(settings: ServerSettings, pool: PlannerPool, web: Path = FOLDER) -> Iterator[Site]:
    """A server in a thread. ``web``: the folder with its pages, to try other ones."""
    listening = serve.bind("127.0.0.1", 0)
    server = serve.server(create_app(settings, pool=pool, web=web))
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True
    )
    thread.start()
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    # the socket listens already: this waits for the server
    httpx.get(f"{origin}/healthz").raise_for_status()
    yield Site(origin, settings.data)
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    studies = (
        studies_of_tests.write(tmp_path_factory.mktemp("free")),
        studies_of_tests.write(tmp_path_factory.mktemp("strict"), **STRICT),
        studies_of_tests.write(tmp_path_factory.mktemp("asking"), **ASKING),
    )
    data = tmp_path_factory.mktemp("data")
    settings = ServerSettings(
        port=0,
        token=TOKEN,
        planner="random",
        data=data,
        studies=studies,
        steps_per_second=SPEED,
        grace=0,  # the games of tests that are over make room at once
    )

    def load(name: str, mode: Mode, hardware: Hardware, world: str) -> Planner[Any, Any]:
        if name == DOOMED:
            return registry.load("random", mode, hardware, settings.data, world=world)
        walks = name == Walker.name or (name, world) == ("random", "crafter")
        return (
            Walker()
            if walks
            else registry.load(name, mode, hardware, settings.data, world=world, live=True)
        )

    pool = PlannerPool(settings, load)
    pool.trust(DOOMED)
    pool.trust(ADVISED)
    pool.trust(Walker.name)  # as its records call it
    with serving(settings, pool) as site:
        yield site


# Playwright keeps a running event loop in this thread, so it must be gone before the server's tests
# make theirs.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        pytest.fail("no Chromium: run python -m tests.browser.chromium first")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def enter(context: BrowserContext, origin: str) -> None:
    """Let a browser in as the owner's."""
    answer = context.request.post(f"{origin}/enter", form={"ticket": TOKEN}, max_redirects=0)
    assert answer.status == 303


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Open]:
    """Opens an address in a browser of its own: ``open_page(url, **what of the context)``.

    Errors on the page fail the test.

    A ``newcomer`` has not seen the tutorial; a ``stranger`` has no token.
    ``shows``: what the page has when it is open.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Browsers log every connection that breaks and every refusal, also where a test means it.
        # A page may ask for the map of a game that has just been ended.
        meant = "WebSocket" in message.text or "401" in message.text
        late = "404" in message.text and message.location["url"].endswith("/map")
        if message.type == "error" and not meant and not late:
            errors.append(message.text)

    def open_(
        url: str,
        before: Callable[[Page], None] | None = None,
        *,
        newcomer: bool = False,
        stranger: bool = False,
        shows: str = "[data-picture][data-step]",
        **options: Any,
    ) -> Page:
        context = browser.new_context(**{**DESKTOP, "reduced_motion": "reduce", **options})
        contexts.append(context)
        if not newcomer:
            context.add_init_script("localStorage.setItem('tutorial', 'seen')")
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if not stranger:
            enter(context, site.origin)
        if before:
            before(page)
        page.goto(url)
        page.wait_for_selector(shows)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_page: Open, site: Site) -> Page:
    """The page of a session of its own, on a desktop."""
    return open_page(site.new_session())


@pytest.fixture(params=["random", *registry.offered()])
def played_page(open_page: Open, site: Site, request: pytest.FixtureRequest) -> Page:
    """A paused page for each planner, the walker and those that people can choose: what is written
    stays as long as is looked at.
    """
    page = open_page(site.new_session(request.param))
    wait_for_step(page, 1)
    pause(page)
    return page
