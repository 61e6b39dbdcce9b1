"""What pages load: style sheets, scripts and pictures, in few files that a browser keeps.

A page's address of a file has the version of the whole folder in it, so that it may be kept for
ever: ``/static/v-3f9c0a12/play/main.all.js``. The same file without a version is asked for anew.

``name.all.js`` is a script with all that it imports in one file, ``name.all.css`` a style sheet
with all that it imports. They are joined when they are asked for; no build step makes them.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from functools import lru_cache, partial
from pathlib import Path

import brotli
from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

KEPT_FOR_EVER = "public, max-age=31536000, immutable"
JOINED = re.compile(r"\.all(?=\.(?:js|css)$)")
SMALLEST_TO_COMPRESS = 1000  # bytes; less fits into a packet anyway

# By the registry of Windows a script may be plain text, which browsers do not run.
_MEDIA = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_VERSION = re.compile(r"^v-[0-9a-f]+/")
_SHEET_IMPORT = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)
_IMPORT = re.compile(r'^import (?:(\{[^}]*\}) from |\* as (\w+) from |)"([^"]+)";\n', re.MULTILINE)
_PASSED_ON = re.compile(r'^export (\{[^}]*\}) from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|class) (\w+))", re.MULTILINE)
_NO_EXPORT = re.compile(r"^export \{\};\n", re.MULTILINE)
_UNREAD = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
# Comments that fill whole lines; what else looks like one may be in a string.
_COMMENTS = re.compile(r"^ */\*\*(?:[^*]|\*(?!/))*\*/\n|^ *//.*\n", re.MULTILINE)


class JoinError(ValueError):
    """A script or style sheet that cannot be joined with others."""


def version_of(folder: Path) -> str:
    """Of all that is in a folder; it changes when a file does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    told = "".join(f"{path.relative_to(folder)} {path.stat().st_mtime_ns}\n" for path in files)
    return f"v-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def join_sheet(path: Path) -> str:
    """A style sheet, with those that it imports in their places."""
    return _SHEET_IMPORT.sub(
        lambda found: join_sheet(path.parent / found[1]), path.read_text("utf-8")
    )


def join_script(entry: Path) -> str:
    """A module of JavaScript with all that it imports, as one module.

    Each module becomes a function, called once, in the order in which a browser would run them. Of
    the language's imports and exports it knows those that ``web`` is written in.

    Raises JoinError for another form, an import of nothing, and modules that import each other.
    """
    joined: list[str] = []
    numbers: dict[Path, int] = {}
    _add_module(entry.resolve(), numbers, [], joined)
    return "".join(joined)


def _add_module(path: Path, numbers: dict[Path, int], above: list[Path], joined: list[str]) -> str:
    """Add a module after those that it imports; the name of what it exports."""
    if path in above:
        ring = " -> ".join(one.name for one in [*above[above.index(path) :], path])
        raise JoinError(f"modules import each other: {ring}")
    if path not in numbers:
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError as error:
            raise JoinError(f"{above[-1]} imports {path}, which is not there") from error
        exported: list[str] = []

        def needed(address: str) -> str:
            return _add_module((path.parent / address).resolve(), numbers, [*above, path], joined)

        def import_(found: re.Match[str]) -> str:
            names, whole, address = found.groups()
            module = needed(address)
            bound = names.replace(" as ", ": ") if names else whole
            return f"const {bound} = {module};\n" if bound else ""

        def pass_on(found: re.Match[str]) -> str:
            module = needed(found[2])
            for name in found[1].strip("{} \n").split(","):
                own, _, new = name.strip().partition(" as ")
                exported.append(f"{new or own}: {module}.{own}")
            return ""

        def export(found: re.Match[str]) -> str:
            exported.append(found[1])
            return ""

        text = _PASSED_ON.sub(pass_on, _IMPORT.sub(import_, _COMMENTS.sub("", text)))
        text = _EXPORT.sub(export, _NO_EXPORT.sub("", text))
        if unread := _UNREAD.search(text):
            raise JoinError(f"{path}: cannot join {unread[0]!r}")
        exported.sort()  # so that what goes over all of them has the order of the language
        numbers[path] = len(numbers)
        joined.append(
            f"const module{numbers[path]} = await (async () => {{ // {path.name}\n"
            f"{text}return {{ {', '.join(exported)} }};\n}})();\n"
        )
    return f"module{numbers[path]}"


@lru_cache(maxsize=64)
def _joined(path: Path, version: str) -> str:  # a new version is another text
    return join_script(path) if path.suffix == ".js" else join_sheet(path)


class Static(StaticFiles):
    """The files of a folder. Mounted at ``/static``."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        for suffix, media in _MEDIA.items():
            mimetypes.add_type(media, suffix)
        self._folder = folder

    def address(self, path: str) -> str:
        """Where a page finds a file, for as long as it stays as it is."""
        return f"/static/{version_of(self._folder)}/{path}"

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or several joined; compressed, and with how long it may be kept."""
        asked = _VERSION.match(path)
        path = path[asked.end() :] if asked else path
        version = version_of(self._folder)
        if JOINED.search(path):
            source = self._folder / JOINED.sub("", path)
            response: Response = await to_thread.run_sync(self._join, source, version)
        else:
            response = await super().get_response(path, scope)
        if asked and asked[0] == f"{version}/" and response.status_code < 300:
            response.headers["Cache-Control"] = KEPT_FOR_EVER
        squeeze = partial(compressed, Request(scope), response, kept=asked is not None)
        return await to_thread.run_sync(squeeze)  # the first time takes half a second

    def _join(self, source: Path, version: str) -> Response:
        inside = source.resolve().is_relative_to(self._folder.resolve())
        if not inside or not source.is_file():
            raise HTTPException(404)
        media, _ = mimetypes.guess_type(source)
        return Response(_joined(source, version), media_type=media)


def compressed(request: Request, response: Response, *, kept: bool = False) -> Response:
    """The answer, smaller if it is text that is here as a whole and the browser can read it so.

    What is kept, by the browser and here, is worth the time that makes it smallest.
    """
    body = getattr(response, "body", b"")
    accepted = request.headers.get("accept-encoding", "")
    coding = next((each for each in ("br", "gzip") if each in accepted), "")
    if coding and len(body) >= SMALLEST_TO_COMPRESS:
        response.body = _smallest(body, coding) if kept else _small(body, coding)
        response.headers["Content-Length"] = str(len(response.body))
        response.headers["Content-Encoding"] = coding
    response.headers.add_vary_header("Accept-Encoding")
    return response


def _small(body: bytes, coding: str, *, quality: int = 5) -> bytes:
    """With the default, Brotli takes a third of the time of gzip and 5 % fewer bytes."""
    if coding == "br":
        packed: bytes = brotli.compress(body, quality=quality)
        return packed
    return gzip.compress(body, mtime=0)


@lru_cache(maxsize=64)
def _smallest(body: bytes, coding: str) -> bytes:
    return _small(body, coding, quality=11)
