"""Who can demonstrate: the expert, chance, and any language model, told to plan as the paper's
teacher is (arXiv 2509.03581).
"""

from __future__ import annotations

import random
from typing import Any, cast

from agent.core.completion import Completion, write
from agent.core.context import Message
from agent.core.mode import DYNAMIC, Mode
from agent.core.plan import Source
from agent.core.planner import Decision, Planner
from agent.core.prompt import Prompt, Situation
from agent.planners import registry
from agent.planners.language import LanguagePlanner
from agent.worlds import registry as worlds
from agent.worlds.crafter.expert.styles import Style
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.describing import describe
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import View
from training.instructions.goal_sampler import sample_goals
from training.play import workers

EXPERT, RANDOM = "expert", "random"
_RANDOM_PLANS = 0.1  # share of the steps in which chance writes a plan, about the expert's

_HOW: dict[Style, str] = {
    "subgoal": "Name the next subgoal, or the next few, each on the way to a larger goal.",
    "milestone": "Name the next milestone, a state that can be checked.",
    "sequence": "Give a short sequence of steps.",
    "step by step": "Think of it step by step, and number the steps.",
    "gap": "Say what is missing between now and the next achievement, and how to close that gap.",
    "strategy": "Give the strategy for the time ahead rather than single moves.",
    "justified": "Say what to do and why.",
    "reasoning": "Say first what you see and what follows from it, then what to do.",
    "options": "Compare two things that could be done, and choose one.",
    "efficient": "Give the plan that takes the fewest steps.",
    "information": "Say what is not known yet, and how to find it out.",
    "dependency": "Say what the next achievement depends on, and do that first.",
    "goal": "State one goal in a few words.",
    "practical": "Say what can be done here and now with what is at hand.",
    "intent": "State your intent.",
    "next steps": "List the next steps.",
}


def check(teacher: str, world: str = worlds.DEFAULT) -> None:
    """Raise ValueError, with what is wrong, for a teacher that there is not in a world; a model is
    not loaded.
    """
    if teacher == EXPERT:
        worlds.teacher(world)
    elif world != worlds.DEFAULT:
        raise ValueError(f"{teacher!r} does not teach {world}; its own teacher does: {EXPERT}")
    elif is_model(teacher):
        registry.find(teacher, Mode("every", 1))


def is_model(teacher: str) -> bool:
    """Whether a teacher is a language model, which decides for many episodes at once."""
    return teacher not in (EXPERT, RANDOM)


def player(
    teacher: str, seed: int, mode: Mode, style: str, world: str = worlds.DEFAULT
) -> Planner[Any, Any]:
    """Who plays a demonstration.

    Args:
        teacher: ``EXPERT``, ``RANDOM``, or another planner's name, which has to be a language
            model's.
        seed: of the demonstration.
        mode: when the teacher plans; chance has no mode.
        style: how the plans are put, one of the teacher's, or of ``STYLES`` for a language model;
            chance has none.
        world: in which.

    Raises ValueError for a planner that there is not.
    """
    if teacher == EXPERT:
        return worlds.teacher(world).player(mode, style)
    if teacher == RANDOM:
        return RandomDemonstrator(seed)
    return _language(teacher).with_prompt(
        lambda prompt: StyledPrompt(prompt, cast(Style, style)), mode
    )


def _language(name: str) -> LanguagePlanner:
    """One model a process; every demonstration has a mode and a style of its own."""
    planner = workers.planner(name, DYNAMIC)
    # all that are scripted have names of their own here
    assert isinstance(planner, LanguagePlanner)
    return planner


class StyledPrompt:
    """A prompt that says, where a plan is asked for, how it is to be put.

    Args:
        prompt: what is asked beside.
        style: one of ``agent.worlds.crafter.expert.styles.STYLES``.
    """

    def __init__(self, prompt: Prompt, style: Style) -> None:
        self.name = prompt.name
        self.system = prompt.system
        self.history = prompt.history
        self.actions = prompt.actions
        self._prompt = prompt
        self._how = _HOW[style]

    def observe(self, view: View, memory: Memory) -> str:
        """As the prompt does."""
        return self._prompt.observe(view, memory)

    def observation(self, view: View, memory: Memory) -> str:
        """As the prompt does."""
        return self._prompt.observation(view, memory)

    def messages(self, situation: Situation, mode: Mode) -> list[Message]:
        """The prompt's, with a sentence at the end of the last one."""
        messages = self._prompt.messages(situation, mode)
        if mode.must_plan(situation.view.step):
            messages[-1] = {**messages[-1], "content": f"{messages[-1]['content']} {self._how}"}
        return messages

    def parse(self, written: str) -> Completion:
        """As the prompt does."""
        return self._prompt.parse(written)


class RandomDemonstrator:
    """Plays at random and writes, now and then, a plan that it does not follow: what a model learns
    the format from, and no more.
    """

    name = RANDOM
    source: Source = "agent"
    history = False

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(f"random teacher {seed}")

    def observe(self, view: View, memory: Memory) -> str:
        """Nothing is read."""
        return ""

    def decide(self, situation: Situation) -> Decision:
        """Draw an action, and at times a plan."""
        rng = self._rng
        action = rng.randrange(len(ACTION_NAMES))
        plan = None
        if rng.random() < _RANDOM_PLANS:
            plan = ", then ".join(
                map(describe, sample_goals(situation.view, situation.memory, rng))
            )
        return Decision(
            action=action, plan=plan, completion=write(plan, ACTION_NAMES[action]), valid=True
        )
