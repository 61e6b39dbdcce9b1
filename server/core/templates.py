"""The pages of ``web``, filled in."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from server.core.rights import least
from server.core.static import compressed


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
    return loaded


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


def page(request: HTTPConnection, status: int, title: str, text: str) -> Response:
    """A page that says something to a person."""
    templates: Jinja2Templates = request.app.state.templates
    html = templates.get_template("message.html").render(title=title, text=text)
    return Response(html, status, media_type="text/html")
