"""Whether transformers and vLLM write the same: ``python -m tests.bench.models FOLDER [CONTEXTS
[TOKENS]]``, where vLLM is installed.

Contexts are those of games that the expert plays, as the folder's planner reads them. Both write
the likeliest completion, in float32. Tells how many completions differ, by how much the likelihoods
of what both wrote do, and what the two tokens were worth where they part.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from agent.core.context import Message
from agent.core.mode import DYNAMIC
from agent.episode import Episode
from agent.models.local import LocalModel
from agent.models.protocol import Generation, Model
from agent.planners import settings as planner_settings
from agent.planners.language import LanguagePlanner
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert

BATCH, EVERY, SEED = 8, 10, 1000


def contexts(folder: Path, model: Model, count: int) -> list[list[Message]]:
    """Of every tenth step of games from seed 1000 on."""
    settings = planner_settings.read(folder)
    reader = LanguagePlanner("reader", model, prompt=settings.make_prompt())
    found: list[list[Message]] = []
    seed = SEED
    while len(found) < count:
        expert = Expert(DYNAMIC)
        expert.history, expert.observe = reader.history, reader.observe  # type: ignore[method-assign]
        episode = Episode(CrafterWorld(), expert, seed=seed, cap=500)
        while not episode.over and len(found) < count:
            if episode.view.step % EVERY == 0:
                found.append(list(reader.ask(episode.situation).context))
            episode.play(episode.decide())
        seed += 1
    return found


def written(model: Model, asked: list[list[Message]], tokens: int) -> list[Generation]:
    """The likeliest completions, and how long they took, printed."""
    begun = time.perf_counter()
    batches = [asked[at : at + BATCH] for at in range(0, len(asked), BATCH)]
    found = [
        one for batch in batches for one in model.complete(batch, max_tokens=tokens, temperature=0)
    ]
    print(f"{type(model).__name__}: {time.perf_counter() - begun:.1f} s")
    return found


def main(folder: Path, count: int = 200, tokens: int = 200) -> None:
    """Print the comparison."""
    from agent.models.vllm import VllmModel, VllmSettings

    local = LocalModel(str(folder))
    engine = VllmModel(str(folder), VllmSettings(eager=True, dtype="float32"))
    asked = contexts(folder, local, count)
    ours, theirs = written(local, asked, tokens), written(engine, asked, tokens)
    same, gaps, chances, differ = 0, [], [], []
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if one.prompt_ids != other.prompt_ids:
            raise ValueError(f"context {number} was read as other tokens")
        shared = next(
            (
                at
                for at, (a, b) in enumerate(zip(one.token_ids, other.token_ids, strict=False))
                if a != b
            ),
            None,
        )
        if shared is None:
            shared = min(len(one.token_ids), len(other.token_ids))
        same += one.token_ids == other.token_ids
        gaps += [
            abs(a - b) for a, b in zip(one.logprobs[:shared], other.logprobs[:shared], strict=True)
        ]
        chances.append(abs((one.plan_probability or 0) - (other.plan_probability or 0)))
        if one.token_ids != other.token_ids:
            differ.append((number, shared, one.logprobs[shared], other.logprobs[shared]))
    print(
        f"contexts {count}, tokens of a prompt {np.mean([len(one.prompt_ids) for one in ours]):.0f}"
    )
    print(f"the same completion: {same} of {count}")
    print(
        f"logprobs: {len(gaps)} tokens, mean difference {np.mean(gaps):.2e}, largest "
        f"{np.max(gaps):.2e}"
    )
    print(
        f"probability of planning: mean difference {np.mean(chances):.2e}, largest "
        f"{np.max(chances):.2e}"
    )
    for number, at, ours_there, theirs_there in differ:
        print(
            f"context {number} differs at token {at}: {ours_there:.5f} by "
            f"transformers, {theirs_there:.5f} by vLLM"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
