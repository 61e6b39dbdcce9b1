"""Chats for supervised fine-tuning: a row for each decision and each action of a person.

The chat without its last turn is the prompt and the last turn the completion, so that a trainer
computes its loss on the latter alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.traces.states import answer, asked_in, mode, states
from agent.worlds.crafter.memory import Memory
from training.export.columns import CHAT, FLAG, PLAN, TEXT, WHERE, Column, Row, plan_values
from training.export.episode import Recorded

COLUMNS = (
    Column("prompt", CHAT, "what the planner reads in that state; the last message is the user's"),
    Column(
        "completion",
        CHAT,
        "one message of the assistant: a plan, if one was written, and an action",
    ),
    *WHERE,
    Column(
        "driver",
        TEXT,
        "who wrote the completion: planner, or person, who chose the action and wrote no plan",
    ),
    Column(
        "mode",
        TEXT,
        "when the planner may plan, as the prompt has it: dynamic, never, always, every:k",
    ),
    Column("plans", FLAG, "whether the completion has a plan"),
    *PLAN,
    Column("human_plan", FLAG, "whether the plan in force is a person's"),
)


def rows(episode: Recorded) -> Iterator[Row]:
    """The rows of an episode. What broke the grammar and what chance chose is left out.

    TraceError if it does not replay.
    """
    prompt, usual = episode.prompt, mode(episode.trace)
    for visit in states(episode.trace, episode.world, Memory(), prompt):
        completion = answer(visit)
        if completion is None:
            continue
        situation, asked = visit.situation, asked_in(visit, usual)
        yield {
            "prompt": prompt.messages(situation, asked),
            "completion": [{"role": "assistant", "content": completion}],
            **episode.where(visit.event.step),
            "driver": visit.event.driver,
            "mode": str(asked),
            "plans": visit.plan is not None,
            **plan_values(situation),
            "human_plan": situation.asked is not None and situation.asked.is_persons,
        }
