"""Learned planners: ``<data>/planners/<name>/`` is a model folder with a ``version.json`` that says
what it came from and how it plays.

A version is written whole or not at all, and its name is never given to another one: of a version
that was removed, ``version.json`` stays. What became of it is a list of decisions, of which the
last one counts.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE = "version.json"
MAX_WHY_CHARS = 500
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NUMBERED = re.compile(r"(.+)-([0-9]{1,6})")


class VersionError(ValueError):
    """A version that is not there, cannot be used, or cannot be changed as asked; its text is one
    line.
    """


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parent(_Part):
    """The planner that a version was trained from."""

    name: str
    weights: str  # digest, see ``weights_digest``


class Learnt(_Part):
    """A record that something was learned from."""

    session: str
    number: int
    sha256: str  # of the trace's file
    seed: int
    participant: str  # pseudonym, "" for nobody in particular
    steps: int  # actions learned, a person's and those under a person's plan
    plans: int  # people's plans learned


class TeacherFile(_Part):
    """Examples of a teacher that were mixed in."""

    file: str
    sha256: str
    examples: int  # in the file


class Score(_Part):
    """How one planner played the validation seeds."""

    mean: float  # achievements unlocked of 22
    se: float | None  # standard error; None for one episode
    unlocked: tuple[int, ...]  # by seed


class Scores(_Part):
    """Parent and child on the same seeds."""

    seeds: str  # as ``agent.core.seeds`` writes them
    cap: int  # steps of an episode
    mode: str
    temperature: float
    parent: Score
    child: Score
    difference: float  # child - parent, the mean of the pairs
    low: float  # 95 % interval of it
    high: float
    margin: float  # achievements; see ``passes``

    @property
    def passes(self) -> bool:
        """Whether the child is not worse: the whole interval of the difference is above minus the
        margin.
        """
        return self.low > -self.margin


class Decision(_Part):
    """What became of a version."""

    what: Literal["promoted", "refused", "withdrawn", "removed"]
    why: str
    by: str  # "learn", or who decided
    at: str  # ISO 8601, UTC


class Version(_Part):
    """All that ``version.json`` tells."""

    name: str
    parent: Parent
    made: str  # ISO 8601, UTC
    weights: str  # digest
    records: tuple[Learnt, ...]
    filters: dict[str, Any]  # by which the records were chosen
    examples: dict[str, int]  # of each kind, and how many of people's and the teacher's were drawn
    teacher: tuple[TeacherFile, ...]
    recipe: dict[str, Any]
    scores: Scores
    decisions: tuple[Decision, ...] = Field(min_length=1)

    @property
    def state(self) -> Decision:
        """The decision that counts."""
        return self.decisions[-1]

    @property
    def promoted(self) -> bool:
        """Whether people can choose it."""
        return self.state.what == "promoted"


class Damaged(_Part):
    """A folder of a version that cannot be used."""

    name: str
    fault: str


def folder_of(data: Path, name: str) -> Path:
    """Where a version lies, whether it is there or not.

    VersionError for a name that none can have.
    """
    if not _NAME.fullmatch(name):
        raise VersionError(
            f"{name!r} is no name of a planner; use up to 64 letters, digits, '.', '_' and '-'"
        )
    return data / "planners" / name


def find(data: Path, name: str) -> Version:
    """The version of that name. VersionError if it is not there or damaged."""
    folder = folder_of(data, name)
    if not folder.is_dir():
        raise VersionError(f"there is no version {name!r} in {data / 'planners'}")
    path = folder / FILE
    try:
        version = Version.model_validate_json(path.read_bytes())
    except OSError as error:
        raise VersionError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise VersionError(f"{path}: {where + ': ' if where else ''}{first['msg']}") from error
    if version.name != name:
        raise VersionError(f"{path} is of {version.name!r}, not of {name!r}")
    if version.state.what != "removed":
        _check_model(folder, version)
    return version


def all_in(data: Path) -> list[Version | Damaged]:
    """All versions, the newest first, and then the folders that are damaged."""
    versions: list[Version] = []
    damaged: list[Damaged] = []
    for folder in sorted((data / "planners").glob("[!.]*")):
        try:
            versions.append(find(data, folder.name))
        except VersionError as error:
            damaged.append(
                Damaged(name=folder.name, fault=str(error).removeprefix(f"{data / 'planners'}/"))
            )
    return [
        *sorted(versions, key=lambda version: (version.made, _number(version.name)), reverse=True),
        *damaged,
    ]


def playable(data: Path) -> list[str]:
    """The names of those that can be played, the newest first."""
    return [
        each.name
        for each in all_in(data)
        if isinstance(each, Version) and each.state.what != "removed"
    ]


def offered(data: Path) -> list[str]:
    """The names of those that people can choose, the newest first."""
    return [each.name for each in all_in(data) if isinstance(each, Version) and each.promoted]


def next_name(data: Path, parent: str) -> str:
    """The name of a parent's next child: the parent's own without its number, and the next number
    that nothing has or had.
    """
    plain = (
        re.sub(
            r"[^A-Za-z0-9._-]", "-", Path(parent.removeprefix("hf:").removeprefix("vllm:")).name
        ).lstrip("._-")
        or "planner"
    )
    root = _root(plain)[:50]
    names = [
        path.name
        for folder in ("planners", "learning")
        for path in (data / folder).glob(f"{root}-*")
    ]
    return f"{root}-{max([1, *(_number(name) for name in names if _root(name) == root)]) + 1}"


def register(data: Path, model: Path, version: Version) -> None:
    """Put a model folder among the versions, whole or not at all.

    VersionError if the name is taken; OSError if it cannot be written.
    """
    target = folder_of(data, version.name)
    if target.exists():
        raise VersionError(f"there is a version {version.name!r} already; choose another name")
    draft = target.with_name(f".{version.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(model, draft)
    _write(version, draft)
    draft.replace(target)


def decide(
    data: Path, name: str, what: Literal["promoted", "withdrawn", "removed"], *, why: str, by: str
) -> Version:
    """Promote a version, withdraw it, or remove its weights for good; the version as it is now.

    VersionError if there is none of that name, it is so already or was removed, or the reason is
    missing: only the promotion of a version that is not worse than its parent needs none.
    """
    version, folder, why = find(data, name), folder_of(data, name), why.strip()[:MAX_WHY_CHARS]
    state = version.state.what
    if state == "removed":
        raise VersionError(f"{name!r} was removed: {version.state.why}")
    if state == what or (what == "withdrawn" and state == "refused"):
        raise VersionError(f"{name!r} is {state} already: {version.state.why}")
    if not why and what == "promoted" and not version.scores.passes:
        raise VersionError(
            f"{name!r} may be worse than {version.parent.name!r}: say why it is promoted"
        )
    if not why and what != "promoted":
        raise VersionError(f"say why {name!r} is {what}")
    decision = Decision(what=what, why=why or "not worse than its parent", by=by, at=now())
    decided = version.model_copy(update={"decisions": (*version.decisions, decision)})
    _write(decided, folder)
    if what == "removed":
        for path in folder.iterdir():
            if path.name != FILE:
                path.unlink()
    return decided


def weights_digest(folder: Path) -> str:
    """Hash of a model folder's weights, 12 hex digits; "" if it has none, such as a name on the
    hub.
    """
    files = sorted(folder.glob("*.safetensors"))
    stats = [(str(file), (stat := file.stat()).st_size, stat.st_mtime_ns) for file in files]
    return _digest(tuple(stats)) if stats else ""


def now() -> str:
    """ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@lru_cache(maxsize=256)  # of files that have not changed since
def _digest(files: tuple[tuple[str, int, int], ...]) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for file, _, _ in files:
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()


def _check_model(folder: Path, version: Version) -> None:
    missing = [
        name for name in ("config.json", "tokenizer_config.json") if not (folder / name).is_file()
    ]
    if missing:
        raise VersionError(f"{folder / missing[0]} is missing")
    try:
        weights = weights_digest(folder)
    except OSError as error:
        raise VersionError(f"{folder}: the weights cannot be read: {error.strerror}") from error
    if weights != version.weights:
        raise VersionError(
            f"{folder}: the weights are not those that were registered "
            f"({weights or 'none'}, not {version.weights})"
        )


def _root(name: str) -> str:
    numbered = _NUMBERED.fullmatch(name)
    return numbered[1] if numbered else name


def _number(name: str) -> int:
    numbered = _NUMBERED.fullmatch(name)
    return int(numbered[2]) if numbered else 0


def _write(version: Version, folder: Path) -> None:
    draft = folder / f"{FILE}.tmp"
    draft.write_text(version.model_dump_json(indent=1) + "\n", encoding="utf-8")
    draft.replace(folder / FILE)
