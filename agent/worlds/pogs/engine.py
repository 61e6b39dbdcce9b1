"""The POGS world: reset, step, view, snapshot, restore, digest."""

from __future__ import annotations

import hashlib
import json

from agent.core.world import Outcome
from agent.worlds.pogs.graph import GraphError, GraphSettings, Puzzle, draw, seen
from agent.worlds.pogs.view import REACH, View

NAME = "pogs"
STAY = "stay"  # what an invalid completion plays; players are not told of it
_INVALID = -0.01  # reward of a move that leads nowhere; the paper's -1 for a target of 100


class PogsWorld:
    """A tree with a target to be reached.

    Action i moves to node i, if it is next to where the player is; else nothing moves.
    """

    noop: int
    achievements = (REACH,)

    def __init__(self, settings: GraphSettings | None = None) -> None:
        """``settings``: what graphs are like, by default as the paper's."""
        self.settings = settings or GraphSettings()
        self.name = write_name(self.settings)
        self.actions = (*map(str, range(self.settings.nodes)), STAY)
        self.noop = self.settings.nodes
        self._seed = -1
        self._puzzle: Puzzle | None = None
        self._node = self._step = 0
        self._moved = True

    def reset(self, seed: int) -> None:
        """Begin the episode of this seed."""
        self._puzzle, self._seed = draw(seed, self.settings), seed
        self._node, self._step, self._moved = self._puzzle.start, 0, True

    def step(self, action: int) -> Outcome:
        """Play one action.

        Raises ValueError for an index out of range, or a world that is over or was never reset.
        """
        puzzle = self._begun()
        if not 0 <= action < len(self.actions):
            raise ValueError(
                f"action {action} is out of range, this graph has 0 to {len(self.actions) - 1}"
            )
        if self._node == puzzle.target:
            raise ValueError(f"the target was reached in step {self._step}")
        self._step += 1
        self._moved = puzzle.tree.has_edge(self._node, action)
        if not self._moved:
            return Outcome(_INVALID, (), died=False)
        self._node = action
        reached = action == puzzle.target
        return Outcome(float(reached), (REACH,) if reached else (), died=False)

    def view(self) -> View:
        """What the player can know now."""
        puzzle = self._begun()
        reached = self._node == puzzle.target
        return seen(
            puzzle, self.settings.hops, self._node, self._step, reached=reached, moved=self._moved
        )

    def snapshot(self) -> bytes:
        """The whole state."""
        self._begun()
        return json.dumps([self.name, self._seed, self._node, self._step, self._moved]).encode()

    def restore(self, snapshot: bytes) -> None:
        """Return exactly to a state that ``snapshot`` gave. ValueError for anything else."""
        try:
            name, seed, node, step, moved = json.loads(snapshot)
        except (ValueError, TypeError) as error:
            raise ValueError("these bytes are no snapshot of this world") from error
        if name != self.name:
            raise ValueError(f"the snapshot is of {name}, not of {self.name}")
        if seed != self._seed:
            self.reset(seed)
        self._node, self._step, self._moved = node, step, moved

    def vary(self, draw: int) -> None:
        """Nothing is left to chance here."""

    def digest(self) -> str:
        """Hash of the whole state, 16 hex digits; equal states have equal digests in
        any process.
        """
        puzzle = self._begun()
        edges = sorted(sorted(edge) for edge in puzzle.tree.edges)
        state = [self.name, edges, puzzle.target, self._node, self._step, self._moved]
        return hashlib.blake2b(json.dumps(state).encode(), digest_size=8).hexdigest()

    def _begun(self) -> Puzzle:
        if self._puzzle is None:
            raise ValueError("no episode has begun: call reset or restore first")
        return self._puzzle


def write_name(settings: GraphSettings) -> str:
    """The name of a world of such graphs: ``pogs``, and what differs from the paper's, as in
    ``pogs:nodes=30,hops=3``.
    """
    usual = GraphSettings()
    given = [
        f"{key}={getattr(settings, key)}"
        for key in GraphSettings.__slots__
        if getattr(settings, key) != getattr(usual, key)
    ]
    return ":".join((NAME, ",".join(given))) if given else NAME


def read_settings(text: str) -> GraphSettings:
    """Settings as they follow a world's name.

    GraphError, with what would be right, if they cannot be read.
    """
    given: dict[str, int] = {}
    for part in text.split(","):
        key, _, value = part.partition("=")
        if key not in GraphSettings.__slots__ or not (value.isascii() and value.isdecimal()):
            raise GraphError(
                f"{part!r} in {text!r} is no setting of a graph; write such as "
                "pogs:nodes=30,hops=3,backtracks=2"
            )
        given[key] = int(value)
    return GraphSettings(**given)
