"""Sweeps as a picture and as tables, beside the paper's: score, and tokens, over how often a
planner plans.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from agent.core.metrics import Metrics, Published
from agent.core.mode import parse_mode
from agent.core.tables import NONE, grid, number
from agent.worlds import registry as worlds
from training.evaluation import paper
from training.evaluation.compare import LEVEL
from training.evaluation.sweep.sweep import COMPARED, Point, Sweep, SweepError
from training.runs.drawing import PALETTE, save, without_frame

_Shown = TypeVar("_Shown", Point, Published)
# where never stands on an axis of log2(plans a step); so does what plans less than once in 64 steps
_NEVER = -6.0
_TICKS = (
    "never",
    "every:16",
    "every:12",
    "every:8",
    "every:6",
    "every:4",
    "every:3",
    "every:2",
    "always",
)
_PAPER = PALETTE[6]
_COLOURS = tuple(colour for colour in PALETTE if colour != _PAPER)


def draw(sweeps: Mapping[str, Sweep], out: Path) -> None:
    """Write the picture of ``figure`` to a file; raises what it raises, and OSError if the disk
    does not take it.
    """
    save(figure(sweeps), out)


def figure(sweeps: Mapping[str, Sweep]) -> Figure:
    """Two panels over the frequency of planning: the score with its standard error, and the tokens
    written.

    A mode that sets the frequency stands where it is set, joined by lines; ``dynamic`` and
    ``random:a-b`` are stars where measured.

    Args:
        sweeps: name of each -> sweep, all of one world.

    Raises SweepError if they are of several worlds.
    """
    metrics = _metrics(sweeps)
    drawn = Figure(figsize=(11, 4.8), layout="constrained")
    scores, tokens = drawn.subplots(1, 2)
    _draw_paper(metrics, scores, tokens)
    for (name, sweep), colour in zip(sweeps.items(), cycle(_COLOURS), strict=False):
        _draw(name, sweep, colour, scores, tokens)
    for axes in (scores, tokens):
        axes.set_xticks(
            [_set(mode) for mode in _TICKS], [mode.removeprefix("every:") for mode in _TICKS]
        )
        axes.set_xlabel("steps from one plan to the next")
        without_frame(axes)
    scores.set_ylabel(f"{metrics.label}, ± standard error")
    tokens.set_ylabel("tokens written, an episode")
    countless = [
        name
        for name, sweep in sweeps.items()
        if not any(point.output_tokens for point in sweep.points)
    ]
    if metrics.published or len(countless) < len(sweeps):  # a log scale has to have something on it
        tokens.set_yscale("log")
    if countless:
        tokens.set_title(
            f"{', '.join(countless)}: no model, no tokens", fontsize="medium", loc="right"
        )
    drawn.legend(
        *scores.get_legend_handles_labels(), loc="outside upper center", ncols=3, frameon=False
    )
    return drawn


def markdown(sweeps: Mapping[str, Sweep]) -> str:
    """Conditions, figures and differences of sweeps, beside the paper's.

    Raises SweepError if they are of several worlds.
    """
    metrics = _metrics(sweeps)
    published = {point.mode: point for point in metrics.published}
    head = [
        "",
        "mode",
        f"{metrics.label} (± standard error)",
        "plans per 100 steps",
        "tokens written",
        "tokens read",
        "steps",
    ]
    head += [f"less {other}, {LEVEL} % interval" for other in COMPARED]
    rows = []
    for name, sweep in sweeps.items():
        rows += [[name, *_row(point)] for point in sweep.points]
    rows += [_published(point) for mode, point in published.items()]
    notes = [
        "Scores, tokens and steps are means of an episode. Differences are paired by seed.",
        (
            f"{paper.WHO}; read off its figures 1a and 1b, other conditions than ours "
            "(`training/evaluation/paper.py`)."
        ),
    ]
    told = [_best(name, sweep) for name, sweep in sweeps.items()]
    conditions = [_conditions(name, sweep) for name, sweep in sweeps.items()]
    parts = ["\n".join(conditions), grid(head, rows), "\n".join(told), "\n".join(notes)]
    return "\n\n".join(parts)


def _metrics(sweeps: Mapping[str, Sweep]) -> Metrics:
    names = list(dict.fromkeys(sweep.world for sweep in sweeps.values()))
    if len(names) > 1:
        raise SweepError(
            f"the sweeps are of several worlds, {' and '.join(names)}; show those of "
            "one world together"
        )
    return worlds.find(names[0]).metrics


def _set(name: str) -> float | None:
    """Where a mode stands on the axis, None for one that leaves the frequency open."""
    mode = parse_mode(name)
    if mode.kind == "every":
        return max(_NEVER, -math.log2(mode.k))
    return {"never": _NEVER, "always": 0.0}.get(mode.kind)


def _measured(point: Point) -> float:
    """Where a mode that leaves the frequency open stands on the axis."""
    rate = point.plans_per_100_steps / 100
    return max(_NEVER, math.log2(rate)) if rate else _NEVER


def _placed(points: Sequence[_Shown]) -> list[tuple[float, _Shown]]:
    """The points whose modes set how often is planned, each with where it stands on the axis."""
    places = [(_set(point.mode), point) for point in points]
    return [(place, point) for place, point in places if place is not None]


def _draw_paper(metrics: Metrics, scores: Axes, tokens: Axes) -> None:
    places = _placed(metrics.published)
    at = [place for place, _ in places]
    values = [point.score for _, point in places]
    look: dict[str, Any] = {
        "color": _PAPER,
        "linestyle": "--",
        "marker": "s",
        "markerfacecolor": "white",
        "linewidth": 1,
    }
    errors = [point.se for _, point in places]
    scores.errorbar(at, values, errors, label=paper.WHO, capsize=2, **look)
    tokens.plot(at, [point.tokens for _, point in places], **look)


def _draw(name: str, sweep: Sweep, colour: str, scores: Axes, tokens: Axes) -> None:
    places = sorted(_placed(sweep.points), key=lambda pair: pair[0])
    if places:
        at = [place for place, _ in places]
        values = [point.score for _, point in places]
        errors = [point.se or 0.0 for _, point in places]
        look: dict[str, Any] = {"color": colour, "marker": "o", "markersize": 5}
        label = f"{name} (n = {sweep.points[0].n})"
        scores.errorbar(at, values, errors, label=label, capsize=2, **look)
        tokens.plot(at, [point.output_tokens or math.nan for _, point in places], **look)
        thoughts = [point.thought_tokens or math.nan for _, point in places]
        if not all(map(math.isnan, thoughts)):
            tokens.plot(at, thoughts, label=f"{name}: thoughts", linestyle=":", **look)
    for point in sweep.points:
        if _set(point.mode) is None:
            _star(name, point, colour, scores, tokens)


def _star(name: str, point: Point, colour: str, scores: Axes, tokens: Axes) -> None:
    """A mode at the frequency that it came to."""
    at = [_measured(point)]
    look: dict[str, Any] = {
        "color": colour,
        "marker": "*",
        "markersize": 15,
        "linestyle": "none",
        "markeredgecolor": "white",
    }
    scores.errorbar(at, [point.score], [point.se or 0.0], capsize=2, color=colour)
    scores.plot(
        at, [point.score], label=f"{name}, {point.mode}: as often as it came to", zorder=3, **look
    )
    tokens.plot(at, [point.output_tokens or math.nan], zorder=3, **look)


def _row(point: Point) -> list[str]:
    return [
        point.mode,
        _with_error(point.score, point.se),
        number(point.plans_per_100_steps, 1),
        _written(point),
        number(point.input_tokens or None),
        number(point.length),
        *(_difference(point, other) for other in COMPARED),
    ]


def _written(point: Point) -> str:
    """Tokens written by the planner, those of its thoughts, and those by its adviser."""
    own = number(point.output_tokens or None)
    if point.thought_tokens:
        own += f", {number(point.thought_tokens)} of them thoughts"
    return f"{own} + {number(point.adviser_tokens)} (adviser)" if point.adviser_tokens else own


def _published(point: Published) -> list[str]:
    nothing = [NONE] * len(COMPARED)
    return [
        "paper",
        point.mode,
        _with_error(point.score, point.se),
        NONE,
        number(point.tokens),
        NONE,
        NONE,
        *nothing,
    ]


def _with_error(score: float, se: float | None) -> str:
    return f"{score:.3f}" + ("" if se is None else f" ± {se:.3f}")


def _difference(point: Point, other: str) -> str:
    less = point.less.get(other)
    return f"{less.mean:+.3f} ({less.low:+.3f} to {less.high:+.3f})" if less else NONE


def _best(name: str, sweep: Sweep) -> str:
    best = sweep.best
    told = [f"{_difference(best, other)} against {other}" for other in best.less]
    return (
        f"{name}: {best.mode} scores highest, "
        f"{_with_error(best.score, best.se)}{''.join(f'; {one}' for one in told)}. "
        f"It was chosen for that out of {len(sweep.points)}, which flatters its differences."
    )


def _conditions(name: str, sweep: Sweep) -> str:
    options = "".join(f", {option}: {value}" for option, value in sweep.options.items())
    versions = ", ".join(f"{package} {version}" for package, version in sweep.versions.items())
    return (
        f"- {name}: planner {sweep.planner}, seeds {sweep.seeds} (n = "
        f"{sweep.points[0].n}), cap {sweep.cap:,}, world {sweep.world}, "
        f"observation: {sweep.observation}{options}. Versions: {versions}."
    )
