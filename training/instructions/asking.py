"""What the scripted people of demonstrations and games ask for: plans in words, as advice or
orders, and for how long they wait.
"""

from __future__ import annotations

import random

from agent.core.plan import Authority
from agent.episode import Episode
from training.instructions.goal_sampler import sample_instruction
from training.instructions.paraphrase import words

_ORDERS = 0.3  # share of plans
_PATIENCE = (40, 30)  # steps for which a plan is waited for, and more for each goal


def ask(episode: Episode, rng: random.Random, *, spoken: float = 1.0) -> tuple[str, Authority]:
    """Draw a plan for the state that an episode is in, and its authority; it is read as it is
    meant.

    Args:
        episode: of Crafter.
        rng: what is drawn from.
        spoken: share of the plans that are worded freely; the others are in the plainest words.
    """
    instruction = sample_instruction(episode.view, episode.memory, rng)
    text = words(instruction, rng) if rng.random() < spoken else instruction.text
    return text, "order" if rng.random() < _ORDERS else "advice"


def withdraw(episode: Episode) -> None:
    """Withdraw a person's plan that takes too long."""
    plan = episode.persons
    if plan is None:
        return
    patience = _PATIENCE[0] + _PATIENCE[1] * len(episode.reading(plan).goals)
    if episode.view.step - plan.step >= patience:
        episode.cancel("it took too long")
