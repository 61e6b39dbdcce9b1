"""How a situation in POGS is put before a model: the paper's prompt, in our words."""

from __future__ import annotations

from agent.core import completion, context
from agent.core.completion import Completion
from agent.core.context import Message
from agent.core.mode import Mode, instruction
from agent.core.prompt import Situation, plan_lines
from agent.worlds.pogs import plans, text
from agent.worlds.pogs.engine import STAY
from agent.worlds.pogs.graph import GraphSettings
from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View


class GraphPrompt:
    """System prompt, past turns, plan in force, observation, instruction.

    Args:
        settings: what the graphs are like.
        remembers: whether the text tells what was seen before. Without it past turns alone do, as
            in the paper.
    """

    history = True

    def __init__(self, settings: GraphSettings, *, remembers: bool = True) -> None:
        self.name = "graph with memory" if remembers else "graph"
        self.actions = tuple(map(str, range(settings.nodes)))
        self._remembers = remembers
        self.system = _system(settings)

    def observe(self, view: View, memory: Memory) -> str:
        """What was seen at a past turn."""
        return text.observation(view)

    def observation(self, view: View, memory: Memory) -> str:
        """What is seen, and what was seen before if that is remembered."""
        return text.observation(view, memory if self._remembers else None)

    def messages(self, situation: Situation[View, Memory], mode: Mode) -> list[Message]:
        """One system message, a pair for each past turn, one user message.

        Turns of which nothing came are left out: models copy their past replies, and that one is no
            action.
        """
        view = situation.view
        return context.build(
            system=self.system,
            observation=self.observation(view, situation.memory),
            instruction=instruction(mode, view.step),
            plans=plan_lines(situation, plans.read, plans.follow, plans.describe),
            history=[turn for turn in situation.history if turn.action != STAY],
        )

    def parse(self, written: str) -> Completion:
        """In the usual grammar."""
        return completion.parse(written, self.actions)


def _system(settings: GraphSettings) -> str:
    return "\n\n".join(
        [
            f"You look for the way to a target in a graph of {settings.nodes} "
            "nodes, which are numbered from 0 to "
            f"{settings.nodes - 1}. You see the nodes up to {settings.hops} moves "
            "away from you, and the edges among them; what is "
            "further away shows only when you come nearer. The graph is a tree: there is one way "
            "to each node, so at a dead end you have to go back.",
            "Each turn you move to a node next to yours. An action is the number of that node and "
            "nothing else. A number that is not next to yours leaves you where you are and costs "
            "a turn. Reach the target in as few moves as you can.",
            "An observation has three parts: each node that you see with the nodes next to it; "
            "what your last move did, if it went wrong; and where you and the target are.",
        ]
    )
