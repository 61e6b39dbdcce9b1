"""Games as they were played, kept in a file with the conditions under which they were."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

Arm = Literal["alone", "words", "back"]
ARMS: tuple[Arm, ...] = ("alone", "words", "back")
_PLAYED_BY = ("chart.py", "eyes.py", "mind.py", "person.py", "phrases.py")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Conditions(_Part):
    """What all games of a file have in common."""

    planner: str
    options: dict[str, str | bool]  # of the planner: its weights, temperature and the like
    code: str  # of the agent
    person: str  # digest of the person's source
    cap: int


class Said(_Part):
    """A plan of the person."""

    step: int
    text: str
    fate: str = "active"
    reason: str = ""


class Game(_Part):
    """How a game went.

    Attributes:
        steps: of the line that was played to its end.
        over: "died", "complete" (all is achieved) or "cap".
        unlocked: achievement -> step of the line.
        said: plans of the person, those of what-ifs among them.
        deaths: after which it went back.
        played: steps in all branches together.
    """

    seed: int
    arm: Arm
    steps: int
    over: str
    unlocked: dict[str, int]
    said: list[Said]
    deaths: int
    played: int


class OtherConditionsError(ValueError):
    """A file holds games of other conditions; the text says which."""


def person_digest() -> str:
    """Of what the person is made of, 12 hex digits: games of another person are other games."""
    digest = hashlib.blake2b(digest_size=6)
    for name in _PLAYED_BY:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()


def begin(path: Path, conditions: Conditions) -> list[Game]:
    """The games that a file has, to go on with; a file that is not there is begun.

    A last line that was cut off is dropped. Raises OtherConditionsError if the file's games were
    played under others, and ValueError for a file of another kind.
    """
    data = path.read_bytes() if path.exists() else b""
    if not data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(conditions.model_dump_json() + "\n", encoding="utf-8")
        return []
    whole = data[: data.rfind(b"\n") + 1]
    known, games = _parse(path, whole)
    if known != conditions:
        changed = [
            f"{name} {getattr(known, name)!r}, not {getattr(conditions, name)!r}"
            for name in Conditions.model_fields
            if getattr(known, name) != getattr(conditions, name)
        ]
        raise OtherConditionsError(
            f"{path} has games with {', '.join(changed)}; take another file, or remove it"
        )
    os.truncate(path, len(whole))
    # a game of "back" tells that of "words" even where that was played before
    return list({(game.seed, game.arm): game for game in games}.values())


def _parse(path: Path, data: bytes) -> tuple[Conditions, list[Game]]:
    first, *lines = data.splitlines() or [b""]
    try:
        return Conditions.model_validate_json(first), [
            Game.model_validate_json(line) for line in lines
        ]
    except ValidationError as error:
        raise ValueError(f"{path} is no file of games: {error.errors()[0]['msg']}") from error


def add(path: Path, games: Sequence[Game]) -> None:
    """Write games down, whole: several processes may do so at once."""
    line = b"".join(game.model_dump_json().encode() + b"\n" for game in games)
    file = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        written = os.write(file, line)
        if written != len(line):
            raise OSError(f"{path}: {written} of {len(line)} bytes could be written")
        os.fsync(file)
    finally:
        os.close(file)


def missing(
    games: Sequence[Game], seeds: Sequence[int], arms: Sequence[Arm]
) -> list[tuple[int, Arm]]:
    """What is still to be played, seed by seed; a game of "back" tells that of "words", too."""
    have = {(game.seed, game.arm) for game in games}
    left = [(seed, arm) for seed in seeds for arm in arms if (seed, arm) not in have]
    return [(seed, arm) for seed, arm in left if arm != "words" or (seed, "back") not in left]
