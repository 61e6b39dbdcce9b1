"""Parent and child on the same validation seeds, and which of them is the better one."""

from __future__ import annotations

import hashlib
import json
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import joblib
import numpy as np

from agent.core import seeds
from agent.core.code import code_digest
from agent.core.files import write_atomic
from agent.core.mode import parse_mode
from agent.planners import registry, versions
from agent.planners import settings as planner_settings
from agent.planners.versions import Score, Scores
from training.evaluation import compare
from training.improve.recipe import JudgeSettings
from training.play import batched, workers

Phase = Literal[
    "records", "people", "lessons", "play", "examples", "training", "parent plays", "child plays"
]
# told what is being done, how much of it is done, and of how much
Watch = Callable[[Phase, int, int], None]


@dataclass(frozen=True, slots=True)
class Judge:
    """Plays planners on the validation seeds; what was played before is not played again."""

    data: Path
    parent: str  # its name
    judging: JudgeSettings
    jobs: int
    watch: Watch

    def compare(self, parent: Path, child: Path) -> Scores:
        """Both on the same seeds."""
        before, after = self._unlocked(parent, "parent plays"), self._unlocked(child, "child plays")
        pairs = np.array(after, float) - np.array(before, float)
        low, high = compare.interval(pairs)
        return Scores(
            seeds=self.judging.seeds,
            cap=self.judging.cap,
            mode=self.judging.mode,
            temperature=planner_settings.read(parent).temperature,
            parent=_score(before),
            child=_score(after),
            difference=float(pairs.mean()),
            low=low,
            high=high,
            margin=self.judging.margin,
        )

    def _unlocked(self, model: Path, phase: Phase) -> list[int]:
        chosen = seeds.parse(self.judging.seeds)
        settings = planner_settings.read(model).model_dump_json()
        key = cache_key(
            "play",
            versions.weights_digest(model),
            settings,
            self.judging.cap,
            self.judging.mode,
            code_digest(),
        )
        folder = self.data / "learning" / "scores" / key
        folder.mkdir(parents=True, exist_ok=True)
        missing = [seed for seed in chosen if not (folder / f"{seed}.json").exists()]
        groups = workers.even_groups(missing, batched.BATCH, self.jobs)
        calls = (joblib.delayed(_judged)(model, self.judging, group, folder) for group in groups)
        done = len(chosen) - len(missing)
        for count in workers.parallel(self.jobs, calls):
            done += count
            self.watch(phase, done, len(chosen))
        return [json.loads((folder / f"{seed}.json").read_text("utf-8")) for seed in chosen]


def _judged(model: Path, judging: JudgeSettings, group: Sequence[int], folder: Path) -> int:
    planner = workers.planner(registry.quickest(model), parse_mode(judging.mode))
    for episode in batched.play(planner, group, judging.cap):
        write_atomic(folder / f"{episode.seed}.json", f"{len(episode.view.unlocked)}\n")
    return len(group)


def _score(unlocked: Sequence[int]) -> Score:
    error = None
    if len(unlocked) > 1:
        error = statistics.stdev(unlocked) / math.sqrt(len(unlocked))
    return Score(mean=statistics.mean(unlocked), se=error, unlocked=tuple(unlocked))


def verdict(scores: Scores, force: str) -> versions.Decision:
    """Whether the child is promoted, and why.

    ``force``: why it is in any case, "" if it has to be no worse.
    """
    told = f"{scores.difference:+.2f} achievements (95 %: {scores.low:+.2f} to {scores.high:+.2f})"
    decision = partial(versions.Decision, by="learn", at=versions.now())
    if scores.passes:
        return decision(
            what="promoted", why=f"{'better' if scores.low > 0 else 'not worse'}: {told}"
        )
    fault = "worse" if scores.high < 0 else "it may be worse"
    if force:
        return decision(what="promoted", why=f"forced: {force} ({fault}: {told})")
    return decision(what="refused", why=f"{fault}: {told}")


def cache_key(what: str, *parts: object) -> str:
    """A name for what is computed from these parts: another one if one of them differs."""
    return f"{what}-{hashlib.blake2b(json.dumps(parts).encode(), digest_size=6).hexdigest()}"
