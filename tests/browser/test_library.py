"""The library of records, and records watched again; on a desktop and on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, PHONE, Open, Site
from tests.browser.pressing import press
from tests.browser.reading import pause, step, wait_for_step

PLAN = "collect 3 wood, then look at the moon"


@pytest.fixture(params=["desktop", "phone"])
def played(open_page: Open, site: Site, request: pytest.FixtureRequest) -> Page:
    """The page of a session that was played for some steps, with a person's plan."""
    page = open_page(site.new_session(), **(DESKTOP if request.param == "desktop" else PHONE))
    page.locator("#plan-text").fill(PLAN)
    press(page.locator("#write-send"))
    expect(page.locator("#plan-author")).to_have_text("You")
    page.locator("#board").focus()
    wait_for_step(page, step(page) + 14)
    pause(page)
    return page


def record_of(page: Page) -> str:
    return page.url.rsplit("/", 1)[1] + "/1"


def open_replay(page: Page, record: str, at: int = 0) -> None:
    page.goto(f"{page.url.split('/play/')[0]}/replay/{record}?step={at}")
    page.wait_for_selector("body[data-ready]")


def canvas(page: Page) -> int:
    return int(page.locator("canvas.board").first.get_attribute("data-step") or -1)


def test_a_record_is_found_by_the_words_of_a_plan_and_sorted(played: Page, site: Site) -> None:
    page, record = played, record_of(played)
    page.goto(f"{site.origin}/library")
    expect(page.locator("#rows tr").first).to_be_visible()
    page.locator("#q").fill("moon")
    press(page.get_by_label("with people's plans"))
    expect(page.locator(f"#rows a[href='/replay/{record}']")).to_be_visible()
    page.locator("#q").fill("no such words at all")
    expect(page.locator("#found")).to_have_text("0 games, 0 records")
    page.locator("#q").fill("")
    press(page.get_by_role("button", name="Steps"))
    expect(page.locator("th[aria-sort]")).to_contain_text("Steps")
    press(page.get_by_role("button", name="Steps"))
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Steps")
    page.reload()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Steps")
    expect(page.get_by_label("with people's plans")).to_be_checked()
    expect(page.locator("#rows tr").first).to_be_visible()
    assert serious(page) == []


def test_branches_are_folded_under_their_game_and_pictures_show_how_it_ended(
    open_page: Open, site: Site
) -> None:
    page = open_page(site.new_session())
    session = page.url.rsplit("/", 1)[1]
    wait_for_step(page, 6)
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(page.locator("#timeline .branch")).to_have_count(2)
    page.goto(f"{site.origin}/library?q={session}")
    rows = page.locator("#rows tr:visible")
    expect(page.locator("#found")).to_have_text("1 game, 2 records")
    expect(rows).to_have_count(1)
    expect(rows.locator("canvas")).to_be_visible()
    fold = rows.get_by_role("button", name="1 branch")
    press(fold)
    expect(rows).to_have_count(2)
    expect(rows.last.locator(f"a[href='/replay/{session}/2']")).to_be_visible()
    expect(rows.last.locator("canvas")).to_be_visible()
    assert serious(page) == []
    press(fold)
    expect(rows).to_have_count(1)


def test_a_replay_is_scrubbed_by_keys_and_its_address_names_the_step(played: Page) -> None:
    page, record = played, record_of(played)
    last = step(page)
    open_replay(page, record, 3)
    assert canvas(page) == 3
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert canvas(page) == 14
    page.keyboard.press("Home")
    page.keyboard.press("End")
    assert canvas(page) == last
    assert page.url.endswith(f"step={last}")
    expect(page.locator(".plan")).to_contain_text(f"A person: {PLAN}")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    expect(page.locator("#run")).to_have_text("Pause")
    expect(page.locator("canvas.board")).to_have_attribute("data-step", str(last), timeout=15_000)
    assert serious(page) == []


def test_without_a_clipboard_a_replays_link_is_selected_to_be_copied_by_hand(
    played: Page,
) -> None:
    played.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    open_replay(played, record_of(played), 3)
    copy = played.locator("#copy")
    press(copy)
    expect(copy).to_have_text("Press Ctrl+C to copy")
    link = played.locator("#step-link")
    expect(link).to_be_focused()
    expect(link).to_have_value(played.url)
    assert link.evaluate("one => one.selectionEnd - one.selectionStart") == len(played.url)


def test_a_record_is_rated_flagged_and_noted(played: Page, site: Site) -> None:
    page, record = played, record_of(played)
    open_replay(page, record, 5)
    page.locator("#stars").select_option("4")
    press(page.locator("#flag"))
    expect(page.locator("#flag")).to_be_checked()
    page.locator("#note-text").fill("<b>here</b> it turns")
    press(page.get_by_role("button", name="Add"))
    expect(page.locator("#notes li")).to_contain_text("<b>here</b> it turns")
    open_replay(page, record)
    expect(page.locator("#stars")).to_have_value("4")
    expect(page.locator("#flag")).to_be_checked()
    press(page.get_by_role("button", name="Step 5", exact=True))
    assert canvas(page) == 5
    page.goto(f"{site.origin}/library")
    press(page.get_by_label("flagged"))
    expect(
        page.locator("#rows tr", has=page.locator(f"a[href='/replay/{record}']"))
    ).to_contain_text("4.0, flagged, 1 note")


def test_a_spectators_link_opens_the_replay_alone_until_it_is_revoked(
    played: Page, browser: Browser, site: Site
) -> None:
    page, record = played, record_of(played)
    open_replay(page, record)
    press(page.get_by_role("button", name="Make a link"))
    shared = page.locator("#made a").get_attribute("href") or ""
    context = browser.new_context()
    guest = context.new_page()
    guest.goto(site.origin + shared)
    guest.wait_for_selector("body[data-ready]")
    assert guest.locator("#stars").count() == 0
    for closed in ("/library", f"/replay/{record}", f"/api/replays/{record}", "/api/library"):
        answer = guest.request.get(site.origin + closed)
        assert answer.status == 401, closed
    press(page.get_by_role("button", name=re.compile("Revoke link")))
    expect(page.locator("#links li")).to_have_count(0)
    guest.goto(site.origin + shared)
    expect(guest.locator("h1")).to_have_text("This link opens nothing")
    context.close()


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_two_records_are_compared_in_step(
    open_page: Open, site: Site, device: dict[str, Any]
) -> None:
    pages = [open_page(site.new_session(), **device) for _ in range(2)]
    for page in pages:
        wait_for_step(page, 6)
        pause(page)
    names = [record_of(page) for page in pages]
    page = pages[0]
    page.goto(f"{site.origin}/library")
    for name in names:
        press(page.get_by_label(f"Compare {name}"))
    press(page.get_by_role("link", name="Compare selected"))
    page.wait_for_selector("body[data-ready]")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert [one.get_attribute("data-step") for one in page.locator("canvas.board").all()] == [
        "4",
        "4",
    ]
    assert serious(page) == []


def test_nothing_is_serious_on_the_page_of_a_game(played: Page) -> None:
    played.locator("#plan-text").fill("drink water")
    played.locator("#write-queue").click()
    expect(played.locator("#queue li")).to_have_count(1)
    assert serious(played) == []


def test_a_film_of_chosen_steps_is_made_and_saved(played: Page) -> None:
    page = played
    open_replay(page, record_of(page))
    page.locator("#film-from").fill("2")
    page.locator("#film-to").fill("8")
    page.locator("select[name=format]").select_option("gif")
    press(page.get_by_role("button", name="Make a film"))
    save = page.get_by_role("link", name="Save the film (GIF)")
    expect(save).to_be_visible(timeout=30_000)
    expect(page.locator("#film-told")).to_have_text("The film is ready.")
    with page.expect_download() as saved:
        press(save)
    assert saved.value.suggested_filename.endswith(".gif")
    with Image.open(saved.value.path()) as film:
        assert getattr(film, "n_frames", 1) == 7  # of an animation
    page.locator("#film-from").fill("9")
    assert page.locator("#film-to").evaluate("to => !to.checkValidity()")
    assert serious(page) == []


def test_a_replay_shows_what_is_carried_and_is_jumped_through_by_its_timeline(
    played: Page,
) -> None:
    page = played
    open_replay(page, record_of(page))
    expect(page.locator(".side .vitals .count")).to_have_text(["9", "9", "9", "9"])
    expect(page.locator(".side .inventory")).to_contain_text("Nothing carried yet")
    mark = page.get_by_role("button", name=re.compile(r"^Step \d+: A person: collect 3 wood"))
    wanted = int(re.search(r"\d+", mark.get_attribute("aria-label") or "")[0])  # type: ignore[index]
    press(mark)
    assert canvas(page) == wanted
    page.keyboard.press("Home")
    page.keyboard.press("BracketRight")
    assert 0 < canvas(page) <= wanted
    press(page.locator("#mark-before"))
    box = page.locator("#marks").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 4)
    page.mouse.up()
    last = int(page.locator("#at").get_attribute("max") or 0)
    assert abs(canvas(page) - 0.75 * last) <= 1  # the pointer stands on whole pixels
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious(page) == []


def test_a_game_is_played_on_from_the_library_and_from_a_step_of_its_replay(
    played: Page, site: Site
) -> None:
    page, record = played, record_of(played)
    session = record.partition("/")[0]
    open_replay(page, record, 5)
    press(page.get_by_role("link", name="Play on from here"))
    expect(page).to_have_url(f"{site.origin}/play/{session}")
    expect(page.locator("#step")).to_have_text("Step 5")
    press(page.get_by_role("button", name="One step"))
    expect(page.locator("#step")).to_have_text("Step 6")
    page.goto(f"{site.origin}/library")
    press(page.locator(f"#rows a[href='/play/{session}']"))
    expect(page.locator("#step")).to_have_text("Step 6")
