"""A session: episodes one after the other, a clock, and the people who watch.

Connections, timers and the manager only ask for something to be done (``join``, ``leave``,
``request``, ``stop``). The loop, ``run``, alone does it, one thing at a time: what was asked for,
or what is due by the clock. What is slow (making a world, deciding, stepping, writing the trace) it
hands to worker threads, and it waits for them.

What each mode allows stands in ``server.sessions.control``. The clock stands while nobody watches
who may command: spectators do not keep a game going that nobody can stop.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal, assert_never

import structlog

from agent.core.reader import AS_WRITTEN, Reader, Rewording
from agent.core.spoken import SpokenCommand
from agent.core.talk import Line, Question, SpokenPlan
from agent.planners.advised import AdvisedPlanner
from agent.traces import trace as traces
from agent.traces.trace import KEEP
from agent.worlds import registry as worlds
from server.core import metrics, texts
from server.core.settings import ServerSettings
from server.protocol import commands
from server.protocol.commands import Mode, SessionCommand
from server.protocol.messages import Ack, Refused
from server.sessions import branches, pictures, plans, state, talk
from server.sessions.answers import Answers, mark_of
from server.sessions.asking import Asking, keep_going
from server.sessions.branches import Traces
from server.sessions.clock import Clock
from server.sessions.connection import Connection
from server.sessions.control import Refusal, follow
from server.sessions.episode import Change, LiveEpisode, Spoken
from server.sessions.lag import Lag
from server.sessions.opening import BranchPoint, Make, NewGame, Origin, Person, draw_seed
from server.sessions.planners import PlannerWorker
from server.sessions.publish import Publisher
from server.sessions.recording import Recorder
from server.sessions.revival import LeftSession
from server.sessions.rules import FREE, NO_REWIND, ONLY_WATCH, Rules
from server.sessions.state import SessionState
from server.sessions.threads import Threads
from server.sessions.what_if import Trials
from server.sessions.wordings import Wordings

log = structlog.get_logger()

Work = Callable[[], Awaitable[None]]

SUGGEST_EVERY = 1.0  # seconds
SIGNING = 20.0  # seconds; the loop may be at a decision that is slow
# what records that an episode begins in a mode
_BEGINS: Mapping[Mode, str] = {"playing": "play", "paused": "pause", "person": "take_over"}
MAX_WAITING = 64  # commands of all viewers that may wait for the loop
SERVER_STOPS = 1012
MAX_KEYS = 1000  # of viewers, that are remembered


class Session:
    """One session. All methods belong to the event loop.

    Attributes:
        id: unguessable name.
        publisher: what the viewers see.
        rules: what may be done.
        person: whom the records of new worlds name; branches name whom their parent names.
        begun: the first world is there, or could not be made.
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
        left: LeftSession | None = None,
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
            load: finds another worker by its planner's name, None for any, and its world, in the
                thread of the worlds.
            rules: of a study.
            left: what is played on instead of the first world, in a session that was there before.
            reader: the second reader of people's plans, if there is one.
        """
        self.id = name
        self.rules = rules
        self.person = first.person
        self.begun = asyncio.Event()
        self._left = left
        self._first = first
        blank = SessionState(1, first.world, first.seed, first.cap, worker.planner.name)
        self.publisher = Publisher(
            name,
            blank,
            (left and left.steps_per_second) or settings.steps_per_second,
            settings.patience if left is None or left.patience is None else left.patience,
            settings.viewer_queue // 2,  # all of them may wait for the viewer that comes back
        )
        self.idle_since = asyncio.get_running_loop().time()
        self.lag = Lag()
        self._worker = worker
        self._settings = settings
        self._threads = threads
        self._make = make
        self._load_worker = load
        self._clock = Clock(self.publisher.steps_per_second)
        self._episode: LiveEpisode | None = None
        self._traces = Traces(settings.data / "sessions" / name)
        self._answers = Answers(left.commands if left else ())
        self._recorder = Recorder(self.publisher, threads)
        self._asking = Asking(self.publisher)
        self._trials = Trials(self.publisher, threads)
        self._wordings = Wordings(reader)
        self._keys: dict[str, str] = {}  # of viewers; the newest
        self._requests: asyncio.Queue[Work] = asyncio.Queue()
        self._suggest_at: float | None = None
        self._absence: asyncio.TimerHandle | None = None
        self._desertion: asyncio.TimerHandle | None = None
        self._ended = False
        self._waits = False  # for a person, at the beginning of a world

    # --- what others ask for ---

    def claim(self, viewer: str, key: str) -> bool:
        """Whether a tab is that viewer, by its key: the first that says so is."""
        keys = self._keys
        if len(keys) > MAX_KEYS:
            old = next(one for one in keys if one != self.publisher.controller)
            del keys[old]
        return secrets.compare_digest(keys.setdefault(viewer, key).encode(), key.encode())

    def join(self, connection: Connection, life: str = "", last_seq: int = -1) -> bool:
        """Welcome a viewer with what it has not seen; from now on it gets every event. See
        ``Publisher.welcome``.
        """
        if connection.spectator:
            return self.publisher.welcome(connection, life, last_seq)
        if self._absence and connection.id == self.publisher.controller:
            self._absence.cancel()
        if self._desertion:
            self._desertion.cancel()
        if not self.publisher.connections.people:
            self._start_clock()
        self._requests.put_nowait(self._look_again)
        return self.publisher.welcome(connection, life, last_seq)

    def leave(self, connection: Connection) -> None:
        """Forget a viewer.

        Its controls wait for it for a while, and so does the mode of a session that nobody watches.
        """
        self.publisher.dismiss(connection)
        if connection.spectator:
            return
        loop, wait = asyncio.get_running_loop(), self._settings.absence
        if connection.id == self.publisher.controller and self._controller_is_away:
            self._absence = loop.call_later(wait, self._requests.put_nowait, self._pause_if_absent)
        if not self.publisher.connections.people:
            self.idle_since = self._now
            self._desertion = loop.call_later(
                wait, self._requests.put_nowait, self._pause_if_deserted
            )

    def request(self, connection: Connection, command: SessionCommand) -> None:
        """Ask for a command to be carried out; the viewer gets an ack, or an error that says why
        not. One that came before is answered as it was.
        """
        if self.publisher.mode == "loading":
            connection.tell(_refused(command, "not_allowed", texts.LOADING_WORLD).model_dump_json())
        elif against := ONLY_WATCH if connection.only_watches else self.rules.refusal(command):
            connection.tell(_refused(command, "not_allowed", against).model_dump_json())
        elif self.waiting >= MAX_WAITING:
            connection.tell(_refused(command, "rate", texts.BUSY).model_dump_json())
        elif self._answers.take(connection, command.id):
            mark = mark_of(connection.id, command.id)

            def carry_out(rewording: Rewording) -> None:
                self._requests.put_nowait(partial(self._carry_out, connection, command, rewording))

            def drop() -> None:
                self._answers.give(mark, _refused(command, "not_allowed", texts.CHANGED))

            self._wordings.take(command, self.publisher.state.world, carry_out, drop)

    def stop(self, reason: str = texts.STOPPING, code: int = SERVER_STOPS) -> None:
        """Ask the loop to end: the trace is closed, the viewers are told why, ``run`` returns.

        ``code``: with which their connections are closed; by default they are to come back.
        """
        self._requests.put_nowait(partial(self._end, reason, code))

    async def sign(self, was: str, person: Person) -> bool:
        """Name a person in the records of the world that is played, where they name whom they
        ``was``, by pseudonym, "" for nobody.

        Returns whether the record at hand did. ValueError with a reason for people if there is no
        world, OSError if the disk does not take it.
        """
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._requests.put_nowait(partial(self._sign, was, person, done))
        try:
            async with asyncio.timeout(SIGNING):
                return await done
        except TimeoutError as error:
            raise ValueError(texts.BUSY) from error

    @property
    def game(self) -> tuple[PlannerWorker, NewGame]:
        """The world that is played, from its beginning, and who plays it."""
        state = self.publisher.state
        return self._worker, NewGame(state.seed, state.cap, world=state.world)

    @property
    def waiting(self) -> int:
        """Commands, and what else the loop is asked for, that wait for it."""
        return self._requests.qsize() + len(self._wordings)

    @property
    def runs(self) -> bool:
        """Whether the clock does."""
        watched = self.publisher.connections.people > 0
        stands = self._asking.is_open or self._recorder.stands
        return self.publisher.mode == "playing" and watched and not stands

    @property
    def spoken(self) -> Spoken | None:
        """The last decision in full, if there was one."""
        return self._episode.spoken if self._episode else None

    async def pictures(self, number: int, first: int, last: int) -> list[bytes]:
        """The state frames of steps ``first`` to ``last``, both included, of an episode, 0 for the
        current one; at the most ``pictures.MOST``.

        ValueError with a reason for people if there are none such, or the rules hide them.
        """
        if not self.rules.rewind:
            raise ValueError(NO_REWIND)
        publisher = self.publisher
        number = number or publisher.state.number
        if not 0 <= first <= last < first + pictures.MOST:
            raise ValueError(f"steps {first} to {last} are not 1 to {pictures.MOST} steps")
        branches.require(publisher.branches, publisher.state, number, last)
        while isinstance(
            found := publisher.pictures.find(publisher.branches, number, first, last), int
        ):
            drawn = await asyncio.to_thread(pictures.draw_again, self._traces.of(found))
            publisher.pictures.put(found, drawn)
        return found

    # --- the loop ---

    async def run(self) -> None:
        """Play until stopped."""
        with suppress(ValueError):  # people were told
            await self._begin()
        self.begun.set()
        while not self._ended:
            work = await self._next()
            await work()

    async def _begin(self) -> None:
        """Make the first world, or take up again what was left: a game that ran goes on."""
        left, world = self._left, self._first.world
        then = _first_mode(world)
        if left and left.ran is not None:
            then = "playing" if left.ran else "paused"
        if left:
            self.publisher.branches.update(left.branches)
        await self._load(left.origin if left else self._first, world, None, then=then)

    async def _next(self) -> Work:
        """What was asked for, or, when that comes first, what is due in time."""
        if self._requests.empty() and (due := self._due()) is not None:
            try:
                async with asyncio.timeout_at(due):
                    return await self._requests.get()
            except TimeoutError:
                return self._in_time
        return await self._requests.get()

    def _due(self) -> float | None:
        times = [self._recorder.due] if self._recorder.stands else []
        if self._suggest_at is not None:
            times.append(self._suggest_at)
        if self._asking.is_open and self.publisher.connections.people:
            times.append(self._asking.until)
        if self.runs:
            times.append(self._clock.due)
        return min(times, default=None)

    async def _in_time(self) -> None:
        """Do what is due."""
        try:
            if self._recorder.due <= self._now:
                await self._recorder.retry(self._open_episode, self._now)
                self._start_clock()
            elif self.runs and self._clock.due <= self._now:
                due = self._clock.due
                self._clock.advance(self._now)
                await self._step(due)
            elif self._asking.until <= self._now:
                await self._answer(let=False, who="server")
            elif self._suggest_at is not None and self._suggest_at <= self._now:
                self._suggest_at = None
                self.publisher.suggest(await self._threads.step(self._open_episode.suggest))
        except OSError as error:
            self._not_recorded(error)
        except Exception as error:
            log.exception("step failed", session=self.id)
            self._trouble(texts.fault(error))

    # --- commands ---

    async def _carry_out(
        self, connection: Connection, command: SessionCommand, rewording: Rewording
    ) -> None:
        """Do what was asked for, and answer when it is recorded."""
        publisher, episode = self.publisher, self._episode
        mark = mark_of(connection.id, command.id)
        if isinstance(command, commands.Pause):
            self._waits = False  # a plan does not begin what somebody has paused
        after = follow(
            publisher.mode, command, viewer=connection.id, controller=publisher.controller
        )
        if isinstance(after, Refusal):
            self._answers.give(mark, _refused(command, "not_allowed", after.text))
            return
        answer: Ack | Refused
        try:
            if episode:
                # A step is recorded before it is shown; the events of other commands as one.
                held = not isinstance(command, commands.Act | commands.PlayStep)
                if episode.waits:
                    await self._threads.step(episode.flush)
                episode.begin_command(mark, held=held)
            await self._do(connection, command, after, rewording)
        except OSError as error:
            answer = _refused(command, "internal", texts.disk_full(error, publisher.state.step))
        except ValueError as error:
            answer = _refused(command, "not_allowed", str(error))
        except Exception as error:
            log.exception("command failed", session=self.id, command=command.type)
            answer = _refused(command, "internal", texts.fault(error))
            self._trouble(texts.fault(error))
        else:
            answer = Ack(type="ack", id=command.id)
        try:
            if episode and episode.finish_command():
                await self._threads.step(episode.flush)
        except OSError as error:
            self._recorder.trouble(error, self._now)
            if isinstance(answer, Ack):
                self._recorder.owe(partial(self._answers.give, mark, answer))
                return
        self._answers.give(mark, answer)

    async def _do(
        self, connection: Connection, command: SessionCommand, after: Mode, rewording: Rewording
    ) -> None:
        """ValueError with a reason for people, if it cannot be done now; OSError if it cannot be
        recorded.
        """
        if not command.keeps_question:
            self._close_question()  # whatever comes next is decided anew
        match command:
            case commands.Play() | commands.Pause() | commands.TakeOver() | commands.GiveBack():
                await self._change_mode(command.type, after, connection)
            case commands.Speed():
                await self._set_speed(command.steps_per_second)
            case commands.Patience():
                await self._set_patience(command.seconds)
            case commands.PlayStep():
                await self._step()
            case commands.Act():
                change = await self._threads.step(partial(self._open_episode.act, command.action))
                self.publisher.ack = command.id
                self._publish(change)
            case commands.AskAdviser():
                await self._consult()
            case commands.AnswerPlanner():
                await self._answer(let=command.let, who="person")
            case commands.Say():
                await self._say(connection, command, rewording)
            case (
                commands.WritePlan()
                | commands.EditPlan()
                | commands.MovePlan()
                | commands.RunPlan()
                | commands.CancelPlan()
            ):
                await self._change_plans(command, rewording)
            case commands.TryPlan():
                await self._try(command, rewording)
            case commands.StopTrying():
                await self._trials.stop()
            case commands.Rewind():
                await self._rewind(command.episode or self.publisher.state.number, command.step)
            case commands.NewWorld():
                await self._begin_world(command)
            case commands.Tutorial():
                await self._record("tutorial", command.lesson)
            case _:
                assert_never(command)
        if rewording.warning:
            self.publisher.notice("warning", rewording.warning)

    async def _change_mode(self, what: str, after: Mode, connection: Connection) -> None:
        """Begin to play, to pause, or to let a person play, or the planner again."""
        if after != self.publisher.mode:
            await self._record(what)
            self._enter(after, texts.CONTROL[what], connection.id if after == "person" else "")

    async def _set_speed(self, steps_per_second: float) -> None:
        await self._record("speed", steps_per_second)
        self._clock.change(steps_per_second, self._now)
        self.lag.start(self._now)
        self.publisher.steps_per_second = steps_per_second
        self.publisher.tell_control(texts.speed(steps_per_second))

    async def _set_patience(self, seconds: float) -> None:
        await self._record("patience", seconds)
        self.publisher.wait_for(seconds)
        self._asking.wait_anew(self._now)

    async def _change_plans(self, command: plans.PlanCommand, rewording: Rewording) -> None:
        """Do what a person wants with plans, and tell at once what was not understood or is in the
        way.
        """
        change, plan = await self._threads.step(
            partial(plans.carry_out, self._open_episode, command, rewording)
        )
        self._publish(change)
        if plan:
            await self._begin_to_play()
        if plan and not plan.goals:
            self.publisher.notice("warning", texts.not_understood(self.publisher.state.world))
        elif plan and plan.obstacles:
            self.publisher.notice("warning", texts.in_the_way(plan.obstacles))

    async def _consult(self) -> None:
        """Ask the planner's adviser; its answer comes after some step."""
        planner = self._worker.planner
        if not isinstance(planner, AdvisedPlanner):
            raise ValueError(texts.NO_ADVISER)
        episode = self._open_episode
        self._publish(await self._threads.step(partial(episode.consult, planner.consult)))

    async def _begin_to_play(self) -> None:
        """In a world that waits for a person, once there is a plan."""
        if self._waits and self.publisher.state.step == 0 and self.publisher.mode == "paused":
            self._enter("playing", texts.CONTROL["play"])
            await self._record("play")

    async def _say(self, connection: Connection, said: commands.Say, rewording: Rewording) -> None:
        """Do, or answer, what a person typed."""
        heard = self._open_episode.hear(said.text)
        is_riddle = isinstance(heard, Question) and heard.is_riddle
        if isinstance(heard, SpokenPlan) or (is_riddle and rewording.read_as):
            await self._say_plan(connection, said, rewording)
        elif isinstance(heard, SpokenCommand):
            await self._say_command(connection, said, heard)
        else:
            await self._reply(said, heard)

    async def _say_plan(
        self, connection: Connection, said: commands.Say, rewording: Rewording
    ) -> None:
        """Take a plan that was typed, and say what becomes of it."""
        wanted = commands.WritePlan(
            type="plan", id=said.id, text=said.text, authority=said.authority, queued=said.queued
        )
        rewording = self._open_episode.as_seen(said.text, rewording, said.seen)
        if against := self._against(connection, wanted):
            await self._tell(Line("person", "words", said.text), Line("game", "refusal", against))
            return
        self._close_question()
        episode = self._open_episode
        change, plan = await self._threads.step(
            partial(plans.carry_out, episode, wanted, rewording)
        )
        self._publish(change)
        assert plan is not None
        await self._begin_to_play()
        step, playing = self.publisher.state.step, self.publisher.mode == "playing"
        await self._tell(
            Line("person", "words", said.text, plan.id),
            talk.taken(plan, episode.unknown(plan), step=step, playing=playing),
        )

    async def _say_command(
        self, connection: Connection, said: commands.Say, spoken: SpokenCommand
    ) -> None:
        """Carry a command in words out as its button would be, or say why not."""
        publisher = self.publisher
        await self._tell(Line("person", "words", said.text))
        if spoken.deed == "decide" and not self._open_episode.asked:
            await self._tell(Line("game", "answer", talk.DECIDES))
            return
        command = talk.meant(
            said, spoken, publisher.mode, publisher.state.step, publisher.steps_per_second
        )
        try:
            if against := self._against(connection, command):
                raise ValueError(against)
            after = command.leads_to[publisher.mode]
            await self._do(connection, command, after, AS_WRITTEN)
        except ValueError as error:
            await self._tell(Line("game", "refusal", str(error)))
        else:
            await self._tell(talk.done(command, publisher.state.step))

    async def _reply(self, said: commands.Say, question: Question) -> None:
        """Answer a question; an answer can be that the plan in force says more from now on."""
        episode = self._open_episode
        answer = await self._threads.step(partial(episode.answer, said.text, question))
        offers = answer.offers
        if question.is_riddle and not episode.over:
            offers = (*offers, *talk.anyway(said.text))
        if answer.corrected:
            plan = self.publisher.state.plans[episode.asked]
            change, _ = await self._threads.step(
                partial(episode.edit, plan.id, answer.corrected, plan.authority)
            )
            self._publish(change)
        await self._tell(
            Line("person", "words", said.text),
            Line("planner", "answer", answer.text, episode.asked, offers),
        )

    async def _sign(self, was: str, person: Person, done: asyncio.Future[bool]) -> None:
        here, episode = self.publisher.state.number, self._episode
        name, consent = person.participant, person.consent
        try:
            if episode is None:
                raise ValueError(texts.NO_WORLD)
            # The one at hand first: if that fails, nothing has changed.
            signed = await self._threads.step(partial(episode.sign, was, name, consent))
            for number in branches.of_world(self.publisher.branches, here):
                if signed and number != here:
                    path = self._traces.of(number)
                    await self._threads.step(partial(traces.sign, path, was, name, consent))
        except (ValueError, OSError) as error:
            if not done.done():
                done.set_exception(error)
        else:
            if not done.done():
                done.set_result(signed)

    def _against(self, connection: Connection, command: SessionCommand) -> str:
        """Why a command that was said cannot be carried out, "" if it can."""
        publisher = self.publisher
        after = follow(
            publisher.mode, command, viewer=connection.id, controller=publisher.controller
        )
        return after.text if isinstance(after, Refusal) else self.rules.refusal(command)

    async def _tell(self, *lines: Line) -> None:
        """Record what is said, and show it."""
        self._publish(await self._threads.step(partial(self._open_episode.say, *lines)))

    async def _try(self, wanted: commands.TryPlan, rewording: Rewording) -> None:
        """Begin a what-if from here; it goes on beside the game."""
        self._trials.require_none()
        here, worker = self.publisher.state, self._worker
        parent = self._traces.of(here.number)
        numbers = [self._traces.new() for _ in range(wanted.branches + wanted.alone)]
        name = secrets.token_hex(8)

        def begin(path: Path, draw: int) -> LiveEpisode:
            point = BranchPoint(parent, here.step, draw, name, alone=draw > wanted.branches)
            return LiveEpisode(self._make(worker.planner, point, path))

        episodes = {}
        for draw, (number, path) in enumerate(numbers, start=1):
            episodes[number] = await self._threads.make(partial(begin, path, draw))
        branch = branches.begun(here, BranchPoint(parent, here.step), self.publisher.branches)
        tried = [branch.model_copy(update={"number": number, "tried": True}) for number in episodes]
        self.publisher.tell_branches(*tried)
        self._trials.begin(worker, episodes, wanted, rewording)

    # --- worlds ---

    async def _begin_world(self, wanted: commands.NewWorld) -> None:
        world = wanted.world or self.publisher.state.world
        seed = draw_seed() if wanted.seed is None else wanted.seed
        game = NewGame(seed, self._settings.steps(world), self.person, world=world)
        mode = self.publisher.mode
        stays = mode in ("paused", "person")
        await self._load(game, world, wanted.planner, then=mode if stays else _first_mode(world))

    async def _rewind(self, number: int, step: int) -> None:
        """Go back to a step of an episode of this session; it waits there, unless a person has the
        controls.
        """
        publisher = self.publisher
        branches.require(publisher.branches, publisher.state, number, step)
        branch = publisher.branches[number]
        planner = None if branch.world == publisher.state.world else branch.planner
        then: Mode = "person" if publisher.mode == "person" else "paused"
        await self._load(
            BranchPoint(self._traces.of(number), step), branch.world, planner, then=then
        )

    async def _load(self, origin: Origin, world: str, planner: str | None, *, then: Mode) -> None:
        """Begin another episode, for another planner if one is named or it is another world than
        the one there is.

        If that fails, what was there before stays, paused, people are told, and ValueError tells
        the reason.
        """
        publisher = self.publisher
        stays = planner is None and world == publisher.state.world
        self._enter(
            "loading",
            texts.LOADING if isinstance(origin, NewGame) else texts.REWINDING,
            publisher.controller,
        )
        _, path = self._traces.new()
        left = threading.Event()

        def begin() -> tuple[PlannerWorker, LiveEpisode, SessionState]:
            worker = self._worker if stays else self._load_worker(planner, world)
            made = self._make(worker.planner, origin, path)
            record = made.trace.path if made.trace else None
            if record is None:  # it is over, and stays the episode that it was
                assert isinstance(origin, BranchPoint)
                record = origin.parent
            episode, begun = state.begin(made, record)
            if left.is_set():  # nobody else is there to close its trace
                episode.end("left")
            return worker, episode, begun

        try:
            worker, episode, begun = await self._threads.make(begin)
        except asyncio.CancelledError:  # the server stops, and did not wait for the world
            left.set()
            raise
        except Exception as error:
            raise ValueError(self._tell_no_world(origin, error)) from error
        await self._leave_episode()
        self._worker, self._episode = worker, episode
        self._suggest_at = None
        self._start_clock()
        if begun.over:
            then = "over"
            branch = branches.played(publisher.branches[begun.number], begun, episode.grave)
        else:
            branch = branches.begun(begun, origin, publisher.branches)
        publisher.branches[begun.number] = branch
        publisher.begin(begun, then)
        self._waits = isinstance(origin, NewGame) and _waits(world)
        if then != "over" and (isinstance(origin, BranchPoint) or then != _first_mode(world)):
            await self._record(_BEGINS[then], who="server")  # so that it can be taken up again
        log.info("episode", session=self.id, origin=str(origin), trace=str(path))

    def _tell_no_world(self, origin: Origin, error: Exception) -> str:
        """Go on with what was there before; why there is no new world."""
        reason = texts.no_world(error)
        known = isinstance(error, OSError | ValueError)
        log.error(
            "no world", session=self.id, origin=str(origin), exc_info=not known, reason=reason
        )
        if not self._episode:
            self.publisher.state.over = reason
        self._enter("paused" if self._episode and not self._episode.over else "over", reason)
        self.publisher.notice("error", reason)
        return reason

    async def _leave_episode(self) -> None:
        """End the episode there is, to begin another."""
        self._wordings.end()
        await self._trials.end()
        if self._episode:
            await self._close_trace(self._episode)
            self._tell_branch(self._episode)

    # --- steps ---

    async def _step(self, due: float | None = None) -> None:
        """Let the planner decide, and play it, unless it has to ask first.

        ``due``: when, if the clock wanted it.
        """
        episode = self._open_episode
        begun = self._now
        if low := episode.ailing():
            if self.publisher.patience:
                await self._ask_about(low)
                return
            await self._relax(let=True, who="server")
        decision = await self._worker.decide(episode.situation)
        if episode.must_ask(decision):
            if self.publisher.patience:
                chance = decision.plan_probability
                await self._record(
                    "asked", None if chance is None else round(chance, 4), who="planner"
                )
                self._asking.open(decision.plan or "", episode.order, self._now, decision)
                return
            decision = await keep_going(self._worker, episode, decision)
        deciding = self._now - begun
        change = await self._threads.step(partial(episode.play, decision))
        self._publish(change)
        if change.put_off:
            self.publisher.notice("warning", texts.could_not_wait(change.put_off))
        if due is not None:
            self.lag.note(due=due, played=self._now, deciding=deciding)

    async def _answer(self, *, let: bool, who: str) -> None:
        """Let the planner do what it asked for, or have it keep going.

        ``who``: "person", or "server" after the wait.
        """
        wanted, episode = self._asking.wanted, self._open_episode
        if wanted is None:
            self._close_question()
            await self._relax(let=let or who == "server", who=who)
            return
        if let:
            await self._record("let", who=who)
        self._close_question()
        decision = wanted if let else await keep_going(self._worker, episode, wanted, who)
        self._publish(await self._threads.step(partial(episode.play, decision)))

    async def _ask_about(self, low: str) -> None:
        """Ask whether the order may wait, as something is so ``low``: "drink is 2"."""
        await self._record("asked", who="planner")
        self._asking.open(texts.look_after_itself(low), self._open_episode.order, self._now)

    async def _relax(self, *, let: bool, who: str) -> None:
        """Let the planner see to itself from now on, or have it keep going.

        ``who`` decided that: "person", or "server" without an answer.
        """
        episode = self._open_episode
        order = episode.order
        await self._record("let" if let else KEEP, None if let else 0, who=who)
        if let:
            text = self.publisher.state.plans[order].text
            self._publish(await self._threads.step(episode.relax))
            await self._tell(talk.relaxed(order, text))

    def _close_question(self) -> None:
        if self._asking.is_open:
            self._asking.close()
            self._start_clock()

    async def _look_again(self) -> None:
        """Someone came: tell what stands in the way of plans now."""
        if not self._episode or self._episode.over:
            return
        try:
            self._publish(await self._threads.step(partial(self._episode.look, again=True)))
        except OSError as error:
            self._not_recorded(error)

    def _tell_branch(self, episode: LiveEpisode) -> None:
        """Tell how far the current episode was played, if it is not known."""
        publisher, state = self.publisher, self.publisher.state
        known = publisher.branches[state.number]
        branch = branches.played(known, state, episode.grave)
        if branch != known:
            publisher.tell_branches(branch)

    def _publish(self, change: Change) -> None:
        self.publisher.publish(change)
        if advice := change.advice:
            metrics.TOKENS.labels(advice.by, "input").inc(advice.input_tokens)
            metrics.TOKENS.labels(advice.by, "output").inc(advice.output_tokens)
        if change.over:
            self._tell_branch(self._open_episode)
        if self._suggest_at is None:
            self._suggest_at = self._now + SUGGEST_EVERY

    # --- pauses and the end ---

    async def _pause_if_absent(self) -> None:
        if self._controller_is_away:
            await self._pause(texts.ABSENT)

    async def _pause_if_deserted(self) -> None:
        if self.publisher.mode == "playing" and not self.publisher.connections.people:
            await self._pause(texts.DESERTED)

    async def _pause(self, reason: str) -> None:
        """Pause by the server's own doing."""
        self._enter("paused", reason)
        try:
            await self._record("pause", who="server")
        except OSError as error:
            self._not_recorded(error)

    def _not_recorded(self, error: OSError) -> None:
        """Stand still until what was played is recorded. Nothing waits after another fault: that is
        told, as the next attempt would come to the same.
        """
        if self._episode and self._episode.waits:
            self._recorder.trouble(error, self._now)
        else:
            self._trouble(texts.fault(error))

    def _trouble(self, reason: str) -> None:
        """Something failed and nothing is lost: tell, and wait for a person.

        A person who has the controls keeps them.
        """
        log.warning("trouble", session=self.id, reason=reason)
        self.publisher.notice("error", reason)
        if self.publisher.mode == "playing":
            self._enter("paused", texts.CONTROL["pause"])

    async def _end(self, reason: str, code: int) -> None:
        self._ended = True
        for timer in (self._absence, self._desertion):
            if timer:
                timer.cancel()
        await self._trials.end()
        if self._episode:
            await self._close_trace(self._episode)
        self.publisher.mode = "over"
        self.publisher.notice("warning", reason)
        self.publisher.connections.close(code, reason)
        log.info("session ended", session=self.id)

    async def _close_trace(self, episode: LiveEpisode) -> None:
        try:
            await self._threads.step(partial(episode.end, "left"))
        except OSError as error:
            log.error("trace not closed", session=self.id, reason=str(error))

    # --- what the others need ---

    def _enter(self, mode: Mode, reason: str, controller: str = "") -> None:
        if mode == "playing":
            self._start_clock()
        self.publisher.enter(mode, reason, controller)

    def _start_clock(self) -> None:
        self._clock.start(self._now)
        self.lag.start(self._now)

    async def _record(
        self, what: str, value: str | float | None = None, *, who: str = "person"
    ) -> None:
        """Write a change of control to the trace."""
        await self._threads.step(partial(self._open_episode.record, what, who, value))

    @property
    def _controller_is_away(self) -> bool:
        return self.publisher.controller != "" and not self.publisher.connections.has(
            self.publisher.controller
        )

    @property
    def _open_episode(self) -> LiveEpisode:
        if not self._episode:
            raise ValueError(texts.NO_WORLD)
        return self._episode

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _waits(world: str) -> bool:
    return worlds.find(world).waits


def _first_mode(world: str) -> Mode:
    """How a new world begins."""
    return "paused" if _waits(world) else "playing"


def _refused(
    command: SessionCommand, code: Literal["not_allowed", "rate", "internal"], reason: str
) -> Refused:
    return Refused(type="error", id=command.id, code=code, text=reason)
