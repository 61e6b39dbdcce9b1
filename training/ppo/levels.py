"""Credit by level, after HiPER's hierarchical advantage estimation (arXiv 2602.16165).

The tokens of a plan have the credit for all that is done under it, those of an action for what it
does within its plan, and the token that decides for the choice between the two alone.

A *segment* is a plan's: from the turn that writes it to the turn before the next plan. Arrays have
the shape (turns, worlds), time first, as in ``training.ppo.gae``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.ppo.gae import Floats

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LevelValues:
    """What the critic expects, (turns, worlds) each.

    Attributes:
        plans: before a turn, if it writes a plan.
        keeps: before a turn, if it acts under the plan that is in force.
        acts: when the action comes next: in a turn that writes a plan, after the plan; else
            ``keeps``.
    """

    plans: Floats
    keeps: Floats
    acts: Floats


@dataclass(frozen=True, slots=True)
class LevelAdvantages:
    """(turns, worlds) each.

    Attributes:
        decision: of having chosen to plan, or not to; 0 where there was no choice.
        plan: of the plan that a turn wrote, over its segment and those after it; 0 elsewhere.
        action: of the action, within its segment.
    """

    decision: Floats
    plan: Floats
    action: Floats


def by_level(
    rewards: Floats,
    values: LevelValues,
    after: Floats,
    ends: Flags,
    planned: Flags,
    chance: Floats,
    *,
    discount: float,
    decay: float,
    decay_plans: float,
) -> LevelAdvantages:
    """Advantages of decisions, plans and actions.

    An action's estimate goes on through its segment and takes ``values.plans`` for what comes after
    it. A plan's goes over segments, each with what was earned in it. Both end with the episode, and
    take ``after`` for what comes after a cut. With a plan in each turn, plans have the estimates of
    ``gae`` with ``values.plans``; without any, actions have those with ``values.keeps``.

    Args:
        rewards: what each turn gave.
        values: the critic's.
        after: (worlds,) the critic's of the state after the last turn, whatever is done then.
        ends: whether the episode was over after the turn.
        planned: whether the turn wrote a plan.
        chance: of planning, before it was decided; NaN where there was no choice.
        discount: gamma, of a turn.
        decay: lambda within a segment, of a turn.
        decay_plans: lambda over segments, of a segment.
    """
    plan, action = np.zeros_like(rewards), np.zeros_like(rewards)
    # Of what follows the turn: the value that an action, and that a plan, goes on to, and the
    # estimates of the next action and the next plan as far as they count here.
    next_act, next_plan = after, after
    more_act, more_plan = np.zeros_like(after), np.zeros_like(after)
    for turn in range(len(rewards) - 1, -1, -1):
        goes_on = ~ends[turn]
        gave, due = rewards[turn], planned[turn]
        surprise = gave + discount * goes_on * next_act - values.acts[turn]
        action[turn] = surprise + discount * decay * goes_on * more_act
        to_come = gave + discount * goes_on * next_plan  # from here to the next plan, and its value
        later = discount * goes_on * more_plan
        plan[turn] = np.where(due, to_come - values.plans[turn] + later, 0)
        next_act = np.where(due, values.plans[turn], values.acts[turn])
        more_act = np.where(due, 0, action[turn])
        next_plan = np.where(due, values.plans[turn], to_come)
        more_plan = np.where(due, decay_plans * plan[turn], later)
    decision = (planned - chance) * (values.plans - values.keeps)
    return LevelAdvantages(np.nan_to_num(decision), plan, action)
