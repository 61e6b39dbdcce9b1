"""Every error of HTTP becomes an answer here, whatever raised it.

A browser that asks for a page gets one; scripts get ``{"detail": ..., "request": ...}``, where
``detail`` is a sentence for people and ``request`` the id by which the log tells more. Nothing that
was sent is sent back.
"""

from __future__ import annotations

import sqlite3
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.core.templates import PageError, page

HANDLED = (HTTPException, RequestValidationError, PageError, sqlite3.Error)
_MOST = 3  # faults of a request that are told; whoever mends these is told the rest


def answer(request: Request, error: Exception) -> Response:
    """The answer to a request that failed; an error that nobody foresaw is a fault of ours."""
    headers = None
    match error:
        case PageError():
            return page(request, error.status, error.title, error.text)
        case HTTPException():
            status, text, headers = error.status_code, str(error.detail), error.headers
        case RequestValidationError():
            status, text = 422, _faults(error)
        case sqlite3.Error():
            status, text = (
                503,
                (
                    f"A file of the data folder cannot be read or written ({error}). "
                    "Mend that and try again."
                ),
            )
        case _:
            status, text = 500, "Something went wrong in the server. Its log says more."
    number = request.scope["state"]["request_id"]
    if "text/html" in request.headers.get("accept", ""):
        response = page(request, status, HTTPStatus(status).phrase, text)
    else:
        response = JSONResponse({"detail": text, "request": number}, status)
    response.headers.update(headers or {})
    return response


def _faults(error: RequestValidationError) -> str:
    """What is wrong where, without the value: ``seed: Input should be a valid integer.``"""
    told = [
        f"{'.'.join(str(part) for part in fault['loc'][1:]) or fault['loc'][0]}: {fault['msg']}."
        for fault in error.errors()[:_MOST]
    ]
    return " ".join(told)
