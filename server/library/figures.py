"""The page of the figures over HTTP, and their pictures."""

from __future__ import annotations

import shlex
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from agent.analysis import drawing
from agent.analysis.figure import shown
from server.core.templates import show
from server.library.gallery import GameChoice
from server.library.routes import TheLibrary

router = APIRouter()

# A picture's own styles stand in it; scripts never do.
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@router.get("/figures")
async def figures_page(
    request: Request, library: TheLibrary, choice: Annotated[GameChoice, Query()]
) -> Response:
    """How people and planners played together."""
    await library.look()
    counted = await library.figures(choice)
    return show(
        request,
        "figures.html",
        counted=counted,
        choice=choice,
        reading=library.reading,
        shown=shown,
        size=drawing.size,
        records=shlex.quote(str(library.data / "sessions")),
    )


@router.get("/figures/{key}/{name}.svg")
async def picture(library: TheLibrary, key: str, name: str, *, narrow: bool = False) -> Response:
    """A figure of the page that has this key. 404 if that was too long ago."""
    try:
        svg = await library.picture(key, name, narrow=narrow)
    except KeyError as error:
        raise HTTPException(
            404, f"there is no figure {name!r} of that page any more; open /figures again"
        ) from error
    headers = {"Content-Security-Policy": _PICTURE_POLICY, "Cache-Control": "private, max-age=3600"}
    return Response(svg, media_type="image/svg+xml", headers=headers)
