"""People's plans on their way through a second reader, while the game goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agent.core.reader import AS_WRITTEN, Reader, Rewording
from agent.core.talk import Question, SpokenPlan
from agent.worlds import registry as worlds
from server.protocol.commands import EditPlan, Say, SessionCommand, TryPlan, WritePlan


class Wordings:
    """The plans of one session, read one after the other. For the event loop."""

    def __init__(self, reader: Reader | None) -> None:
        """``reader``: None leaves every plan as it was written."""
        self._reader = reader
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def take(
        self,
        command: SessionCommand,
        world: str,
        then: Callable[[Rewording], None],
        dropped: Callable[[], None],
    ) -> None:
        """Call ``then`` as soon as it is known how the plan in a command is read, or ``dropped`` if
        it is forgotten before.

        That is at once if there is none in it, or nobody is asked: not every world has a second
        reader. The plans of a session come out in the order in which they came in.
        """
        reader = self._reader if worlds.find(world).has_reader else None
        text = _plan_in(command, world)
        if reader and text:
            task = asyncio.create_task(
                self._read(reader, text, then, dropped), name="second reader"
            )
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            then(AS_WRITTEN)

    def end(self) -> None:
        """Forget the plans that are being read."""
        for task in self._tasks:
            task.cancel()

    async def _read(
        self,
        reader: Reader,
        text: str,
        then: Callable[[Rewording], None],
        dropped: Callable[[], None],
    ) -> None:
        try:
            async with self._turn:
                rewording = await asyncio.to_thread(reader.reword, text)
        except asyncio.CancelledError:
            dropped()
            raise
        then(rewording)


def _plan_in(command: SessionCommand, world: str) -> str:
    """The words of a command that are a plan, or may be one; "" for none."""
    match command:
        case WritePlan() | EditPlan() | TryPlan():
            return command.text
        case Say():
            heard = worlds.find(world).talk.hear(command.text)
            may_be = isinstance(heard, SpokenPlan) or (
                isinstance(heard, Question) and heard.is_riddle
            )
            return command.text if may_be else ""
        case _:
            return ""
