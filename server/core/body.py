"""What a request brings is read before anybody looks at it: not too much, not too slowly, and only
text that is well formed.

JSON is what RFC 8259 calls so: UTF-8, without NaN and Infinity.
"""

from __future__ import annotations

import asyncio
import json
from typing import NoReturn

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core import errors
from server.core.access import SAFE_METHODS


class Body:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, most: int, timeout: float) -> None:
        """``most``: bytes of a body. ``timeout``: seconds that it may take to come."""
        self._app = app
        self._most = most
        self._timeout = timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on with its body in one piece, or answer it."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            body = await self._read(request)
            _check(body, request.headers.get("content-type", ""))
        except HTTPException as error:
            # What is still to come is not read.
            response = errors.answer(request, error)
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_whole() -> Message:
            return waiting.pop() if waiting else await receive()

        await self._app(scope, receive_whole, send)

    async def _read(self, request: Request) -> bytes:
        too_much = HTTPException(413, f"A request has {self._most:,} bytes at the most.")
        told = request.headers.get("content-length", "0")
        if told.isdecimal() and int(told) > self._most:
            raise too_much
        body = bytearray()
        try:
            async with asyncio.timeout(self._timeout):
                async for part in request.stream():
                    body += part
                    if len(body) > self._most:
                        raise too_much
        except TimeoutError as error:
            raise HTTPException(408, "The request did not come whole in time.") from error
        return bytes(body)


def _check(body: bytes, kind: str) -> None:
    """HTTPException 400 for what is no text, or said to be JSON and is not."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, "The request is not UTF-8.") from error
    if text and kind.partition(";")[0].strip().lower() == "application/json":
        try:
            json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, "The request is not JSON.") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
