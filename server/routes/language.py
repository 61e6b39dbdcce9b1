"""The choice of a language: kept by the browser, over all pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from server.core.access import cookie_path
from server.core.language import COOKIE, Languages

KEPT = 365 * 24 * 3600  # seconds

router = APIRouter()


@router.get("/language/{code}")
def choose(request: Request, code: str) -> Response:
    """Keep a language, and lead back to the page on which it was chosen."""
    languages: Languages = request.app.state.templates.env.globals["languages"]
    if code not in languages.all:
        raise HTTPException(
            404, f"there is no language {code!r}; there is {', '.join(languages.all)}"
        )
    came = urlsplit(request.headers.get("referer", ""))
    own = came.netloc == request.headers.get("host")
    query = f"?{came.query}" if came.query else ""
    response = RedirectResponse(f"{came.path}{query}" if own else cookie_path(request), 303)
    response.set_cookie(
        COOKIE, code, max_age=KEPT, path=cookie_path(request), httponly=True, samesite="lax"
    )
    return response
