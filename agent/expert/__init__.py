"""The scripted teacher: plays from view and memory alone, says in plain English what it is about, and follows a person's plans.

Enters: a view, a memory, the plan in force. Leaves: a new plan's text or none, and an action. May import agent.worlds and agent.language.

``scene`` looks, ``navigation`` finds ways, ``choice`` and ``ladder`` pick a goal, ``skills`` (with ``needs``, ``shelter``, ``garden``,
``explore``) pursue it, ``reflexes`` defend, ``narration`` puts it into words, ``following`` obeys a person, ``decide`` joins them.
"""

from agent.expert.decide import Label, consider, decide, label

__all__ = ["Label", "consider", "decide", "label"]
