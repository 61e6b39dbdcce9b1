"""A session: episodes one after the other, a clock, and the people who watch.

The connections only request; the session's loop alone carries out, one thing at a time: a command, or the step that is due.
What is slow (making a world, deciding, stepping, writing the trace) it hands to worker threads, and it waits for them.
The modes and what each allows stand in ``server.sessions.control``. The clock stands while nobody watches who may command: spectators do
not keep a game going that nobody can stop.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

import structlog

from agent.core import seeds
from agent.core.planner import Decision
from agent.core.reader import Reader, Rewording
from server import frames
from server.core import texts
from server.core.settings import ServerSettings
from server.protocol.commands import (
    Act,
    AnswerPlanner,
    CancelPlan,
    ClientMessage,
    EditPlan,
    GiveBack,
    MovePlan,
    NewWorld,
    Patience,
    Pause,
    Play,
    PlayStep,
    Rewind,
    RunPlan,
    Speed,
    StopTrying,
    TakeOver,
    TryPlan,
    Tutorial,
    WritePlan,
)
from server.protocol.messages import Ack, PlannerQuestion, PlanState, Refused
from server.sessions import branches
from server.sessions.branches import Traces
from server.sessions.clock import Clock
from server.sessions.connection import Connection
from server.sessions.control import Mode, Refusal, follow, order_of
from server.sessions.episode import Change, LiveEpisode, Spoken
from server.sessions.lag import Lag
from server.sessions.opening import BranchPoint, Make, NewGame, Origin
from server.sessions.orders import keep_going
from server.sessions.planners import PlannerWorker
from server.sessions.publish import Publisher
from server.sessions.rules import FREE, ONLY_WATCH, Rules
from server.sessions.state import SessionState
from server.sessions.what_if import Trials
from server.sessions.wordings import Wordings

log = structlog.get_logger()

T = TypeVar("T")

SUGGEST_EVERY = 1.0  # seconds
MAX_WAITING = 64  # commands of all viewers that may wait for the loop
SERVER_STOPS = 1012


@dataclass(frozen=True, slots=True)
class _Asked:
    connection: Connection
    command: ClientMessage
    rewording: Rewording  # of the plan in it


class _Absent:
    """The person with the controls has been away for too long."""


class _Deserted:
    """Nobody has watched for a while."""


class _Joined:
    """Someone came: look at the clock again, and at what stands in the way of plans."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """The planner wants to put an order off."""

    decision: Decision  # what it wants
    until: float  # loop time


@dataclass(frozen=True, slots=True)
class _Stop:
    """End everything."""

    reason: str  # for people


_Request = _Asked | _Absent | _Deserted | _Joined | _Stop


@dataclass(frozen=True, slots=True)
class Threads:
    """Where the slow things run."""

    steps: Executor
    worlds: Executor  # apart from the steps: a world in the making must not hold up other sessions


class Session:
    """One session. All methods belong to the event loop.

    Attributes:
        id: unguessable name.
        publisher: what the viewers see.
        rules: what may be done.
        person: whom the records of new worlds name; branches name whom their parent names.
        idle_since: loop time at which the last viewer left.
        lag: how well it keeps time.
    """

    def __init__(
        self,
        name: str,
        worker: PlannerWorker,
        first: NewGame,
        settings: ServerSettings,
        threads: Threads,
        make: Make,
        load: Callable[[str | None, str], PlannerWorker],
        *,
        rules: Rules = FREE,
        resumed: BranchPoint | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Nothing happens before ``run``.

        Args:
            name: unguessable.
            worker: plays the first world.
            first: the first world.
            settings: of the server.
            threads: shared with the other sessions.
            make: begins an episode, in a worker thread.
            load: finds another worker by its planner's name, None for any, and its world, in the thread of the worlds.
            rules: of a study.
            resumed: what is played on instead of the first world, in a session that was there before.
            reader: the second reader of people's plans, if there is one.
        """
        self.id = name
        self.rules = rules
        self.person = first.person
        self._first: Origin = resumed or first
        state = SessionState(1, first.world, first.seed, first.cap, worker.planner.name)
        self.publisher = Publisher(name, state, settings.steps_per_second, settings.patience)
        self.idle_since = asyncio.get_running_loop().time()
        self.lag = Lag()
        self._worker = worker
        self._settings = settings
        self._threads = threads
        self._make = make
        self._load_worker = load
        self._clock = Clock(settings.steps_per_second)
        self._episode: LiveEpisode | None = None
        self._traces = Traces(settings.data / "sessions" / name)
        self._asking: _Asking | None = None
        self._trials = Trials(self.publisher, self._hop)
        self._wordings = Wordings(reader)
        self._requests: asyncio.Queue[_Request] = asyncio.Queue()
        self._suggest_at: float | None = None
        self._absence: asyncio.TimerHandle | None = None
        self._desertion: asyncio.TimerHandle | None = None

    def join(self, connection: Connection) -> None:
        """Welcome a viewer with the whole state; from now on it gets every event."""
        if connection.spectator:
            self.publisher.welcome(connection)
            return
        if self._absence and connection.id == self.publisher.controller:
            self._absence.cancel()
        if self._desertion:
            self._desertion.cancel()
        if not self.publisher.connections.people:
            self._start_clock()
        self._requests.put_nowait(_Joined())
        self.publisher.welcome(connection)

    def leave(self, connection: Connection) -> None:
        """Forget a viewer. Its controls wait for it for a while, and so does the mode of a session that nobody watches."""
        self.publisher.dismiss(connection)
        if connection.spectator:
            return
        loop, wait = asyncio.get_running_loop(), self._settings.absence
        if connection.id == self.publisher.controller and self._controller_is_away:
            self._absence = loop.call_later(wait, self._requests.put_nowait, _Absent())
        if not self.publisher.connections.people:
            self.idle_since = self._now
            self._desertion = loop.call_later(wait, self._requests.put_nowait, _Deserted())

    def request(self, connection: Connection, command: ClientMessage) -> None:
        """Ask for a command to be carried out; the viewer gets an ack, or an error that says why not."""
        if self.publisher.mode == "loading":
            _refuse(connection, command, "not_allowed", texts.LOADING_WORLD)
        elif against := ONLY_WATCH if connection.only_watches else self.rules.refusal(command):
            _refuse(connection, command, "not_allowed", against)
        elif self.waiting >= MAX_WAITING:
            _refuse(connection, command, "rate", texts.BUSY)
        else:
            world = self.publisher.state.world
            self._wordings.take(command, world, lambda found: self._requests.put_nowait(_Asked(connection, command, found)))

    def stop(self, reason: str = texts.STOPPING) -> None:
        """Ask the loop to end: the trace is closed, the viewers are told why, ``run`` returns."""
        self._requests.put_nowait(_Stop(reason))

    @property
    def waiting(self) -> int:
        """Commands, and what else the loop is asked for, that wait for it."""
        return self._requests.qsize() + len(self._wordings)

    @property
    def spoken(self) -> Spoken | None:
        """The last decision in full, if there was one."""
        return self._episode.spoken if self._episode else None

    async def run(self) -> None:
        """Play until stopped."""
        await self._load(self._first, self.publisher.state.world, None, then="playing")
        while True:
            request = await self._next()
            match request:
                case _Stop():
                    await self._end(request.reason)
                    return
                case None:
                    await self._in_time()
                case _Asked() if request.connection in self.publisher.connections:
                    await self._carry_out(request.connection, request.command, request.rewording)
                case _Absent() if self._controller_is_away:
                    await self._pause(texts.ABSENT)
                case _Deserted() if self.publisher.mode == "playing" and not self.publisher.connections.people:
                    await self._pause(texts.DESERTED)
                case _Joined() if self._episode and not self._episode.over:
                    await self._look_again(self._episode)
                case _:
                    continue

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
        if self._asking and self.publisher.connections.people:
            times.append(self._asking.until)
        if self.runs:
            times.append(self._clock.due)
        return min(times, default=None)

    async def _in_time(self) -> None:
        """Do what is due."""
        try:
            if self.runs and self._clock.due <= self._now:
                due = self._clock.due
                self._clock.advance(self._now)
                await self._step(due)
            elif self._asking and self._asking.until <= self._now:
                await self._keep_going(self._asking, "server")
            elif self._suggest_at is not None and self._suggest_at <= self._now:
                self._suggest_at = None
                self.publisher.suggest(await self._hop(self._open_episode.suggest))
        except OSError as error:
            self._trouble(texts.disk_full(error, self.publisher.state.step))
        except Exception as error:
            log.exception("step failed", session=self.id)
            self._trouble(texts.fault(error))

    async def _carry_out(self, connection: Connection, command: ClientMessage, rewording: Rewording) -> None:
        """Do what was asked for, and answer."""
        publisher = self.publisher
        after = follow(publisher.mode, order_of(command.type), viewer=connection.id, controller=publisher.controller)
        if isinstance(after, Refusal):
            _refuse(connection, command, "not_allowed", after.text)
            return
        try:
            await self._do(connection, command, after, rewording)
        except OSError as error:
            reason = texts.disk_full(error, publisher.state.step)
            _refuse(connection, command, "internal", reason)
            self._trouble(reason)
        except ValueError as error:
            _refuse(connection, command, "not_allowed", str(error))
        except Exception as error:
            log.exception("command failed", session=self.id, command=command.type)
            _refuse(connection, command, "internal", texts.fault(error))
            self._trouble(texts.fault(error))
        else:
            connection.tell(Ack(type="ack", id=command.id).model_dump_json())

    async def _do(self, connection: Connection, command: ClientMessage, after: Mode, rewording: Rewording) -> None:
        """ValueError with a reason for people, if it cannot be done now; OSError if it cannot be recorded."""
        publisher = self.publisher
        if self._asking and not isinstance(command, AnswerPlanner | Speed | Patience | Tutorial | TryPlan | StopTrying):
            self._stop_asking()  # whatever comes next is decided anew
        match command:
            case NewWorld():
                seed = draw_seed() if command.seed is None else command.seed
                world = command.world or publisher.state.world
                episode = NewGame(seed, self._settings.steps(world), self.person, world=world)
                await self._change_world(episode, world, command.planner)
            case Rewind():
                number = command.episode or publisher.state.number
                branches.require(publisher.branches, publisher.state, number, command.step)
                branch = publisher.branches[number]
                back = BranchPoint(self._traces.of(number), command.step)
                await self._change_world(back, branch.world, None if branch.world == publisher.state.world else branch.planner)
            case Play() | Pause() | TakeOver() | GiveBack():
                if after != publisher.mode:
                    await self._hop(partial(self._open_episode.record, command.type, "person"))
                    self._enter(after, texts.CONTROL[command.type], connection.id if after == "person" else "")
            case Speed():
                await self._hop(partial(self._open_episode.record, "speed", "person", command.steps_per_second))
                self._clock.change(command.steps_per_second, self._now)
                self.lag.start(self._now)
                publisher.steps_per_second = command.steps_per_second
                publisher.tell_control(texts.speed(command.steps_per_second))
            case PlayStep():
                await self._step()
            case Act():
                change = await self._hop(partial(self._open_episode.act, command.action))
                publisher.ack = command.id
                self._publish(change)
            case AnswerPlanner():
                await self._answer(command)
            case Patience():
                await self._hop(partial(self._open_episode.record, "patience", "person", command.seconds))
                publisher.wait_for(command.seconds)
                if self._asking and publisher.question:
                    self._ask(self._asking.decision, publisher.question.model_copy(update={"seconds": command.seconds}))
            case Tutorial():
                await self._hop(partial(self._open_episode.record, "tutorial", "person", command.lesson))
            case TryPlan():
                await self._try(command, rewording)
            case StopTrying():
                await self._trials.stop()
            case _:
                await self._change_plans(command, rewording)
        if rewording.warning:
            publisher.notice("warning", rewording.warning)

    async def _change_plans(self, command: ClientMessage, rewording: Rewording) -> None:
        """Carry out what a person wants with plans, and tell at once what was not understood or is in the way."""
        episode = self._open_episode
        plan: PlanState | None = None
        match command:
            case WritePlan():
                write = partial(episode.write, command.text, command.authority, rewording, queued=command.queued)
                change, plan = await self._hop(write)
            case EditPlan():
                change, plan = await self._hop(partial(episode.edit, command.plan, command.text, command.authority, rewording))
            case MovePlan():
                change = await self._hop(partial(episode.move, command.plan, command.place))
            case RunPlan():
                change = await self._hop(partial(episode.run_now, command.plan))
            case CancelPlan():
                ended = await self._hop(partial(episode.cancel, command.plan))
                if ended is None:
                    raise ValueError(texts.NO_PLAN)
                change = ended
            case _:
                raise ValueError(f"{command.type} is no command of a session")
        await self._hop(partial(episode.mute, 0))
        self._publish(change)
        if plan and not plan.goals:
            self.publisher.notice("warning", texts.not_understood(self.publisher.state.world))
        elif plan and plan.obstacles:
            self.publisher.notice("warning", texts.in_the_way(plan.obstacles))

    async def _change_world(self, origin: Origin, world: str, planner: str | None) -> None:
        """Begin another world, or a branch: that one waits, unless a person has the controls. ``world``: its name."""
        mode = self.publisher.mode
        then: Mode = mode if mode in ("paused", "person") else "paused" if isinstance(origin, BranchPoint) else "playing"
        if failure := await self._load(origin, world, planner, then=then):
            raise ValueError(failure)

    async def _load(self, origin: Origin, world: str, planner: str | None, *, then: Mode) -> str:
        """Make the world of ``origin``, for another planner if one is named or it is another world than the one there is.

        If that fails, what was there before stays, paused, and the reason is returned.
        """
        publisher = self.publisher
        stays = planner is None and world == publisher.state.world
        self._enter("loading", texts.LOADING if isinstance(origin, NewGame) else texts.REWINDING, publisher.controller)
        number, path = self._traces.new()

        def begin() -> tuple[PlannerWorker, LiveEpisode, SessionState]:
            worker = self._worker if stays else self._load_worker(planner, world)
            made = self._make(worker.planner, origin, path)
            episode, place = LiveEpisode(made), made.world
            items = frames.of(place.name).items
            state = SessionState(
                number, place.name, made.seed, made.cap, worker.planner.name, place.actions, place.achievements, items
            )
            state.retell(episode.past())
            state.take_in(episode.look())
            state.suggestions = episode.suggest()
            return worker, episode, state

        try:
            worker, episode, state = await asyncio.get_running_loop().run_in_executor(self._threads.worlds, begin)
        except Exception as error:
            reason = texts.no_world(error)
            known = isinstance(error, OSError | ValueError)
            log.error("no world", session=self.id, origin=str(origin), exc_info=not known, reason=reason)
            if not self._episode:
                publisher.state.over = reason
            self._enter("paused" if self._episode and not self._episode.over else "over", reason)
            publisher.notice("error", reason)
            return reason
        self._wordings.end()
        await self._trials.end()
        if self._episode:
            await self._close_trace(self._episode)
            former = publisher.state
            publisher.tell_branches(branches.played(publisher.branches[former.number], former))
        self._worker = worker
        self._episode = episode
        self._suggest_at = None
        self._asking = None
        self._start_clock()
        publisher.question = None
        publisher.state = state
        publisher.branches[number] = branches.begun(state, origin, publisher.branches)
        publisher.begin(state, then)
        log.info("episode", session=self.id, origin=str(origin), trace=str(path))
        return ""

    async def _step(self, due: float | None = None) -> None:
        """Let the planner decide, and play it, unless it has to ask first. ``due``: when, if the clock wanted it."""
        episode = self._open_episode
        begun = self._now
        decision = await self._worker.decide(episode.situation)
        patience = self.publisher.patience
        if episode.must_ask(decision):
            if patience:
                probability = decision.plan_probability
                chance = None if probability is None else round(probability, 4)
                await self._hop(partial(episode.record, "asked", "planner", chance))
                first = decision.plan or ""
                self._ask(decision, PlannerQuestion(plan=episode.order, first=first, seconds=patience))
                return
            decision = await keep_going(self._worker, episode, decision)
        deciding = self._now - begun
        change = await self._hop(partial(episode.play, decision))
        self._publish(change)
        if change.put_off:
            self.publisher.notice("warning", texts.could_not_wait(change.put_off))
        if due is not None:
            self.lag.note(due=due, played=self._now, deciding=deciding)

    async def _answer(self, answer: AnswerPlanner) -> None:
        if not self._asking:
            raise ValueError(texts.NOTHING_ASKED)
        asking, episode = self._asking, self._open_episode
        if not answer.let:
            await self._keep_going(asking, "person")
            return
        await self._hop(partial(episode.record, "let", "person"))
        self._stop_asking()
        self._publish(await self._hop(partial(episode.play, asking.decision)))

    def _ask(self, decision: Decision, question: PlannerQuestion) -> None:
        """Ask, and wait for an answer from now on; without one it keeps going."""
        self._asking = _Asking(decision, self._now + question.seconds)
        self.publisher.ask(question)

    async def _keep_going(self, asking: _Asking, who: str) -> None:
        """Go on with the order, and do not ask again for a while."""
        episode = self._open_episode
        self._stop_asking()
        decision = await keep_going(self._worker, episode, asking.decision, who)
        self._publish(await self._hop(partial(episode.play, decision)))

    def _stop_asking(self) -> None:
        self._asking = None
        self._start_clock()
        self.publisher.ask(None)

    async def _look_again(self, episode: LiveEpisode) -> None:
        """Tell what stands in the way of plans now."""
        try:
            self._publish(await self._hop(partial(episode.look, again=True)))
        except OSError as error:
            self._trouble(texts.disk_full(error, self.publisher.state.step))

    async def _try(self, wanted: TryPlan, rewording: Rewording) -> None:
        """Begin a what-if from here; it goes on beside the game."""
        self._trials.require_none()
        state, worker = self.publisher.state, self._worker
        parent = self._traces.of(state.number)
        numbers = [self._traces.new() for _ in range(wanted.branches)]
        name = secrets.token_hex(8)
        loop = asyncio.get_running_loop()

        def begin(number: int, path: Path, draw: int) -> LiveEpisode:
            return LiveEpisode(self._make(worker.planner, BranchPoint(parent, state.step, draw, name), path))

        episodes = {}
        for draw, (number, path) in enumerate(numbers, start=1):
            episodes[number] = await loop.run_in_executor(self._threads.worlds, begin, number, path, draw)
        branched = branches.begun(state, BranchPoint(parent, state.step), self.publisher.branches)
        self.publisher.tell_branches(*(branched.model_copy(update={"number": number, "tried": True}) for number in episodes))
        self._trials.begin(worker, episodes, wanted, rewording)

    async def _pause(self, reason: str) -> None:
        """Pause by the server's own doing."""
        self._enter("paused", reason)
        try:
            await self._hop(partial(self._open_episode.record, "pause", "server"))
        except OSError as error:
            self._trouble(texts.disk_full(error, self.publisher.state.step))

    def _trouble(self, reason: str) -> None:
        """Something failed and nothing is lost: tell, and wait for a person. A person who has the controls keeps them."""
        log.warning("trouble", session=self.id, reason=reason)
        self.publisher.notice("error", reason)
        if self.publisher.mode == "playing":
            self._enter("paused", texts.CONTROL["pause"])

    async def _end(self, reason: str) -> None:
        for timer in (self._absence, self._desertion):
            if timer:
                timer.cancel()
        await self._trials.end()
        if self._episode:
            await self._close_trace(self._episode)
        self.publisher.mode = "over"
        self.publisher.notice("warning", reason)
        self.publisher.connections.close(SERVER_STOPS, reason)
        log.info("session ended", session=self.id)

    async def _close_trace(self, episode: LiveEpisode) -> None:
        try:
            await self._hop(partial(episode.end, "left"))
        except OSError as error:
            log.error("trace not closed", session=self.id, reason=str(error))

    def _publish(self, change: Change) -> None:
        self.publisher.publish(change)
        if self._suggest_at is None:
            self._suggest_at = self._now + SUGGEST_EVERY

    def _enter(self, mode: Mode, reason: str, controller: str = "") -> None:
        if mode == "playing":
            self._start_clock()
        self.publisher.enter(mode, reason, controller)

    def _start_clock(self) -> None:
        self._clock.start(self._now)
        self.lag.start(self._now)

    @property
    def runs(self) -> bool:
        """Whether the clock does."""
        return self.publisher.mode == "playing" and not self._asking and self.publisher.connections.people > 0

    @property
    def _controller_is_away(self) -> bool:
        return self.publisher.controller != "" and not self.publisher.connections.has(self.publisher.controller)

    @property
    def _open_episode(self) -> LiveEpisode:
        if not self._episode:
            raise ValueError(texts.NO_WORLD)
        return self._episode

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _hop(self, work: Callable[[], T]) -> T:
        """Do something in a worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads.steps, work)


def _refuse(
    connection: Connection, command: ClientMessage, code: Literal["not_allowed", "rate", "internal"], reason: str
) -> None:
    connection.tell(Refused(type="error", id=command.id, code=code, text=reason).model_dump_json())


def draw_seed() -> int:
    """A seed for a person's world."""
    return random.choice(seeds.PEOPLE)
