"""What a small model reads of POGS."""

from __future__ import annotations

from typing import Any

import pytest

from agent.core.mode import ALWAYS, DYNAMIC, NEVER, Mode
from agent.core.spec import PromptOptions, UnsupportedWorldError
from agent.episode import Episode
from agent.worlds import registry as worlds
from agent.worlds.pogs.explorer import Explorer
from agent.worlds.pogs.outline import OutlinePrompt, vocabulary
from tests.agent.worlds.pogs.lanes import Lanes


def begun() -> Episode[Any, Any]:
    episode: Episode[Any, Any] = Episode(Lanes(), Explorer(), seed=0, cap=30)
    episode.act(3)
    return episode


def told(episode: Episode[Any, Any], mode: Mode = DYNAMIC, *, ways: bool = True) -> list[str]:
    (message,) = OutlinePrompt(ways).messages(episode.situation, mode)
    return message["content"].split("\n")


def test_the_graph_is_told_from_where_the_player_is() -> None:
    assert told(begun()) == [
        "at 3 target 7",
        "d1 2 been d2 1 d3 0 end d3 5 end d1 4",
        "d3 0 by 2 d3 5 by 2",
        "plan none",
        "plan or act",
    ]
    assert told(begun(), ALWAYS)[-1] == "plan now"
    assert told(begun(), NEVER)[-1] == "act"


def test_without_the_ways_only_the_graph_is_told() -> None:
    assert told(begun(), ways=False)[1:3] == [
        "d1 2 been d2 1 d3 0 end d3 5 end d1 4",
        "plan none",
    ]


def test_once_the_target_was_seen_the_way_there_is_told_alone() -> None:
    episode = begun()
    for node in (2, 1, 5):
        episode.act(node)
    assert told(episode)[2] == "d2 7 by 6"


def test_of_plans_is_told_what_is_left_of_them() -> None:
    episode = begun()
    episode.adopt("go to 2, then explore 1")
    assert told(episode)[3:-1] == ["own go 2 explore 1"]
    episode.act(2)
    assert told(episode)[3:-1] == ["own explore 1"]
    episode.inject("go to 4, then to the target, but not 0")
    episode.adopt("go to 2")
    assert told(episode)[3:-1] == ["asked go 4 7 not 0", "own done"]


def test_every_word_of_play_is_in_the_vocabulary() -> None:
    known = set(vocabulary())
    for seed in range(5):
        episode: Episode[Any, Any] = Episode(
            worlds.find("pogs").make(), Explorer(), seed=seed, cap=12
        )
        episode.inject("explore 3, then go to 5, not 8")
        while not episode.over:
            for mode in (DYNAMIC, ALWAYS, NEVER):
                assert set(" ".join(told(episode, mode)).split()) <= known
            decision = episode.decide()
            assert set((decision.plan or "").replace(",", "").split()) <= known
            episode.play(decision)
            episode.end_if_complete()


def test_it_is_for_the_usual_graphs_alone() -> None:
    assert worlds.find("pogs").compact_prompt(PromptOptions()).name == "outline"
    with pytest.raises(UnsupportedWorldError, match="there is no text of pogs for small planners"):
        worlds.find("pogs:nodes=30").compact_prompt(PromptOptions())
