"""What the scripted people of POGS ask for: nodes to go to, to explore or to keep away from."""

from __future__ import annotations

import random

from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View


def sample(view: View, memory: Memory, rng: random.Random) -> str:
    """Draw a plan for a state, in plain words."""
    known = sorted(set(memory.known) - {view.node})
    ends = sorted(memory.frontier)
    draw = rng.random()
    if draw < 0.1 or not ends:
        return "go to the target"
    if draw < 0.4:
        return f"go to {rng.choice(known)}"
    if draw < 0.5:
        return f"go to {rng.randrange(view.nodes)}"  # perhaps where it was not yet
    if draw < 0.7 and len(known) > 1:
        return "go to {}, then to {}".format(*rng.sample(known, 2))
    if draw < 0.85 or len(ends) < 2:
        return f"explore {rng.choice(ends)}"
    end, refused = rng.sample(ends, 2)
    return f"explore {end}, but not {refused}"
