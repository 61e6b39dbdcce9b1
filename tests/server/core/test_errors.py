"""What is answered when a request will not do, and what of it is logged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
import structlog
from structlog.testing import LogCapture

from tests.server.conftest import Start

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def logged() -> Iterator[list[dict[str, object]]]:
    """What is logged, with the ids that are bound."""
    capture = LogCapture()
    before = structlog.get_config()
    structlog.reset_defaults()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, capture])
    yield capture.entries  # type: ignore[misc]
    structlog.configure(**before)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"seed": "\xff\xfe"}', 400, "The request is not UTF-8."),
        (b'{"seed": NaN}', 400, "The request is not JSON."),
        (b'{"seed": -Infinity}', 400, "The request is not JSON."),
        (b"[" * 100_000, 400, "The request is not JSON."),
        (b'{"seed": ' + b"9" * 5000 + b"}", 400, "The request is not JSON."),
        (b'{"seed": "hush"}', 422, "seed: Input should be a valid integer"),
        (b'{"hush": 1}', 422, "hush: Extra inputs are not permitted"),
        (b" " * 200_000, 413, "A request has 131,072 bytes at the most."),
    ],
)
async def test_a_body_that_will_not_do_is_refused_and_not_sent_back(
    start: Start, body: bytes, status: int, said: str
) -> None:
    async with start() as site, site.http() as http:
        answer = await http.post("/api/sessions", content=body, headers=JSON)
        assert answer.status_code == status
        assert answer.json()["detail"].startswith(said)
        assert answer.json()["request"] == answer.headers["X-Request-ID"]
        assert len(answer.content) < 300
        assert '"hush"' not in answer.text


async def test_a_body_without_a_type_is_no_fault_of_ours(start: Start) -> None:
    async with start() as site, site.http() as http:
        assert (await http.post("/api/sessions", content=b"\xff")).status_code == 400
        assert (await http.post("/api/sessions", content=b"{}")).status_code == 422


async def test_too_much_is_refused_before_it_has_come(start: Start) -> None:
    async with start() as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        head = f"POST /study/x/agree HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
        writer.write(f"{head}Content-Length: 200000000\r\n\r\n".encode())
        async with asyncio.timeout(10):
            answer = await reader.read()  # until the server closes
        assert answer.startswith(b"HTTP/1.1 413 ")
        writer.close()


async def test_a_body_that_does_not_come_is_not_waited_for(start: Start) -> None:
    async with start(body_timeout=0.05) as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        head = f"POST /study/x/agree HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
        writer.write(f"{head}Content-Length: 10\r\n\r\nhalf".encode())
        async with asyncio.timeout(10):
            answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_a_browser_is_told_on_a_page(start: Start) -> None:
    async with start() as site, site.http(headers={"Accept": "text/html,*/*"}) as http:
        answer = await http.get("/nowhere")
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")


async def test_a_fault_of_ours_is_told_by_its_id_and_logged_with_it(
    start: Start, logged: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as site, site.http() as http:

        async def fail(**_wanted: object) -> None:
            raise RuntimeError("a secret of the server")

        monkeypatch.setattr(site.manager, "open", fail)
        answer = await http.post("/api/sessions", json={})
        assert answer.status_code == 500
        assert "secret" not in answer.text
        faults = [line for line in logged if line["event"] == "request failed"]
        assert [line["request"] for line in faults] == [answer.json()["request"]]
        assert faults[0]["route"] == "/api/sessions"


async def test_no_secret_of_an_address_is_logged(
    start: Start, logged: list[dict[str, object]]
) -> None:
    async with start() as site, site.http() as http:
        assert (await http.get("/shared/a-secret-token")).status_code == 404
    lines = [line for line in logged if line["event"] == "request"]
    assert [line["route"] for line in lines] == ["/shared/{token}"]
    assert "secret" not in json.dumps(lines, default=str)


async def test_text_that_is_no_utf8_ends_the_connection_with_one_line(
    start: Start, logged: list[dict[str, object]], caplog: pytest.LogCaptureFixture
) -> None:
    async with start() as site, site.paused() as client:
        session = site.manager.all()[0].id
        await client.ws.send(b'{"type": "ping\xff"}', text=True)
        async with asyncio.timeout(10):
            await client.ws.wait_closed()
        assert client.ws.close_code == 1007
        async with asyncio.timeout(10):
            while not [line for line in logged if line["event"] == "closed for what it sent"]:
                await asyncio.sleep(0.01)
    faults = [line for line in logged if line["log_level"] in ("warning", "error")]
    assert [(line["code"], line["session"]) for line in faults] == [(1007, session)]
    assert faults[0]["request"]
    assert not caplog.records
