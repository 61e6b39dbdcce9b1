"""What is sent to a viewer, in what order, and what becomes of one that is too slow."""

from __future__ import annotations

import asyncio

import pytest

from server.protocol.messages import Notice
from server.sessions.connection import TOO_SLOW, Connection
from server.sessions.connections import Connections

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Line:
    """A connection that can be stopped up."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.sent: list[str | bytes] = []
        self.closed: tuple[int, str | None] | None = None

    async def send_text(self, data: str) -> None:
        await self.open.wait()
        self.sent.append(data)

    async def send_bytes(self, data: bytes) -> None:
        await self.open.wait()
        self.sent.append(data)

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        self.closed = (code, reason)


async def test_events_come_in_order_and_before_the_newest_frame() -> None:
    line = Line()
    connection = Connection(line, queue=9, send_timeout=5)
    for n in range(3):
        connection.tell(str(n))
        connection.show(bytes([n]))
    connection.close(1000, "done")
    await connection.write()
    assert line.sent == ["0", "1", "2", b"\x02"]
    assert line.closed == (1000, "done")


async def test_a_viewer_whose_queue_overflows_is_cut_off() -> None:
    line = Line()
    line.open.clear()
    connection = Connection(line, queue=3, send_timeout=60)
    writing = asyncio.create_task(connection.write())
    for n in range(20):
        connection.tell(str(n))
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await writing
    assert (line.closed, line.sent) == ((TOO_SLOW, "too slow"), [])


async def test_a_viewer_that_takes_too_long_for_one_message_is_cut_off() -> None:
    line = Line()
    line.open.clear()
    connection = Connection(line, queue=3, send_timeout=0.02)
    connection.show(b"frame")
    async with asyncio.timeout(5):
        await connection.write()
    assert line.closed == (TOO_SLOW, "too slow")


async def test_a_stuck_viewer_does_not_hold_up_another() -> None:
    stuck, free = Line(), Line()
    stuck.open.clear()
    viewers = [Connection(line, queue=300, send_timeout=60) for line in (stuck, free)]
    writing = [asyncio.create_task(connection.write()) for connection in viewers]
    connections = Connections(kept=10)
    for connection in viewers:
        connections.add(connection)
    for _ in range(100):
        connections.tell(
            Notice(type="notice", seq=connections.number(), level="info", text="hello")
        )
        connections.show(b"frame")
        await asyncio.sleep(0)
    viewers[1].close(1000, "")
    async with asyncio.timeout(5):
        await writing[1]
    assert sum(isinstance(message, str) for message in free.sent) == 100
    assert stuck.sent == []
    writing[0].cancel()
