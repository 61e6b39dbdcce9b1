"""A proxy that has a server under a path: it cuts the path off, and passes everything on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 20.0  # seconds for the thread to start or end


@contextmanager
def proxied(port: int, path: str) -> Iterator[str]:
    """A proxy for the server on a port of this machine; its origin, without the path."""
    loop = asyncio.new_event_loop()

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(
            lambda reader, writer: _pass_on(reader, writer, port, path), "127.0.0.1", 0
        )

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(PATIENCE)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(PATIENCE)


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, path: str
) -> None:
    """One request, as the server is told to close after it; or one WebSocket."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        verb, target, rest = head.split(" ", 2)
        if not f"{target}/".startswith(f"{path}/"):
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        if "upgrade: websocket" not in head.lower():
            lines = [
                line for line in rest.split("\r\n") if not line.lower().startswith("connection:")
            ]
            rest = "\r\n".join([lines[0], "Connection: close", *lines[1:]])
        behind, ahead = await asyncio.open_connection("127.0.0.1", port)
        ahead.write(f"{verb} {target.removeprefix(path) or '/'} {rest}".encode("latin-1"))
        await asyncio.gather(_copy(reader, ahead), _copy(behind, writer))
    except (OSError, asyncio.IncompleteReadError):
        pass  # a browser that goes away is no fault
    finally:
        writer.close()


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.close()
