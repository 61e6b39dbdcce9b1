"""A scripted person at work: watches a game step by step, writes plans, and goes back after a death.

What it knows is what came over the WebSocket, which is what the page shows. It plays nothing itself.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.view import View
from tests.people.eyes import see
from tests.people.mind import Mind, regret
from tests.server.client import Client

Watch = Callable[[int], Awaitable[list[bytes]]]

DIAMOND = "collect_diamond"
BRANCHES = 6  # of a what-if
BEYOND = 60  # steps after that of the death up to which a what-if is played
ATTEMPTS = 12  # what-ifs after deaths at about the same time, after which it gives up
SAME = 60  # steps between such deaths


@dataclass(slots=True)
class Outcome:
    """How a game went."""

    seed: int
    steps: int = 0  # of the line that was played to its end
    unlocked: int = 0
    diamond: bool = False
    over: str = ""
    plans: int = 0  # written by the person, those of what-ifs among them
    deaths: int = 0  # after which it went back

    @property
    def told(self) -> dict[str, Any]:
        """All of it, by name."""
        return asdict(self)


class Person:
    """Plays one session.

    Args:
        client: has said hello to a session that is paused.
        watch: gives the state frames of an episode's replay, by its number.
        seed: of the session's world.
        cap: steps up to which it plays.
        writes: whether it writes plans; if not, it only watches.
        goes_back: whether it goes back after a death.
    """

    def __init__(self, client: Client, watch: Watch, seed: int, *, cap: int, writes: bool, goes_back: bool) -> None:
        self._client = client
        self._watch = watch
        self._cap = cap
        self._writes = writes
        self._goes_back = goes_back
        self._mind = Mind()
        self._notes = Memory()
        self._view: View
        self._outcome = Outcome(seed)
        self._plans: dict[int, dict[str, Any]] = {}  # by number, as far as they were heard of
        self._heard = 0  # events
        self._died = 0  # step of the last death
        self._attempt = 0  # what-ifs after deaths at about that time

    async def play(self) -> Outcome:
        """Play up to the diamond, the end or the cap."""
        outcome = self._outcome
        await self._ask("patience", seconds=0)  # it does not answer questions
        await self._look(0)
        while not outcome.diamond and outcome.steps < self._cap:
            if not self._view.dead:
                if self._writes:
                    await self._speak()
                await self._step()
            elif not self._goes_back or not await self._go_back():
                break
        outcome.over = "" if outcome.diamond else "died" if self._view.dead else "cap"
        return outcome

    async def _speak(self) -> None:
        plan = self._plan()
        mine = plan is not None and plan["source"] == "human"
        wish = self._mind.wish(self._view, self._notes, plan["text"] if plan and not mine else "")
        if wish and not (mine and plan and plan["text"] == wish.text):
            self._outcome.plans += 1
            await self._ask("plan", text=wish.text, authority=wish.authority)
        elif mine and not wish:
            await self._ask("cancel_plan")

    async def _step(self) -> None:
        await self._ask("step")
        await self._look(self._view.step + 1)

    async def _look(self, step: int) -> None:
        """Look at the picture of a step, and remember it."""
        frames = self._client.frames
        while not frames or see(frames[-1])[0].step != step:
            await self._client.frame()
        self._view, action = see(frames[-1])
        self._notes.update(self._view, action)
        outcome = self._outcome
        outcome.steps, outcome.unlocked = self._view.step, len(self._view.unlocked)
        outcome.diamond = DIAMOND in self._view.unlocked

    async def _go_back(self) -> bool:
        """Go back to before the death, try what should have been done, and play on in the best branch. False if all died, too."""
        death, number = self._view, self._number
        self._outcome.deaths += 1
        if abs(death.step - self._died) > SAME:
            self._attempt = 0
        self._died = death.step
        while self._attempt < ATTEMPTS:
            wanted = regret(death, self._attempt)
            self._attempt += 1
            at = max(0, death.step - wanted.back)
            await self._rewind(at, number)
            self._outcome.plans += 1
            steps = death.step - at + BEYOND
            await self._ask("try_plan", text=wanted.text, authority="order", branches=BRANCHES, steps=steps)
            while (tried := (await self._client.until("what_if"))["what_if"])["running"]:
                pass
            best = max(tried["tries"], key=_worth)
            if not best["over"]:
                await self._rewind(best["step"], best["episode"])
                return True
        return False

    async def _rewind(self, step: int, number: int) -> None:
        """Go back to a step of an episode, and watch the replay up to there: of a branch it has not seen how it went."""
        frames = await self._watch(number)
        self._client.frames.clear()
        await self._ask("rewind", step=step, episode=number)
        self._mind, self._notes = Mind(), Memory()
        for frame in frames[: step + 1]:
            self._view, action = see(frame)
            self._notes.update(self._view, action)

    async def _ask(self, kind: str, **fields: Any) -> None:
        answer = await self._client.ask(kind, **fields)
        if answer["type"] != "ack":
            raise RuntimeError(f"{kind} {fields} was refused at step {self._view.step}: {answer['text']}")

    @property
    def _number(self) -> int:
        """Of the episode that is played."""
        shown = next(event for event in reversed(self._client.events) if event["type"] in ("welcome", "episode"))
        number: int = shown["state"]["number"]
        return number

    def _plan(self) -> dict[str, Any] | None:
        """The plan in force, as the page tells it."""
        for event in self._client.events[self._heard :]:
            if event["type"] in ("welcome", "episode"):
                self._plans = {plan["id"]: plan for plan in event["state"]["plans"]}
            elif event["type"] == "plan":
                self._plans[event["plan"]["id"]] = event["plan"]
        self._heard = len(self._client.events)
        return next((plan for plan in self._plans.values() if plan["status"] == "active"), None)


def _worth(tried: dict[str, Any]) -> tuple[bool, bool, int, int]:
    """By which a branch is the best, as its card shows it."""
    return (
        not tried["over"],
        tried["status"] == "done",
        len(tried["unlocked"]),
        see(base64.b64decode(tried["frame"]))[0].inventory["health"],
    )
