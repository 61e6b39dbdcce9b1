"""POGS in the page: a person looks, walks by mouse, keyboard and touch, plans, and goes back."""

from __future__ import annotations

import re

import httpx
import networkx as nx
import pytest
from playwright.sync_api import Page, expect

from agent.worlds.pogs.engine import PogsWorld
from tests.browser.axe import serious
from tests.browser.conftest import BEARER, DESKTOP, PHONE, SEED, Open, Site

WORLD = "pogs"
SMALLEST_TARGET = 44  # CSS pixels


def begin(site: Site, planner: str = "explorer") -> str:
    """A session in POGS; the address of its page."""
    asked = {"seed": SEED, "planner": planner, "world": WORLD}
    answer = httpx.post(f"{site.origin}/api/sessions", headers=BEARER, json=asked, timeout=60)
    answer.raise_for_status()
    return f"{site.origin}{answer.json()['url']}"


def way_to_target() -> tuple[int, list[int]]:
    """The start, and the way from there, which no player knows."""
    world = PogsWorld()
    world.reset(SEED)
    puzzle = world._begun()
    found: list[int] = nx.shortest_path(puzzle.tree, puzzle.start, puzzle.target)
    return found[0], found[1:]


def expect_at(page: Page, node: int, step: int) -> None:
    """The picture is of this step, and the player at that node."""
    expect(page.locator("#graph")).to_have_attribute("data-step", str(step))
    expect(page.locator("#graph")).to_have_attribute("data-node", str(node))


def take_over(page: Page) -> None:
    """Take the controls at the start."""
    page.keyboard.press("o")
    expect(page.locator("#holder")).to_have_text("You have the controls")


def go_back(page: Page, step: int) -> None:
    expect(page.locator("#graph")).not_to_have_attribute("data-step", "0")
    page.locator("#back").click()
    page.locator("#past-step").fill(str(step))
    page.locator("#past-play").click()


@pytest.fixture
def graph(open_page: Open, site: Site) -> Page:
    """A page of POGS whose person has the controls at the start."""
    page = open_page(begin(site))  # it waits
    expect_at(page, way_to_target()[0], 0)
    take_over(page)
    return page


def test_a_world_of_another_kind_is_begun_from_the_page(open_page: Open, site: Site) -> None:
    page = open_page(site.new_session())
    page.get_by_role("button", name="New world").click()
    page.locator("#world-kind").select_option("pogs")
    expect(page.locator("#planner")).to_have_value("random")
    expect(page.locator("#planner option")).to_have_text(["random", "explorer"])
    page.locator("#planner").select_option("explorer")
    page.get_by_label("Nodes").fill("12")
    page.get_by_label("Seed").fill("3")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#world")).to_have_text("POGS (12 nodes) 3")
    expect(page.locator("#planner-name")).to_have_text("Planner: explorer")
    expect(page.locator("#search")).to_contain_text("of 12")
    expect(page.locator("#board")).to_be_hidden()
    for crafters in ("#vitals", "#inventory", "#achievements", "#pad"):
        expect(page.locator(crafters)).to_be_hidden()
    expect(page.locator("#holder")).to_have_text("Paused")  # a graph waits for its person
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#over-reason")).to_have_text("The target is reached.")
    page.locator("#over-new").click()
    page.get_by_label("Nodes").fill("4")
    page.get_by_label("Minimum backtracks").fill("3")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#hint")).to_contain_text(
        "ask for more nodes, fewer hops, or fewer backtracks"
    )
    page.locator("#over-new").click()
    page.locator("#world-kind").select_option("crafter")
    expect(page.locator("#planner option").first).to_have_text("random")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#board")).to_be_visible()
    expect(page.locator("#achievements-count")).to_contain_text("of 22")
    expect(page.locator("#graph")).to_be_hidden()


HOLD_BACK = """() => {
  const real = window.fetch;
  window.fetch = async (url, ...rest) => {
    const answer = await real(url, ...rest);
    if (String(url).includes("world=pogs")) {
      const json = answer.json.bind(answer);
      answer.json = () => new Promise((told) => { window.letGo = () => { told(json()); } });
    }
    return answer;
  };
}"""


def test_planners_of_a_game_no_longer_chosen_are_not_offered(open_page: Open, site: Site) -> None:
    """The body of an answer comes after its head, and the choice may have changed between them."""
    page = open_page(begin(site))
    page.evaluate(HOLD_BACK)
    page.get_by_role("button", name="New world").first.click()
    page.wait_for_function("() => window.letGo !== undefined")
    page.locator("#world-kind").select_option("crafter")
    expect(page.locator("#planner option")).to_contain_text(["random", "expert"])
    page.evaluate("() => window.letGo()")
    page.wait_for_timeout(100)
    expect(page.locator("#planner")).to_have_value("random")
    expect(page.locator("#planner option", has_text="explorer")).to_have_count(0)


def test_a_person_reaches_the_target_by_clicking_nodes(graph: Page) -> None:
    _, way = way_to_target()
    svg = graph.locator("#graph svg")
    expect(svg).to_have_attribute(
        "aria-label", re.compile(r"^You are at node \d+\. Next to it: .* Target \d+, not seen yet")
    )
    expect(graph.locator("#light")).to_have_text(f"Target {way[-1]}, not seen yet")
    far = graph.locator("#graph .node.now:not(.near):not(.here)").first
    far.click()
    expect(graph.locator("#hint")).to_contain_text("is not next to node")
    for step, node in enumerate(way, start=1):
        graph.locator(f'#graph [data-node="{node}"]').click()
        expect_at(graph, node, step)
    expect(graph.locator("#over-reason")).to_have_text("The target is reached.")
    expect(graph.locator("#over-score")).to_contain_text(
        f"Node {way[-1]}, the target, in {len(way)} steps"
    )


def test_a_person_reaches_the_target_by_the_keyboard_alone(graph: Page) -> None:
    start, way = way_to_target()
    graph.keyboard.press("w")  # a key of Crafter does nothing here
    graph.keyboard.type(str(start))
    graph.keyboard.press("Enter")
    expect_at(graph, start, 1)
    expect(graph.locator("#hint")).to_have_text(
        f"Node {start} is not next to node {start}: you stayed, and it cost a step."
    )
    expect(graph.locator("#announce")).to_contain_text("it cost a step")
    expect(graph.locator("#search")).to_contain_text("Led nowhere1")
    *others, last = way
    for step, node in enumerate(others, start=2):
        graph.keyboard.type(str(node))
        graph.keyboard.press("Enter")
        expect_at(graph, node, step)
        expect(graph.locator("#announce")).to_contain_text(f"You are at node {node}.")
    graph.keyboard.press("Escape")
    graph.keyboard.press("?")  # shortcuts work again
    expect(graph.locator("#keys")).to_be_visible()
    graph.keyboard.press("Escape")
    graph.get_by_role("button", name=re.compile(rf"^Move to node {last}\b")).focus()
    graph.keyboard.press("Enter")
    expect(graph.locator("#over-reason")).to_have_text("The target is reached.")


def test_the_buttons_keep_the_focus_from_move_to_move(graph: Page) -> None:
    start, way = way_to_target()
    graph.get_by_role("button", name=re.compile(rf"^Move to node {way[0]}\b")).press("Enter")
    expect_at(graph, way[0], 1)
    expect(graph.locator("#ways button").first).to_be_focused()
    expect(
        graph.get_by_role("button", name=f"Move to node {start}, where you came from")
    ).to_be_visible()


def test_the_explorer_does_a_persons_plan_and_the_game_goes_back(graph: Page) -> None:
    start, way = way_to_target()
    graph.keyboard.press("k")
    expect(graph.locator("#holder")).not_to_have_text("You have the controls")
    go_back(graph, 0)
    expect(graph.locator("#holder")).to_have_text("Paused")
    expect_at(graph, start, 0)
    graph.keyboard.press("/")
    graph.keyboard.type(f"go to {way[1]}")
    graph.keyboard.press("Enter")
    expect(graph.locator("#graph")).to_be_focused()
    expect(graph.locator("#plan-goals .progress")).to_have_text(f"2 steps from {way[1]}")
    expect(graph.locator(f'#graph [data-node="{way[1]}"]')).to_have_class(re.compile("goal"))
    for step in (1, 2):
        graph.keyboard.press("n")
        expect(graph.locator("#graph")).to_have_attribute("data-step", str(step))
    expect_at(graph, way[1], 2)
    expect(graph.locator("#log .ended")).to_contain_text("Your plan is done")
    go_back(graph, 1)
    expect_at(graph, way[0], 1)
    expect(graph.locator("#plan-goals .progress")).to_have_text(f"1 step from {way[1]}")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_serious_is_found_and_all_can_be_touched(
    open_page: Open, site: Site, device: dict[str, object]
) -> None:
    page = open_page(begin(site), **device)
    expect_at(page, way_to_target()[0], 0)
    page.locator("#take").click()
    expect(page.locator("#ways-pad")).to_be_visible()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= device["viewport"]["width"]  # type: ignore[index]
    if device is PHONE:
        boxes = [
            control.bounding_box()
            for control in page.locator("button:visible, #go-node, #graph .near .hit").all()
        ]
        assert [
            box for box in boxes if box and min(box["width"], box["height"]) < SMALLEST_TARGET - 0.5
        ] == []
        pad = page.locator("#ways-pad").bounding_box()
        assert pad
        assert pad["y"] + pad["height"] <= PHONE["viewport"]["height"]
        near = page.locator("#graph .near").first
        node = near.get_attribute("data-node")
        near.tap()
        expect(page.locator("#graph")).to_have_attribute("data-node", str(node))
    page.locator("#new-world").click()
    assert serious(page) == []


def test_a_record_is_watched_again(graph: Page, site: Site) -> None:
    _, way = way_to_target()
    for step, node in enumerate(way, start=1):
        graph.locator(f'#ways [data-action="{node}"]').click()
        expect_at(graph, node, step)
    session = graph.url.rsplit("/", 1)[1]
    graph.goto(f"{site.origin}/replay/{session}/1")
    graph.wait_for_selector("body[data-ready]")
    graph.keyboard.press("End")
    expect(graph.locator(".side svg")).to_have_attribute(
        "aria-label", re.compile(f"^You are at node {way[-1]}")
    )
    expect(graph.locator(".side .board")).to_be_hidden()
    expect(graph.locator("#no-film")).to_be_visible()
    expect(graph.locator(".film").first).to_be_hidden()
    assert serious(graph) == []
    graph.goto(f"{site.origin}/library")
    expect(graph.locator("#world option")).to_contain_text(["all", "POGS"])
