"""A report as Markdown, beside the yardsticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.worlds.crafter.engine.deaths import WINDOW
from training.evaluation.baselines import YARDSTICKS, Yardstick
from training.evaluation.report import Conditions, GraphReport, Report, Summary
from training.runs.tables import NONE, grid, number, percent


def markdown(report: Report) -> str:
    """The tables of a report: conditions, figures, achievements, deaths."""
    planner, others = report.conditions.planner, [yardstick.name for yardstick in YARDSTICKS]
    parts = [
        f"# {planner}, {report.n} episodes",
        _conditions(report.conditions),
        grid(["", planner, *others], _figures(report)),
        "## Achievements",
        grid(["", planner, "median step", *others], _achievements(report)),
        "## Deaths",
        f"The cause is what took the most health in the last {WINDOW} steps (starving: health lost while food, drink or energy "
        "was 0). The last blow took the last health.",
        grid(["cause", "episodes"], _counts(report.deaths.causes)),
        grid(["last blow", "episodes"], _counts(report.deaths.blows)),
        "## Sources",
        "\n".join(f"- {yardstick.name}: {yardstick.source}" for yardstick in YARDSTICKS),
    ]
    return "\n\n".join(parts) + "\n"


def graph_markdown(report: GraphReport) -> str:
    """The table of a report of POGS."""
    error = "" if report.se is None else f" ± {report.se:.3f}"
    rows = [
        ["episodes", str(report.n)],
        ["success (± standard error)", f"{report.success:.3f}{error}"],
        ["length, steps", f"{report.length:.1f}"],
        ["length of successes, steps", number(report.length_of_successes, 1)],
        ["backtracks an episode", f"{report.backtracks:.2f}"],
        ["invalid moves an episode", f"{report.invalid_moves:.2f}"],
        ["return", f"{report.return_:.3f}"],
        *_costs(report),
    ]
    planner = report.conditions.planner
    return "\n\n".join([f"# {planner}, {report.n} episodes", _conditions(report.conditions), grid(["", planner], rows)]) + "\n"


def _conditions(conditions: Conditions) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in conditions.versions.items())
    options = "".join(f", {name}: {value}" for name, value in conditions.options.items())
    return (
        f"Seeds {conditions.seeds}, cap {conditions.cap:,}, mode {conditions.mode}, observation: {conditions.observation}{options}.\n"
        f"World: {conditions.world}. Versions: {versions}."
    )


def _achievements(report: Report) -> list[list[str]]:
    return [
        [
            name.replace("_", " "),
            percent(rate),
            number(report.median_step[name]),
            *(percent(yardstick.rates.get(name)) for yardstick in YARDSTICKS),
        ]
        for name, rate in sorted(report.rates.items(), key=lambda item: -item[1])
    ]


def _figures(report: Report) -> list[list[str]]:
    error = "" if report.se is None else f" ± {report.se:.2f}"
    return [
        ["episodes", str(report.n), *(number(y.n) for y in YARDSTICKS)],
        ["unlocked of 22 (± standard error)", f"{report.mean:.2f}{error}", *(f"{y.mean:.1f}" for y in YARDSTICKS)],
        ["share of 22", percent(report.share), *(percent(y.mean / 22) for y in YARDSTICKS)],
        ["score (Crafter's), %", f"{report.score:.1f}", *(number(y.score, 1) for y in YARDSTICKS)],
        ["diamond", percent(report.diamond), *(percent(y.diamond) for y in YARDSTICKS)],
        [
            "diamond, median step",
            number(report.median_step["collect_diamond"]),
            *(number(y.diamond_step) for y in YARDSTICKS),
        ],
        ["all 22", percent(report.complete), *(percent(y.complete) for y in YARDSTICKS)],
        ["died before", percent(report.deaths.share), *(percent(y.deaths) for y in YARDSTICKS)],
        ["length, steps", number(report.length), *(number(y.length) for y in YARDSTICKS)],
        ["return", f"{report.return_:.2f}", *(number(y.return_, 2) for y in YARDSTICKS)],
        *_costs(report, YARDSTICKS),
    ]


def _costs(report: Summary, yardsticks: Sequence[Yardstick] = ()) -> list[list[str]]:
    """How much was planned, and what it took, beside yardsticks."""
    times, unknown = report.ms_per_decision, [NONE for _ in yardsticks]
    return [
        ["plans per 100 steps", f"{report.plans_per_100_steps:.1f}", *(number(y.plans_per_100_steps, 1) for y in yardsticks)],
        [
            "distinct plans, without numbers and directions",
            str(report.distinct_plans),
            *(number(y.distinct_plans) for y in yardsticks),
        ],
        ["words a plan", number(report.plan_words, 1), *(number(y.plan_words, 1) for y in yardsticks)],
        ["tokens a plan", number(report.plan_tokens, 1), *unknown],
        ["tokens read an episode", number(report.input_tokens), *unknown],
        ["tokens written an episode", number(report.output_tokens), *unknown],
        ["invalid decisions", f"{100 * report.invalid:.2f} %", *unknown],
        ["ms a decision, median and 95th percentile", f"{times.p50:.2f}, {times.p95:.2f}", *unknown],
        [
            "steps a second of an episode, world included",
            number(report.steps_per_second),
            *(number(y.steps_per_second) for y in yardsticks),
        ],
    ]


def _counts(counts: Mapping[str, int]) -> list[list[str]]:
    return [[name, str(count)] for name, count in counts.items()] or [[NONE, "0"]]
