"""Records put together: a game is a trace from the beginning and all branches off it, so that every
step of play is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.analysis.summary import Account, Driver
from agent.worlds.registry import DEFAULT


@dataclass(frozen=True, slots=True)
class Record:
    """One trace."""

    key: str  # of no other record
    parent: (
        str  # key of the record that it left, which may be missing; "" for one from the beginning
    )
    # records of a session are numbered in the order in which they were begun; 0 where that is not
    # known
    number: int
    account: Account


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One plan, tried in several branches from one step."""

    branches: tuple[Account, ...]  # in which it was tried
    parent: Account | None  # the record that they left, None if it is missing
    gone_on_with: Account | None  # the branch that people went on with, None if they did with none


@dataclass(frozen=True, slots=True)
class Game:
    """What was played of one world from one beginning.

    Attributes:
        first: the record that was begun first: the one from the beginning, if it is here.
        played: all that was played, each step once, in the order in which it was begun: the records
            that are no trial of a what-if, and of the trials that people went on with the part up
            to there.
        last: the record that was begun last and is no trial, with what it took over from its
            parents; None if there are trials alone.
        what_ifs: beside them.
    """

    first: Account
    played: tuple[Account, ...]
    last: Account | None
    what_ifs: tuple[WhatIf, ...]

    @property
    def whole(self) -> Account | None:
        """The record from the beginning, None if it is missing."""
        return None if self.first.parent else self.first

    @property
    def with_people(self) -> bool:
        """Whether a person stepped in: wrote a plan, cancelled one, played, went back, or asked
        what if.
        """
        branched = any(one.parent for one in self.played)
        return branched or bool(self.what_ifs) or any(one.stepped_in for one in self.played)

    @property
    def steps(self) -> int:
        """Played in all records, each once."""
        return sum(one.steps - one.parent_step for one in self.played)

    def unlocked(self) -> Mapping[str, Driver]:
        """Who drove when each achievement was unlocked for the first time."""
        found: dict[str, Driver] = {}
        for one in self.played:
            for name, unlocked in one.unlocked.items():
                if unlocked.step > one.parent_step:
                    found.setdefault(name, unlocked.by)
        return found


def of_crafter(records: Iterable[Record]) -> tuple[list[Record], str]:
    """The records of Crafter, which alone the figures are of; and a line for people on those of
    other worlds, "" if there are none.
    """
    every = list(records)
    kept = [record for record in every if record.account.world == DEFAULT]
    match len(every) - len(kept):
        case 0:
            return kept, ""
        case 1:
            return kept, "1 record of another world is left out: the figures are Crafter's."
        case left:
            return kept, f"{left} records of other worlds are left out: the figures are Crafter's."


def games(records: Iterable[Record]) -> list[Game]:
    """The games of these records, in an order that only depends on what is in them."""
    by_key = {record.key: record for record in records}
    families: dict[str, list[Record]] = {}
    for record in by_key.values():
        families.setdefault(_root(record, by_key), []).append(record)
    return sorted(
        map(_game, families.values()),
        key=lambda game: (game.first.created, game.first.model_dump_json()),
    )


def _root(record: Record, by_key: Mapping[str, Record]) -> str:
    """The key of the record from which this one comes by branches.

    One that is missing holds its branches together all the same.
    """
    seen = {record.key}
    while record.parent and record.parent not in seen:
        if record.parent not in by_key:
            return record.parent
        record = by_key[record.parent]
        seen.add(record.key)
    return record.key


def _game(family: Sequence[Record]) -> Game:
    def age(one: Record) -> tuple[bool, str, int]:
        return bool(one.account.parent), one.account.created, one.number

    ordered = sorted(family, key=age)
    gone_on: dict[str, int] = {}  # key of a record -> the step up to which others went on with it
    for record in ordered:
        if not record.account.what_if:
            before = gone_on.get(record.parent, 0)
            gone_on[record.parent] = max(before, record.account.parent_step)
    played: list[Account] = []
    trials: dict[str, list[Record]] = {}
    for record in ordered:
        if not record.account.what_if:
            played.append(record.account)
            continue
        trials.setdefault(record.account.what_if, []).append(record)
        if record.key in gone_on:
            played.append(record.account.until(gone_on[record.key]))
    accounts = {record.key: record.account for record in ordered}
    return Game(
        first=ordered[0].account,
        played=tuple(played),
        last=next((one for one in reversed(played) if not one.what_if), None),
        what_ifs=tuple(
            _what_if(trial, accounts, gone_on)
            for trial in trials.values()
            if not all(one.account.alone for one in trial)
        ),
    )


def _what_if(
    trial: Sequence[Record], accounts: Mapping[str, Account], gone_on: Mapping[str, int]
) -> WhatIf:
    return WhatIf(
        branches=tuple(one.account for one in trial if not one.account.alone),
        parent=accounts.get(trial[0].parent),
        gone_on_with=next((one.account for one in trial if one.key in gone_on), None),
    )


@dataclass(frozen=True, slots=True)
class Conditions:
    """What figures hold for."""

    games: int
    records: int  # trials of what-ifs among them
    people: int  # pseudonyms in the records
    planners: tuple[str, ...]  # with the mode, where it is recorded and another than dynamic
    seeds: tuple[int, ...]
    caps: tuple[int, ...]
    first: str  # the day of the oldest record, "" if there is none
    last: str

    def lines(self) -> Iterator[tuple[str, str]]:
        """Name and value, for people."""
        yield (
            "games",
            f"{self.games} ({self.records} {'record' if self.records == 1 else 'records'})",
        )
        yield "planners", ", ".join(self.planners) or "none"
        yield "seeds", _some(self.seeds)
        yield "cap", ", ".join(f"{cap:,} steps" for cap in self.caps) or "none"
        yield "people with a pseudonym", str(self.people)
        yield "played", self.first if self.first == self.last else f"{self.first} to {self.last}"


def conditions(of: Sequence[Game]) -> Conditions:
    """What figures of these games hold for."""
    trials = [branch for game in of for what_if in game.what_ifs for branch in what_if.branches]
    played = [one for game in of for one in game.played if not one.what_if]
    every = [*played, *trials]
    days = sorted(one.created[:10] for one in every)
    return Conditions(
        games=len(of),
        records=len(every),
        people=len({one.participant for one in every if one.participant}),
        planners=tuple(sorted({planner_of(one) for one in every})),
        seeds=tuple(sorted({one.seed for one in every})),
        caps=tuple(sorted({one.cap for one in every})),
        first=days[0] if days else "",
        last=days[-1] if days else "",
    )


_SHOWN = 6  # seeds that are named one by one


def _some(seeds: Sequence[int]) -> str:
    if len(seeds) > _SHOWN:
        return f"{len(seeds)}, from {seeds[0]} to {seeds[-1]}"
    return ", ".join(map(str, seeds)) or "none"


def planner_of(one: Account) -> str:
    """The planner's name, with its mode if that is another than dynamic."""
    return one.planner if one.mode in ("", "dynamic") else f"{one.planner} ({one.mode})"
