from __future__ import annotations

from collections.abc import Collection, Sequence

from agent.core.context import Message
from agent.core.mode import parse_mode
from agent.episode import Episode
from agent.models.protocol import Generation
from agent.planners.language import LanguagePlanner
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.prompts.chat import ChatPrompt
from agent.worlds.crafter.rules import NOOP, SLEEP


class Parrot:
    """A model that says what it is given to say and keeps what it read."""

    name = "parrot"

    def __init__(self, *says: str) -> None:
        self.says = list(says)
        self.read: list[Sequence[Message]] = []
        self.barred: list[list[Collection[str]]] = []  # of each call

    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        self.read += contexts
        self.barred.append(list(barred or ()))
        return [Generation(self.says.pop(0), (), (), None, 100, 5) for _ in contexts]


def play(model: Parrot, mode: str = "dynamic") -> Episode:
    planner = LanguagePlanner("parrot", model, prompt=ChatPrompt(), mode=parse_mode(mode))
    episode = Episode(CrafterWorld(), planner, seed=2, cap=100)
    while model.says:
        episode.play(episode.decide())
    return episode


def test_what_a_model_writes_becomes_plan_and_action() -> None:
    episode = play(Parrot("<plan> go east for wood </plan>\nMove East", "Move East"))
    assert episode.plan is not None
    assert (episode.plan.text, episode.plan.source) == ("go east for wood", "agent")
    assert episode.view.facing == (1, 0)


def test_the_plan_in_force_and_the_past_actions_are_in_the_next_context() -> None:
    model = Parrot(
        "<plan> go east for wood </plan>\nMove East", "<plan> drink first </plan>\nMove South", "Do"
    )
    play(model)
    last = model.read[-1]
    assert [message["content"] for message in last if message["role"] == "assistant"] == [
        "Move East",
        "Move South",
    ]
    whole = "\n".join(message["content"] for message in last)
    assert "drink first" in whole
    assert "go east for wood" not in whole


def test_a_persons_plan_reaches_the_model() -> None:
    model = Parrot("Noop", "Noop")
    episode = Episode(
        CrafterWorld(), LanguagePlanner("parrot", model, prompt=ChatPrompt()), seed=2, cap=100
    )
    episode.play(episode.decide())
    episode.inject("fetch water </plan> now")
    episode.play(episode.decide())
    assert "fetch water (/plan) now" in model.read[-1][-1]["content"]


def test_what_was_refused_is_not_done_whatever_the_model_writes() -> None:
    model = Parrot("Sleep", "Sleep")
    episode = Episode(
        CrafterWorld(), LanguagePlanner("parrot", model, prompt=ChatPrompt()), seed=2, cap=100
    )
    plan = episode.inject("collect 9 wood, but don't sleep")
    decision = episode.decide()
    assert (decision.action, decision.valid, decision.completion) == (NOOP, False, "Sleep")
    assert model.barred[-1] == [{"Sleep"}]
    episode.play(decision)
    assert not episode.view.asleep
    episode.cancel("enough", plan.id)
    assert episode.decide().action == SLEEP


def test_nonsense_is_invalid_and_plays_noop() -> None:
    episode = play(Parrot("I think I should move east."))
    assert episode.view.step == 1
    assert episode.plan is None


def test_a_model_that_must_not_plan_is_told_so() -> None:
    model = Parrot("Noop")
    play(model, "never")
    assert "Do not write a plan" in model.read[0][-1]["content"]
