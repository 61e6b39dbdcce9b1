"""The pages of ``web``, filled in."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from server.core.language import Languages, keys
from server.core.rights import least
from server.core.static import compressed

ASK_AGAIN = 5  # seconds, for who waits in the line


def load(folder: Path, root: str = "") -> Jinja2Templates:
    """The templates of a folder such as ``web``.

    In them, ``worlds()`` names the worlds that have a template of their own, and ``static(path)``
    is the address of a file; the application knows one under which browsers keep it. ``root`` is
    the path that every address begins with, see ``server.core.root_path``. ``may(request, path)``
    tells whether who asks may look at another page.
    """
    templates = folder / "templates"
    loaded = Jinja2Templates(templates)
    of_worlds = templates / "worlds"
    loaded.env.globals["static"] = lambda path: f"/static/{path}"
    loaded.env.globals["worlds"] = lambda: sorted(path.stem for path in of_worlds.glob("*.html"))
    loaded.env.globals["root"] = root
    loaded.env.globals["may"] = lambda request, path: request.state.login.role >= least("GET", path)
    languages = loaded.env.globals["languages"] = Languages(folder / "texts")
    loaded.env.filters["keys"] = keys
    loaded.context_processors.append(lambda request: _words(languages, request))
    return loaded


def _words(languages: Languages, request: HTTPConnection) -> dict[str, object]:
    """What a page says things with."""
    language = languages.of(request)
    return {"language": language, "t": language.text}


class PageError(Exception):
    """A request that is answered with a page that says why."""

    def __init__(self, status: int, title: str, text: str) -> None:
        """See ``page``."""
        super().__init__(text)
        self.status, self.title, self.text = status, title, text


def show(request: Request, template: str, *, status: int = 200, **filled: object) -> Response:
    """A page, filled in."""
    templates: Jinja2Templates = request.app.state.templates
    return compressed(request, templates.TemplateResponse(request, template, filled, status))


def wait(request: Request, text: str) -> Response:
    """The page of somebody who waits for a game; it asks again by itself. ``text``: why, and the
    place in the line.
    """
    response = show(request, "waiting.html", status=503, text=text, seconds=ASK_AGAIN)
    response.headers["Retry-After"] = str(ASK_AGAIN)
    return response


def page(request: HTTPConnection, status: int, title: str, text: str) -> Response:
    """A page that says something to a person."""
    templates: Jinja2Templates = request.app.state.templates
    languages = cast(Languages, templates.env.globals["languages"])
    told = languages.of(request).told
    filled = {"title": told(title), "text": told(text), **_words(languages, request)}
    html = templates.get_template("message.html").render(filled)
    return Response(html, status, media_type="text/html")
