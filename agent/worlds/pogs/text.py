"""The text of a view of POGS, in the paper's three parts: the visible graph, what the last move
did, where player and target are.
"""

from __future__ import annotations

from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View


def observation(view: View, memory: Memory | None = None) -> str:
    """What is seen, and with a memory also what was seen before and the way so far."""
    lines = [
        f"Node {node} is next to: {_list(neighbours)}"
        for node, neighbours in view.neighbours.items()
    ]
    if memory is not None:
        lines += _recalled(view, memory)
    if view.reached:
        lines.append(f"You reached the target, node {view.target}.")
    elif not view.moved:
        lines.append(
            "The last move was invalid: it led to no node next to yours. You stayed where you were."
        )
    lines.append(f"You are at node {view.node}. The target is node {view.target}.")
    return "\n".join(lines)


def _recalled(view: View, memory: Memory) -> list[str]:
    gone = [node for node in sorted(memory.known) if node not in view.neighbours]
    lines = [
        f"Seen before: node {node} is next to: {_list(sorted(memory.known[node]))}" for node in gone
    ]
    if unexplored := sorted(memory.frontier):
        lines.append(f"May have neighbours that you have not seen: {_list(unexplored)}")
    if len(memory.visits) > 1:
        lines.append(f"Your way so far: {_list(memory.visits)}")
    return lines


def _list(nodes: list[int] | tuple[int, ...]) -> str:
    return ", ".join(map(str, nodes))
