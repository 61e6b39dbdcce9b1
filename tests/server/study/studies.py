"""Studies for the tests, and participants of them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml  # type: ignore[import-untyped]

from tests.server.client import Client
from tests.server.conftest import Site

TEXT = "# What you agree to\n\nEverything is *recorded*. <script>alert(1)</script>\n"
QUESTIONS = [
    {"id": "fun", "text": "Was it fun?", "kind": "scale", "low": "no", "high": "yes"},
    {"id": "why", "text": "Why?", "kind": "text", "required": False},
]
STUDY: dict[str, Any] = {
    "name": "meadow",
    "title": "Meadows",
    "consent": {"version": "2.1", "file": "consent.md"},
    "planner": "random",
    "seeds": "1000000-1000009",
    "episodes": 2,
    "cap": 50,
    "questionnaire": QUESTIONS,
    "completion": "https://app.example/done?cc=YES&who={PROLIFIC_PID}",
    "return": "https://app.example/done?cc=NO&who={PROLIFIC_PID}&of={STUDY_ID}",
}


def write(folder: Path, text: str = TEXT, **changed: Any) -> Path:
    """A study's file, with its consent text beside it. None takes a key out."""
    folder.mkdir(parents=True, exist_ok=True)
    values = {name: value for name, value in {**STUDY, **changed}.items() if value is not None}
    (folder / "consent.md").write_text(text, encoding="utf-8")
    path = folder / f"{values.get('name', 'study')}.yaml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    return path


class Visitor:
    """A browser that has no token of the server's."""

    def __init__(self, site: Site, http: httpx.AsyncClient, study: str = "meadow") -> None:
        self.site, self.http, self.study = site, http, study

    @property
    def key(self) -> str:
        key: str = self.site.app.state.participants.store.key(self.study)
        return key

    @property
    def cookie(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)

    @property
    def pseudonym(self) -> str:
        return self.cookie.split("=")[1].split(".")[0]

    async def arrive(self, **came: str) -> httpx.Response:
        """Open the study's link."""
        return await self.http.get(f"/study/{self.study}", params={"key": self.key, **came})

    async def agree(self, pid: str = "", ticket: str = "t" * 32) -> httpx.Response:
        """Agree to the consent text, as its page sends it."""
        given = {"key": self.key, "ticket": ticket, **({"PROLIFIC_PID": pid} if pid else {})}
        return await self.post("agree", **given)

    async def code(self) -> str:
        """The code by which this participant comes back elsewhere, as their page shows it."""
        page = await self.http.get(f"/study/{self.study}/data")
        found = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){2}", page.text)
        assert found
        return found[0]

    async def come_back(self, pid: str, code: str) -> httpx.Response:
        """Go on in this browser, by a code."""
        return await self.post("back", key=self.key, PROLIFIC_PID=pid, code=code)

    async def go(self) -> httpx.Response:
        """Go where the study leads."""
        return await self.http.get(f"/study/{self.study}")

    async def session(self) -> str:
        """The session where the study leads."""
        answer = await self.go()
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removeprefix("/play/")

    async def post(self, what: str, **given: str) -> httpx.Response:
        """Send a form, as browsers do."""
        return await self.http.post(
            f"/study/{self.study}/{what}", data=given, headers={"Origin": self.site.origin}
        )

    def client(self, session: str, viewer: str = "pat") -> Client:
        """A connection with the cookies alone."""
        address = self.site.address
        return Client(address, session, viewer, origin=self.site.origin, cookie=self.cookie)


@asynccontextmanager
async def visitor(site: Site, study: str = "meadow") -> AsyncIterator[Visitor]:
    """A browser that has been nowhere."""
    async with httpx.AsyncClient(base_url=site.origin, timeout=30) as http:
        yield Visitor(site, http, study)


@asynccontextmanager
async def participant(site: Site, pid: str = "", study: str = "meadow") -> AsyncIterator[Visitor]:
    """A browser of somebody who has agreed."""
    async with visitor(site, study) as one:
        assert (await one.agree(pid, ticket=f"{pid:t>32}"[:32])).status_code == 303
        yield one
