"""A model folder, before anything of it is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psutil

from agent.models.protocol import ModelError

_GIB = 2**30
_WEIGHTS = ("*.safetensors", "*.bin")
_POINTER = b"version https://git-lfs"  # with which a file begins that Git LFS has yet to bring


def check(path: str) -> None:
    """See that a model can be loaded from a folder into this machine's memory; of a name on the
    Hugging Face hub nothing is known.

    Raises ModelError for a folder that has no model or no weights yet, or one whose weights are
    larger than the memory that is free.
    """
    folder = Path(path)
    if not folder.exists():
        return
    if base := base_of(path):
        check(base)
    elif not (folder / "config.json").is_file():
        raise ModelError(f"{path} is no model folder: it has no config.json")
    weights = [file for kind in _WEIGHTS for file in sorted(folder.glob(kind))]
    for file in (*weights, folder / "tokenizer.json"):
        if file.is_file() and _begins_with(file, _POINTER):
            raise ModelError(f"{file} is a Git LFS pointer, not the file; run: git lfs pull")
    # Weights of 16 bits take more than this where they are computed with 32; what is refused here
    # can never be loaded.
    size, free = sum(file.stat().st_size for file in weights), psutil.virtual_memory().available
    if size > free:
        raise ModelError(
            f"{path} has {size / _GIB:.1f} GiB of weights, and {free / _GIB:.1f} GiB "
            "of memory are free"
        )


def base_of(path: str) -> str | None:
    """The model that a folder of adapters, as peft writes it, is for: a folder or a name on the
    hub. None for any other folder.

    Raises ModelError if the folder does not name it.
    """
    if not (settings := _adapter(path)):
        return None
    base = settings.get("base_model_name_or_path")
    if not isinstance(base, str) or not base:
        raise ModelError(
            f"{path} has adapters and does not name the model that they are for; put that as "
            "base_model_name_or_path into its adapter_config.json"
        )
    return base


def rank_of(path: str) -> int:
    """The rank of a folder of adapters."""
    return int(_adapter(path).get("r", 0))


def _adapter(path: str) -> dict[str, Any]:
    """The settings of a folder of adapters, empty for another one."""
    file = Path(path) / "adapter_config.json"
    if not file.is_file():
        return {}
    try:
        return dict(json.loads(file.read_bytes()))
    except (ValueError, TypeError) as error:
        raise ModelError(f"{file} cannot be read: {error}") from error


def _begins_with(file: Path, sign: bytes) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(sign)) == sign
