"""The scripted teacher: plays from view and memory alone, says what it is about, and follows
people.

Enters: a view, a memory, the plan in force. Leaves: a new plan's text or none, and an action.
May import ``agent.core`` and Crafter's ``scene`` and ``plans``.

``choice`` and ``ladder`` pick a goal, ``reflexes`` defend, ``narration`` puts it into words,
``following`` obeys a person, ``decide`` joins them, ``teacher`` teaches planners. What follows from
view and memory alone (ways, needs, how to pursue a goal) is in ``scene``.
"""

from agent.worlds.crafter.expert.decide import consider, decide, label

__all__ = ["consider", "decide", "label"]
