"""What a clause asks for: the goals of its verb (``verbs``), with the cell that it names.

Where a thing lies is its goal's cell if it is one that stays where it is and the words point at it:
"the tree 3 east 2 north", not "collect 1 wood, 3 east", which is where the nearest is.
"""

from __future__ import annotations

from dataclasses import replace

from agent.core.goals import Goal
from agent.worlds.crafter.plans.describing import DIRECTIONS
from agent.worlds.crafter.plans.reading.clauses import Clause
from agent.worlds.crafter.plans.reading.things import Context, Goals, is_target, item_of
from agent.worlds.crafter.plans.reading.verbs import MOVING, PLACE_NAME, VERBS


def meant(clause: Clause, context: Context) -> Goals:
    """The goals of a clause, in the order of its words; None if it has none."""
    if any(thing.count == 0 for thing in clause.things):
        return None
    if clause.verb:
        return _placed_at(VERBS[clause.verb](clause, context), clause, context)
    if any(thing.name == "lava" for thing in clause.objects):
        return None  # "lava!" warns
    if clause.things and context.verb:
        goals = VERBS[context.verb](clause, context)
        if goals:
            return _placed_at(goals, clause, context)
    for verb in ("get", "fight", "go") if clause.things else ("go",):
        goals = VERBS[verb](clause, context)
        if goals:
            return _placed_at(goals, clause, context)
    return None


def takes_cell(goal: Goal) -> bool:
    """Whether a goal can be had at a cell that is named: it stays where it is, and is not made
    elsewhere.
    """
    if goal.direction is not None or goal.at is not None:
        return False
    if goal.verb == "go":
        return goal.target not in (*MOVING, "start")
    return goal.verb in ("place", "shelter") or (goal.verb == "collect" and goal.target != "drink")


def points(clause: Clause) -> bool:
    """Whether what is named is pointed at: "the tree", "a tree", and not "3 trees"."""
    return all(thing.count is None or thing.article for thing in clause.things)


def _placed_at(goals: Goals, clause: Clause, context: Context) -> Goals:
    """The goals with the cell that the clause names."""
    if not goals:
        return goals
    last = goals[-1]
    told = clause.pronoun and context.said and not clause.moves and not clause.things
    if told and takes_cell(last):
        return [*goals[:-1], replace(last, at=context.at)]
    if clause.here and clause.cell is None and last.verb in ("place", "shelter"):
        return [replace(goal, at=(0, 0)) if takes_cell(goal) else goal for goal in goals]
    cell = _beside(clause) if last.verb == "place" else None
    cell = cell or clause.cell
    if cell is None:
        return goals
    near = clause.things[-1] if clause.things else None
    if near is not None and near.prep == "near" and last.verb in ("collect", "place"):
        there = Goal("go", PLACE_NAME.get(near.name, near.name), at=cell)
        if item_of(near) != last.target and is_target("go", there.target):
            return [there, *goals]  # "put the furnace next to the table 2 east"
    pointed = points(clause) or all(move.at for move in clause.moves)
    return [*goals[:-1], replace(last, at=cell)] if pointed and takes_cell(last) else goals


def _beside(clause: Clause) -> tuple[int, int] | None:
    """The cell beside the player that is named: "place a stone to the north"."""
    if len(clause.moves) != 1 or len(clause.things) != 1:
        return None
    (move,) = clause.moves
    alone = move.to and move.behind and move.count is None
    return DIRECTIONS[move.direction] if alone else None
