"""``python -m training.pretrained``: what it takes from the command line."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from agent.core import packages

_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.pretrained",
        description="Fine-tune SmolLM2-135M on the expert's lessons in several arms, and compare"
        " how they play and follow plans. To resume a run, run the same command again.",
    )
    parser.add_argument(
        "recipe", type=Path, help="a file, or smollm2-cpu or smollm2-gpu of training/recipes"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="folder of the run")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes that play; default: all"
    )
    parser.add_argument(
        "overrides", nargs="*", metavar="KEY=VALUE", help="such as sft.steps=100 cases=5"
    )
    asked = parser.parse_intermixed_args(arguments)
    try:
        from training.pretrained import run
        from training.pretrained.recipe import PretrainedRecipe
    except ModuleNotFoundError as error:
        parser.error(f"this needs {error.name}; run: {packages.how_to_get('train')}")
    from training.runs import recipe as recipes

    try:
        recipe = recipes.load(asked.recipe, PretrainedRecipe, asked.overrides)
        run.run(recipe, asked.out, jobs=asked.jobs, tell=_tell)
    except (ValueError, FileNotFoundError) as error:
        _tell(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        _tell("stopped; to resume, run the same command again")
        return _INTERRUPTED
    return 0


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
