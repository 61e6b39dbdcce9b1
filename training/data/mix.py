"""People's examples and a teacher's, drawn to one set in which the teacher's are the most."""

from __future__ import annotations

import numpy as np

from training.data.examples import Examples

_HELD_OUT = 20  # one in so many of a teacher's examples, from the end: other episodes than the rest


def held_out(teacher: Examples) -> tuple[Examples, Examples]:
    """A teacher's examples without their last part, and that part: at least one of each.

    ValueError for fewer than two.
    """
    if len(teacher) < 2:
        raise ValueError(f"a teacher's file has {len(teacher)} examples; at least 2 are needed")
    kept = len(teacher) - max(1, len(teacher) // _HELD_OUT)
    first, last = np.arange(kept), np.arange(kept, len(teacher))
    return teacher.take(first), teacher.take(last)


def mix(
    people: Examples, teacher: Examples, *, total: int, share: float, repeats: int, seed: int
) -> tuple[Examples, int]:
    """Draw ``total`` examples, in an order without meaning; and how many of them are people's.

    Args:
        people: every one is drawn as often as any other, up to once.
        teacher: likewise; fills what people leave.
        total: examples of the training, each of which is seen once.
        share: of people's examples at the most.
        repeats: how often one of people's is seen at the most, so that a little of them is not
            learned by heart.
        seed: of the draw.
    """
    rng = np.random.default_rng(seed)
    from_people = min(round(share * total), repeats * len(people))
    drawn = Examples.joined(
        [_draw(people, from_people, rng), _draw(teacher, total - from_people, rng)]
    )
    return drawn.take(rng.permutation(total)), from_people


def _draw(examples: Examples, count: int, rng: np.random.Generator) -> Examples:
    rounds = -(-count // max(1, len(examples)))
    order = np.zeros(0, np.int64)
    for _ in range(rounds):
        order = np.concatenate([order, rng.permutation(len(examples))])
    return examples.take(order[:count])
