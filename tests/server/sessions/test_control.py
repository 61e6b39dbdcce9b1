"""Every mode and every command: what is allowed, to whom, and what follows."""

from __future__ import annotations

import pytest

from server.sessions.control import MODES, ORDERS, TRANSITIONS, Mode, Order, Refusal, follow

ALLOWED: dict[Mode, dict[Order, Mode]] = {
    "playing": {
        "play": "playing",
        "pause": "paused",
        "speed": "playing",
        "take_over": "person",
        "plan": "playing",
        "try": "playing",
        "rewind": "loading",
        "new_world": "loading",
    },
    "paused": {
        "play": "playing",
        "pause": "paused",
        "step": "paused",
        "speed": "paused",
        "take_over": "person",
        "plan": "paused",
        "try": "paused",
        "rewind": "loading",
        "new_world": "loading",
    },
    "person": {
        "play": "playing",
        "pause": "paused",
        "speed": "person",
        "take_over": "person",
        "give_back": "playing",
        "act": "person",
        "plan": "person",
        "try": "person",
        "rewind": "loading",
        "new_world": "loading",
    },
    "loading": {},
    "over": {"speed": "over", "rewind": "loading", "new_world": "loading"},
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("order", ORDERS)
def test_an_order_is_followed_or_refused_in_plain_words(mode: Mode, order: Order) -> None:
    after = follow(mode, order, viewer="anna", controller="anna" if mode == "person" else "")
    expected = ALLOWED[mode].get(order)
    if expected:
        assert after == expected
    else:
        assert isinstance(after, Refusal)
        assert after.text.endswith(".")


@pytest.mark.parametrize("order", ORDERS)
def test_while_a_person_has_the_controls_others_may_do_nothing(order: Order) -> None:
    after = follow("person", order, viewer="ben", controller="anna")
    assert isinstance(after, Refusal)
    assert "Another viewer has the controls" in after.text


def test_the_table_has_no_other_modes_and_orders() -> None:
    assert all(mode in MODES and order in ORDERS and after in MODES for (mode, order), after in TRANSITIONS.items())
