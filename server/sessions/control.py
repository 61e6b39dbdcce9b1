"""Who may do what, when, and what mode follows.

What each command allows stands with it, in ``server.protocol.commands``.

While a person has the controls, every command is theirs alone; otherwise any viewer's.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.core.texts import LOADING_WORLD
from server.protocol.commands import Command, Mode

_ANOTHER = "Another viewer has the controls. Wait until they give them back."
_OVER = "The episode is over. Go back to a step, or begin a new world."
_NOT_NOW = "This cannot be done now."


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command is not carried out, in plain words."""

    text: str


def follow(
    mode: Mode, command: Command | type[Command], *, viewer: str, controller: str
) -> Mode | Refusal:
    """The mode after ``viewer`` gave a command, or why it may not.

    ``controller``: who has the controls, "" for nobody.
    """
    if mode == "loading":
        return Refusal(LOADING_WORLD)
    if mode == "person" and viewer != controller:
        return Refusal(_ANOTHER)
    after = command.leads_to.get(mode)
    if after is None:
        return Refusal(_OVER if mode == "over" else command.why_not.get(mode, _NOT_NOW))
    return after
