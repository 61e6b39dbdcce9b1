"""Commands in words: what people type in place of pressing a button."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Deed = Literal[
    "play",
    "pause",
    "step",
    "faster",
    "slower",
    "back",
    "decide",  # end the person's plan: the planner decides
    "take_over",
    "new_world",
    "let",  # an answer to what the planner asks ...
    "keep",
]
BACK = 10  # steps of "undo"


@dataclass(frozen=True, slots=True)
class SpokenCommand:
    """Words that stand for a button."""

    deed: Deed
    steps: int = 0  # of "back"


# Whole sentences, without marks and kind words. A sentence with more in it is no command: "wait 5
# steps" and "stop collecting wood" are plans.
_SENTENCES: dict[Deed, str] = {
    "pause": (
        "pause|stop|halt|wait|hold on|hold it|hang on|freeze|stop it|stop that|stop now|"
        "stop here|stop playing|stop the game|pause the game|pause it|"
        "wait a (?:moment|second|sec|minute|bit)|one moment|"
        "just a (?:moment|second|sec|minute)|stop stop|stand still|stop moving|whoa|quit"
    ),
    "play": (
        "play|go on|continue|carry on|resume|proceed|unpause|start|go|go ahead|keep going|"
        "keep on|keep playing|play on|start playing|continue playing|resume the game|"
        "let s go|on you go|you play|your turn|you drive|take the controls|"
        "take back the controls|you take over|(?:give|take) (?:it|them|the controls) back"
    ),
    "step": (
        "step|one step|next step|single step|step once|step by step|one step at a time|play a step"
    ),
    "faster": ("faster|speed up|go faster|play faster|too slow|quicker|hurry|hurry up|speed it up"),
    "slower": ("slower|slow down|go slower|play slower|too fast|not so fast|slow it down"),
    "decide": (
        "you decide|do what(?:ever)? you (?:want|like|please|think is best|think)|"
        "as you like|up to you|it s up to you|your (?:choice|call|decision)|you choose|"
        "decide (?:for )?yourself|cancel|cancel it|cancel that|"
        "cancel (?:the|my|this|that) (?:plan|order|suggestion)|drop it|"
        "drop (?:the|my|this|that) (?:plan|order)|forget it|forget that|"
        "forget (?:the|my|this|that) (?:plan|order)|never ?mind|abort|abort it|scrap that|"
        "stop (?:the|my|this|that) plan|end (?:the|my|this|that) plan|clear (?:the|my) plan"
    ),
    "take_over": (
        "take over|let me|let me play|let me drive|let me do it|let me try|"
        "i (?:want to )?play|i want (?:to drive|the controls|control)|"
        "i ll (?:play|drive|do it|take over)|i drive|my turn|i (?:will )?take over|"
        "i want to take over|give me (?:the )?controls?|i do it myself|manual"
    ),
    "new_world": (
        "new (?:world|game|map|seed|episode)|another (?:world|game|map)|restart|start over|"
        "reset|start again|start (?:a )?new (?:world|game)|restart the game|"
        "try again from the start|make a new world|begin a new (?:world|game)|play again|"
        "again from the start"
    ),
    "let": (
        "let it|let him|yes|yep|yeah|yes please|allow it|allowed|you may|ok|okay|sure|fine|"
        "go for it"
    ),
    "keep": ("no|nope|don t|do not|insist|i insist|no way|not now|no don t|stay on it|keep to it"),
}
_BACK = re.compile(
    r"(?:undo|back|go back|rewind|take (?:that|it) back|undo (?:that|it|this)|back up)"
    r"(?: (?:by )?(?:the last )?(?P<steps>\d{1,4}|a|one) ?(?:steps?|moves?|turns?)?)?"
)
_KIND = (
    r"(?:please|pls|now|ok|okay|hey|pebble|can you|could you|would you|just|then|thanks|thank you)"
)
_AROUND = re.compile(rf"^(?:{_KIND} )+|(?: {_KIND})+$")
_DEEDS = [(deed, re.compile(sentences)) for deed, sentences in _SENTENCES.items()]


def plain(text: str) -> str:
    """A text in lower case, its words parted by single spaces, without marks."""
    return " ".join(re.findall(r"\w+", text.lower()))


def spoken_command(text: str) -> SpokenCommand | None:
    """The command that a text is, None if it is none."""
    words = plain(text)
    for said in dict.fromkeys((words, _AROUND.sub("", words))):
        if back := _BACK.fullmatch(said):
            steps = back["steps"]
            many = 1 if steps in ("a", "one") else int(steps) if steps else BACK
            return SpokenCommand("back", many)
        for deed, sentences in _DEEDS:
            if sentences.fullmatch(said):
                return SpokenCommand(deed)
    return None
