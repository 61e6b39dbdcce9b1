"""Pseudonyms: a colour or mood, an animal, four digits, such as ``amber-otter-4821``. Drawn at random, so they say nothing of anybody."""

from __future__ import annotations

import re
import secrets

_FIRST = (
    "amber azure blue bold brave brisk bronze calm candid clear clever copper coral crimson curious dapper dusky eager early "
    "fair fleet fond gentle gilded glad golden grand green happy hazel honest indigo ivory jade jolly keen kind late light "
    "lilac lively lucky lunar mellow merry mild misty modest mossy nimble noble olive opal patient pearl placid plucky polite "
    "proud quick quiet rapid rosy ruby russet rustic sage scarlet serene sharp silent silver sincere slate sleek snowy solar "
    "spry stark steady stout sunny swift tawny teal tender tidy topaz tranquil umber upbeat violet vivid warm wise witty young"
).split()
_SECOND = (
    "adder alpaca badger bat beaver bee beetle bison bittern boar bunting buzzard camel carp civet condor coot crab crane crow "
    "curlew deer dingo dipper dove duck eagle eel egret elk ermine falcon ferret finch fox frog gannet gecko gibbon goat goose "
    "grebe grouse gull hamster hare hawk heron hoopoe horse ibex ibis jackal jackdaw jay kestrel kite koala lark lemur linnet "
    "lizard llama lynx magpie marmot marten mole moose moth newt ocelot oriole osprey otter owl panda pelican penguin perch "
    "pigeon pika plover puffin puma quail rabbit raven robin salmon seal shrew skink snail sparrow squid stoat stork swan tapir "
    "tern thrush tiger toad trout turtle vole walrus weasel whale wolf wombat wren yak zebra"
).split()
_FORM = re.compile(r"([a-z]+)-([a-z]+)-[0-9]{4}")


def draw() -> str:
    """A new pseudonym."""
    return f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}-{secrets.randbelow(10_000):04}"


def is_one(text: str) -> bool:
    """Whether ``draw`` can draw this."""
    found = _FORM.fullmatch(text)
    return found is not None and found[1] in _FIRST and found[2] in _SECOND
