"""A session: episodes one after the other, a clock, and the people who watch.

The connections only request; the session's loop alone carries out, one thing at a time: a command, or the step that is due.
What is slow (making a world, deciding, stepping, writing the trace) it hands to worker threads, and it waits for them.
The modes and what each allows stand in ``server.control``. The clock stands while nobody watches.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar, cast

import structlog

from agent.planner import Planner
from agent.worlds.crafter.rules import ACHIEVEMENTS, ACTION_NAMES, ITEMS
from server import frame, text
from server.audience import Audience
from server.board import Board
from server.clock import Clock
from server.control import Mode, Order, Refusal, follow
from server.episodes import Make
from server.game import Change, Game
from server.protocol import (
    Ack,
    Act,
    CancelPlan,
    ClientMessage,
    ControlChanged,
    Ended,
    GiveBack,
    NewEpisode,
    NewWorld,
    Notice,
    Pause,
    PlanChanged,
    Play,
    Refused,
    Speed,
    Step,
    Suggestions,
    TakeOver,
    Unlocked,
    Welcome,
    WritePlan,
)
from server.settings import Settings
from server.viewer import Viewer

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")

SUGGEST_EVERY = 1.0  # seconds
MAX_WAITING = 64  # commands of all viewers that may wait for the loop
SERVER_STOPS = 1012
# People's play trains planners, so the worlds drawn for them keep off the seeds of validation and of published results.
SEEDS = range(1_000_000, 2**31)


@dataclass(frozen=True, slots=True)
class _Asked:
    viewer: Viewer
    command: ClientMessage


@dataclass(frozen=True, slots=True)
class _Absent:
    """The person with the controls has been away for too long."""

    viewer_id: str


class _Deserted:
    """Nobody has watched for a while."""


class _Woken:
    """Someone came: look at the clock again."""


class _Stop:
    """End everything."""


_Request = _Asked | _Absent | _Deserted | _Woken | _Stop


@dataclass(frozen=True, slots=True)
class Threads:
    """Where the slow things run."""

    steps: Executor
    worlds: Executor  # apart from the steps: a world in the making must not hold up other sessions


class Session:
    """One session. All methods belong to the event loop.

    Attributes:
        id: unguessable name.
        mode: see ``server.control``.
        idle_since: loop time at which the last viewer left.
    """

    def __init__(self, id: str, planner: Planner, seed: int | None, settings: Settings, threads: Threads, make: Make) -> None:  # noqa: A002
        """``seed``: of the first world, None to draw one. Nothing happens before ``run``."""
        self.id = id
        self.mode: Mode = "loading"
        self.audience = Audience()
        self.idle_since = asyncio.get_running_loop().time()
        self._planner = planner
        self._settings = settings
        self._threads = threads
        self._make = make
        self._board = Board(_draw(seed), settings.cap, planner.name)
        self._clock = Clock(settings.steps_per_second)
        self._game: Game | None = None
        self._episodes = 0
        self._controller = ""
        self._ack = 0
        self._requests: asyncio.Queue[_Request] = asyncio.Queue()
        self._suggest_at: float | None = None
        self._timers: dict[type[_Absent] | type[_Deserted], asyncio.TimerHandle] = {}

    @property
    def board(self) -> Board:
        """What the viewers have been told."""
        return self._board

    def join(self, viewer: Viewer) -> None:
        """Welcome a viewer with the whole state; from now on it gets every event."""
        if viewer.id == self._controller:
            self._stop_timer(_Absent)
        self._stop_timer(_Deserted)
        if not len(self.audience):
            self._clock.start(self._now)
            self._requests.put_nowait(_Woken())
        viewers = len(self.audience) + 1
        self._tell_control("someone came to watch", viewers)
        state = self._board.state(
            mode=self.mode, controller=self._controller, steps_per_second=self._clock.rate, viewers=viewers
        )
        welcome = Welcome(
            type="welcome",
            seq=self.audience.seq,
            session=self.id,
            state=state,
            actions=list(ACTION_NAMES),
            achievements=list(ACHIEVEMENTS),
            items=list(ITEMS),
        )
        viewer.tell(welcome.model_dump_json())
        if picture := self._picture():
            viewer.show(picture)
        self.audience.add(viewer)

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer. Its controls wait for it, and so does the mode of a session that nobody watches."""
        self.audience.remove(viewer)
        self._tell_control("someone left")
        if viewer.id == self._controller and viewer.id not in self.audience:
            self._start_timer(_Absent(viewer.id))
        if not len(self.audience):
            self.idle_since = self._now
            self._start_timer(_Deserted())

    def request(self, viewer: Viewer, command: ClientMessage) -> None:
        """Ask for a command to be carried out; the viewer gets an ack, or an error that says why not."""
        if self.mode == "loading":
            refusal = follow("loading", _order(command), viewer=viewer.id, controller="")
            _refuse(viewer, command, cast(Refusal, refusal).text)
        elif self._requests.qsize() >= MAX_WAITING:
            viewer.tell(Refused(type="error", id=command.id, code="rate", text=text.BUSY).model_dump_json())
        else:
            self._requests.put_nowait(_Asked(viewer, command))

    def stop(self) -> None:
        """Ask the loop to end: the trace is closed, the viewers are told, ``run`` returns."""
        self._requests.put_nowait(_Stop())

    async def run(self) -> None:
        """Play until stopped."""
        await self._load(self._board.seed, then="playing")
        while True:
            request = await self._next()
            match request:
                case _Stop():
                    break
                case None:
                    await self._in_time()
                case _Asked():
                    await self._carry_out(request.viewer, request.command)
                case _Absent() if self._controller == request.viewer_id and request.viewer_id not in self.audience:
                    await self._pause(text.ABSENT)
                case _Deserted() if self.mode == "playing" and not len(self.audience):
                    await self._pause(text.DESERTED)
                case _:
                    pass
        await self._end()

    async def _next(self) -> _Request | None:
        """The next request, or None when something is due in time."""
        if self._requests.empty() and (due := self._due()) is not None:
            try:
                async with asyncio.timeout_at(due):
                    return await self._requests.get()
            except TimeoutError:
                return None
        return await self._requests.get()

    def _due(self) -> float | None:
        times = [] if self._suggest_at is None else [self._suggest_at]
        if self._runs:
            times.append(self._clock.due)
        return min(times, default=None)

    @property
    def _runs(self) -> bool:
        return self.mode == "playing" and len(self.audience) > 0

    async def _in_time(self) -> None:
        if self._runs and self._clock.due <= self._now:
            self._clock.advance(self._now)
            try:
                self._publish(await self._hop(self._open_game.step))
            except OSError as error:
                await self._trouble(text.disk_full(error, self._board.step))
            except Exception as error:
                log.exception("planner failed", session=self.id)
                await self._trouble(text.planner_failed(error))
        elif self._suggest_at is not None and self._suggest_at <= self._now:
            await self._suggest()

    async def _carry_out(self, viewer: Viewer, command: ClientMessage) -> None:
        after = follow(self.mode, _order(command), viewer=viewer.id, controller=self._controller)
        if isinstance(after, Refusal):
            _refuse(viewer, command, after.text)
            return
        try:
            refusal = await self._do(viewer, command, after)
        except OSError as error:
            reason = text.disk_full(error, self._board.step)
            viewer.tell(Refused(type="error", id=command.id, code="internal", text=reason).model_dump_json())
            await self._trouble(reason)
        except ValueError as error:
            _refuse(viewer, command, str(error))
        except Exception as error:
            log.exception("command failed", session=self.id, command=command.type)
            reason = text.planner_failed(error)
            viewer.tell(Refused(type="error", id=command.id, code="internal", text=reason).model_dump_json())
            await self._trouble(reason)
        else:
            if refusal:
                _refuse(viewer, command, refusal.text)
            else:
                viewer.tell(Ack(type="ack", id=command.id).model_dump_json())

    async def _do(self, viewer: Viewer, command: ClientMessage, after: Mode) -> Refusal | None:
        match command:
            case NewWorld():
                controller = self._controller
                then: Mode = self.mode if self.mode in ("paused", "person") else "playing"
                await self._load(_draw(command.seed), then=then, controller=controller)
            case Play() | Pause() | TakeOver() | GiveBack():
                if after != self.mode:
                    await self._hop(self._open_game.record, command.type, "person")
                    self._enter(after, text.CONTROL[command.type], viewer.id if after == "person" else "")
            case Speed():
                await self._hop(self._open_game.record, "speed", "person", command.steps_per_second)
                self._clock.change(command.steps_per_second, self._now)
                self._tell_control(text.speed(command.steps_per_second))
            case Step():
                self._publish(await self._hop(self._open_game.step))
            case Act():
                change = await self._hop(self._open_game.act, command.action)
                self._ack = command.id
                self._publish(change)
            case WritePlan():
                change, understood = await self._hop(self._open_game.inject, command.text)
                self._publish(change)
                if not understood:
                    self._notice("warning", text.NOT_UNDERSTOOD)
            case CancelPlan():
                ended = await self._hop(self._open_game.cancel)
                if ended is None:
                    return Refusal(text.NO_PLAN)
                self._publish(ended)
            case _:
                raise ValueError(f"{command.type} is no command of a session")
        return None

    async def _load(self, seed: int, *, then: Mode, controller: str = "") -> None:
        """Make the world of ``seed``. If that fails, what was there before stays, paused."""
        self._enter("loading", text.LOADING, controller)
        path = self._settings.data / "sessions" / self.id / f"{self._episodes + 1}.jsonl"
        make = partial(self._make, self._planner, seed, self._settings.cap, path)
        try:
            episode = await asyncio.get_running_loop().run_in_executor(self._threads.worlds, make)
        except Exception as error:
            if not isinstance(error, OSError):
                log.exception("world failed", session=self.id, seed=seed)
            reason = text.no_world(error)
            if not self._game:
                self._board.over = reason
            self._enter("paused" if self._game and not self._game.over else "over", reason)
            self._notice("error", reason)
            return
        if self._game:
            await self._close_trace(self._game)
        self._episodes += 1
        self._game = Game(episode)
        self._board = Board(seed, self._settings.cap, self._planner.name)
        self._board.take_in(await self._hop(self._game.look))
        self._board.suggestions = await self._hop(self._game.suggest)
        self._suggest_at = None
        self._ack = 0
        self.mode = then
        self._board.drive(person=then == "person", text=text.CONTROL["take_over"])
        self._clock.start(self._now)
        state = self._board.state(
            mode=then, controller=controller, steps_per_second=self._clock.rate, viewers=len(self.audience)
        )
        self.audience.tell(NewEpisode(type="episode", seq=self.audience.number(), state=state))
        self._show()
        log.info("episode", session=self.id, seed=seed, trace=str(path))

    async def _pause(self, reason: str) -> None:
        """Pause by the server's own doing."""
        self._enter("paused", reason)
        try:
            await self._hop(self._open_game.record, "pause", "server")
        except OSError as error:
            self._notice("error", text.disk_full(error, self._board.step))

    async def _trouble(self, reason: str) -> None:
        """Something failed and nothing is lost: tell, and wait for a person. A person who has the controls keeps them."""
        log.warning("trouble", session=self.id, reason=reason)
        self._notice("error", reason)
        if self.mode in ("playing", "loading"):
            self._enter("paused", text.PAUSED_BY_TROUBLE)

    async def _suggest(self) -> None:
        self._suggest_at = None
        suggestions = await self._hop(self._open_game.suggest)
        if suggestions != self._board.suggestions:
            self._board.suggestions = suggestions
            self.audience.tell(Suggestions(type="suggestions", seq=self.audience.number(), suggestions=suggestions))

    async def _end(self) -> None:
        for kind in (_Absent, _Deserted):
            self._stop_timer(kind)
        if self._game:
            await self._close_trace(self._game)
        self.mode = "over"
        self._notice("warning", text.STOPPING)
        self.audience.close(SERVER_STOPS, "the server stops")
        log.info("session ended", session=self.id)

    async def _close_trace(self, game: Game) -> None:
        try:
            await self._hop(game.end, "left")
        except OSError as error:
            log.error("trace not closed", session=self.id, reason=str(error))

    def _publish(self, change: Change) -> None:
        """Tell everyone what changed in the game."""
        board, audience = self._board, self.audience
        was_over = board.over
        board.take_in(change)
        for plan in change.plans:
            audience.tell(PlanChanged(type="plan", seq=audience.number(), plan=plan))
        for name in change.unlocked:
            audience.tell(Unlocked(type="unlocked", seq=audience.number(), step=board.step, achievement=name))
        if self._suggest_at is None:
            self._suggest_at = self._now + SUGGEST_EVERY
        if change.over and not was_over:
            audience.tell(Ended(type="ended", seq=audience.number(), step=board.step, reason=change.over))
            self._enter("over", text.over(change.over))
        else:
            self._show()

    def _enter(self, mode: Mode, reason: str, controller: str = "") -> None:
        """Change the mode, and who has the controls."""
        if mode == "playing":
            self._clock.start(self._now)
        if mode == "person" and self.mode != "person":
            self._ack = 0
        if mode != "loading":
            self._board.drive(person=mode == "person", text=reason)
        self.mode = mode
        self._controller = controller
        self._tell_control(reason)
        self._show()

    def _tell_control(self, reason: str, viewers: int | None = None) -> None:
        event = ControlChanged(
            type="control",
            seq=self.audience.number(),
            step=self._board.step,
            mode=self.mode,
            controller=self._controller,
            steps_per_second=self._clock.rate,
            viewers=len(self.audience) if viewers is None else viewers,
            text=reason,
        )
        self.audience.tell(event)

    def _notice(self, level: text.Level, message: str) -> None:
        self.audience.tell(Notice(type="notice", seq=self.audience.number(), level=level, text=message))

    def _show(self) -> None:
        if picture := self._picture():
            self.audience.show(picture)

    def _picture(self) -> bytes | None:
        board = self._board
        if board.view is None:
            return None
        person = self.mode == "person"
        return frame.encode(board.view, seq=self.audience.seq, action=board.action, ack=self._ack, person=person)

    @property
    def _open_game(self) -> Game:
        if not self._game:
            raise ValueError(text.NO_WORLD)
        return self._game

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _hop(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads.steps, partial(work, *args, **kwargs))

    def _start_timer(self, request: _Absent | _Deserted) -> None:
        self._stop_timer(type(request))
        loop = asyncio.get_running_loop()
        self._timers[type(request)] = loop.call_later(self._settings.absence, self._requests.put_nowait, request)

    def _stop_timer(self, kind: type[_Absent] | type[_Deserted]) -> None:
        if timer := self._timers.pop(kind, None):
            timer.cancel()


def _order(command: ClientMessage) -> Order:
    return cast(Order, command.type)


def _refuse(viewer: Viewer, command: ClientMessage, reason: str) -> None:
    viewer.tell(Refused(type="error", id=command.id, code="not_allowed", text=reason).model_dump_json())


def _draw(seed: int | None) -> int:
    return random.choice(SEEDS) if seed is None else seed
