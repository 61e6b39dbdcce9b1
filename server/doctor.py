"""What is installed, what runs on this machine, and what is missing: ``sidequest doctor``."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil

from agent.core import packages
from agent.core.errors import first_line
from server.core.settings import ServerSettings

# What extras are for, in the order of docs/install.md.
EXTRAS = {
    "openai": "planners on a server, openai:URL#MODEL",
    "reader": "a second reader of people's words",
    "vllm": "vllm:PATH on an NVIDIA GPU",
    "vllm-cpu": "vllm:PATH on a processor",
    "train": "training",
    "gym": "Gymnasium environments",
    "openenv": "an OpenEnv server, serve-env",
    "cluster": "a cluster, by Ray",
}
_STEPS = 3  # that the planner is tried for


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is, how it is, and the command that mends it."""

    what: str
    how: str
    command: str = ""
    fatal: bool = False  # nobody can play


def machine() -> Iterator[str]:
    """What this is, a line each."""
    yield f"Sidequest {version()} in {sys.prefix}"
    yield f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    memory = psutil.virtual_memory()
    yield (
        f"It may use {_cores()} of {os.cpu_count()} processor cores; "
        f"{memory.available / 2**30:.1f} of {memory.total / 2**30:.1f} GiB of memory are free"
    )


def version() -> str:
    """Of Sidequest."""
    try:
        return metadata.version(packages.PROJECT)
    except metadata.PackageNotFoundError:
        return "(not installed, from its source)"


def play(settings: ServerSettings) -> Iterator[Finding]:
    """What it takes to play, each tried; slow, as a game is played."""
    yield _packages()
    yield _tried("page", _page)
    yield _tried("planner", lambda: _planner(settings))
    yield _tried("data folder", lambda: _data(settings.data))


def more() -> Iterator[Finding]:
    """What else there can be: a GPU, and what extras bring."""
    yield _gpu()
    if not packages.missing(packages.needed()):
        yield _engines()
    for extra, purpose in EXTRAS.items():
        needed = packages.needed(extra)
        missing = packages.missing(needed)
        if needed and not missing:
            yield Finding(extra, f"there, for {purpose}")
        else:
            names = ", ".join(one.name for one in missing)
            how = f"for {purpose}; missing: {names or 'unknown'}"
            yield Finding(extra, how, packages.how_to_get(extra))


def _packages() -> Finding:
    needed = packages.needed()
    if not needed:
        how = "unknown, as Sidequest runs from its source and is not installed"
        return Finding("packages", how, packages.how_to_get(""))
    if missing := packages.missing(needed):
        names = ", ".join(map(str, missing))
        return Finding("packages", f"missing or too old: {names}", packages.how_to_get(""), True)
    return Finding("packages", f"all {len(needed)} that it needs are installed")


def _tried(what: str, attempt: Callable[[], str]) -> Finding:
    try:
        return Finding(what, attempt())
    except Exception as error:  # noqa: BLE001, as whatever it is has to be told
        return Finding(what, f"does not work: {first_line(error)}", fatal=True)


def _page() -> str:
    from server.core.static import join_script
    from web import FOLDER

    pages = len(list((FOLDER / "templates").rglob("*.html")))
    script = join_script(FOLDER / "static" / "play" / "main.js")
    return f"{pages} templates and {len(script) / 2**10:.0f} KiB of script are there"


def _planner(settings: ServerSettings) -> str:
    from agent.episode import Episode, run
    from agent.models.hardware import Hardware
    from agent.planners import registry
    from agent.worlds import registry as worlds
    from server import serve

    serve.rehearse()
    spec = worlds.find(settings.world)
    name = settings.planner or registry.offered(settings.data, settings.world)[0]
    hardware = Hardware(settings.device, settings.threads)
    player = registry.load(name, hardware=hardware, data=settings.data, world=settings.world)
    run(Episode(spec.make(), player, seed=0, cap=_STEPS))
    return (
        f"{name} played {_STEPS} steps of {spec.name} on {settings.device}, "
        f"threads: {settings.threads}"
    )


def _data(folder: Path) -> str:
    there = next(one for one in (folder, *folder.resolve().parents) if one.exists())
    tempfile.TemporaryFile(dir=there).close()
    free = psutil.disk_usage(str(there)).free / 2**30
    return f"{folder} can be written; {free:.1f} GiB are free"


def _engines() -> Finding:
    engines = {"hf:": ("transformers", "torch"), "onnx:": ("onnxruntime",)}
    told = (
        f"{prefix} {' and '.join(f'{name} {metadata.version(name)}' for name in names)}"
        for prefix, names in engines.items()
    )
    return Finding("engines", "; ".join(told))


def _gpu() -> Finding:
    try:
        import torch
    except ImportError as error:
        return Finding(
            "GPU", f"unknown without torch ({first_line(error)})", packages.how_to_get("")
        )
    if torch.cuda.is_available():
        names = [torch.cuda.get_device_name(one) for one in range(torch.cuda.device_count())]
        return Finding("GPU", f"{', '.join(names)}: use it with --device cuda")
    if torch.version.cuda is None and Path("/dev/nvidiactl").exists():
        how = f"there is one, but torch {torch.__version__} was built without CUDA"
        return Finding("GPU", how, f"{packages.pip()} install --force-reinstall torch")
    return Finding("GPU", "none that torch can use; none is needed")


def _cores() -> int:
    """That this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # macOS, Windows
