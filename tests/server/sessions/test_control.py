"""Every mode and every command: what is allowed, to whom, and what follows."""

from __future__ import annotations

import pytest

from server.protocol.commands import MODES, Mode
from server.sessions.control import Refusal, follow
from tests.server.client import COMMANDS

PLANS = (
    "plan",
    "edit_plan",
    "move_plan",
    "run_plan",
    "cancel_plan",
    "ask_adviser",
    "answer",
    "try_plan",
    "stop_trying",
)
ALWAYS = ("speed", "patience", "tutorial", "say")
ALLOWED: dict[Mode, dict[str, Mode]] = {
    "playing": {
        "play": "playing",
        "pause": "paused",
        **dict.fromkeys(ALWAYS, "playing"),
        "take_over": "person",
        **dict.fromkeys(PLANS, "playing"),
        "rewind": "loading",
        "new_world": "loading",
    },
    "paused": {
        "play": "playing",
        "pause": "paused",
        "step": "paused",
        **dict.fromkeys(ALWAYS, "paused"),
        "take_over": "person",
        **dict.fromkeys(PLANS, "paused"),
        "rewind": "loading",
        "new_world": "loading",
    },
    "person": {
        "play": "playing",
        "pause": "paused",
        **dict.fromkeys(ALWAYS, "person"),
        "take_over": "person",
        "give_back": "playing",
        "act": "person",
        **dict.fromkeys(PLANS, "person"),
        "rewind": "loading",
        "new_world": "loading",
    },
    "loading": {},
    "over": {**dict.fromkeys(ALWAYS, "over"), "rewind": "loading", "new_world": "loading"},
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_followed_or_refused_in_plain_words(mode: Mode, name: str) -> None:
    after = follow(
        mode, COMMANDS[name], viewer="anna", controller="anna" if mode == "person" else ""
    )
    expected = ALLOWED[mode].get(name)
    if expected:
        assert after == expected
    else:
        assert isinstance(after, Refusal)
        assert after.text.endswith(".")
        assert after.text != "This cannot be done now.", "say what to do instead, in why_not"


@pytest.mark.parametrize("name", COMMANDS)
def test_while_a_person_has_the_controls_others_may_do_nothing(name: str) -> None:
    after = follow("person", COMMANDS[name], viewer="ben", controller="anna")
    assert isinstance(after, Refusal)
    assert "Another viewer has the controls" in after.text


def test_the_table_above_names_commands_that_there_are() -> None:
    assert {name for allowed in ALLOWED.values() for name in allowed} == set(COMMANDS)
