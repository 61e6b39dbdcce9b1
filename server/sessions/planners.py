"""The planners of a server: each is loaded once, and decides in threads of its own for all
sessions that play with it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from agent.core.mode import DYNAMIC, Mode
from agent.core.planner import BatchedPlanner, Decision, Planner, Question
from agent.core.prompt import Situation
from agent.core.spec import UnsupportedWorldError
from agent.models.hardware import Hardware
from agent.planners import registry
from agent.worlds import registry as worlds
from server.core import metrics
from server.core.settings import ServerSettings

Load = Callable[[str, Mode, Hardware, str], Planner[Any, Any]]  # by name, mode and world

MEASURED = 100  # batches of which the figures are
LARGEST_BATCH = 16  # situations decided at once: everyone waits for the slowest of them


@dataclass(frozen=True, slots=True)
class Work:
    """How busy a planner is; None while it has decided nothing.

    Attributes:
        waiting: situations that wait for the next batch.
        batch_last, batch_mean: situations in a batch.
        ms_mean: that a batch took.
    """

    waiting: int
    batch_last: int | None
    batch_mean: float | None
    ms_mean: float | None


class PlannerWorker:
    """A planner and its threads: one makes the questions of a model, the other answers them.

    What waits while a model decides goes into its next batch, first come, first served.
    """

    def __init__(self, planner: Planner[Any, Any]) -> None:
        """Take over a planner; nobody else may ask it."""
        self.planner = planner
        # Once: to ask a protocol what it is takes longer than all else here.
        self._model = planner if isinstance(planner, BatchedPlanner) else None
        self._asking = ThreadPoolExecutor(1, thread_name_prefix=f"asking {planner.name}")
        self._deciding = ThreadPoolExecutor(1, thread_name_prefix=f"planner {planner.name}")
        # questions of a model, or else situations
        self._waiting: deque[tuple[Any, asyncio.Future[Decision]]] = deque()
        self._work: asyncio.Task[None] | None = None
        self._batches: deque[tuple[int, float]] = deque(maxlen=MEASURED)  # situations, seconds

    @property
    def work(self) -> Work:
        """How busy it is, by its last batches."""
        batches, count = self._batches, len(self._batches)
        return Work(
            waiting=len(self._waiting),
            batch_last=batches[-1][0] if batches else None,
            batch_mean=sum(size for size, _ in batches) / count if batches else None,
            ms_mean=1000 * sum(seconds for _, seconds in batches) / count if batches else None,
        )

    async def decide(
        self,
        situation: Situation[Any, Any],
        ask: Callable[[Situation[Any, Any]], Question] | None = None,
    ) -> Decision:
        """Decide one step. What ``situation`` holds must not change until then.

        For the event loop. ``ask`` makes the question of a model otherwise than it would itself.
        """
        loop = asyncio.get_running_loop()
        asked: Any = situation
        if self._model:
            asked = await loop.run_in_executor(self._asking, ask or self._model.ask, situation)
        answer: asyncio.Future[Decision] = loop.create_future()
        self._waiting.append((asked, answer))
        if not self._work or self._work.done():
            self._work = asyncio.create_task(
                self._decide_all(), name=f"planner {self.planner.name}"
            )
        return await answer

    def close(self) -> None:
        """Let the threads end after what they are at."""
        self._asking.shutdown(wait=False)
        self._deciding.shutdown(wait=False)

    def _decisions(self, asked: Sequence[Any]) -> list[Decision]:
        """Questions of a model, or else situations, in; what the planner decides out."""
        if self._model:
            return self._model.answer(asked)
        return [self.planner.decide(situation) for situation in asked]

    def _count(self, decision: Decision) -> None:
        name = self.planner.name
        metrics.DECISIONS.labels(name).inc()
        if not decision.valid:
            metrics.INVALID.labels(name).inc()
        metrics.TOKENS.labels(name, "input").inc(decision.input_tokens)
        metrics.TOKENS.labels(name, "output").inc(decision.output_tokens)

    async def _decide_all(self) -> None:
        loop = asyncio.get_running_loop()
        most = LARGEST_BATCH if self._model else 1
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
            begun = loop.time()
            decided = loop.run_in_executor(
                self._deciding, self._decisions, [asked for asked, _ in batch]
            )
            await asyncio.wait([decided])
            self._batches.append((len(batch), loop.time() - begun))
            for number, (_, answer) in enumerate(batch):
                if answer.done():  # its session was given up
                    continue
                if error := decided.exception():
                    answer.set_exception(error)
                else:
                    decision = decided.result()[number]
                    self._count(decision)
                    answer.set_result(decision)


class PlannerPool:
    """All planners of a server, by name. ``load`` and ``close`` are for one thread at a time."""

    def __init__(self, settings: ServerSettings, load: Load | None = None) -> None:
        """Nothing is loaded yet.

        ``load`` makes the planner of a name, by default as the registry does.
        """
        self._own = settings.planner
        self._data = settings.data
        self._hardware = Hardware(settings.device, settings.threads)
        self._load = load or self._registered
        self._trusted: set[str] = set()
        self._workers: dict[tuple[str, Mode, str], PlannerWorker] = {}

    def default(self, world: str = worlds.DEFAULT) -> str:
        """Who plays a world where nobody is named: the server's own if it can, else the first that
        people can choose now.
        """
        return self.offered(world)[0]

    def offered(self, world: str = worlds.DEFAULT) -> list[str]:
        """The names that people can choose from in a world now, the server's own first.

        Planners can come and go while it runs.

        What ``worlds.find`` raises for a world that there is not.
        """
        own = [self._own] if self._own is not None and self._plays(self._own, world) else []
        return list(dict.fromkeys([*own, *registry.offered(self._data, world)]))

    def trust(self, name: str) -> None:
        """Let a planner be loaded that is neither registered nor the server's own: that
        of a study.
        """
        self._trusted.add(name)

    def loaded(self) -> dict[str, PlannerWorker]:
        """Those that were loaded, by name and, where they are not the usual ones, mode
        and world.
        """
        return {_called(*key): worker for key, worker in self._workers.items()}

    def load(
        self, name: str | None, world: str = worlds.DEFAULT, mode: Mode = DYNAMIC
    ) -> PlannerWorker:
        """The worker of that planner, by default who plays where nobody is named; slow when it is
        the first time.

        Raises UnknownPlannerError for a model that is neither registered nor trusted, since what a
        person writes must not make the server fetch and run any; and what ``registry.load`` raises.
        """
        name = self.default(world) if name is None else name
        known = (
            self._own,
            *self._trusted,
            *registry.known(self._data),
            *registry.offered(self._data, world),
        )
        if name not in known:
            raise registry.UnknownPlannerError(
                f"there is no planner {name!r} here; there are: {', '.join(self.offered(world))}"
            )
        key = (name, mode, world)
        if key not in self._workers:
            worker = PlannerWorker(self._load(name, mode, self._hardware, world))
            # A model is loaded anew for other graphs; sessions keep the one that they have, and
            # nobody else needs it.
            family = world.partition(":")[0]
            for other in [
                one
                for one in self._workers
                if one[:2] == key[:2] and one[2].partition(":")[0] == family
            ]:
                del self._workers[other]
            self._workers[key] = worker
        return self._workers[key]

    def close(self) -> None:
        """Let all threads end."""
        for worker in self._workers.values():
            worker.close()

    def _registered(
        self, name: str, mode: Mode, hardware: Hardware, world: str
    ) -> Planner[Any, Any]:
        return registry.load(name, mode, hardware, self._data, world=world, live=True)

    def _plays(self, name: str, world: str) -> bool:
        """Whether a planner can play a world, as far as can be told without loading it."""
        try:
            registry.find(name, data=self._data, world=world)
        except UnsupportedWorldError:
            return False
        except ValueError:  # it is damaged, or not there: whoever loads it is told
            return True
        return True


def _called(name: str, mode: Mode, world: str) -> str:
    return ", ".join(
        [
            name,
            *([str(mode)] if mode != DYNAMIC else []),
            *([world] if world != worlds.DEFAULT else []),
        ]
    )
