"""A model folder, before anything of it is loaded."""

from __future__ import annotations

from pathlib import Path

import psutil

from agent.models.protocol import ModelError

_GIB = 2**30


def check(path: str) -> None:
    """See that a model can be loaded from a folder into this machine's memory; of a name on the
    Hugging Face hub nothing is known.

    Raises ModelError for a folder that has no model, or one whose weights are larger than the
    memory that is free.
    """
    folder = Path(path)
    if not folder.exists():
        return
    if not (folder / "config.json").is_file():
        raise ModelError(f"{path} is no model folder: it has no config.json")
    # Weights of 16 bits take more than this where they are computed with 32; what is refused here
    # can never be loaded.
    size, free = (
        sum(file.stat().st_size for file in folder.glob("*.safetensors")),
        psutil.virtual_memory().available,
    )
    if size > free:
        raise ModelError(
            f"{path} has {size / _GIB:.1f} GiB of weights, and {free / _GIB:.1f} GiB "
            "of memory are free"
        )
