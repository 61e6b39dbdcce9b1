"""Studies: YAML files that say what participants agree to, play and are asked.

``docs/studies.md`` tells how to write one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

import yaml  # type: ignore[import-untyped]
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from agent.core.errors import first_fault
from agent.core.mode import Mode, parse_mode
from agent.core.plan import Authority
from agent.core.seeds import MAX_SEED
from agent.core.seeds import parse as parse_seeds
from agent.planners import registry
from agent.worlds import registry as worlds
from server.sessions.rules import Rules
from server.study.consent import Consent
from server.study.least import Least

MAX_TEXT_CHARS = 4000  # of an answer in words
SCALE = tuple(str(point) for point in range(1, 8))
# query parameters that Prolific adds, and places of the links
PLACES = ("PROLIFIC_PID", "STUDY_ID", "SESSION_ID")
# the same of others: SONA's, and Mechanical Turk's
KNOWN = (*PLACES, "survey_code", "workerId", "assignmentId", "hitId")
# of docs/studies/first-plans, which has to be changed before it is used
PLACEHOLDERS = ("Replace this paragraph", "YOURCODE")
_PLACE = re.compile(r"\{([^{}]*)\}")

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class StudyError(ValueError):
    """A study that cannot be run; its text is one line with file and key."""


class _StudyPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ConsentFile(_StudyPart):
    """Where the consent text is, and its version."""

    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,32}$")]
    file: Path  # Markdown or plain text, seen from the study's file

    @field_validator("version", mode="before")
    @classmethod
    def _version(cls, given: object) -> object:
        # YAML reads 1 and 1.0 as numbers
        return str(given) if isinstance(given, int | float) else given


class Controls(_StudyPart):
    """What participants may do besides writing plans."""

    take_over: bool = True
    rewind: bool = True
    what_if: bool = True


class StudyQuestion(_StudyPart):
    """A question after the last episode."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    text: Text
    kind: Literal["scale", "choice", "text"]
    required: bool = True
    choices: tuple[Text, ...] = ()  # of a choice
    low: str = ""  # what 1 means, of a scale
    high: str = ""  # what 7 means
    right: str = ""  # the one right answer, of a question that checks attention

    @field_validator("right", mode="before")
    @classmethod
    def _right(cls, given: object) -> object:
        return str(given) if isinstance(given, int) else given  # YAML reads 3 as a number

    @model_validator(mode="after")
    def _fits(self) -> StudyQuestion:
        if self.kind == "choice" and len(set(self.choices)) < 2:
            raise ValueError(f"the choice {self.id!r} needs at least two different choices")
        if self.kind != "choice" and self.choices:
            raise ValueError(f"{self.id!r} is a {self.kind}, which has no choices")
        if self.kind != "scale" and (self.low or self.high):
            raise ValueError(f"{self.id!r} is a {self.kind}; low and high are for a scale")
        if self.right and self.options and self.right not in self.options:
            raise ValueError(f"the right answer of {self.id!r}, {self.right!r}, cannot be chosen")
        return self

    @property
    def options(self) -> tuple[str, ...]:
        """The answers that there are; none for a text."""
        return SCALE if self.kind == "scale" else self.choices

    def is_right(self, answer: str) -> bool:
        """Whether an answer is the right one; case and white space do not count."""
        return answer.strip().casefold() == self.right.strip().casefold()

    def fault(self, answer: str) -> str:
        """What is wrong with an answer, for people; "" if nothing is."""
        if not answer:
            return "Please answer this question." if self.required else ""
        if self.options and answer not in self.options:
            return f"Please choose one of: {', '.join(self.options)}."
        if len(answer) > MAX_TEXT_CHARS:
            return f"This answer has {len(answer):,} characters; {MAX_TEXT_CHARS:,} is the most."
        return ""


class Arm(_StudyPart):
    """What is different for the participants of an arm; the keys mean what they mean in a study."""

    planner: str | None = None
    mode: str | None = None
    seeds: list[int] | str | None = None
    order: Literal["fixed", "random"] | None = None
    cap: int | None = None
    authority: Literal["advice", "order", "both"] | None = None
    tutorial: bool | None = None
    controls: Controls | None = None
    least: Least | None = None


class _StudyFile(_StudyPart):
    """What the file holds."""

    name: Name  # in the address
    title: Text
    consent: ConsentFile
    planner: str = Field(min_length=1)
    mode: str = "dynamic"
    seeds: tuple[Annotated[int, Field(ge=0, le=MAX_SEED)], ...] = Field(min_length=1)
    order: Literal["fixed", "random"] = "fixed"
    episodes: int = Field(default=1, ge=1)
    world: str = worlds.DEFAULT
    # steps of an episode; None: as the world has it
    cap: int | None = Field(default=None, ge=1, le=10_000)
    authority: Literal["advice", "order", "both"] = "both"
    tutorial: bool = False
    controls: Controls = Controls()
    least: Least = Least()
    arms: dict[Name, Arm] = {}
    questionnaire: tuple[StudyQuestion, ...] = ()
    completion: str = ""
    return_link: str = Field(default="", alias="return")

    @field_validator("mode")
    @classmethod
    def _mode(cls, text: str) -> str:
        return str(parse_mode(text))

    @field_validator("world")
    @classmethod
    def _world(cls, name: str) -> str:
        worlds.find(name)
        return name

    @field_validator("seeds", mode="before")
    @classmethod
    def _seeds(cls, given: object) -> object:
        if not isinstance(given, str):
            return given if isinstance(given, list) else [given]
        return list(parse_seeds(given))

    @field_validator("completion", "return_link")
    @classmethod
    def _link(cls, link: str) -> str:
        if link and (urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).netloc):
            raise ValueError(f"{link!r} is no link; it should begin with https://")
        for place in _PLACE.findall(link):
            if place not in KNOWN:
                raise ValueError(
                    f"there is no {{{place}}}; the places are "
                    f"{', '.join(f'{{{one}}}' for one in KNOWN)}"
                )
        return link

    @model_validator(mode="after")
    def _fits(self) -> _StudyFile:
        if len(set(self.seeds)) < self.episodes:
            raise ValueError(
                f"episodes: {self.episodes}, but there are only {len(set(self.seeds))} "
                "different seeds"
            )
        if self.tutorial and not worlds.find(self.world).has_tutorial:
            raise ValueError(f"tutorial: there is none for {self.world}")
        ids = [question.id for question in self.questionnaire]
        cap = self.cap or worlds.find(self.world).cap
        if self.least.steps > cap:
            raise ValueError(f"least: {self.least.steps} steps, but an episode has {cap} at most")
        if len(self.arms) == 1:
            raise ValueError("arms: there is only one; name two or more, or none")
        if twice := next((one for one in ids if ids.count(one) > 1), None):
            raise ValueError(f"questionnaire: two questions have the id {twice!r}")
        return self


class Study:
    """A study that was read and found right.

    Attributes:
        agreement: the consent text.
        mode: when the planner may plan.
        rules: of its sessions.
        least: what has to be done before an episode can be finished.
        arms: the study as the participants of each arm play it; empty without arms.
    """

    def __init__(
        self, file: _StudyFile, agreement: Consent, arms: Mapping[str, Study] | None = None
    ) -> None:
        """See ``load``."""
        self.arms = arms or {}
        self.least = file.least
        self.name = file.name
        self.title = file.title
        self.agreement = agreement
        self.planner = file.planner
        self.mode: Mode = parse_mode(file.mode)
        self.episodes = file.episodes
        self.world = file.world
        self.cap = file.cap or worlds.find(file.world).cap
        self.tutorial = file.tutorial
        self.questionnaire = file.questionnaire
        authorities: tuple[Authority, ...] = (
            ("advice", "order") if file.authority == "both" else (file.authority,)
        )
        controls = file.controls
        self.rules = Rules(
            file.name, frozenset(authorities), controls.take_over, controls.rewind, controls.what_if
        )
        self._seeds = tuple(dict.fromkeys(file.seeds))
        self._order = file.order
        self._completion = file.completion
        self._return = file.return_link

    def of(self, arm: str) -> Study:
        """The study as an arm plays it; "" for a study without arms."""
        return self.arms[arm] if self.arms else self

    def require(self, arms: Iterable[str]) -> None:
        """StudyError if the file has not all arms that participants are in already."""
        if gone := sorted(set(arms) - set(self.arms)):
            raise StudyError(
                f"{self.name}: arms: there are participants in {gone[0]!r}, which the file does "
                "not have any more; give it back, or run a study of another name"
            )

    def seed(self, pseudonym: str, episode: int) -> int:
        """The seed of a participant's episode, from 1."""
        seeds = self._seeds
        if self._order == "random":
            seeds = tuple(random.Random(f"{self.name} {pseudonym}").sample(seeds, self.episodes))
        return seeds[episode - 1]

    def completion(self, came: dict[str, str]) -> str:
        """The link for those who finished, "" if there is none.

        ``came``: the parameters that the participant came with.
        """
        return _filled(self._completion, came)

    def way_back(self, came: dict[str, str]) -> str:
        """The link for those who do not agree, or withdraw; "" if there is none."""
        return _filled(self._return, came)


def _quotes(error: ValidationError) -> str:
    """What helps where YAML reads a text as something else: Yes, 26, 2026-01-01."""
    first = error.errors()[0]
    if first["type"] != "string_type" or isinstance(first["input"], list | dict | None):
        return ""
    return f"; YAML reads it as {first['input']!r}, so put it in quotes"


def load(path: Path, data: Path | None = None) -> Study:
    """Read a study and its consent text. ``data``: the folder whose learned planners it may name.

    Raises StudyError for a file that cannot be read, an unknown key, a value that will not do, or a
    planner that is not there.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StudyError(f"{path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StudyError(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(values, dict):
        raise StudyError(f"{path} is no study: it has no keys")
    try:
        file = _StudyFile.model_validate(values)
    except ValidationError as error:
        raise StudyError(f"{path}: {first_fault(error)}{_quotes(error)}") from error
    _require_planner(file, path, "", data)
    consent = path.parent / file.consent.file
    try:
        text = consent.read_text(encoding="utf-8-sig")  # editors on Windows begin it with a mark
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise StudyError(f"{path}: consent.file: {consent} cannot be read: {why}") from error
    if not text.strip():
        raise StudyError(
            f"{path}: consent.file: {consent} is empty; it should hold the text that "
            "participants agree to"
        )
    agreement = Consent(file.consent.version, text)
    for key, given in (
        ("consent.file", text),
        ("completion", file.completion),
        ("return", file.return_link),
    ):
        for placeholder in PLACEHOLDERS:
            if placeholder in given:
                raise StudyError(
                    f"{path}: {key}: {placeholder!r} is still there from the example; put your "
                    "own in its place"
                )
    arms = {name: _arm(path, values, name, arm, agreement, data) for name, arm in file.arms.items()}
    return Study(file, agreement, arms)


def _arm(
    path: Path,
    values: dict[str, object],
    name: str,
    arm: Arm,
    agreement: Consent,
    data: Path | None,
) -> Study:
    """The study as an arm plays it. StudyError if it cannot be."""
    own = {**values, **arm.model_dump(exclude_unset=True, mode="json")}
    del own["arms"]
    try:
        file = _StudyFile.model_validate(own)
    except ValidationError as error:
        raise StudyError(f"{path}: arms.{name}: {first_fault(error)}") from error
    _require_planner(file, path, f"arms.{name}.", data)
    return Study(file, agreement)


def _require_planner(file: _StudyFile, path: Path, at: str, data: Path | None) -> None:
    """StudyError if the planner is not there, or has not that mode. ``at``: where in the file."""
    try:
        registry.find(file.planner, parse_mode(file.mode), data, world=file.world)
    except registry.UnsupportedModeError as error:
        raise StudyError(f"{path}: {at}mode: {error}") from error
    except ValueError as error:
        raise StudyError(f"{path}: {at}planner: {error}") from error


def load_all(paths: tuple[Path, ...], data: Path | None = None) -> dict[str, Study]:
    """Studies by their names. StudyError if one cannot be read, or two have one name."""
    studies: dict[str, Study] = {}
    for path in paths:
        study = load(path, data)
        if study.name in studies:
            raise StudyError(
                f"{path}: name: there are two studies {study.name!r}; names tell their links apart"
            )
        studies[study.name] = study
    return studies


def _filled(link: str, came: dict[str, str]) -> str:
    return _PLACE.sub(lambda place: quote(came.get(place[1], ""), safe=""), link)
