"""``python -m training.on_gpu``: what it takes from the command line."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from training.on_gpu import needs

_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.on_gpu",
        description="Compare the GPU's decisions with the processor's, train a larger Pebble on a"
        " stream of games until the minutes are up, and write planner, curves and report. To resume"
        " a run, run the same command again.",
    )
    parser.add_argument("--minutes", type=float, default=8.0, help="of the whole run; default: 8")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder of the run")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument(
        "--recipe",
        type=Path,
        metavar="YAML",
        help="default: training/recipes/on-gpu.yaml, or on-gpu-trial.yaml with --device cpu",
    )
    parser.add_argument("--needs", action="store_true", help="print the packages that it needs")
    parser.add_argument(
        "overrides", nargs="*", metavar="KEY=VALUE", help="such as stream.reads=4 stream.width=448"
    )
    asked = parser.parse_args(arguments)
    if asked.needs:
        print("\n".join(map(needs.requirement, needs.PACKAGES)))  # noqa: T201
        return 0
    if asked.out is None:
        parser.error("--out DIR is missing: the folder of the run")
    if missing := needs.missing():
        parser.error(
            f"these packages are missing: {' '.join(missing)}; docs/gpu.md says how to carry them"
            " to a machine without a network"
        )

    # Late: of the packages that were looked for just now.
    from training.on_gpu import run
    from training.runs import recipe as recipes

    usual = recipes.FOLDER / ("on-gpu.yaml" if asked.device == "cuda" else "on-gpu-trial.yaml")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        recipe = recipes.load(asked.recipe or usual, run.GpuRecipe, asked.overrides)
        run.run(recipe, asked.out, minutes=asked.minutes, device=asked.device, tell=_tell)
    except ValueError as error:
        _tell(str(error))
        return 1
    except KeyboardInterrupt:
        _tell("stopped; to resume, run the same command again")
        return _INTERRUPTED
    return 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Let a run that is ended from outside write its checkpoint, as on Ctrl-C."""
    raise KeyboardInterrupt


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
