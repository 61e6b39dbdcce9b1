"""What a person typed, carried out or answered.

A command in words is the command of its button: it is allowed and refused by the same rules. The
refusal is then the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.core.spoken import SpokenCommand
from agent.core.talk import Line, Offer
from server.protocol import commands
from server.protocol.commands import Mode, SessionCommand
from server.protocol.messages import PlanState

SPEEDS = (0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0)  # to choose from, as on the page
GO_ON = Offer("Go on", "play")
DECIDES = "No plan of yours is in force: the planner decides already."


def meant(
    said: commands.Say, spoken: SpokenCommand, mode: Mode, step: int, speed: float
) -> SessionCommand:
    """The command that is meant.

    Args:
        said: how it was typed.
        spoken: what its words are.
        mode: of the session now.
        step: of the episode now.
        speed: in steps a second now.
    """
    number = said.id
    match spoken.deed:
        case "pause":
            return commands.Pause(type="pause", id=number)
        case "play" if mode == "person":
            return commands.GiveBack(type="give_back", id=number)
        case "play":
            return commands.Play(type="play", id=number)
        case "step":
            return commands.PlayStep(type="step", id=number)
        case "faster":
            faster = min((one for one in SPEEDS if one > speed), default=SPEEDS[-1])
            return commands.Speed(type="speed", id=number, steps_per_second=faster)
        case "slower":
            slower = max((one for one in SPEEDS if one < speed), default=SPEEDS[0])
            return commands.Speed(type="speed", id=number, steps_per_second=slower)
        case "back":
            return commands.Rewind(type="rewind", id=number, step=max(0, step - spoken.steps))
        case "decide":
            return commands.CancelPlan(type="cancel_plan", id=number)
        case "take_over":
            return commands.TakeOver(type="take_over", id=number)
        case "new_world":
            return commands.NewWorld(type="new_world", id=number)
        case "let":
            return commands.AnswerPlanner(type="answer", id=number, let=True)
        case "keep":
            return commands.AnswerPlanner(type="answer", id=number, let=False)


def done(command: SessionCommand, step: int) -> Line:
    """What is said when a command in words was carried out; ``step``: of the episode now."""
    offers: tuple[Offer, ...] = ()
    match command:
        case commands.Pause():
            text, offers = f"Paused at step {step}.", (GO_ON,)
        case commands.Play() | commands.GiveBack():
            text = f"The planner plays from step {step + 1} on."
        case commands.PlayStep():
            text, offers = f"Step {step} is played.", (Offer("Next step", "step"), GO_ON)
        case commands.Speed():
            text = f"{command.steps_per_second:g} steps a second from now on."
        case commands.Rewind():
            text, offers = f"Back at step {step}. The game waits there.", (GO_ON,)
        case commands.CancelPlan():
            text = f"The planner decides from step {step + 1} on."
        case commands.TakeOver():
            text = "You have the controls: each key is a step."
        case commands.NewWorld():
            text = "A new world. The last game is in the library."
        case commands.AnswerPlanner():
            text = "It may." if command.let else "It keeps going with your order."
        case _:
            raise AssertionError(f"no words stand for {command.type}")
    return Line("game", "answer", text, offers=offers)


def taken(plan: PlanState, unknown: str, *, step: int, playing: bool) -> Line:
    """What is said to a plan that was taken.

    Args:
        plan: as it was read.
        unknown: about the parts that were not understood, "" if there are none.
        step: of the episode now.
        playing: whether the clock runs.
    """
    if plan.status == "queued":
        text = "It begins when your current plan is done."
    elif plan.status == "done":
        text = f"That is so already, at step {step}."
    else:
        text = f"In force from step {step + 1} on."
    if plan.status == "active" and not playing:
        text += " The game stands: say “go on” to let it play."
    return Line(
        "planner", "answer", " ".join(filter(None, (text, unknown, *plan.obstacles[:2]))), plan.id
    )


def relaxed(order: int, text: str) -> Line:
    """That an order is advice from now on."""
    return Line(
        "planner",
        "warning",
        f"I look after myself first. “{text}” is a suggestion now, and I come back to it.",
        order,
        (Offer("Insist", "order", text),),
    )


def anyway(text: str) -> Sequence[Offer]:
    """To hand words on that were not understood: a planner that reads English may make sense of
    them.
    """
    return (Offer("Send it as a plan anyway", "plan", text),)
