"""A report as Markdown, beside the baselines of its world."""

from __future__ import annotations

from agent.core.metrics import Conditions, Section, Summary
from agent.core.tables import grid
from agent.worlds import registry as worlds


def markdown(report: Summary) -> str:
    """Conditions, and the tables of the world."""
    parts = [f"# {report.conditions.planner}, {report.n} episodes", _conditions(report.conditions)]
    for section in worlds.find(report.conditions.world).metrics.sections(report):
        parts += _told(section)
    return "\n\n".join(parts) + "\n"


def _told(section: Section) -> list[str]:
    parts = [f"## {section.title}"] if section.title else []
    parts += [section.text] if section.text else []
    return parts + ([grid(section.head, section.rows)] if section.head else [])


def _conditions(conditions: Conditions) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in conditions.versions.items())
    options = "".join(f", {name}: {value}" for name, value in conditions.options.items())
    return (
        f"Seeds {conditions.seeds}, cap {conditions.cap:,}, mode {conditions.mode}, "
        f"observation: {conditions.observation}{options}.\n"
        f"World: {conditions.world}. Versions: {versions}."
    )
