"""The edge of what is known: breadth first over cells that can be walked."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def nearest_frontier(
    seen: NDArray[np.bool_], walkable: NDArray[np.bool_], x: int, y: int
) -> tuple[int, int]:
    """The cell with an unseen neighbour that takes the fewest steps from (x, y), ties by x then y;
    (-1, -1) if there is none.

    Args:
        seen: shape (width, height), cells that were ever seen.
        walkable: same shape, cells that may be entered. The start counts as one.
    """
    width, height = seen.shape
    visited = np.zeros(seen.shape, np.bool_)
    queue = np.empty((seen.size, 3), np.int32)
    queue[0] = x, y, 0
    visited[x, y] = True
    head, tail = 0, 1
    best = (-1, -1)
    reach = -1
    while head < tail:
        cx, cy, steps = queue[head]
        head += 1
        if reach >= 0 and steps > reach:
            break
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            nx, ny = cx + dx, cy + dy
            if not (0 <= nx < width and 0 <= ny < height):
                continue
            if not seen[nx, ny]:
                if reach < 0 or (cx, cy) < best:
                    best = (cx, cy)
                reach = steps
            elif walkable[nx, ny] and not visited[nx, ny]:
                visited[nx, ny] = True
                queue[tail] = nx, ny, steps + 1
                tail += 1
    return best
