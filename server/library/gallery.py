"""The figures of the collaboration, counted from the index and drawn when they are looked at.

Both are kept while nothing changes.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from agent.analysis import drawing
from agent.analysis.figure import Figure
from agent.analysis.figures import figures
from agent.analysis.games import Game, games, of_crafter
from server.library.index import Index

KEPT = 8  # choices of games whose figures are kept

Day = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class GameChoice(BaseModel):
    """Which games the figures are of; what is empty chooses all."""

    planner: Annotated[str, StringConstraints(max_length=256)] = ""  # that played first
    # pseudonym in one of the records
    person: Annotated[str, StringConstraints(max_length=256)] = ""
    since: Day = ""  # day on which the game was begun, in UTC
    until: Day = ""

    def chooses(self, game: Game) -> bool:
        """Whether a game is one of these."""
        day = game.first.created[:10]
        return (
            self.planner in ("", game.first.planner)
            and self.person in ("", *_people(game))
            and self.since <= day
            and (not self.until or day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures of a choice of games."""

    key: str  # of its pictures
    left_out: str  # which records the figures are not of, "" if there are none
    figures: Sequence[Figure]
    planners: Sequence[str]  # to choose from
    people: Sequence[str]
    # that were drawn, by name and whether narrow
    pictures: dict[tuple[str, bool], bytes] = field(default_factory=dict)


class Gallery:
    """For one thread: counting and drawing are slow."""

    def __init__(self, index: Index) -> None:
        """``index``: whose records the figures are of."""
        self._index = index
        self._counted: OrderedDict[str, Counted] = OrderedDict()

    def count(self, choice: GameChoice) -> Counted:
        """The figures of the records that the index has now. sqlite3.Error if it cannot be read."""
        key = hashlib.blake2b(
            f"{self._index.state()} {choice.model_dump_json()}".encode(), digest_size=12
        ).hexdigest()
        if key not in self._counted:
            records, left_out = of_crafter(self._index.records())
            every = games(records)
            self._counted[key] = Counted(
                key=key,
                left_out=left_out,
                figures=figures(game for game in every if choice.chooses(game)),
                planners=sorted({game.first.planner for game in every}),
                people=sorted({person for game in every for person in _people(game)}),
            )
        self._counted.move_to_end(key)
        while len(self._counted) > KEPT:
            self._counted.popitem(last=False)
        return self._counted[key]

    def picture(self, key: str, name: str, *, narrow: bool) -> bytes:
        """A figure as SVG. KeyError if there are no figures of that key any more, or none of that
        name among them.
        """
        counted = self._counted[key]
        if (name, narrow) not in counted.pictures:
            figure = {figure.name: figure for figure in counted.figures}[name]
            counted.pictures[name, narrow] = drawing.draw(figure, "svg", narrow=narrow)
        return counted.pictures[name, narrow]


def _people(game: Game) -> set[str]:
    trials = [branch for what_if in game.what_ifs for branch in what_if.branches]
    return {one.participant for one in [*game.played, *trials] if one.participant}
