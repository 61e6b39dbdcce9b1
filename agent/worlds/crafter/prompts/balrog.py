"""Crafter as BALROG puts it before a language model, for figures that stand beside its board:
balrog-ai/BALROG at af7d1f1, ``environments/crafter``, ``prompt_builder/history.py`` and
``agents/naive.py``.

The text of a view is BALROG's to the character. Instructions are in our words and say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.core import completion
from agent.core.completion import Completion
from agent.core.context import HISTORY_TURNS, Message
from agent.core.mode import Mode
from agent.core.prompt import Situation
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.prompts import text
from agent.worlds.crafter.prompts.system import TECH_ORDER
from agent.worlds.crafter.rules import ACTION_NAMES, NOOP
from agent.worlds.crafter.view import View

_OPTIONS = text.ProseOptions(blind_in_the_north_west=True)
_NOT_LETTERS = re.compile(r"[^a-zA-Z\s:]")

_EFFECTS = {
    "Noop": "wait",
    "Move West": "go west if the way is free",
    "Move East": "go east if the way is free",
    "Move North": "go north if the way is free",
    "Move South": "go south if the way is free",
    "Do": "use what is in front: gather material, drink water, hit a creature",
    "Sleep": "sleep, if energy is not full",
    "Place Stone": "put a stone in front",
    "Place Table": "put up a table",
    "Place Furnace": "put up a furnace",
    "Place Plant": "plant a sapling in front",
    "Make Wood Pickaxe": "needs a table nearby, and wood",
    "Make Stone Pickaxe": "needs a table nearby, wood and stone",
    "Make Iron Pickaxe": "needs a table and a furnace nearby, wood, coal and iron",
    "Make Wood Sword": "needs a table nearby, and wood",
    "Make Stone Sword": "needs a table nearby, wood and stone",
    "Make Iron Sword": "needs a table and a furnace nearby, wood, coal and iron",
}
# in BALROG's order, which is that of the other texts
_ACHIEVEMENTS = tuple(name.replace("_", " ").title() for name in TECH_ORDER)
_INSTRUCTION = "\n\n".join(
    [
        "You play the game Crafter. These actions exist, and no others; what each does stands "
        "after it:",
        "\n".join(f"{name}: {effect}" for name, effect in _EFFECTS.items()),
        "The achievements of the game:",
        "\n".join(f"{number}. {name}" for number, name in enumerate(_ACHIEVEMENTS, start=1)),
        "The observations and actions of the game so far follow. Unlock as many of the "
        "achievements as you can.",
    ]
)
_ANSWER = (
    "Answer with one of the actions above and with nothing else. Do so at every turn until the "
    "game is over."
)
_REJECTED = (
    f"\n\nYour last answer was not one of the actions. {ACTION_NAMES[NOOP]} was played instead."
    "\n\nObservation:\n"
)


class BalrogPrompt:
    """The prompt of BALROG's naive agent, which writes an action and nothing else.

    For evaluation alone: it tells of no plan and leaves no room for one, whatever the mode. Of 16
    past turns, the oldest one's observation is left out. Roles take turns, as with BALROG's
    ``alternate_roles``: there are chat templates that take nothing else.
    """

    name = "balrog"
    system = _INSTRUCTION
    history = True
    actions = ACTION_NAMES

    def observe(self, view: View, memory: Memory) -> str:
        """What is seen, without status and inventory."""
        return text.prose(view, options=_OPTIONS).long_term

    def observation(self, view: View, memory: Memory) -> str:
        """Status and inventory, then what is seen."""
        return text.prose(view, options=_OPTIONS).text

    def messages(self, situation: Situation[View, Memory], mode: Mode) -> list[Message]:
        """The instruction, the past turns, the observation; there is no system message."""
        now = text.prose(situation.view, options=_OPTIONS)
        history = situation.history
        rejected = bool(history) and history[-1].rejected is not None
        seen = f"{_REJECTED if rejected else ''}{now.long_term}"
        last = f"Current Observation:\n{now.short_term}\n{seen}\n\n{_ANSWER}"
        return _taking_turns(
            [
                {"role": "user", "content": _INSTRUCTION},
                *_turns(situation),
                {"role": "user", "content": last},
            ]
        )

    def parse(self, written: str) -> Completion:
        """An action, once all but letters, white space and colons is gone."""
        return completion.parse(_letters(completion.answer(written)), self.actions)


def _turns(situation: Situation[View, Memory]) -> Iterator[Message]:
    """The past turns; after an answer that was no action the next observation says so."""
    note = ""
    for number, turn in enumerate(situation.history):
        if number or len(situation.history) < HISTORY_TURNS:
            yield {"role": "user", "content": f"Observation:\n{note}{turn.observation}"}
        answered = turn.action if turn.rejected is None else _letters(turn.rejected)
        if answered:
            yield {"role": "assistant", "content": answered}
        note = "" if turn.rejected is None else _REJECTED


def _taking_turns(messages: Sequence[Message]) -> list[Message]:
    """The messages, those of one role in a row as one."""
    joined: list[Message] = []
    for message in messages:
        if joined and joined[-1]["role"] == message["role"]:
            both = f"{joined[-1]['content']}\n\n{message['content']}"
            joined[-1] = {"role": message["role"], "content": both}
        else:
            joined.append(message)
    return joined


def _letters(written: str) -> str:
    return _NOT_LETTERS.sub("", written.strip())
