"""What scripted people ask for, by world."""

from __future__ import annotations

import random
from typing import Any

from agent.episode import Episode
from agent.worlds import registry as worlds
from agent.worlds.pogs.explorer import Explorer
from training.instructions.asking import ask


def test_in_pogs_people_ask_for_what_is_understood_and_can_be_done() -> None:
    asked = set()
    for seed in range(40):
        episode: Episode[Any, Any] = Episode(
            worlds.find("pogs").make(), Explorer(), seed=seed, cap=60
        )
        text, authority = ask(episode, random.Random(seed))
        plan = episode.inject(text, authority)
        reading = episode.reading(plan)
        assert reading.goals
        assert not reading.unread
        asked.add((reading.goals[0].verb, len(reading.goals), bool(reading.refused)))
        while not episode.over and plan.ended is None:
            episode.play(episode.decide())
            episode.end_if_complete()
        assert plan.status == "done" or episode.over == "complete"
    assert {("go", 1, False), ("go", 2, False), ("explore", 1, False)} <= asked
