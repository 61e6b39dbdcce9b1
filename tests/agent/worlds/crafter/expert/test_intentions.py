import pytest

from agent.worlds.crafter.plans.reading.reading import read
from tests.agent.worlds.crafter.expert.intentions import INTENTIONS, Intention
from tests.agent.worlds.crafter.expert.playing import Game

WORDINGS = [(intention, wording) for intention in INTENTIONS for wording in intention.wordings]
REFUSALS = [intention for intention in INTENTIONS if intention.refused]


def play(intention: Intention, order: str | None) -> Game:
    """Play until the order is carried out, at most as long as the intention may take."""
    game = Game(intention.world(), order)
    for _ in range(intention.steps):
        if (order is not None and game.plan is None) or game.view.dead:
            break
        game.step()
    return game


@pytest.mark.parametrize(
    ("intention", "wording"), WORDINGS, ids=[wording for _, wording in WORDINGS]
)
def test_a_wording_is_read_as_what_is_meant(intention: Intention, wording: str) -> None:
    reading = read(wording)
    assert reading.goals == tuple(intention.goals)
    assert reading.refused == tuple(intention.refused)
    assert reading.standing == tuple(intention.standing)
    assert reading.unread == ()


@pytest.mark.parametrize("intention", INTENTIONS, ids=lambda intention: intention.name)
def test_an_intention_is_carried_out_and_then_done(intention: Intention) -> None:
    game = play(intention, intention.wordings[0])
    assert intention.did(game)
    assert game.plan is None
    assert game.written == []
    for text in game.explained:
        assert not read(text).unread, text
        assert read(text).goals, text


@pytest.mark.parametrize("intention", REFUSALS, ids=lambda intention: intention.name)
def test_what_was_refused_would_have_been_done(intention: Intention) -> None:
    assert not intention.did(play(intention, None))
