"""What may be done in a session of a study, on top of what ``server.sessions.control`` allows.

Everything, by default.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.core.plan import Authority
from server.protocol.commands import (
    EditPlan,
    NewWorld,
    Rewind,
    Say,
    SessionCommand,
    TakeOver,
    TryPlan,
    WritePlan,
)

NO_TAKE_OVER = "In this study the planner has the controls. Write a plan instead."
NO_REWIND = "In this study you cannot go back."
NO_WHAT_IF = "In this study you cannot try plans in branches. Send the plan instead."
NO_NEW_WORLD = "In this study the worlds are fixed. Finish this episode to get to the next one."
ONLY_WATCH = (
    "This session belongs to a participant of a study. Only the participant plays; others watch."
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Of one session.

    Attributes:
        study: that the session belongs to, "" for none. In a study only the participant gives
            commands.
        authorities: that a person's plans may have.
        take_over: a person may take the controls.
        rewind: a person may go back to a step.
        what_if: a person may try a plan in branches.
    """

    study: str = ""
    authorities: frozenset[Authority] = frozenset({"advice", "order"})
    take_over: bool = True
    rewind: bool = True
    what_if: bool = True

    def refusal(self, command: SessionCommand) -> str:
        """Why a command is against the rules, in plain words; "" if it is not."""
        if (
            isinstance(command, WritePlan | EditPlan | TryPlan | Say)
            and command.authority not in self.authorities
        ):
            allowed = " or ".join(sorted(self.authorities))
            return (
                f"In this study a plan cannot be {_named(command.authority)}; send it as {allowed}."
            )
        match command:
            case TakeOver() if not self.take_over:
                return NO_TAKE_OVER
            case Rewind() if not self.rewind:
                return NO_REWIND
            case TryPlan() if not self.what_if:
                return NO_WHAT_IF
            case NewWorld() if self.study:
                return NO_NEW_WORLD
            case _:
                return ""


def _named(authority: Authority) -> str:
    return "an order" if authority == "order" else "advice"


FREE = Rules()
