"""Reads what a page's form sends."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

MAX_FIELDS = 200


async def read(request: Request) -> dict[str, str]:
    """The fields of a form, without white space round them.

    HTTPException 400 if it is none that a page of ours sends.
    """
    body = await request.body()
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise HTTPException(400, "this form was not sent by a page of this server") from error
    return {name: value.strip() for name, value in fields}
