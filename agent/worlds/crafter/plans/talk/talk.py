"""How Crafter takes what people say."""

from __future__ import annotations

from agent.worlds.crafter.plans import why_not
from agent.worlds.crafter.plans.talk import answers, hearing, unknown


class CrafterTalk:
    """An ``agent.core.talk.Talk``."""

    hear = staticmethod(hearing.hear)
    answer = staticmethod(answers.answer)
    unknown = staticmethod(unknown.instead)
    missed = staticmethod(why_not.missed)
