"""The episodes of a session as a tree: a world from its beginning, or a branch that left another episode at a step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from server.protocol.messages import Line
from server.sessions.opening import Branch, Origin
from server.sessions.state import Board


class Traces:
    """The traces of a session's episodes, by their numbers; each number is given once."""

    def __init__(self, folder: Path) -> None:
        """``folder``: where they lie. Those that are there already keep their numbers."""
        self._folder = folder
        self._given = max((int(path.stem) for path in folder.glob("*.jsonl") if path.stem.isdecimal()), default=0)

    def new(self) -> tuple[int, Path]:
        """The next number, and the trace that is to be written under it."""
        self._given += 1
        return self._given, self.of(self._given)

    def of(self, number: int) -> Path:
        """The trace of an episode."""
        return self._folder / f"{number}.jsonl"


def begun(board: Board, origin: Origin, lines: Mapping[int, Line]) -> Line:
    """An episode as it begins; ``lines``: those that there are. One whose parent was left before a restart counts as a root."""
    parent = int(origin.parent.stem) if isinstance(origin, Branch) else None
    return Line(
        number=board.number,
        world=board.world,
        seed=board.seed,
        planner=board.planner,
        parent=parent if parent in lines else None,
        parent_step=origin.step if isinstance(origin, Branch) else 0,
        step=board.step,
        unlocked=len(board.unlocked),
        over=board.over,
        tried=False,
    )


def played(line: Line, board: Board) -> Line:
    """The same episode as far as it is now."""
    return line.model_copy(update={"step": board.step, "unlocked": len(board.unlocked), "over": board.over})


def require(lines: Mapping[int, Line], board: Board, number: int, step: int) -> None:
    """ValueError with a reason for people if a session has no such episode, or it no such step; ``board``: the current one's."""
    if number not in lines:
        raise ValueError(f"there is no episode {number} in this session; there are {', '.join(map(str, lines))}")
    last = board.step if number == board.number else lines[number].step
    if step > last:
        raise ValueError(f"there is no step {step} in episode {number}; {last} is its last")
