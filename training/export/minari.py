"""Episodes as Minari, the Farama Foundation's store for offline reinforcement learning, has them.

What is observed, and what an action brings, is as the environment ``sidequest/Crafter-v0`` gives
it. Minari's episodes have one observation and one info more than actions: the last row.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.traces.states import visits
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACHIEVEMENTS, ACTION_NAMES
from training.export.columns import FLAG, INTEGER, NUMBER, TEXT, Column, Row
from training.export.episode import Recorded

INFOS = (
    Column("step", INTEGER, "number of the view: that many actions were played before it"),
    Column("plan", TEXT, "the plan in force then, a person's if there was one; empty: none"),
    Column("plan_source", TEXT, "who wrote it: agent, human, expert, adviser; empty: none"),
    Column("below", TEXT, "the planner's own plan beneath a person's; empty: none"),
    Column("new_plan", TEXT, "the plan that the planner wrote there; empty: none"),
    Column("driver", TEXT, "who chose the action there: planner, person; empty at the end"),
    Column("unlocked", TEXT, "achievements unlocked by the action before, with commas between"),
)
COLUMNS = (
    Column("observations", TEXT, "the text of a state"),
    Column("actions", INTEGER, "0 to 16, as they are numbered in the environment"),
    Column("rewards", NUMBER, "Crafter's own"),
    Column("terminations", FLAG, "whether the player died, or has unlocked everything"),
    Column("truncations", FLAG, "whether the episode, or its record, stops for another reason"),
    *(Column(f"infos.{one.name}", one.type, one.meaning) for one in INFOS),
)


def rows(episode: Recorded) -> Iterator[Row]:
    """The states of an episode, the last one, in which nothing was played, as well.

    A branch's begin where it left its parent. TraceError if the trace does not replay.
    """
    world, memory, prompt = episode.world, Memory(), episode.prompt
    last: Row | None = None
    unlocked = ""
    for visit in visits(episode.trace, world, memory):
        if last is not None:
            yield last
        situation, event = visit.situation, visit.event
        last = {
            "observations": prompt.observation(situation.view, memory),
            "actions": ACTION_NAMES.index(event.action),
            "rewards": event.reward,
            "terminations": False,
            "truncations": False,
            "infos": {
                "step": situation.view.step,
                "plan": situation.plan.text if situation.plan else "",
                "plan_source": situation.plan.source if situation.plan else "",
                "below": situation.below.text if situation.below else "",
                "new_plan": visit.plan or "",
                "driver": event.driver,
                "unlocked": unlocked,
            },
        }
        unlocked = ",".join(event.unlocked)
    if last is None:
        return
    view = world.view()
    over = view.dead or len(view.unlocked) == len(ACHIEVEMENTS)
    yield {**last, "terminations": over, "truncations": not over}
    nothing = {column.name: "" for column in INFOS}
    yield {
        "observations": prompt.observation(view, memory),
        "infos": {**nothing, "step": view.step, "unlocked": unlocked},
    }
