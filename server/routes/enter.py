"""How people come in: a link's page, which turns its ticket into a cookie; and for the owner, the
links that there are.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from server.core import form, texts
from server.core.access import cookie_name, cookie_path, is_secure, login_of
from server.core.database import RowId
from server.core.logins import LoginLink, Logins
from server.core.quota import quotas_of
from server.core.rights import Role
from server.core.templates import PageError, show
from server.library.reviews import MAX_NAME_CHARS
from server.routes.play import TheManager
from server.routes.spectators import LINK_REVOKED

HOME: Mapping[Role, str] = {Role.PLAYER: "/", Role.RESEARCHER: "/people", Role.OWNER: "/"}
WEEK = 7 * 24  # hours

router = APIRouter()


def logins_of(request: Request) -> Logins:
    """The server's links."""
    logins: Logins = request.app.state.logins
    return logins


TheLogins = Annotated[Logins, Depends(logins_of)]


class NewLogin(BaseModel):
    """A link that is wanted."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["player", "researcher", "owner"]
    who: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME_CHARS)
    ]
    hours: float = Field(default=WEEK, gt=0, le=52 * WEEK)  # for which it can be used


class MadeLogin(BaseModel):
    """A new link, shown this once, and all that there are."""

    url: str
    links: list[LoginLink]


@router.get("/enter")
def enter_page(request: Request) -> Response:
    """What a link opens: a page whose script sends the ticket."""
    return show(request, "enter.html")


@router.post("/enter")
async def enter(request: Request, logins: TheLogins) -> Response:
    """Let a browser in."""
    ticket = (await form.read(request)).get("ticket", "")
    address = request.client.host if request.client else ""
    come = logins.enter
    found = await run_in_threadpool(come, ticket, here=_is_here(address))
    if found is None:
        if login_of(request).role:  # the link was used before, by this browser
            return RedirectResponse(HOME[login_of(request).role], 303)
        quotas_of(request).require("tries", request)
        raise PageError(
            401,
            "This link does not work any more",
            "It was used before, or it is too old, or it is not complete. Ask the owner of the "
            "server for a new one.",
        )
    secret, login = found
    response = RedirectResponse(HOME[login.role], 303)
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=round(request.app.state.settings.login_days * 86400),
        httponly=True,
        samesite="lax",  # who comes by a link of another page is known; see Gate for the rest
        secure=is_secure(request),
        path=cookie_path(request),
    )
    return response


@router.post("/leave")
async def leave(request: Request, logins: TheLogins) -> Response:
    """Let this browser in no longer."""
    await run_in_threadpool(logins.leave, request.cookies.get(cookie_name(request), ""))
    response = RedirectResponse("/enter", 303)
    response.delete_cookie(
        cookie_name(request), path=cookie_path(request), secure=is_secure(request)
    )
    return response


# --- for the owner ---


@router.get("/api/logins")
def links(logins: TheLogins) -> list[LoginLink]:
    """All links."""
    return logins.all()


@router.post("/api/logins", status_code=201)
def make(logins: TheLogins, asked: NewLogin) -> MadeLogin:
    """Make a link."""
    ticket = logins.make(Role[asked.role.upper()], asked.who, asked.hours)
    return MadeLogin(url=f"/enter#{ticket}", links=logins.all())


@router.delete("/api/logins/{link_id}")
async def revoke(logins: TheLogins, manager: TheManager, link_id: RowId) -> list[LoginLink]:
    """Revoke a link; who came by it is cut off."""
    if not await run_in_threadpool(logins.revoke, link_id):
        raise HTTPException(404, f"there is no link {link_id} that could be revoked")
    for session in manager.all():
        for connection in session.publisher.connections:
            if connection.link == link_id:
                connection.cut(LINK_REVOKED, texts.REVOKED)
    return await run_in_threadpool(logins.all)


def _is_here(address: str) -> bool:
    """Whether a browser is on this machine. Behind a proxy it is not, if the proxy says for whom it
    asks.
    """
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
