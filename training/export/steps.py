"""Every action that was played, with all that is recorded of it: for imitation and reinforcement
learning, and for analysis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agent.core.completion import write
from agent.traces.states import states
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from training.export.columns import (
    FLAG,
    INTEGER,
    NUMBER,
    PLAN,
    TEXT,
    TEXTS,
    WHERE,
    Column,
    Row,
    plan_values,
)
from training.export.episode import Recorded

COLUMNS = (
    *WHERE,
    Column("observation", TEXT, "the text of the state before the action"),
    Column(
        "final_observation",
        TEXT,
        "in the last row of an episode, the text of the state that its action led to, from which "
        "a truncated one can be bootstrapped; else null",
    ),
    Column("action", TEXT, "its name"),
    Column("action_index", INTEGER, "0 to 16"),
    Column("reward", NUMBER, "Crafter's own"),
    Column("terminated", FLAG, "whether the player died of the action"),
    Column("truncated", FLAG, "whether the episode, or its record, stops here for another reason"),
    Column(
        "end",
        TEXT,
        (
            "at an episode's last action, why it is over: died, cap, complete, left; null "
            "if the record has no end"
        ),
    ),
    Column("unlocked", TEXTS, "achievements unlocked by the action"),
    Column("achievements", TEXTS, "all that are unlocked after it, sorted"),
    Column("achievement_count", INTEGER, "how many these are, of 22"),
    Column("driver", TEXT, "who chose the action: planner, person"),
    Column("disturbed", FLAG, "whether chance chose it in the planner's stead"),
    *PLAN,
    Column("new_plan", TEXT, "the plan that the planner wrote with this action; null: none"),
    Column("completion", TEXT, "what the planner wrote; null for a person's action"),
    Column("valid", FLAG, "false: the completion broke the grammar and Noop was played"),
    Column(
        "p_plan", NUMBER, "probability of planning at this decision; null where it is not known"
    ),
    Column(
        "logprob",
        NUMBER,
        (
            "natural logarithm of the completion's probability as it was sampled; null "
            "where it is not known"
        ),
    ),
    Column("input_tokens", INTEGER, "that the decision read"),
    Column("output_tokens", INTEGER, "that it wrote"),
    Column("ms", NUMBER, "milliseconds that it took"),
)


def rows(episode: Recorded) -> Iterator[Row]:
    """The rows of an episode, one for each of its own actions. TraceError if it does not replay."""
    last: Row | None = None
    memory = Memory()
    for visit in states(episode.trace, episode.world, memory, episode.prompt):
        if last is not None:
            yield last
        situation, event = visit.situation, visit.event
        person = event.driver == "person"
        achievements = sorted({*situation.view.unlocked, *event.unlocked})
        last = {
            **episode.where(event.step),
            "observation": episode.observation(situation),
            "final_observation": None,
            "action": event.action,
            "action_index": ACTION_NAMES.index(event.action),
            "reward": event.reward,
            "terminated": False,
            "truncated": False,
            "end": None,
            "unlocked": list(event.unlocked),
            "achievements": achievements,
            "achievement_count": len(achievements),
            "driver": event.driver,
            "disturbed": visit.disturbed,
            **plan_values(situation),
            "new_plan": visit.plan,
            "completion": None if person else event.completion or write(visit.plan, event.action),
            "valid": event.valid,
            "p_plan": event.p_plan,
            "logprob": event.logprob,
            "input_tokens": event.input_tokens,
            "output_tokens": event.output_tokens,
            "ms": event.ms,
        }
    if last is not None:
        view = episode.world.view()
        end = episode.trace.end
        yield {
            **last,
            "final_observation": episode.observation(replace(situation, view=view, memory=memory)),
            "terminated": view.dead,
            "truncated": not view.dead,
            "end": end.reason if end else None,
        }
