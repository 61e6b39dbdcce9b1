"""Connections that are too many, or too slow."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.server.conftest import Site, Start

pytestmark = pytest.mark.anyio


async def silent(site: Site) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", site.port)


async def ends(reader: asyncio.StreamReader) -> bool:
    """Wait until the server has closed the connection."""
    async with asyncio.timeout(10):
        try:
            return await reader.read() == b""
        except ConnectionResetError:
            return True


async def test_who_says_nothing_or_half_of_it_is_cut(start: Start) -> None:
    async with start(header_timeout=0.05) as site:
        for said in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n"):
            reader, writer = await silent(site)
            writer.write(said)
            assert await ends(reader)


async def test_an_address_has_so_many_connections_and_no_more(start: Start) -> None:
    async with start(max_connections_of_address=3) as site:
        held = [await silent(site) for _ in range(3)]
        for _, writer in held:
            writer.write(b"GET /healthz HT")
        reader, _ = await silent(site)
        assert await ends(reader)
        held[0][1].close()
        async with asyncio.timeout(10), httpx.AsyncClient(base_url=site.origin) as http:
            while True:  # until the server knows of the place that is free
                try:
                    assert (await http.get("/healthz")).status_code == 200
                except httpx.TransportError:
                    await asyncio.sleep(0.01)
                else:
                    break


async def test_a_connection_that_plays_is_not_cut_by_these(start: Start) -> None:
    async with start(header_timeout=0.05) as site, site.paused() as client:
        await asyncio.sleep(0.2)
        assert (await client.ask("step"))["type"] == "ack"
