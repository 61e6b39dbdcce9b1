"""Planners by name: the scripted ones, the shipped ones, and any language model as ``hf:PATH``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.language.prompts import Mode
from agent.models.hardware import CPU, Hardware
from agent.models.protocol import ModelError
from agent.planner import DYNAMIC, LanguagePlanner, Planner

LOCAL_MODEL = "hf:"  # and then a model folder, or a name on the Hugging Face hub
_SHIPPED = {"pebble": Path(__file__).parent / "weights" / "pebble"}
_EVERY_KIND = ("dynamic", "never", "always", "every")


class UnknownPlannerError(ValueError):
    """No planner has that name."""


class UnsupportedModeError(ValueError):
    """The planner cannot plan that way."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A planner that can be loaded."""

    make: Callable[[Mode, Hardware], Planner]
    observation: str  # what the planner reads of the game
    modes: tuple[str, ...] = (DYNAMIC.kind,)  # kinds of ``Mode`` that it knows
    options: Callable[[], Mapping[str, str | bool]] = dict  # what else its play depends on; slow, as it reads the weights


def _expert(mode: Mode, hardware: Hardware) -> Planner:
    from agent.expert.planner import Expert

    return Expert(mode)


def _random(mode: Mode, hardware: Hardware) -> Planner:
    from agent.random_player import RandomPlayer

    return RandomPlayer()


_SCRIPTED = {"expert": Entry(_expert, "view and memory", _EVERY_KIND), "random": Entry(_random, "nothing")}
NAMES = (*_SCRIPTED, *_SHIPPED)


def offered() -> list[str]:
    """The planners that people can choose from, the best first: those whose weights are here, and the expert."""
    return [*(name for name, folder in _SHIPPED.items() if folder.is_dir()), "expert"]


def find(name: str, mode: Mode = DYNAMIC) -> Entry:
    """The planner of that name, not loaded yet.

    Raises UnknownPlannerError, UnsupportedModeError if it has no such mode, or SettingsError if its ``planner.json`` is wrong;
    all are ValueErrors with one line for people.
    """
    entry = _entry(name)
    if mode.kind not in entry.modes:
        raise UnsupportedModeError(f"the planner {name!r} has no mode {str(mode)!r}; it has: {', '.join(entry.modes)}")
    return entry


def load(name: str, mode: Mode = DYNAMIC, hardware: Hardware = CPU) -> Planner:
    """Make the planner of that name. Raises what ``find`` raises, and ModelError, a ValueError too, if it cannot be loaded."""
    return find(name, mode).make(mode, hardware)


def _entry(name: str) -> Entry:
    if name in _SCRIPTED:
        return _SCRIPTED[name]
    if name in _SHIPPED:
        if not _SHIPPED[name].is_dir():
            raise UnknownPlannerError(f"the planner {name!r} is not here: {_SHIPPED[name]} is missing; try --planner expert")
        return _language(name, str(_SHIPPED[name]))
    if name.startswith(LOCAL_MODEL) and name != LOCAL_MODEL:
        return _language(name, name.removeprefix(LOCAL_MODEL))
    raise UnknownPlannerError(f"there is no planner {name!r}; known planners: {', '.join(NAMES)}, {LOCAL_MODEL}PATH")


def _language(name: str, path: str) -> Entry:
    from agent import planner_settings

    settings = planner_settings.read(Path(path))

    def make(mode: Mode, hardware: Hardware) -> Planner:
        try:
            from agent.models.local import LocalModel
        except ImportError as error:
            reason = f"the planner {name!r} needs {error.name}, which is not installed; run: pip install --editable ."
            raise ModelError(reason) from error
        return LanguagePlanner(
            name,
            LocalModel(path, hardware),
            prompt=settings.make_prompt(),
            mode=mode,
            masked=settings.masked,
            temperature=settings.temperature,
        )

    def options() -> dict[str, str | bool]:
        return {"temperature": str(settings.temperature), "masked": settings.masked, "weights": _digest(Path(path))}

    return Entry(make, settings.make_prompt().name, _EVERY_KIND, options)


def _digest(folder: Path) -> str:
    """Hash of a model folder's weights, 12 hex digits; "" for a model of the hub."""
    digest = hashlib.blake2b(digest_size=6)
    files = sorted(folder.glob("*.safetensors"))
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest() if files else ""
