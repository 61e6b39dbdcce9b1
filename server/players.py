"""The planners of a server: each is loaded once, and decides in a thread of its own for all sessions that play with it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from agent import registry
from agent.language.prompts import Mode
from agent.models.hardware import Hardware
from agent.planner import DYNAMIC, Decision, LanguagePlanner, Planner, Situation, decide_all
from server.settings import Settings

Load = Callable[[str, Mode, Hardware], Planner]

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


class Player:
    """A planner and its thread. What waits while a model decides goes into its next batch, first come, first served."""

    def __init__(self, planner: Planner) -> None:
        """Take over a planner; nobody else may ask it."""
        self.planner = planner
        self._batch = LARGEST_BATCH if isinstance(planner, LanguagePlanner) else 1
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"planner {planner.name}")
        self._waiting: deque[tuple[Situation, asyncio.Future[Decision]]] = deque()
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

    async def decide(self, situation: Situation) -> Decision:
        """Decide one step. What ``situation`` holds must not change until then. For the event loop."""
        answer: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        self._waiting.append((situation, answer))
        if not self._work or self._work.done():
            self._work = asyncio.create_task(self._decide_all(), name=f"planner {self.planner.name}")
        return await answer

    def close(self) -> None:
        """Let the thread end after the batch that it is at."""
        self._thread.shutdown(wait=False)

    async def _decide_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(self._batch, len(self._waiting)))]
            begun = loop.time()
            decided = loop.run_in_executor(self._thread, decide_all, self.planner, [situation for situation, _ in batch])
            await asyncio.wait([decided])
            self._batches.append((len(batch), loop.time() - begun))
            for number, (_, answer) in enumerate(batch):
                if answer.done():  # its session was given up
                    continue
                if error := decided.exception():
                    answer.set_exception(error)
                else:
                    answer.set_result(decided.result()[number])


class Players:
    """All planners of a server, by name. ``load`` and ``close`` are for one thread at a time."""

    def __init__(self, settings: Settings, load: Load | None = None) -> None:
        """Nothing is loaded yet. ``load`` makes the planner of a name, by default as the registry does."""
        self._own = settings.planner
        self._data = settings.data
        self._hardware = Hardware(settings.device, settings.threads)
        self._load = load or partial(registry.load, data=settings.data)
        self._trusted: set[str] = set()
        self._players: dict[tuple[str, Mode], Player] = {}

    @property
    def default(self) -> str:
        """Who plays where nobody is named: the server's own, else the first that people can choose now."""
        return self._own or registry.offered(self._data)[0]

    def offered(self) -> list[str]:
        """The names that people can choose from now, the server's own first. Planners can come and go while it runs."""
        own = [] if self._own is None else [self._own]
        return list(dict.fromkeys([*own, *registry.offered(self._data)]))

    def trust(self, name: str) -> None:
        """Let a planner be loaded that is neither registered nor the server's own: that of a study."""
        self._trusted.add(name)

    def loaded(self) -> dict[str, Player]:
        """Those that were loaded, by name and, where it is not dynamic, mode."""
        return {name if mode == DYNAMIC else f"{name}, {mode}": player for (name, mode), player in self._players.items()}

    def load(self, name: str, mode: Mode = DYNAMIC) -> Player:
        """The player of that name and mode; slow when it is the first time.

        Raises UnknownPlannerError for a model that is neither registered nor trusted, since what a person writes must not make
        the server fetch and run any; and what ``registry.load`` raises.
        """
        if name not in (self._own, *self._trusted, *registry.known(self._data)):
            raise registry.UnknownPlannerError(f"there is no planner {name!r} here; there are: {', '.join(self.offered())}")
        if (name, mode) not in self._players:
            self._players[name, mode] = Player(self._load(name, mode, self._hardware))
        return self._players[name, mode]

    def close(self) -> None:
        """Let all threads end."""
        for player in self._players.values():
            player.close()
