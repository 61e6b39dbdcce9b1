"""What came out, in words and as tables of Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.core.tables import NONE, grid

_SHOWN = 10  # entries of the curves


def machine(found: Mapping[str, Any]) -> str:
    """Where it ran, in a line."""
    cuda = f" (CUDA {found['cuda']})" if found["cuda"] else ""
    versions = ", ".join(
        f"{name} {found[name]}" for name in ("python", "torch", "transformers", "numpy", "crafter")
    )
    return f"{found['device']}{cuda}, {found['cores']} cores; {versions}"


def agreement(found: Mapping[str, float]) -> str:
    """How far the device agrees with the processor, in a line."""
    return (
        f"{100 * found['equal']:.2f} % of {found['tokens']:,} tokens in {found['decisions']:,}"
        " decisions are the processor's; log-probabilities differ by"
        f" {found['largest_difference']:.2g} nats at the most"
    )


def speed(found: Mapping[str, float]) -> str:
    """Decisions a second by the size of the batch, in a line."""
    sizes = ", ".join(f"{value:,.0f} at batch {size}" for size, value in found.items())
    return f"decisions a second: {sizes}"


def entry(found: Mapping[str, float]) -> str:
    """An entry of the curves, in a line."""
    return ", ".join(f"{name} {value:g}" for name, value in found.items())


def markdown(results: Mapping[str, Any]) -> str:
    """The report of a run, as far as it has come."""
    done = "difference" in results
    parts = [
        "# A larger Pebble from a stream of games",
        f"{results['minutes']:g} minutes on: {machine(results['machine'])}."
        + ("" if done else "\n\nNot finished: the same command goes on."),
    ]
    if "agreement" in results:
        parts += [
            "## Decisions of the shipped planner on this device",
            f"{agreement(results['agreement'])}.",
            grid(
                ["batch", "decisions a second"],
                [[size, f"{value:,.0f}"] for size, value in results["speed"].items()],
            ),
        ]
    if "stream" in results:
        parts += ["## Training", *_training(results["recipe"]["stream"], results["stream"])]
    if done:
        parts += ["## Play", *_play(results)]
    return "\n\n".join(parts) + "\n"


def _training(recipe: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    curve: Sequence[Mapping[str, float]] = found["curve"]
    last = curve[-1]
    shown = curve[:: -max(1, len(curve) // _SHOWN)][::-1]
    return [
        f"{found['parameters']:,} parameters (width {recipe['width']}, {recipe['layers']} layers);"
        f" {last['step']:,.0f} updates of {recipe['batch']:,} examples; {last['examples']:,.0f}"
        f" examples, each read {last['reads']:.1f} times in the mean. Figures of fresh examples are"
        " from before they were learned from. `curves.jsonl` has all entries.",
        grid(
            ["seconds", "examples", "reads", "loss", "fresh loss", "right actions", "plan or not"],
            [
                [
                    f"{one['seconds']:.0f}",
                    f"{one['examples']:,.0f}",
                    f"{one['reads']:.1f}",
                    f"{one['loss']:.3f}",
                    _told(one, "fresh_loss", 1, "{:.2f}"),
                    _told(one, "fresh_action", 100, "{:.0f} %"),
                    _told(one, "fresh_decision", 100, "{:.0f} %"),
                ]
                for one in shown
            ],
        ),
    ]


def _play(results: Mapping[str, Any]) -> list[str]:
    recipe, apart = results["recipe"], results["difference"]
    players = {"this one": results["trained"], "shipped": results["shipped"]}
    return [
        f"Seeds {recipe['seeds']}, {recipe['cap']} steps, mode dynamic, on the processor.",
        grid(
            ["planner", "unlocked of 22", "plans per 100 steps", "invalid"],
            [
                [
                    name,
                    f"{found['mean']:.2f}"
                    + ("" if found["se"] is None else f" ± {found['se']:.2f}"),
                    f"{found['plans_per_100_steps']:.1f}",
                    f"{100 * found['invalid']:.2f} %",
                ]
                for name, found in players.items()
            ],
        ),
        f"Difference: {apart['mean']:+.2f} (95 % interval {apart['low']:+.2f} to"
        f" {apart['high']:+.2f}, pairs of the same seed).",
    ]


def _told(one: Mapping[str, float], name: str, factor: float, form: str) -> str:
    return form.format(factor * one[name]) if name in one else NONE
