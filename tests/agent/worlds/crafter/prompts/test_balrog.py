from __future__ import annotations

import pytest

from agent.core.context import HISTORY_TURNS, Turn
from agent.core.mode import DYNAMIC
from agent.core.prompt import Situation
from agent.episode import Episode
from agent.planners.language import LanguagePlanner
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.prompts.balrog import BalrogPrompt
from agent.worlds.crafter.rules import ACHIEVEMENTS, ACTION_NAMES
from tests.agent.planners.test_language import Parrot
from tests.agent.worlds.crafter.prompts.test_text import MEADOW, make_view

PROMPT = BalrogPrompt()


def messages(*turns: Turn) -> list[tuple[str, str]]:
    told = PROMPT.messages(Situation(make_view(MEADOW), Memory(), None, turns), DYNAMIC)
    return [(message["role"], message["content"]) for message in told]


def test_the_first_message_is_the_users_and_names_all_actions_and_achievements() -> None:
    ((role, instruction),) = messages()
    assert role == "user"
    for name in (*ACTION_NAMES, *(name.replace("_", " ").title() for name in ACHIEVEMENTS)):
        assert name in instruction


def test_status_and_inventory_stand_in_the_newest_message_alone_before_what_is_seen() -> None:
    past, acted, (_, last) = messages(Turn(PROMPT.observe(make_view(MEADOW), Memory()), "Do"))
    assert past[1].endswith(
        "\n\nObservation:\nYou see:\n- grass 1 step to your west\n\nYou face grass at your front."
    )
    assert "Your status" not in past[1]
    assert acted == ("assistant", "Do")
    assert last.startswith("Current Observation:\nYour status:\n- health: 9/9\n")
    assert last.index("You have nothing in your inventory.") < last.index("You see:")


def test_of_sixteen_past_turns_the_oldest_observation_is_left_out() -> None:
    turns = [Turn(f"seen {number}", "Do") for number in range(HISTORY_TURNS)]
    roles = [role for role, _ in messages(*turns)]
    assert roles == ["user", "assistant", *["user", "assistant"] * 15, "user"]
    told = "\n".join(text for _, text in messages(*turns))
    assert "seen 0" not in told
    assert "seen 1" in told
    assert "seen 0" in "\n".join(text for _, text in messages(*turns[:-1]))


def test_roles_take_turns_even_after_an_empty_answer() -> None:
    told = messages(Turn("a tree", "Do"), Turn("a cow", "Noop", ""), Turn("a lake", "Do"))
    assert [role for role, _ in told] == ["user", "assistant", "user", "assistant", "user"]
    assert "a cow" in told[2][1]
    assert "a lake" in told[2][1]


@pytest.mark.parametrize("turns_after", [0, 1])
def test_an_answer_that_was_no_action_is_told_as_it_was_written_and_what_followed_says_so(
    turns_after: int,
) -> None:
    rejected = Turn("a tree", "Noop", "I will (go) west!")
    told = messages(rejected, *[Turn("a cow", "Do")] * turns_after)
    assert told[1] == ("assistant", "I will go west")
    assert "Noop was played instead.\n\nObservation:\n" in told[2][1]
    assert ("Noop was played" in told[-1][1]) == (turns_after == 0)


@pytest.mark.parametrize(
    ("written", "action"),
    [
        ("Move West", "Move West"),
        (" **Move West**.\n", "Move West"),
        ("<think> west? </think>Do", "Do"),
        ("move west", None),
        ("Action: Do", None),
        ("Do Do", None),
        ("", None),
    ],
)
def test_answers_are_read_as_balrog_reads_them(written: str, action: str | None) -> None:
    read = PROMPT.parse(written)
    assert read.valid == (action is not None)
    assert read.action == (None if action is None else ACTION_NAMES.index(action))


def test_in_play_the_next_prompt_tells_what_was_written() -> None:
    model = Parrot("Go west!", "**Do**", "Noop")
    planner = LanguagePlanner("parrot", model, prompt=PROMPT)
    episode = Episode(CrafterWorld(), planner, seed=2, cap=100)
    while model.says:
        episode.play(episode.decide())
    assert [text["content"] for text in model.read[-1] if text["role"] == "assistant"] == [
        "Go west",
        "Do",
    ]


@pytest.mark.parametrize(
    "rows",
    [["xggggggg" + "g"] * 7, ["x" * 9, *["g" * 9] * 6]],
    ids=["west", "north"],
)
def test_near_the_west_and_north_edge_nothing_is_seen_as_in_balrog(rows: list[str]) -> None:
    assert PROMPT.observe(make_view(rows), Memory()) == (
        "You see nothing away from you.\n\nYou face nothing at your front."
    )


def test_near_the_other_edges_what_is_there_is_seen() -> None:
    view = make_view([*["g" * 8 + "x"] * 6, "x" * 9])
    assert "grass 1 step" in PROMPT.observe(view, Memory())
