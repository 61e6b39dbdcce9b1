"""The expert's plans in the sixteen styles of the paper's teacher (arXiv 2509.03581, prompts 1 to
16), and in plain words.

Each style is a small grammar: sentences with places for the steps, the reason and what they lead
to. Whatever is chosen, ``reading.read`` gives the steps back, or the first of them where a style
tells no more.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from random import Random
from typing import Literal, get_args

from agent.core.goals import Goal
from agent.worlds.crafter.expert.narration import Intention, phrase, plain

Style = Literal[
    "plain", "subgoal", "milestone", "sequence", "step by step", "gap", "strategy", "justified",
    "reasoning", "options", "efficient", "information", "dependency", "goal", "practical", "intent",
    "next steps",
]  # fmt: skip
PLAIN: Style = "plain"
STYLES: tuple[Style, ...] = tuple(style for style in get_args(Style) if style != PLAIN)

# {first}: the first step and where it is. {steps}: all steps. {second}, {third}: the steps after
# the first. {aim}: what it all leads to, as an infinitive. {reason}: a clause. A sentence is only
# chosen when all that it asks for is there.
_SENTENCES: Mapping[Style, Sequence[str]] = {
    "subgoal": (
        "Subgoal: {first}.",
        "Next subgoal: {steps}.",
        "Subgoal 1: {first}. Subgoal 2: {second}.",
        "Subgoal 1: {first}. Subgoal 2: {second}. Subgoal 3: {third}.",
        "The subgoal now is to {first}, because {reason}.",
    ),
    "milestone": (
        "Milestone: {first}.",
        "The next milestone is to {first}.",
        "Next milestone: {first}, in order to {aim}.",
        "Milestone: {steps}.",
        "First milestone: {first}. After that, {second}.",
    ),
    "sequence": (
        "{steps}.",
        "{first}; then {second}.",
        "{first}; {second}; {third}.",
        "Sequence: {steps}.",
        "{first}, and after that {second}.",
    ),
    "step by step": (
        "Step 1: {first}.",
        "Step 1: {first}. Step 2: {second}.",
        "1. {first}. 2. {second}. 3. {third}.",
        "First {first}, then {second}.",
        "First, {first}. Then {second}. Finally, {third}.",
    ),
    "gap": (
        "To {aim}, first {first}.",
        "What is missing to {aim}: {first}.",
        "To close the gap, {first}.",
        "{first} so that we can {aim}.",
        "Still missing, because {reason}: {first}.",
    ),
    "strategy": (
        "Strategy: {steps}.",
        "Overall strategy: {first}, then {second}.",
        "The strategy is to {first}, since {reason}.",
        "Strategy for now: {first} in order to {aim}.",
    ),
    "justified": (
        "{steps}, because {reason}.",
        "{first}, since {reason}.",
        "{first}, because that is needed to {aim}.",
        "Because {reason}, {first}.",
    ),
    "reasoning": (
        "I see that {reason}, so {first}.",
        "Since {reason}, I should {first}.",
        "I have looked around, and I should {steps}.",
        "Let me think: {reason}, so I should {first}, then {second}.",
        "I think I should {steps}.",
    ),
    "options": (
        "Rather than explore, {first}.",
        "Instead of waiting, {steps}.",
        "The best option is to {first}, because {reason}.",
        "Of all options the best is to {steps}.",
        "{first} instead of waiting.",
    ),
    "efficient": (
        "Quickly {first}.",
        "The fastest way: {steps}.",
        "Without losing time, {first}, then {second}.",
        "{first} on the shortest way.",
        "Save steps: {steps}.",
    ),
    "information": (
        "We know that {reason}, so {first}.",
        "What we know: {reason}. {first}.",
        "Known so far: {reason}. So {first}.",
        "Act on what is known: {steps}.",
    ),
    "dependency": (
        "To {aim} we first have to {first}.",
        "Before we can {aim}, {first}.",
        "{first}; only then {second}.",
        "{first}, because it is needed to {aim}.",
        "In order: {steps}.",
    ),
    "goal": (
        "Goal: {first}.",
        "{first}.",
        "My goal is to {first}.",
        "Goal: {steps}.",
    ),
    "practical": (
        "Right now, {first}.",
        "For now, {steps}.",
        "Just {first}.",
        "It is time to {first}, as {reason}.",
        "The practical thing now is to {first}.",
    ),
    "intent": (
        "I intend to {first}.",
        "I am going to {steps}.",
        "I want to {first}, because {reason}.",
        "My intention is to {first}, then {second}.",
        "I will {first} so that I can {aim}.",
    ),
    "next steps": (
        "Next: {first}.",
        "Next steps: {steps}.",
        "Next steps: 1. {first}; 2. {second}.",
        "Next, {first}, and then {second}.",
        "Next steps: (1) {first}, (2) {second}, (3) {third}.",
    ),
}  # fmt: skip

_COLLECTING: Mapping[str, Sequence[str]] = {
    "wood": (
        "collect {n} wood",
        "chop {n} wood",
        "gather {n} wood",
        "get {n} wood from the trees",
        "cut {n} wood",
    ),
    "stone": ("collect {n} stone", "mine {n} stone", "dig {n} stone", "get {n} stone"),
    "coal": ("collect {n} coal", "mine {n} coal", "dig out {n} coal"),
    "iron": ("collect {n} iron", "mine {n} iron", "get {n} iron"),
    "diamond": ("collect {n} diamond", "mine {n} diamond", "get {n} diamond"),
    "sapling": ("collect {n} sapling", "get {n} sapling from the grass", "pick up {n} sapling"),
}
_OTHER: Mapping[tuple[str, str], Sequence[str]] = {
    ("eat", "cow"): ("eat a cow", "hunt a cow", "kill a cow", "slaughter a cow"),
    ("eat", "plant"): ("eat the ripe plant", "eat a plant", "harvest the plant"),
    ("fight", "zombie"): (
        "fight a zombie",
        "kill a zombie",
        "defeat the zombie",
        "attack the zombie",
    ),
    ("fight", "skeleton"): (
        "fight a skeleton",
        "kill a skeleton",
        "defeat the skeleton",
        "attack the skeleton",
    ),
    ("place", "table"): ("place a table", "build a table", "put down a table"),
    ("place", "furnace"): ("place a furnace", "build a furnace", "set up a furnace"),
    ("place", "plant"): ("place the sapling", "plant the sapling"),
    ("sleep", ""): (
        "wall in and sleep until morning",
        "close myself in and sleep until morning",
        "wall in, then sleep",
    ),
    ("shelter", ""): ("wall in", "build a shelter", "close all sides with stone"),
    ("go", "plant"): ("go to the plant", "go back to the plant", "return to the plant"),
}


def say(intention: Intention, style: Style, variant: int) -> str:
    """An intention in words.

    Args:
        intention: what is to be said.
        style: one of ``STYLES``, or ``PLAIN``, which has one wording only.
        variant: chooses among the wordings; the same number gives the same text.
    """
    if style == PLAIN:
        return plain(intention)
    draw = Random(variant)
    first, *later = (_worded(goal, draw) for goal in intention.steps)
    first = f"{first}{_placed(intention.where, draw)}"
    words = {"first": first, "steps": ", then ".join([first, *later])}
    words |= dict(zip(("second", "third"), later, strict=False))
    if intention.reason:
        words["reason"] = intention.reason
    if later:
        words["aim"] = phrase(intention.steps[-1])
    sentences = [sentence for sentence in _SENTENCES[style] if _places(sentence) <= words.keys()]
    text = draw.choice(sentences).format(**words)
    return text[0].upper() + text[1:]


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def _worded(goal: Goal, draw: Random) -> str:
    if goal.verb == "collect" and goal.target in _COLLECTING:
        return draw.choice(_COLLECTING[goal.target]).format(n=goal.count)
    if goal.verb == "make":
        return phrase(goal).replace("make ", draw.choice(("make ", "craft ", "build ")), 1)
    return (
        draw.choice(_OTHER.get((goal.verb, goal.target), (phrase(goal),)))
        if goal.count <= 1
        else phrase(goal)
    )


def _placed(where: str, draw: Random) -> str:
    return f"{draw.choice((', ', ' '))}{where}" if where else ""
