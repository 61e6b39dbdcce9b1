"""How people's plans are understood in Crafter: an ``agent.core.spec.PlanLanguage``."""

from agent.worlds.crafter.plans.barring import barred
from agent.worlds.crafter.plans.describing import describe_all as describe
from agent.worlds.crafter.plans.obstacles import obstacles
from agent.worlds.crafter.plans.progress import follow
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.service import hopeless, pressing, puts_off
from agent.worlds.crafter.plans.suggestions import suggest

__all__ = [
    "barred",
    "describe",
    "follow",
    "hopeless",
    "obstacles",
    "pressing",
    "puts_off",
    "read",
    "suggest",
]
