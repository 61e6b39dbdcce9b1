"""What the server says to people."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from typing import Literal

from agent.worlds import registry as worlds

Level = Literal["info", "warning", "error"]

CONTROL: Mapping[str, str] = {
    "play": "the planner plays",
    "pause": "paused",
    "take_over": "a person has the controls",
    "give_back": "the planner has the controls again",
}
LOADING = "a new world is being made"
REWINDING = "going back"
NO_ADVISER = "This planner has no adviser. One is named advised:FAST+SLOW."
YOURS_FIRST = "Your plan goes first. Cancel it, then ask the adviser."
THINKING_ALREADY = "The adviser is thinking already."
ADVISER_ASKED = "The adviser was asked. The game goes on while it thinks."
NOTHING_ASKED = "The planner is not asking anything right now."
NOTHING_TRIED = "No plan is being tried right now."
ALREADY_TRYING = "A plan is already being tried. Wait until that is done, or stop it."
ABSENT = "paused, because the person with the controls has left"
DESERTED = "paused, because nobody was watching"
STOPPING = "The server is stopping. Your game is saved."
ENDED = "This session was ended. Your game is saved."
SPECTATOR = "With this link you can watch, but not play."
REVOKED = "This link was revoked."
FULL = "Too many people are watching. Try again later."
_OBSTACLES = 2
LOADING_WORLD = "A world is being made. Try again in a moment."
NO_PLAN = "No plan is in force, so there is nothing to cancel."
NO_WORLD = "There is no world yet. Begin a new one."
CHANGED = "The game changed before this could be done."
BUSY = "Too many commands are waiting. Try again in a moment."


def no_room(most: int, place: int) -> str:
    """Why a game cannot begin now. ``place``: in the line, 0 for none."""
    taken = f"All {most} games of this server are taken."
    return f"{taken} You are number {place} in line." if place else f"{taken} Try again soon."


def speed(steps_per_second: float) -> str:
    """What a change of speed is called."""
    return f"{steps_per_second:g} steps a second"


def not_understood(world: str) -> str:
    """A plan in which nothing can be checked."""
    return (
        "Nothing in this plan was understood, so nothing can be checked off. The planner still "
        "reads it. "
        f"Try words like these: {worlds.find(world).texts.example}."
    )


def in_the_way(obstacles: Sequence[str]) -> str:
    """What stands in the way of a plan, short, since it lies over the game; the page lists all."""
    more = len(obstacles) - _OBSTACLES
    rest = [f"{more} more are listed below the plan."] if more > 0 else []
    return " ".join([*obstacles[:_OBSTACLES], *rest])


def could_not_wait(plan: str) -> str:
    """An order that is put off without a question. ``plan``: what the planner does first."""
    return f"The planner could not wait for an answer: {plan}. Then it goes back to your order."


def look_after_itself(low: str) -> str:
    """What the planner wants to do first when something is so low."""
    return f"look after itself, because {low}"


def over(reason: str, world: str) -> str:
    """What the end of an episode is called."""
    complete = worlds.find(world).texts.complete
    known = {"died": "the player died", "cap": "the last step was played", "complete": complete}
    return known.get(reason, f"the episode is over: {reason}")


def disk_full(error: OSError, step: int) -> str:
    """A record that cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"The disk is full. Nothing was lost: the game waits at step {step}, and goes on by "
            "itself when there is room."
        )
    why = error.strerror or error
    return (
        f"The game cannot be recorded ({why}). Nothing was lost: it waits at step {step}, and goes "
        "on by itself when that is mended."
    )


def fault(error: Exception) -> str:
    """A fault of our own."""
    why = f"{type(error).__name__}: {error}"
    return (
        f"Something went wrong ({why}). Nothing was lost. Press play to try again, "
        "or take the controls."
    )


def no_world(error: Exception) -> str:
    """A world that cannot be begun."""
    if isinstance(error, OSError):
        return (
            "No new world: its record cannot be written "
            f"({error.strerror or error}). Fix that, then begin a new world."
        )
    if isinstance(error, ValueError):
        return f"No new world: {error}."
    return f"No new world: {type(error).__name__}: {error}. Try another seed."
