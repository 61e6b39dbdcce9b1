"""What the scripted people of demonstrations and games ask for: plans in words, as advice or
orders, and for how long they wait. A world has people by its line in ``PEOPLE``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agent.core.goals import Goal
from agent.core.plan import Authority
from agent.episode import Episode
from agent.worlds import registry as worlds
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.view import View
from training.instructions import nodes
from training.instructions.goal_sampler import sample_instruction
from training.instructions.paraphrase import paraphrase, words

_ORDERS = 0.3  # share of plans
_PATIENCE = (40, 30)  # steps for which a plan is waited for, and more for each goal


@dataclass(frozen=True, slots=True)
class People:
    """The scripted people of a world.

    Attributes:
        plan: draws the words of a plan for a state. It is given view, memory, what to draw from,
            and the share of plans that are worded freely, where there is more than one wording.
        reword: draws other words for a plan; None where there are none.
    """

    plan: Callable[[Any, Any, random.Random, float], str]
    reword: Callable[[str, random.Random], str] | None = None


def ask(episode: Episode, rng: random.Random, *, spoken: float = 1.0) -> tuple[str, Authority]:
    """Draw a plan for the state that an episode is in, and its authority; it is read as it is
    meant.

    Args:
        episode: of a world in ``PEOPLE``.
        rng: what is drawn from.
        spoken: share of the plans that are worded freely; the others are in the plainest words.
    """
    people = PEOPLE[worlds.of(episode.world).name]
    text = people.plan(episode.view, episode.memory, rng, spoken)
    return text, "order" if rng.random() < _ORDERS else "advice"


def withdraw(episode: Episode) -> None:
    """Withdraw a person's plan that takes too long."""
    plan = episode.persons
    if plan is None:
        return
    patience = _PATIENCE[0] + _PATIENCE[1] * len(episode.reading(plan).goals)
    if episode.view.step - plan.step >= patience:
        episode.cancel("it took too long")


def _instruction(view: View, memory: Memory, rng: random.Random, spoken: float) -> str:
    instruction = sample_instruction(view, memory, rng)
    return words(instruction, rng) if rng.random() < spoken else instruction.text


def _other_words(text: str, rng: random.Random) -> str:
    """A person's plan put differently; as it is where its goals cannot be said without a loss."""
    reading = read(text)
    if (
        reading.unread
        or not 1 <= len(reading.goals) <= 3
        or any(
            goal != Goal(goal.verb, goal.target, goal.count, goal.direction)
            for goal in reading.goals
        )
    ):
        return text
    try:
        return paraphrase(reading.goals, rng)
    except ValueError:
        return text


def _nodes(view: Any, memory: Any, rng: random.Random, spoken: float) -> str:
    return nodes.sample(view, memory, rng)


PEOPLE: Mapping[str, People] = {
    "crafter": People(_instruction, _other_words),
    "pogs": People(_nodes),
}
