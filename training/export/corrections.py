"""Where a person thought otherwise: a plan replaced or cancelled, the controls taken over. Pairs
for preference learning where both sides are known.

- A plan that a person replaced and the person's: the prompt is that state without a plan in force.
  Both completions have the action that was played next, so that they differ in the plan alone.
  There is no pair if that action may not have come of the person's plan alone.
- A branch whose first action is a person's: it and what the parent's planner wrote in the same
  state.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.core.completion import write
from agent.core.context import Message
from agent.core.plan import Plan
from agent.core.prompt import Situation
from agent.traces.states import Visit, answer, asking_for, mode, plan_of, states, visits
from agent.traces.trace import Trace
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.progress import follow
from agent.worlds.crafter.plans.reading.reading import read
from training.export.columns import (
    CHAT,
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
from training.export.interventions import Intervention, interventions

COLUMNS = (
    Column(
        "kind",
        TEXT,
        (
            "replaced: a person's plan took another's place; cancelled: a plan was; "
            "took_over: a person acted"
        ),
    ),
    Column("pair", FLAG, "whether both chosen and rejected are known"),
    Column(
        "prompt",
        CHAT,
        "the state as a planner reads it; if a plan was replaced, without any plan in force",
    ),
    Column(
        "chosen",
        CHAT,
        (
            "one message of the assistant: the person's plan, or first action; null where "
            "it is not known"
        ),
    ),
    Column(
        "rejected",
        CHAT,
        (
            "one message of the assistant: the plan that was replaced, or what the planner "
            "wrote; null likewise"
        ),
    ),
    *WHERE,
    Column(
        "mode",
        TEXT,
        "when the planner may plan, as the prompt has it: dynamic, never, always, every:k",
    ),
    *(
        replace(column, meaning=meaning)
        for column, meaning in zip(
            PLAN,
            (
                (
                    "the plan that was ended, or under which the person took over: 1, 2, 3 "
                    "...; null: there was none"
                ),
                "its text",
                "who wrote it: agent, human, expert, adviser",
                "advice, or order: what would put it off had to be asked for",
                "the planner's own plan beneath it; null: there was none",
                "its text",
                "whether it put the person's plan off; null: there was none",
            ),
            strict=True,
        )
    ),
    Column("plan_age", INTEGER, "steps for which it had been in force"),
    Column(
        "plan_progress",
        TEXT,
        "how far it was, such as 3 of 5 wood; null if nothing in it can be checked",
    ),
    Column("reason", TEXT, "why it ended, as recorded; empty if the person took over"),
    Column("new_plan_id", INTEGER, "replaced: the person's plan; else null"),
    Column("new_plan_text", TEXT, "its text"),
    Column("new_plan_authority", TEXT, "advice or order"),
    Column("actions", TEXTS, "took_over: what the person played, one after the other; else empty"),
    Column("reward", NUMBER, "took_over: Crafter's own, summed over these actions; else 0"),
    Column("unlocked", TEXTS, "took_over: achievements unlocked by them; else empty"),
)


def rows(episode: Recorded) -> Iterator[Row]:
    """The rows of an episode. One after which nothing was played is left out.

    TraceError if it does not replay.
    """
    wanted: dict[int, list[Intervention]] = {}
    for intervention in interventions(episode.trace):
        wanted.setdefault(intervention.step, []).append(intervention)
    if not wanted:
        # Still replayed: a trace that is damaged is told of, whatever is exported.
        deque(states(episode.trace, episode.world, Memory(), episode.prompt), maxlen=0)
        return
    declined = _declined(episode)
    for visit in states(episode.trace, episode.world, Memory(), episode.prompt):
        for intervention in wanted.get(visit.event.step, ()):
            yield _row(episode, visit, intervention, declined)


def _row(
    episode: Recorded, visit: Visit, intervention: Intervention, declined: Visit | None
) -> Row:
    situation, event, usual = visit.situation, visit.event, mode(episode.trace)
    replaced = intervention.kind == "replaced"
    stood = _as_it_stood(situation, intervention)
    plan, new = stood.plan, intervention.after
    asked = asking_for(replaced, usual, situation.view.step)
    told = replace(situation, plan=None, below=None) if replaced else stood
    chosen, rejected = (
        _plans(visit, intervention) if replaced else _actions(visit, intervention, declined)
    )
    return {
        "kind": intervention.kind,
        "pair": chosen is not None and rejected is not None,
        "prompt": episode.prompt.messages(told, asked),
        "chosen": _said(chosen),
        "rejected": _said(rejected),
        **episode.where(event.step),
        "mode": str(asked),
        **plan_values(stood),
        "plan_age": None if plan is None else situation.view.step - plan.step,
        "plan_progress": _progress(plan, situation),
        "reason": intervention.reason,
        "new_plan_id": new.id if new else None,
        "new_plan_text": new.text if new else None,
        "new_plan_authority": new.authority if new else None,
        "actions": [step.action for step in intervention.run],
        "reward": round(sum((step.reward for step in intervention.run), 0.0), 3),
        "unlocked": [name for step in intervention.run for name in step.unlocked],
    }


def _plans(visit: Visit, intervention: Intervention) -> tuple[str | None, str | None]:
    """The person's plan and the one that it replaced, each with the action that was played next."""
    before, after = intervention.before, intervention.after
    if (
        before is None
        or after is None
        or answer(visit) is None
        or visit.plan is not None
        or before.text == after.text
    ):
        return None, None
    return write(after.text, visit.event.action), write(before.text, visit.event.action)


def _actions(
    visit: Visit, intervention: Intervention, declined: Visit | None
) -> tuple[str | None, str | None]:
    """The person's first action, and what the planner wrote in the same state where
    that is known.
    """
    if intervention.kind != "took_over":
        return None, None
    chosen = write(None, visit.event.action)
    if declined is None or declined.event.step != intervention.step:
        return chosen, None
    if _plans_of(declined) != _plans_of(visit):
        return chosen, None
    rejected = answer(declined)
    return chosen, None if rejected == chosen else rejected


def _declined(episode: Recorded) -> Visit | None:
    """What the planner did in a branch's parent in the state in which the branch left it; None
    where that is not known.
    """
    step = episode.trace.header.parent_step
    for parent in episode.parents:
        if (
            _actions_until(parent, step) == _actions_until(episode.trace, step)
            and len(_actions_until(parent, step + 1)) > step
        ):
            (last,) = deque(
                visits(replace(parent, events=parent.until(step + 1)), episode.world, Memory()),
                maxlen=1,
            )
            return last if last.event.driver == "planner" else None
    return None


def _actions_until(trace: Trace, step: int) -> list[str]:
    return [event.action for event in trace.steps if event.step <= step]


def _as_it_stood(situation: Situation, intervention: Intervention) -> Situation:
    """A situation with the plans that were in force when the person stepped in."""
    if intervention.before is None:
        return situation
    below = intervention.below
    return replace(
        situation,
        plan=plan_of(intervention.before),
        below=None if below is None else plan_of(below),
    )


def _plans_of(visit: Visit) -> tuple[Plan | None, Plan | None]:
    return visit.situation.plan, visit.situation.below


def _progress(plan: Plan | None, situation: Situation) -> str | None:
    goals = read(plan.words).goals if plan else ()
    return (
        follow(goals, plan.step, situation.view, situation.memory).text if plan and goals else None
    )


def _said(text: str | None) -> Sequence[Message] | None:
    return None if text is None else [{"role": "assistant", "content": text}]
