"""The episodes of a session as a tree: a world from its beginning, or a branch that left another
episode at a step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from server.protocol.messages import Branch
from server.sessions.opening import BranchPoint, Origin
from server.sessions.state import SessionState


class Traces:
    """The traces of a session's episodes, by their numbers; each number is given once."""

    def __init__(self, folder: Path) -> None:
        """``folder``: where they lie. Those that are there already keep their numbers."""
        self._folder = folder
        self._given = max(
            (int(path.stem) for path in folder.glob("*.jsonl") if path.stem.isdecimal()), default=0
        )

    def new(self) -> tuple[int, Path]:
        """The next number, and the trace that is to be written under it."""
        self._given += 1
        return self._given, self.of(self._given)

    def of(self, number: int) -> Path:
        """The trace of an episode."""
        return self._folder / f"{number}.jsonl"


def begun(state: SessionState, origin: Origin, branches: Mapping[int, Branch]) -> Branch:
    """An episode as it begins; ``branches``: those that there are."""
    parent = int(origin.parent.stem) if isinstance(origin, BranchPoint) else None
    return Branch(
        number=state.number,
        world=state.world,
        seed=state.seed,
        planner=state.planner,
        parent=parent if parent in branches else None,
        parent_step=(state.step if origin.step is None else origin.step)
        if isinstance(origin, BranchPoint)
        else 0,
        step=state.step,
        unlocked=len(state.unlocked),
        over=state.over,
        grave=[],
        tried=False,
    )


def played(branch: Branch, state: SessionState, grave: list[int]) -> Branch:
    """The same episode as far as it is now; ``grave``: where its player died."""
    return branch.model_copy(
        update={
            "step": state.step,
            "unlocked": len(state.unlocked),
            "over": state.over,
            "grave": grave,
        }
    )


def of_world(branches: Mapping[int, Branch], number: int) -> Sequence[int]:
    """The episodes that were played of the same beginning as one: it, what it left, and what left
    these. Not those of what-ifs.
    """
    wanted = _root(branches, number)
    return [
        one.number
        for one in branches.values()
        if not one.tried and _root(branches, one.number) == wanted
    ]


def _root(branches: Mapping[int, Branch], number: int) -> int:
    while parent := branches[number].parent:
        number = parent
    return number


def require(branches: Mapping[int, Branch], state: SessionState, number: int, step: int) -> None:
    """ValueError with a reason for people if a session has no such episode, or it no such step;
    ``state``: the current one's.
    """
    if number not in branches:
        raise ValueError(
            f"this session has no episode {number}; it has {', '.join(map(str, branches))}"
        )
    last = state.step if number == state.number else branches[number].step
    if step > last:
        raise ValueError(f"episode {number} has no step {step}; its last is {last}")
