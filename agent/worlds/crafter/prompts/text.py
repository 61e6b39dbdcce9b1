"""Two texts of one view: ``prose`` in BALROG's wording, and ``grid``, compact, for small models.

``prose`` equals balrog-ai/BALROG ``balrog/environments/crafter/env.py`` to the character, option
for option, with one exception: within 4 columns of the world's west edge or 3 rows of its north
edge BALROG's window is empty (a slice that starts below 0), and it says that nothing is seen or
faced. Here the text tells what is seen there too, unless ``blind_in_the_north_west`` is asked for,
as BALROG itself does at the other two edges: cells outside the world are not listed, are faced as
"nothing", and make no shore of the water beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from agent.worlds.crafter.memory import START, Memory
from agent.worlds.crafter.rules import ACHIEVEMENTS, DAY, ITEMS, RIPE_AFTER, VITALS, daylight
from agent.worlds.crafter.view import (
    CENTER,
    HEIGHT,
    MATERIALS,
    WIDTH,
    CreatureKind,
    Direction,
    View,
)

_THINGS = frozenset(MATERIALS[1:]) | frozenset(get_args(CreatureKind))
_OUTSIDE, _PLAYER = MATERIALS[0], "player"
_DIRECTIONS: dict[Direction, str] = {
    (-1, 0): "west",
    (1, 0): "east",
    (0, -1): "north",
    (0, 1): "south",
}
_LANDMARKS = (
    "water",
    "grass",
    "tree",
    "stone",
    "coal",
    "iron",
    "diamond",
    "table",
    "furnace",
    "lava",
)

# Crafter draws noise over the picture then
_DARK = [step for step in range(DAY) if daylight(step) < 0.5]
_DUSK, _DAWN = _DARK[0], _DARK[-1] + 1

_SYMBOLS = {
    "outside": "x", "water": "~", "grass": ".", "stone": "#", "path": "_", "sand": ":",
    "tree": "T", "lava": "!", "coal": "c",
    "iron": "i", "diamond": "d", "table": "t", "furnace": "f", "cow": "C", "zombie": "Z",
    "skeleton": "S", "plant": "p", _PLAYER: "@",
}  # fmt: skip
_RIPE = "P"
_ARROWS: dict[Direction, str] = {(-1, 0): "<", (1, 0): ">", (0, -1): "^", (0, 1): "v"}

LEGEND = (
    "The map shows 9 x 7 cells, north at the top, you in the middle:\n"
    + ", ".join(
        f"{symbol} {'you' if name == _PLAYER else name}"
        for name, symbol in _SYMBOLS.items()
        if name != "plant"
    )
    + f", {_SYMBOLS['plant']} plant that is not ripe, {_RIPE} ripe plant, "
    + ", ".join(
        f"{symbol} arrow flying {_DIRECTIONS[direction]}" for direction, symbol in _ARROWS.items()
    )
)


@dataclass(frozen=True, slots=True)
class ProseOptions:
    """BALROG's options with BALROG's defaults. Raises ValueError for a name that no cell has."""

    # only the nearest of each kind; the westmost, then northmost, of equals
    unique_items: bool = True
    # "1 step south and 4 steps west" in place of "5 steps to your south-west"
    precise_location: bool = False
    skip_items: tuple[str, ...] = ()  # kinds that are not listed, and faced as "nothing"
    # kinds listed only where a cell of another kind touches them
    edge_only_items: tuple[str, ...] = ()
    # say, as BALROG does, that nothing is seen within 4 columns of the world's west edge and 3 rows
    # of its north edge
    blind_in_the_north_west: bool = False

    def __post_init__(self) -> None:
        for name in (*self.skip_items, *self.edge_only_items):
            if name not in _THINGS:
                raise ValueError(
                    f"{name!r} is nothing that a cell can show; known: {', '.join(sorted(_THINGS))}"
                )


# What the authors of arXiv 2509.03581 changed BALROG to before their paper: everything, exactly,
# without the ground.
DETAILED = ProseOptions(
    unique_items=False,
    precise_location=True,
    skip_items=("grass", "sand", "path"),
    edge_only_items=("water",),
)


@dataclass(frozen=True, slots=True)
class Observation:
    """The text of a view in two parts."""

    long_term: str  # what is round the player; past turns carry this part alone
    short_term: str  # status, inventory and what is remembered; only the newest message carries it

    @property
    def text(self) -> str:
        """Both, in the order of BALROG's newest message."""
        return f"{self.short_term}\n{self.long_term}"


def prose(
    view: View, memory: Memory | None = None, options: ProseOptions = ProseOptions()
) -> Observation:
    """Describe a view in BALROG's words.

    Args:
        view: what to describe.
        memory: adds what is remembered to the short-term part, which BALROG does not have.
        options: what is listed, and how.
    """
    names = _names(view)
    blind = options.blind_in_the_north_west and _near_north_west(view)
    found = () if blind else _listed(names, options)
    lines = [f"- {name} {_place(dx, dy, options.precise_location)}" for name, dx, dy in found]
    seen = "You see:\n" + "\n".join(lines) if lines else "You see nothing away from you."
    faced = view.faced
    if blind or faced == _OUTSIDE or faced in options.skip_items:
        faced = "nothing"
    long_term = f"{_condition(view)}{seen}\n\nYou face {faced} at your front."

    status = "\n".join(f"- {name}: {view.inventory[name]}/9" for name in VITALS)
    items = "\n".join(f"- {name}: {count}" for name, count in _carried(view))
    inventory = f"Your inventory:\n{items}" if items else "You have nothing in your inventory."
    short_term = f"Your status:\n{status}\n\n{inventory}"
    if memory is not None:
        remembered = "\n".join(f"- {line}" for line in _recall(view, memory))
        short_term += f"\n\nYou remember:\n{remembered}\n"
    return Observation(long_term, short_term)


def grid(view: View, memory: Memory | None = None) -> Observation:
    """Describe a view in few tokens: lists of varying length first, the map of one symbol a cell
    (``LEGEND``) last.

    Args:
        view: what to describe.
        memory: adds what is remembered to the short-term part.
    """
    names = _names(view)
    symbols = [[_SYMBOLS.get(name, "") for name in column] for column in names]
    for creature in view.creatures:
        if creature.facing:
            symbols[creature.dx + CENTER[0]][creature.dy + CENTER[1]] = _ARROWS[creature.facing]
        elif creature.ripe:
            symbols[creature.dx + CENTER[0]][creature.dy + CENTER[1]] = _RIPE
    rows = [" ".join(column[y] for column in symbols) for y in range(HEIGHT)]
    state = "dead" if view.dead else "asleep" if view.asleep else "awake"
    time = "night" if view.daylight < 0.5 else "day"
    long_term = "\n".join(
        [f"{state}, {time}, facing {_DIRECTIONS[view.facing]}: {view.faced}", *rows]
    )

    items = ", ".join(f"{name} {count}" for name, count in _carried(view))
    vitals = ", ".join(f"{name} {view.inventory[name]}" for name in VITALS)
    remembered = [] if memory is None else _recall(view, memory)
    return Observation(
        long_term, "\n".join([*remembered, f"inventory: {items or 'nothing'}", vitals])
    )


def _names(view: View) -> list[list[str]]:
    """What each cell of the window shows, [dx + 4][dy + 3]; whoever stands on a cell hides its
    ground.
    """
    names = [[MATERIALS[material] for material in column] for column in view.materials.tolist()]
    for creature in view.creatures:
        names[creature.dx + CENTER[0]][creature.dy + CENTER[1]] = creature.kind
    names[CENTER[0]][CENTER[1]] = _PLAYER
    return names


def _listed(names: list[list[str]], options: ProseOptions) -> Iterable[tuple[str, int, int]]:
    """Name and offset of what is to be listed: column by column from the west, each
    from the north.
    """
    skipped = {_PLAYER, _OUTSIDE, *options.skip_items}
    every: list[tuple[str, int, int]] = []
    nearest: dict[str, tuple[str, int, int]] = {}
    for x, column in enumerate(names):
        for y, name in enumerate(column):
            if name in skipped or (name in options.edge_only_items and not _at_edge(names, x, y)):
                continue
            entry = (name, x - CENTER[0], y - CENTER[1])
            every.append(entry)
            best = nearest.setdefault(name, entry)
            if _distance(entry) < _distance(best):
                nearest[name] = entry
    return nearest.values() if options.unique_items else every


def _near_north_west(view: View) -> bool:
    """Whether the window begins beyond the world's west or north edge."""
    outside = MATERIALS.index(_OUTSIDE)
    return outside in (view.materials[0, CENTER[1]], view.materials[CENTER[0], 0])


def _distance(entry: tuple[str, int, int]) -> int:
    """How far away what is listed is."""
    _, dx, dy = entry
    return abs(dx) + abs(dy)


def _at_edge(names: list[list[str]], x: int, y: int) -> bool:
    """Whether a visible side neighbour shows something else.

    The window's and the world's edge do not count.
    """
    around = ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))
    shown = (names[i][j] for i, j in around if 0 <= i < WIDTH and 0 <= j < HEIGHT)
    return any(name not in (names[x][y], _OUTSIDE) for name in shown)


def _place(dx: int, dy: int, precise: bool) -> str:
    parts = []
    if dy:
        parts.append((abs(dy), "south" if dy > 0 else "north"))
    if dx:
        parts.append((abs(dx), "east" if dx > 0 else "west"))
    if precise:
        return " and ".join(f"{_steps(count)} {direction}" for count, direction in parts)
    return f"{_steps(abs(dx) + abs(dy))} to your {'-'.join(direction for _, direction in parts)}"


def _steps(count: int) -> str:
    return f"{count} step{'s' if count > 1 else ''}"


def _condition(view: View) -> str:
    # "will not be able take" and the three empty lines are BALROG's.
    if view.asleep:
        return "You are sleeping, and will not be able take actions until energy is full.\n\n\n\n"
    return "You died.\n\n\n\n" if view.dead else ""


def _carried(view: View) -> list[tuple[str, int]]:
    return [
        (name, view.inventory[name])
        for name in ITEMS
        if name not in VITALS and view.inventory[name]
    ]


def _recall(view: View, memory: Memory) -> list[str]:
    """What is remembered, a line each; what is always there comes last."""
    x, y = memory.position
    done = ", ".join(name.replace("_", " ") for name in ACHIEVEMENTS if name in view.unlocked)
    lines = [f"unlocked {len(view.unlocked)} of {len(ACHIEVEMENTS)}: {done or 'none'}"]
    lines += _remembered_creatures(view, memory)
    for material in _LANDMARKS:
        place = memory.nearest(material)
        if place:
            lines.append(f"nearest {material}: {_offset(place[0] - x, place[1] - y)}")
    at_start = (x, y) == (START, START)
    lines.append(
        "you are at the start"
        if at_start
        else f"you are {_offset(x - START, y - START)} of the start"
    )
    phase = view.step % DAY
    if _DUSK <= phase < _DAWN:
        lines.append(f"step {view.step}, night, light in {_steps(_DAWN - phase)}")
    else:
        lines.append(f"step {view.step}, day, dark in {_steps((_DUSK - phase) % DAY)}")
    return lines


def _remembered_creatures(view: View, memory: Memory) -> list[str]:
    """All plants, and of each other kind the nearest that is out of sight."""
    x, y = memory.position
    plants: list[str] = []
    nearest: dict[str, str] = {}
    around = sorted(
        (abs(px - x) + abs(py - y), px - x, py - y, seen)
        for (px, py), seen in memory.creatures.items()
    )
    for _, dx, dy, seen in around:
        if seen.kind == "plant":
            state = (
                "ripe"
                if seen.ripe
                else f"not ripe, {min(seen.grown, RIPE_AFTER)} of {_steps(RIPE_AFTER)} grown"
            )
            plants.append(f"plant {_offset(dx, dy)}: {state}")
        elif seen.step < view.step:
            ago = _steps(view.step - seen.step)
            nearest.setdefault(seen.kind, f"{seen.kind} {_offset(dx, dy)}, seen {ago} ago")
    creatures = [nearest[kind] for kind in ("cow", "zombie", "skeleton") if kind in nearest]
    return [*creatures, *plants]


def _offset(dx: int, dy: int) -> str:
    """Such as "4 east, 2 north"."""
    parts = []
    if dx:
        parts.append(f"{abs(dx)} {'east' if dx > 0 else 'west'}")
    if dy:
        parts.append(f"{abs(dy)} {'south' if dy > 0 else 'north'}")
    return ", ".join(parts) or "here"
