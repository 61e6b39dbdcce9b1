"""How people say it: several ways for each thing, with the reasons that they give."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

WAYS: Mapping[str, Sequence[str]] = {
    "drink": (
        "there is water {where}: drink until you are full",
        "you are getting thirsty, drink until full",
        "drink until drink is 9, because the way is long",
    ),
    "eat": (
        "there is a cow {where}: eat it",
        "you are getting hungry, eat the cow {where}",
        "eat a cow before we go on",
    ),
    "shelter": (
        "it is getting dark: wall yourself in and sleep until morning",
        "wall yourself in now and sleep until morning, because it is getting dark",
        "night is coming: wall in and sleep until morning",
    ),
    "stones": ("get {count} for the night", "night is coming, collect {count}"),
    "sapling": (
        "get a sapling from the grass and plant it",
        "collect a sapling, then plant it",
    ),
    "plant": ("plant the sapling",),
    "at the table": (
        "the table is near: make a {tool}",
        "go to the table and make a {tool}",
    ),
    "wood": ("chop {count}", "get {count}", "collect {count}"),
    "stone": ("get {count} for the furnace", "mine {count}"),
    "ore": (
        "mine the {ore} {where}",
        "get the {ore} {where}",
        "mine 1 {ore} {where}",
    ),
    "to the table": ("go back to the table", "go to the table"),
    "furnace": (
        "put a furnace right next to it",
        "place a furnace beside the table",
        "place a furnace",
    ),
    "then the diamond": ("grab that diamond in the {side}", "get the diamond in the {side}"),
    "diamond": (
        "grab the diamond {where}",
        "there is a diamond {where}: mine it",
        "mine the diamond {where}, you have the pickaxe for it",
    ),
    "look": (
        "explore {heading} for {things}",
        "explore {heading} for {things}, because there is rock that you have not seen",
    ),
    "look far": (
        "there is unexplored rock in the {heading}: explore {heading} for {things}",
        "explore {heading} for {things}, it is dark mountain there",
    ),
}


def say(chance: random.Random, what: str, **words: str) -> str:
    """One of the ways to say it."""
    return chance.choice(WAYS[what]).format(**words)


def chain(chance: random.Random, parts: Sequence[str]) -> str:
    """Several things to do, as one plan."""
    *first, last = parts
    if not first:
        return last
    return f"{', '.join(first)}{chance.choice((', then ', ' and then ', ' and '))}{last}"


def amount(count: int, item: str) -> str:
    """Such as "4 wood"."""
    return f"{count} {item}"
