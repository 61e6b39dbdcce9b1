"""How a search in a graph is put before a model."""

from dataclasses import replace

from agent.core.context import Turn
from agent.core.mode import Mode
from agent.episode import Episode
from agent.worlds.pogs.engine import STAY, PogsWorld
from agent.worlds.pogs.explorer import Explorer
from agent.worlds.pogs.prompt import GraphPrompt


def test_turns_of_which_nothing_came_are_not_told() -> None:
    world = PogsWorld()
    episode = Episode(world, Explorer(), seed=1000, cap=5)
    past = (Turn("first", "3"), Turn("second", STAY), Turn("third", "7"))
    messages = GraphPrompt(world.settings).messages(
        replace(episode.situation, history=past), Mode("never")
    )
    assert [message["content"] for message in messages[1:-1]] == [
        "Observation:\nfirst",
        "3",
        "Observation:\nthird",
        "7",
    ]
