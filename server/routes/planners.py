"""The page of planners: the learned ones as a tree under their parents, and who may choose them.

Training is a process of its own.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from agent.planners import registry, versions
from agent.planners.versions import Damaged, Version, VersionError
from agent.worlds import registry as worlds
from server.core.templates import show
from server.library.reviews import MAX_NAME_CHARS
from server.routes.cards import card_of
from server.routes.play import TheManager

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Node:
    """A planner and those that learned from it.

    Attributes:
        version: None for one that was not learned here: it is shipped, or its folder is damaged.
        playable: whether a session can be begun with it.
        world: in which it is.
    """

    name: str
    version: Version | None
    playable: bool
    children: Sequence[Node]
    world: str = worlds.DEFAULT


class Offered(BaseModel):
    """The names that people can choose from, the server's own first."""

    planners: list[str]


class Decided(BaseModel):
    """What is to become of a learned planner."""

    model_config = ConfigDict(extra="forbid")

    what: Literal["promoted", "withdrawn"]
    why: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=versions.MAX_WHY_CHARS)
    ] = ""
    who: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME_CHARS)
    ]


@router.get("/planners")
def planners_page(request: Request) -> Response:
    """All planners, and what they learned from."""
    data: Path = request.app.state.settings.data
    found = versions.all_in(data)
    return show(
        request,
        "planners.html",
        trees=trees([each for each in found if isinstance(each, Version)]),
        damaged=[each for each in found if isinstance(each, Damaged)],
        command=f".venv/bin/sidequest learn --data {shlex.quote(str(data))}",
        card_of=card_of,
        by_rules=registry.by_rules,
        longest=versions.MAX_WHY_CHARS,
    )


@router.get("/api/planners")
def offered(manager: TheManager, world: str = worlds.DEFAULT) -> Offered:
    """Who can be chosen now in a world."""
    try:
        return Offered(planners=manager.pool.offered(world))
    except ValueError as error:
        raise HTTPException(422, str(error)) from error


@router.post("/api/planners/{name}/decision")
def decide(request: Request, name: str, decided: Decided) -> Version:
    """Promote or withdraw a learned planner."""
    data: Path = request.app.state.settings.data
    try:
        return versions.decide(data, name, decided.what, why=decided.why, by=decided.who)
    except VersionError as error:
        raise HTTPException(422, str(error)) from error
    except OSError as error:
        raise HTTPException(503, f"this cannot be written: {error.strerror}") from error


def trees(found: Sequence[Version]) -> list[Node]:
    """The planners that have no parent here, each with all that came of it; the newest first
    everywhere. Those that play other worlds come last.
    """
    names = {version.name for version in found}
    roots = dict.fromkeys(
        [
            *registry.offered(),
            *(version.parent.name for version in found if version.parent.name not in names),
        ]
    )
    shipped = registry.offered()

    def node(name: str, version: Version | None) -> Node:
        children = [node(each.name, each) for each in found if each.parent.name == name]
        playable = name in shipped if version is None else version.state.what != "removed"
        return Node(name, version, playable, children)

    others = [
        Node(name, None, True, (), spec.name)
        for spec in worlds.WORLDS.values()
        for name in registry.offered(world=spec.name)
        if name not in roots and _is_told_of(name)
    ]
    return [*(node(name, None) for name in roots), *others]


def _is_told_of(name: str) -> bool:
    """Whether there is anything to tell of a planner of another world."""
    by_rules = registry.by_rules(name)
    return registry.is_shipped(name) or (by_rules is not None and bool(by_rules.scores))
