"""A world that was plugged in, in the page: a person watches the maze, plans and moves in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from server.core.settings import ServerSettings
from server.sessions.planners import PlannerPool
from tests.browser.conftest import BEARER, SEED, TOKEN, Open, Site, serving
from tests.maze import plug
from tests.maze.engine import Maze
from tests.maze.view import View, beside, name_of

KEYS = {"north": "w", "east": "d", "south": "s", "west": "a"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of which the page and the list of worlds have the maze."""
    web, data = plug.page(tmp_path_factory.mktemp("page") / "web"), tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        plug.plug_in(patch)
        settings = ServerSettings(
            port=0, token=TOKEN, data=data, world="maze", steps_per_second=4.0
        )
        with serving(settings, PlannerPool(settings), web) as site:
            yield site


def begin(site: Site) -> str:
    """A session in the maze; the address of its page."""
    answer = httpx.post(
        f"{site.origin}/api/sessions", headers=BEARER, json={"seed": SEED}, timeout=60
    )
    answer.raise_for_status()
    return f"{site.origin}{answer.json()['url']}"


def start() -> View:
    """What the player sees first."""
    world = Maze()
    world.reset(SEED)
    return world.view()


def picture(page: Page) -> str:
    return page.locator("#maze svg").inner_html()


def at_the_start(page: Page) -> None:
    """Go back to the first step."""
    expect(page.locator("#maze")).not_to_have_attribute("data-step", "0")
    page.locator("#back").click()
    page.locator("#past-step").fill("0")
    page.locator("#past-play").click()
    expect(page.locator("#maze")).to_have_attribute("data-step", "0")


@pytest.fixture
def maze(open_page: Open, site: Site) -> Page:
    """A page that is paused at the start."""
    page = open_page(begin(site))
    at_the_start(page)
    expect(page.locator("#holder")).to_have_text("Paused")
    return page


def test_its_picture_is_seen_and_changes_as_it_plays(maze: Page) -> None:
    expect(maze.locator("#maze svg .player")).to_be_visible()
    expect(maze.locator("#board")).to_be_hidden()
    expect(maze.locator("#graph")).to_be_hidden()
    before = picture(maze)
    maze.keyboard.press("k")
    # As a function: an expression that is not true at once is evaluated again, which the page
    # forbids.
    maze.wait_for_function("() => Number(document.getElementById('maze').dataset.step) >= 2")
    assert picture(maze) != before
    assert maze.locator("#maze svg .floor").count() > 1
    expect(maze.locator("#world")).to_have_text(f"Maze {SEED}")
    expect(maze.locator("#light")).to_have_text(f"Exit at {name_of(start().exit)}")
    expect(maze.locator("#over-reason")).to_have_text("The exit is reached.", timeout=60_000)
    expect(maze.locator("#over-score")).to_contain_text(re.compile(r"\d+ cells seen in \d+ steps"))


def test_keys_move_the_player(maze: Page) -> None:
    view = start()
    move = min(view.ways)
    maze.keyboard.press("o")
    expect(maze.locator("#holder")).to_have_text("You have the controls")
    maze.keyboard.press(KEYS[move])
    expect(maze.locator("#maze")).to_have_attribute("data-cell", name_of(beside(view.cell, move)))
    expect(maze.locator("#last-action")).to_have_text(move)
    expect(maze.locator("#announce")).to_contain_text(
        f"You are at {name_of(beside(view.cell, move))}."
    )


def test_a_plan_in_the_words_of_the_maze_is_understood_and_done(maze: Page) -> None:
    view = start()
    to = name_of(beside(view.cell, min(view.ways)))
    maze.keyboard.press("/")
    expect(maze.locator("#plan-text")).to_have_attribute(
        "placeholder", re.compile("go to C4, then go to the exit")
    )
    maze.keyboard.type(f"go to {to.lower()}, then dance")
    maze.keyboard.press("Enter")
    expect(maze.locator("#plan-goals")).to_contain_text(f"go to {to}")
    expect(maze.locator("#plan-goals .progress")).to_have_text(f"1 moves from {to}")
    expect(maze.locator("#log .unread")).to_contain_text("then dance")
    expect(maze.locator("#maze svg .goal")).to_be_visible()
    maze.keyboard.press("n")
    expect(maze.locator("#maze")).to_have_attribute("data-cell", to)
    expect(maze.locator("#log .ended")).to_contain_text("Your plan is done")
    expect(maze.locator("#suggestions")).to_contain_text("go to the exit")


def test_the_library_shows_its_record(maze: Page, site: Site) -> None:
    """Two steps, and then the record of them step by step."""
    for step in ("1", "2"):
        maze.keyboard.press("n")
        expect(maze.locator("#maze")).to_have_attribute("data-step", step)
    there = str(maze.locator("#maze").get_attribute("data-cell"))
    session = maze.url.rsplit("/", 1)[1]
    maze.goto(f"{site.origin}/library")
    expect(maze.locator("#world option")).to_contain_text(["all", "Maze"])
    expect(maze.locator("#rows")).to_contain_text("Maze")
    maze.goto(f"{site.origin}/replay/{session}/2")
    maze.wait_for_selector("body[data-ready]")
    svg = maze.locator(".side .maze svg")
    expect(svg).to_have_attribute("aria-label", re.compile(f"^You are at {name_of(start().cell)}"))
    before = svg.inner_html()
    maze.keyboard.press("End")
    expect(svg).to_have_attribute("aria-label", re.compile(f"^You are at {there}"))
    assert svg.inner_html() != before
    expect(maze.locator("#no-film")).to_be_visible()


def test_a_new_maze_is_begun_from_the_page(maze: Page) -> None:
    maze.get_by_role("button", name="New world").first.click()
    expect(maze.locator("#world-kind option")).to_contain_text(
        ["Crafter", "Maze, a maze in the dark", "POGS"]
    )
    expect(maze.locator("#planner option")).to_have_text(["solver"])
    maze.get_by_label("Seed").fill("5")
    maze.get_by_role("button", name="Begin").click()
    expect(maze.locator("#world")).to_have_text("Maze 5")


def test_what_if_shows_small_pictures(maze: Page) -> None:
    maze.locator("#plan-text").fill("go to the exit")
    maze.locator("#write-try").click()
    maze.locator("#what-if-go").click()
    expect(maze.locator("#tries .maze-picture .player")).to_have_count(5)  # one is by itself
    expect(maze.locator("#tries")).to_contain_text("at ")
