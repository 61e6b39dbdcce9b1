"""Which states of play are measured: drawn by stated rules, the same every time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.core.metrics import Figures
from agent.core.prompt import Situation
from agent.core.spec import WorldSpec
from agent.traces import trace as traces
from agent.traces.states import visits
from agent.worlds import registry as worlds
from training.instructions.asking import PEOPLE

ANYWHERE = "anywhere"
NOTHING, DONE, OLD = "nothing new", "plan done", "plan older than 20"
UNDER = "under a person's plan"  # of a scripted person, who writes it in a state like any other
_OLD = 20  # steps


class State(Figures):
    """A state in which a planner decided."""

    rule: str  # by which it was drawn
    seed: int
    step: int  # of the view
    age: int | None  # of the planner's own plan, steps; None for no plan
    plan: str  # that one, "" for none
    p_plan: float | None  # with which the planner would plan here
    planned: bool  # whether it did
    holds: tuple[str, ...]  # the rules that hold here

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.seed}-{self.step}"


def rules(world: str) -> tuple[str, ...]:
    """The rules by which states of a world are drawn."""
    spec = worlds.find(world)
    under = [UNDER] if spec.name in PEOPLE else []  # who know plans to draw
    return (ANYWHERE, NOTHING, *spec.occasions, DONE, OLD, *under)


def draw(files: Sequence[Path], world: str, anywhere: int, each: int) -> list[State]:
    """States of games, by seed and step.

    Args:
        files: traces, one a game.
        world: that was played.
        anywhere: states drawn from all steps alike, as many of each game as of another.
        each: states of each other rule, one of a game at the most.

    Raises TraceError if a trace does not replay. There are fewer of what happens in few games; a
    state that is drawn by several rules counts for the first.
    """
    wanted = dict.fromkeys(rules(world), each) | {ANYWHERE: anywhere}
    of_a_game = -(-anywhere // max(1, len(files)))
    found: dict[str, list[State]] = {rule: [] for rule in wanted}
    for file in files:
        for rule, some in _of_game(file, world, of_a_game).items():
            found[rule] += some
    drawn: dict[str, State] = {}
    for rule, states in found.items():
        # Not the first games alone: anywhere has several of each.
        chosen = random.Random(rule).sample(states, min(len(states), wanted[rule]))
        for state in chosen:
            drawn.setdefault(state.name, state.model_copy(update={"rule": rule}))
    return sorted(drawn.values(), key=lambda state: (state.seed, state.step))


def _of_game(file: Path, world: str, anywhere: int) -> Mapping[str, list[State]]:
    """Of each rule, states of one game: ``anywhere`` of that, one of the others."""
    trace = traces.read(file)
    spec = worlds.find(world)
    rng = random.Random(f"states of {trace.header.seed}")
    met: dict[str, list[State]] = {rule: [] for rule in rules(world)}
    before = None
    for visit in visits(trace, spec.make(), spec.memory()):
        situation, event = visit.situation, visit.event
        own = situation.own
        if event.driver == "planner" and not visit.disturbed:
            state = State(
                rule=ANYWHERE,
                seed=trace.header.seed,
                step=situation.view.step,
                age=None if own is None else situation.view.step - own.step,
                plan="" if own is None else own.text,
                p_plan=event.p_plan,
                planned=visit.plan is not None,
                holds=tuple(_holding(spec, before, situation)),
            )
            for rule in {ANYWHERE, UNDER, *state.holds} & met.keys():
                met[rule].append(state)
        before = situation.view
    return {
        rule: rng.sample(states, min(len(states), anywhere if rule == ANYWHERE else 1))
        for rule, states in met.items()
    }


def _holding(spec: WorldSpec[Any, Any], before: Any, situation: Situation) -> list[str]:
    """The rules that hold in a situation; ``before``: the view one step ago, None at first."""
    view, own = situation.view, situation.own
    found = [] if before is None else list(spec.occasions_at(before, view))
    if own is None:
        return found
    if not found:
        found.append(NOTHING)
    goals = spec.plans.read(own.words).goals
    if goals and spec.plans.follow(goals, own.step, view, situation.memory).done:
        found.append(DONE)
    if view.step - own.step > _OLD:
        found.append(OLD)
    return found
