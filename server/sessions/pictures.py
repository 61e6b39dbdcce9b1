"""The state frames of a session's episodes, kept as they were shown, so that the picture of any
step can be shown again at once. What is not kept any more is drawn again from its trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.core.frame import Picture
from agent.traces import trace as traces
from server.library import replays
from server.protocol.messages import Branch

KEPT = 100_000  # frames of a session: some 20 MB
MOST = 500  # frames in one answer


@dataclass(slots=True)
class _Reel:
    """The frames of an episode from step ``first`` on, without a gap."""

    first: int
    frames: list[bytes]


class Pictures:
    """Those of one session. For the event loop."""

    def __init__(self) -> None:
        self._reels: dict[int, _Reel] = {}  # by the numbers of their episodes

    def keep(self, number: int, picture: Picture, *, person: bool = False) -> None:
        """Keep the newest picture of an episode. Of those of one step the last one stays.

        ``person``: whether a person drives.
        """
        frame = picture.encode(person=person)
        reel = self._reels.get(number)
        at = picture.step - reel.first if reel else -1
        if reel and at == len(reel.frames):
            reel.frames.append(frame)
        elif reel and at == len(reel.frames) - 1:
            reel.frames[at] = frame
        else:
            self._reels[number] = _Reel(picture.step, [frame])
        self._forget(but=number)

    def find(
        self, branches: Mapping[int, Branch], number: int, first: int, last: int
    ) -> list[bytes] | int:
        """The frames of steps ``first`` to ``last`` of an episode, both included; those from before
        a branch are its parent's.

        If some are not kept: the number of the episode that ``put`` has to bring first.
        """
        reel, branch = self._reels.get(number), branches[number]
        if reel is None:
            return number
        own = reel.frames[max(0, first - reel.first) : max(0, last - reel.first + 1)]
        if first >= reel.first:
            return own
        if branch.parent is None or reel.first > branch.parent_step:
            return number
        before = self.find(branches, branch.parent, first, min(last, reel.first - 1))
        return before if isinstance(before, int) else [*before, *own]

    def put(self, number: int, frames: list[bytes]) -> None:
        """Keep the frames of an episode from step 0 on, which ``draw_again`` drew; what is there
        already stays.

        ValueError if there are too few to join what is there.
        """
        reel = self._reels.get(number)
        if reel is None:
            self._reels[number] = _Reel(0, frames)
        elif reel.first <= len(frames):
            self._reels[number] = _Reel(0, [*frames[: reel.first], *reel.frames])
        else:
            raise ValueError(f"the record of episode {number} ends before step {reel.first}")
        self._forget(but=number)

    def _forget(self, but: int) -> None:
        """Forget the episodes that were begun first, while there are too many frames."""
        kept = sum(len(reel.frames) for reel in self._reels.values())
        for number in sorted(self._reels):
            if kept <= KEPT:
                return
            if number != but:
                kept -= len(self._reels.pop(number).frames)


def draw_again(path: Path) -> list[bytes]:
    """The frames of a record from step 0 on. Slow: for a worker thread.

    TraceError if it cannot be read or played.
    """
    return replays.draw(traces.read(path))
