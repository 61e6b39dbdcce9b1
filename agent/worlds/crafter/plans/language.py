"""How people's plans are understood in Crafter."""

from __future__ import annotations

from agent.worlds.crafter.plans import (
    barring,
    describing,
    obstacles,
    progress,
    service,
    stalling,
    suggestions,
)
from agent.worlds.crafter.plans.reading import reading


class CrafterPlans:
    """An ``agent.core.spec.PlanLanguage``; not a module, since games are pickled with it."""

    read = staticmethod(reading.read)
    follow = staticmethod(progress.follow)
    describe = staticmethod(describing.describe_all)
    obstacles = staticmethod(obstacles.obstacles)
    puts_off = staticmethod(service.puts_off)
    pressing = staticmethod(service.pressing)
    hopeless = staticmethod(service.hopeless)
    stalled = staticmethod(stalling.stalled)
    ails = staticmethod(service.ails)
    barred = staticmethod(barring.barred)
    target = staticmethod(describing.target)
    suggest = staticmethod(suggestions.suggest)
