"""Recorded episodes for exports: a planner on a script, and people who step in."""

from __future__ import annotations

import json
from pathlib import Path

from agent.episode import Episode
from agent.traces import trace as traces
from agent.traces.trace import Trace, TraceWriter, header
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import ACTION_NAMES
from tests.agent.scripted import Script, Turns
from training.export.columns import Row

# Over and over: plans at steps 0 and 5, and breaks the grammar at step 3.
TURNS: Turns = [
    ("go east", "Move East"),
    (None, "Move East"),
    (None, "Do"),
    "dance",
    (None, "Move South"),
]
SEED = 1_000_007
SAPLING = 1_000_011  # who plays Do twice at the beginning of this world gets a sapling


class Play:
    """An episode that a test plays by hand.

    Args:
        path: of its trace.
        seed: of the world.
        participant: who plays along.
        turns: of the script.
    """

    def __init__(
        self,
        path: Path,
        *,
        seed: int = SEED,
        participant: str = "",
        turns: Turns = TURNS,
        cap: int = 100,
    ) -> None:
        self.path = path
        world = CrafterWorld()
        consent = "2 9f86d081" if participant else ""
        head = header(world, seed, cap, "script", participant=participant, consent=consent)
        self.episode = Episode(
            world, Script(turns), seed=seed, cap=cap, trace=TraceWriter(path, head)
        )

    def plan(self, steps: int = 1) -> Play:
        """Let the planner play."""
        for _ in range(steps):
            self.episode.play(self.episode.decide())
        return self

    def act(self, *actions: str) -> Play:
        """Play these actions oneself."""
        for action in actions:
            self.episode.act(ACTION_NAMES.index(action))
        return self

    def end(self) -> Path:
        """Leave."""
        self.episode.end("left")
        return self.path


def branch(parent: Path, path: Path, step: int, *actions: str) -> Path:
    """A branch of a trace from a step on: these actions of a person, then one of the planner's,
    then it is left.
    """
    record = traces.read(parent)
    world = CrafterWorld()
    head = header(
        world, record.header.seed, record.header.cap, "script", parent=parent.name, parent_step=step
    )
    episode = Episode.restore(
        world, Script(TURNS), record, step, lambda: TraceWriter(path, head, record.until(step))
    )
    for action in actions:
        episode.act(ACTION_NAMES.index(action))
    episode.play(episode.decide())
    episode.end("left")
    return path


def guided(path: Path, *, seed: int = SEED, participant: str = "ada") -> Path:
    """A trace with a person's advice, an order, a queue, a cancelled plan, a take-over and two
    invalid completions, 16 steps.
    """
    play = Play(path, seed=seed, participant=participant)
    play.plan(2)
    play.episode.inject("collect 3 wood")  # in force at step 2, in the place of "go east"
    play.plan(2)
    play.episode.cancel("a person cancelled it")  # at step 4
    play.plan(2)  # plans "go east" at step 5
    play.act("Move West", "Noop")  # takes over for the actions 7 and 8
    play.episode.inject("find a diamond", "order")  # at step 8
    play.episode.enqueue("wait 2 steps")
    play.plan(2)
    play.episode.run_now(5)  # a person's plan takes the place of a person's
    play.plan(4)
    play.act("Sleep", "Sleep")
    return play.end()


def beneath(path: Path, asked: str = "make a wood pickaxe") -> Play:
    """A person's plan from step 0; beneath it the planner's "collect 2 wood" of step 1 and "drink
    water" of step 2. At step 3.
    """
    play = Play(
        path,
        turns=[
            (None, "Noop"),
            ("collect 2 wood", "Noop"),
            ("drink water", "Noop"),
            *[(None, "Noop")] * 5,
        ],
    )
    play.episode.inject(asked)
    return play.plan(3)


def lines(path: Path) -> list[Row]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read(path: Path) -> Trace:
    """A trace."""
    return traces.read(path)
