"""What a connection must be and may send."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.protocol.commands import Command
from server.protocol.messages import Refused
from server.protocol.parse import parse
from tests.server.client import COMMANDS
from tests.server.conftest import BEARER, Start

pytestmark = pytest.mark.anyio


async def refused_status(address: str, **options: object) -> int:
    """The HTTP status that the handshake is refused with."""
    with pytest.raises(InvalidStatus) as refusal:
        await connect(address, **options)  # type: ignore[arg-type]
    return refusal.value.response.status_code


async def test_a_page_of_another_site_is_refused_before_anything_is_said(start: Start) -> None:
    async with start() as site:
        # Another server of this machine has the same cookies.
        for other in ("http://evil.example", f"http://127.0.0.1:{site.port + 1}"):
            status = await refused_status(site.address, additional_headers=BEARER, origin=other)
            assert status == 403
        async with connect(site.address, additional_headers=BEARER, origin=site.origin):  # type: ignore[arg-type]
            pass


async def test_a_name_that_only_means_this_machine_is_refused(start: Start) -> None:
    async with start() as site:
        rebound = site.address.replace("127.0.0.1", "evil.example")
        options = {"host": "127.0.0.1", "port": site.port, "additional_headers": BEARER}
        assert await refused_status(rebound, **options) == 403


async def test_the_key_is_needed(start: Start) -> None:
    async with start() as site:
        assert await refused_status(site.address) == 403
        guess = {"Authorization": "Bearer guess"}
        assert await refused_status(site.address, additional_headers=guess) == 403


async def test_the_cookie_counts_only_with_an_origin(start: Start) -> None:
    async with start() as site:
        name = f"sidequest-{site.port}"
        cookie = {"Cookie": f"{name}={(await site.enter()).cookies[name]}"}
        assert await refused_status(site.address, additional_headers=cookie) == 403
        async with connect(site.address, additional_headers=cookie, origin=site.origin):  # type: ignore[arg-type]
            pass


async def test_hello_comes_first_and_names_a_session_that_is_there(start: Start) -> None:
    async with start() as site, site.client("nowhere") as client:
        assert (await client.ask("play"))["code"] == "hello_first"
        assert (await client.ask("hello", session="nowhere", viewer="anna"))[
            "code"
        ] == "unknown_session"
        assert (await client.ask("hello", session=await site.open(), viewer="anna", last_seq=-2))[
            "code"
        ] == "malformed"


async def test_a_connection_that_never_says_hello_is_closed(start: Start) -> None:
    async with (
        start(hello_timeout=0.05) as site,
        connect(site.address, additional_headers=BEARER) as ws,
    ):
        with suppress(ConnectionClosed):
            await ws.recv()
        assert ws.close_code == 4001


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "[]"),
        ('{"type": "fly", "id": 1}', "'play'"),
        ('{"type": "play"}', "play.id is missing"),
        ('{"type": "play", "id": -1}', "greater than or equal to 0"),
        ('{"type": "play", "id": 1, "extra": 2}', "play.extra"),
        ('{"type": "act", "id": 1, "action": 255}', "255 will not do"),
        ('{"type": "act", "id": 1, "action": "up"}', "'up' will not do"),
        ('{"type": "speed", "id": 1, "steps_per_second": 1000}', "less than or equal to 20"),
        ('{"type": "speed", "id": 1, "steps_per_second": NaN}', "speed.steps_per_second"),
    ],
)
def test_a_malformed_message_is_told_what_is_wrong_with_it(message: str, said: str) -> None:
    refused = parse(message)
    assert isinstance(refused, Refused)
    assert refused.code == "malformed"
    assert said in refused.text


def test_a_refusal_names_the_command_where_that_can_be_read() -> None:
    refused = parse('{"type": "act", "id": 12, "action": 999}')
    assert isinstance(refused, Refused)
    assert refused.id == 12


async def test_a_plan_of_ten_thousand_characters_is_refused_with_the_limit(start: Start) -> None:
    async with start() as site, site.paused() as client:
        refused = await client.ask("plan", text="x" * 10_000)
        assert (refused["code"], refused["text"]) == (
            "too_long",
            "The plan has 10,000 characters; 500 is the most.",
        )
        assert (await client.ask("plan", text="x" * 500))["type"] == "ack"


async def test_too_many_messages_a_second_are_refused_and_the_connection_stays(
    start: Start,
) -> None:
    async with start(messages_per_second=20) as site, site.paused() as client:
        for _ in range(40):
            await client.ws.send('{"type": "ping", "id": 0}')
        assert (await client.until("error"))["code"] == "rate"
        await asyncio.sleep(0.2)
        await client.send("ping")
        await client.until("pong", id=client.last_id)


async def test_a_message_beyond_the_size_limit_closes_the_connection(start: Start) -> None:
    async with start() as site, connect(site.address, additional_headers=BEARER) as ws:
        await ws.send("x" * 20_000)
        await ws.wait_closed()
        assert ws.close_code == 1009


WORDS = st.sampled_from([*COMMANDS, "ping", "hello", "fly", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    st.lists,
    max_leaves=4,
)
LOOSE = st.fixed_dictionaries(
    {"type": WORDS, "id": st.integers(0, 9) | VALUES},
    optional={
        "action": VALUES,
        "text": VALUES,
        "steps_per_second": VALUES,
        "seed": VALUES,
        "session": VALUES,
        "viewer": VALUES,
    },
)
ANYTHING = st.one_of(
    st.text(max_size=50), VALUES.map(json.dumps), LOOSE.map(json.dumps), st.binary(max_size=20)
)


@given(st.one_of(st.text(), LOOSE.map(json.dumps)))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert isinstance(parse(text), Refused | Command)


async def test_whatever_is_sent_the_connection_stays(start: Start) -> None:
    async with start(messages_per_second=1000) as site, site.paused() as client:
        messages: list[str | bytes] = []

        @settings(max_examples=40, deadline=None, database=None)
        @given(ANYTHING)
        def collect(message: str | bytes) -> None:
            messages.append(message)

        collect()
        for message in messages:
            await client.ws.send(message)
        await client.send("ping")
        await client.until("pong", id=client.last_id)


async def test_two_viewers_see_the_same_events(start: Start) -> None:
    async with start() as site, site.paused() as anna:
        newest = site.manager.newest()
        assert newest is not None
        async with site.client(newest.id, "ben") as ben:
            await ben.hello()
            await anna.until("control", viewers=2)
            await anna.ask("plan", text="collect 5 wood")
            assert (await ben.until("plan"))["plan"] == anna.last("plan")["plan"]
        await anna.until("control", viewers=1)
