"""The pages of ``web``, filled in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from server.session import Session
from web import TEMPLATES

PROTOCOL_VERSION = 1  # the number in /ws/v1

_templates = Jinja2Templates(TEMPLATES)


def play_page(request: Request, session: Session, planners: list[str]) -> Response:
    """The page of a session. ``planners``: names to choose from for a new world."""
    filled = {"session": session.id, "protocol": PROTOCOL_VERSION, "planners": planners}
    return _templates.TemplateResponse(request, "play.html", filled)


def watch_page(request: Request) -> Response:
    """The page of a session for spectators; what it shows comes over the WebSocket beside its address."""
    return _templates.TemplateResponse(
        request, "play.html", {"session": "shared", "protocol": PROTOCOL_VERSION, "shared": True}
    )


def show(request: Request, template: str, **filled: object) -> Response:
    """A page, filled in."""
    return _templates.TemplateResponse(request, template, filled)


def page(status: int, title: str, text: str) -> Response:
    """A page that says something to a person."""
    html = _templates.get_template("message.html").render(title=title, text=text)
    return Response(html, status, media_type="text/html")
