"""What a measurement teaches: in each measured state whether to plan, and how much that matters.

The completion of such an example is the token that begins a plan, and nothing else. Where planning
now gains less than it costs, this token is not to be written: the weight is below 0
(``training.models.losses``). The size of a weight is what the right decision gains over the other.
So the larger gain is learned, and not what to plan or to do.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import ValidationError

from agent.core.mode import DYNAMIC
from agent.planners.settings import PlannerSettings
from agent.traces import states as traced
from agent.traces import trace as traces
from agent.worlds import registry as worlds
from training.data.examples import ChatExample, Examples, encode
from training.evaluation.advantage.branches import Measured
from training.evaluation.advantage.report import gain_of_planning
from training.evaluation.advantage.run import STATES, WANTED, Wanted, game
from training.evaluation.advantage.states import UNDER

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


class LessonsError(ValueError):
    """A folder that teaches nothing."""


def lessons(
    folder: Path,
    settings: PlannerSettings,
    tokenizer: PreTrainedTokenizerBase,
    *,
    price: float,
    horizon: int,
) -> Examples:
    """An example of each measured state, but for those under a scripted person's plan, which is in
    no game.

    Args:
        folder: that ``sidequest advantage`` made.
        settings: of the model that is to learn: what it reads.
        tokenizer: the model's.
        price: of a plan, in achievements.
        horizon: steps after which achievements were counted.

    Raises LessonsError if the folder has no such states, UnsupportedWorldError if the model does
    not read this world, TraceError if a game does not replay.
    """
    wanted, gains = _measured(folder, horizon)
    spec, prompt = worlds.find(wanted.world), settings.make_prompt(wanted.world)
    answers: list[ChatExample] = []
    for seed, due in sorted(gains.items()):
        trace = traces.read(game(folder, seed))
        for visit in traced.states(trace, spec.make(), spec.memory(), prompt):
            gain = due.pop(visit.situation.view.step, price)
            if gain != price:
                messages = prompt.messages(visit.situation, DYNAMIC)
                answers.append(ChatExample(messages, "-", prompt.actions[0], gain - price))
            if not due:
                break
    return _decisions(encode(answers, tokenizer))


def _measured(folder: Path, horizon: int) -> tuple[Wanted, dict[int, dict[int, float]]]:
    """What was measured, and the gain of planning by seed and step."""
    gains: dict[int, dict[int, float]] = defaultdict(dict)
    try:
        wanted = Wanted.model_validate_json((folder / WANTED).read_bytes())
        for file in (folder / STATES).glob("*.json"):
            one = Measured.model_validate_json(file.read_bytes())
            gain = gain_of_planning(one, horizon)
            if gain is not None and one.state.rule != UNDER:
                gains[one.state.seed][one.state.step] = gain
    except (OSError, ValidationError) as error:
        raise LessonsError(f"{folder} has no measurement that can be read: {error}") from error
    if horizon > wanted.horizon:
        raise LessonsError(f"{folder} was measured for {wanted.horizon} steps, not for {horizon}")
    if not gains:
        raise LessonsError(f"{folder} has no states with the arms now and keep:M")
    return wanted, gains


def _decisions(written: Examples) -> Examples:
    """Examples without what follows the first token of their completions."""
    ends = written.starts + written.prompts + 1
    ids = [written.ids[start:end] for start, end in zip(written.starts, ends, strict=True)]
    return replace(
        written,
        ids=np.concatenate(ids),
        ends=np.cumsum([len(one) for one in ids]),
        plans=(written.weights > 0).astype(np.int32),
    )
