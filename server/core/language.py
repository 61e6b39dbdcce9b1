"""What pages say, in the language of who reads them: one file a language in ``web/texts``.

A file has ``html``, for templates; ``script``, for what the page's scripts say; and ``said``, the
sentences that the server says: in a game, where they are recorded, and on pages that tell what is
wrong. It says them in English; who shows them tells them in the language of the page, sentence by
sentence, and leaves those that it does not know (``Language.told``, and ``said`` of
``web/static/lib/texts.js``). English is the first of the languages: what is in its file, by the
same key, is what another file translates.

A text has places such as ``{step}``. One that depends on a number ``n`` has a form for each plural,
by the names of the Unicode CLDR.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from starlette.requests import HTTPConnection

FIRST = "en"
COOKIE = "sidequest-language"

Text = str | Mapping[str, str]
_PLACE = re.compile(r"\\\{(\w+)\\\}")  # in an escaped text
_BETWEEN = re.compile(r"(?<=[.!?:”]) (?=[A-Z“])")  # sentences


@dataclass(frozen=True, slots=True)
class Language:
    """The texts of one language.

    Attributes:
        code: as browsers know it: "de".
        name: as its speakers call it.
        html: by key.
        for_scripts: JSON of what the scripts of a page say.
        said: English sentences, and what they are in this language.
    """

    code: str
    name: str
    html: Mapping[str, Text]
    for_scripts: Markup
    said: Sequence[tuple[re.Pattern[str], str]]

    def text(self, key: str, **values: object) -> str:
        """A text with its places filled. KeyError if there is none of that key."""
        text = self.html[key]
        if not isinstance(text, str):
            text = text["one" if values["n"] == 1 else "other"]
        return _filled(text, values)

    def told(self, text: str) -> str:
        """What the server says, in this language as far as it is known."""
        return " ".join(map(self._sentence, _BETWEEN.split(text)))

    def _sentence(self, text: str) -> str:
        for pattern, own in self.said:
            if found := pattern.fullmatch(text):
                return _filled(own, found.groupdict())
        return text


def _filled(text: str, values: Mapping[str, object]) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: str(values[place[1]]), text)


class Languages:
    """Those that there are, the first first."""

    def __init__(self, folder: Path) -> None:
        """``folder``: with a file for each."""
        files = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
        first = files[FIRST]["said"]
        self.all = {
            code: _language(code, files[code], first) for code in sorted(files, key=_first_first)
        }

    def of(self, request: HTTPConnection) -> Language:
        """The language that was chosen on a page, else the first that the browser asks for."""
        wanted = [request.cookies.get(COOKIE, ""), *_accepted(request)]
        return next((self.all[code] for code in wanted if code in self.all), self.all[FIRST])


def _first_first(code: str) -> tuple[bool, str]:
    return code != FIRST, code


def _language(code: str, file: dict[str, Any], first: Mapping[str, str]) -> Language:
    said = [] if code == FIRST else [(first[key], text) for key, text in file["said"].items()]
    told = json.dumps({"script": file["script"], "said": said}, ensure_ascii=False)
    patterns = [
        (re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(english))), own) for english, own in said
    ]
    # Within an element of the page nothing may look like its end.
    safe = Markup(told.replace("<", "\\u003c"))  # noqa: S704
    return Language(code, file["name"], file["html"], safe, patterns)


def _accepted(request: HTTPConnection) -> list[str]:
    """The languages that a browser asks for, the one it likes best first: "de-AT" as "de"."""
    asked: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(","):
        code, _, quality = part.strip().partition(";q=")
        try:
            asked.append((-float(quality or 1), code.lower().split("-")[0]))
        except ValueError:
            continue
    return [code for _, code in sorted(asked, key=lambda one: one[0])]


def keys(text: str) -> Markup:
    """Words, and keys of the keyboard or commands, which stand between backticks."""
    parts = text.split("`")
    return Markup().join(
        Markup("<kbd>{}</kbd>").format(part) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )
