"""The planner's app understands every sentence of the person, as it is meant."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from agent.core.goals import Goal
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.plans.describing import describe
from agent.worlds.crafter.plans.reading.reading import read
from tests.people.mind import Mind, Wish
from tests.people.phrases import WAYS, chain, say

WHERE = ("1 east", "12 west", "3 east and 2 north", "20 west and 1 south")
FILLERS: dict[str, Sequence[str]] = {
    "where": WHERE,
    "ore": ("iron", "coal"),
    "count": ("1 wood", "3 wood", "1 stone", "4 stone"),
    "tool": ("wood sword", "stone sword"),
    "side": ("north", "south-east"),
    "heading": ("east", "north-west"),
    "things": ("iron", "coal", "diamonds"),
}
MEANT = {
    "drink": ["drink water until drink is at least 9"],
    "eat": ["eat a cow"],
    "shelter": ["wall in", "sleep until morning"],
    "sapling": ["collect 1 sapling", "place a sapling"],
    "plant": ["place a sapling"],
    "to the table": ["go to the table"],
    "furnace": ["place a furnace"],
    "then the diamond": ["collect 1 diamond"],
    "diamond": ["collect 1 diamond"],
}


def sentences(what: str) -> Iterator[tuple[dict[str, str], str]]:
    for way in WAYS[what]:
        names = [name for name in FILLERS if f"{{{name}}}" in way]
        for words in itertools.product(*(FILLERS[name] for name in names)):
            filled = dict(zip(names, words, strict=True))
            yield filled, way.format(**filled)


def anywhere(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """The goals without their cells: whether these are kept is the reader's affair."""
    return tuple(replace(goal, at=None) for goal in goals)


@pytest.mark.parametrize("what", WAYS)
def test_every_way_to_say_it_is_understood_as_it_is_meant(what: str) -> None:
    for filled, text in sentences(what):
        found = read(text)
        assert (found.unread, found.refused, found.standing) == ((), (), ()), text
        told = [describe(goal) for goal in anywhere(found.goals)]
        match what:
            case "wood" | "stone" | "stones":
                assert told == [f"collect {filled['count']}"], text
            case "ore":
                assert told == [f"collect 1 {filled['ore']}"], text
            case "look" | "look far":
                assert told == [f"explore {filled['heading']} for {filled['things']}"], text
            case "at the table":
                assert told[-1] == f"make a {filled['tool']}", text
            case _:
                assert told == MEANT[what], text


@pytest.mark.parametrize("seed", range(40))
def test_a_chain_is_understood_goal_by_goal(seed: int) -> None:
    chance = random.Random(seed)
    parts = [
        say(chance, "wood", count="3 wood"),
        say(chance, "ore", ore="coal", where=chance.choice(WHERE)),
        say(chance, "ore", ore="iron", where=chance.choice(WHERE)),
        say(chance, "stone", count="4 stone"),
        chance.choice([say(chance, "to the table"), "place a table"]),
        say(chance, "furnace"),
        "make an iron pickaxe",
        say(chance, "then the diamond", side="north-east"),
    ]
    goals = [goal for part in parts for goal in read(part).goals]
    text = chain(chance, parts)
    found = read(text)
    assert (anywhere(found.goals), found.unread, found.refused) == (anywhere(goals), (), ()), text


def test_what_is_said_in_games_is_understood_whole() -> None:
    said = set()
    for seed in (1_000_020, 1_000_021, 1_000_036):
        planner = Expert()
        episode = Episode(CrafterWorld(), planner, seed=seed, cap=500)
        while not episode.over:
            if episode.view.step % 4 == 0:
                wish = Mind(episode.view.step).think(episode.view, episode.memory, None)
                if isinstance(wish, Wish):
                    said.add(wish.text)
            episode.play(planner.decide(episode.situation))
    assert len(said) > 30
    assert {text: read(text).unread for text in said if read(text).unread} == {}
    assert not [text for text in said if not read(text).goals or read(text).refused]
