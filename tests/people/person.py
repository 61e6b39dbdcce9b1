"""A scripted person at work: watches a game step by step, writes plans, and goes back after a
death.

What it knows is what came over the WebSocket, which is what the page shows. It plays nothing
itself.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import Any

from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACHIEVEMENTS
from agent.worlds.crafter.view import View
from tests.people.eyes import see
from tests.people.games import Arm, Game, Said
from tests.people.mind import Heard, Mind, Wish, regret
from tests.server.client import Client

Watch = Callable[[int], Awaitable[list[bytes]]]

BRANCHES = 6  # of a what-if
BEYOND = 60  # steps after that of the death up to which a what-if is played
ATTEMPTS = 12  # what-ifs after deaths at about the same time, after which it gives up
SAME = 60  # steps between such deaths
DEATHS = 30  # after which it gives up, wherever they were: a game may go in a circle of deaths
# in what the page says is in the way of a plan: something that is not to be had on the way
_HINDERS = "; you have "


class Person:
    """Plays one session.

    Args:
        client: has said hello to a session that is paused at step 0.
        watch: gives the state frames of an episode's replay, by its number.
        seed: of the session's world.
        cap: steps up to which it plays.
        arm: whether it writes plans, and whether it goes back after a death; if neither, it only
            watches.
    """

    def __init__(self, client: Client, watch: Watch, seed: int, *, cap: int, arm: Arm) -> None:
        self._client = client
        self._watch = watch
        self._seed = seed
        self._cap = cap
        self._arm = arm
        self._mind = Mind(seed)
        self._notes = Memory()
        self._view: View
        self._unlocked: dict[str, int] = {}  # achievement -> step
        self._said: list[Said] = []
        self._played = 0  # steps, those of all branches together
        self._number = 0  # of the episode that is played
        # its last plan in this episode, as the page tells it
        self._mine: dict[str, Any] | None = None
        self._written: dict[int, Said] = {}  # its plans in this episode, by number
        self._own: dict[str, Any] | None = None  # the planner's own plan in force
        self._died = 0  # step of the last death
        self._deaths = 0  # after which it went back
        self._attempt = 0  # what-ifs after deaths at about that time

    async def play(self) -> list[Game]:
        """Play up to the cap, to a death from which it does not go back, or until all is achieved.

        Who goes back after deaths plays up to the first one as who does not: that game is told,
            too.
        """
        await self._ask("patience", seconds=0)  # it does not answer questions
        await self._look(0)
        games: list[Game] = []
        over = ""
        while not over:
            if self._view.dead:
                if self._arm == "back" and not games:
                    games.append(self._game("words", "died"))
                over = "" if self._arm == "back" and await self._go_back() else "died"
            elif len(self._unlocked) == len(ACHIEVEMENTS):
                over = "complete"
            elif self._view.step >= self._cap:
                over = "cap"
            else:
                if self._arm != "alone":
                    await self._speak()
                await self._step()
        if self._arm == "back" and not games:
            games.append(self._game("words", over))
        return [*games, self._game(self._arm, over)]

    def _game(self, arm: Arm, over: str) -> Game:
        """The game up to now."""
        return Game(
            seed=self._seed,
            arm=arm,
            steps=self._view.step,
            over=over,
            unlocked=self._unlocked,
            said=[said.model_copy() for said in self._said],
            deaths=self._deaths,
            played=self._played,
        )

    async def _speak(self) -> None:
        mine = self._mine
        heard = None
        if mine is not None:
            hindered = any(_HINDERS in obstacle for obstacle in mine["obstacles"])
            heard = Heard(mine["status"], mine["progress"], hindered)
        wanted = self._mind.think(
            self._view, self._notes, heard, self._own["text"] if self._own else ""
        )
        if isinstance(wanted, Wish):
            self._said.append(Said(step=self._view.step, text=wanted.text))
            await self._ask("plan", text=wanted.text, authority=wanted.authority)
            if self._mine is None or self._mine["text"] != wanted.text:
                raise RuntimeError(
                    f"the plan {wanted.text!r} did not come into force at step {self._view.step}"
                )
        elif wanted == "stop" and mine is not None:
            await self._ask("cancel_plan", plan=mine["id"])

    async def _step(self) -> None:
        await self._ask("step")
        self._played += 1
        await self._look(self._view.step + 1)

    async def _look(self, step: int) -> None:
        """Look at the picture of a step, and remember it."""
        frames = self._client.frames
        while not frames or see(frames[-1])[0].step != step:
            await self._client.frame()
        self._take_in(frames[-1])
        self._hear()
        del frames[:-1]
        self._client.arrived.clear()

    def _take_in(self, frame: bytes) -> None:
        self._view, action = see(frame)
        self._notes.update(self._view, action)
        for name in self._view.unlocked:
            self._unlocked.setdefault(name, self._view.step)

    def _hear(self) -> None:
        """Take in what the page tells of the episode, the person's last plan and the
        planner's own.
        """
        for event in self._client.events:
            if event["type"] in ("welcome", "episode"):
                self._number = event["state"]["number"]
            elif event["type"] == "plan" and event["plan"]["source"] == "human":
                self._hear_mine(event["plan"])
            elif event["type"] == "plan" and event["plan"]["status"] == "active":
                self._own = event["plan"]
            elif event["type"] == "plan" and self._own and self._own["id"] == event["plan"]["id"]:
                self._own = None
        self._client.events.clear()

    def _hear_mine(self, plan: dict[str, Any]) -> None:
        number = plan["id"]
        if (
            number not in self._written
            and plan["status"] == "active"
            and self._said
            and self._said[-1].text == plan["text"]
        ):
            self._written[number] = self._said[-1]
            self._mine = plan
        if number in self._written:
            self._written[number].fate, self._written[number].reason = (
                plan["status"],
                plan["reason"],
            )
        if self._mine is not None and self._mine["id"] == number:
            self._mine = plan

    async def _go_back(self) -> bool:
        """Go back to before the death, try what should have been done, and play on in the best
        branch. False if all died, too.
        """
        death, number = self._view, self._number
        self._deaths += 1
        if abs(death.step - self._died) > SAME:
            self._attempt = 0
        self._died = death.step
        while self._attempt < ATTEMPTS and self._deaths <= DEATHS:
            wanted = regret(death, self._attempt)
            self._attempt += 1
            at = max(0, death.step - wanted.back)
            await self._rewind(at, number)
            steps = death.step - at + BEYOND
            await self._ask(
                "try_plan", text=wanted.text, authority="order", branches=BRANCHES, steps=steps
            )
            while (tried := (await self._client.until("what_if"))["what_if"])["running"]:
                pass
            self._played += sum(one["step"] - at for one in tried["tries"])
            best = max(tried["tries"], key=_worth)
            self._said.append(
                Said(step=at, text=wanted.text, fate=best["status"], reason=best["reason"])
            )
            if not best["over"]:
                await self._rewind(best["step"], best["episode"])
                return True
        return False

    async def _rewind(self, step: int, number: int) -> None:
        """Go back to a step of an episode, and watch the replay up to there: of a branch it has not
        seen how it went.
        """
        frames = await self._watch(number)
        self._client.frames.clear()
        await self._ask("rewind", step=step, episode=number)
        self._mind, self._notes = Mind(self._seed), Memory()
        self._mine, self._own, self._written, self._unlocked = None, None, {}, {}
        for frame in frames[: step + 1]:
            self._take_in(frame)

    async def _ask(self, kind: str, **fields: Any) -> None:
        answer = await self._client.ask(kind, **fields)
        if answer["type"] != "ack":
            raise RuntimeError(
                f"{kind} {fields} was refused at step {self._view.step}: {answer['text']}"
            )
        self._hear()


def _worth(tried: dict[str, Any]) -> tuple[bool, bool, int, int]:
    """By which a branch is the best, as its card shows it."""
    return (
        not tried["over"],
        tried["status"] == "done",
        len(tried["unlocked"]),
        see(base64.b64decode(tried["frame"]))[0].inventory["health"],
    )
