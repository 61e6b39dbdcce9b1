"""A language model as the second reader, which says people's plans again in canonical sentences.

It is asked only where the first reader gives parts back, and is checked by it: what it writes has
to be read whole, and has to keep what the first reader read of the same words (``contradiction``).
Where it fails, is late or is refused, the words are read as they were written, and the person is
told why.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.core.context import Message
from agent.core.goals import Goal, Reading
from agent.core.reader import AS_WRITTEN, TIMEOUT, Rewording
from agent.models.protocol import ModelError, Writer
from agent.worlds.crafter.plans import canonical
from agent.worlds.crafter.plans.describing import describe
from agent.worlds.crafter.plans.reading.reading import read

MAX_TOKENS = 400  # eight sentences of the longest kind, in tokens of four letters
REMEMBERED = 256  # plans
_A_FEW = 8

# What people say that is not wholly read without help, and what it means.
SHOTS: Sequence[tuple[str, Sequence[str]]] = (
    (
        "we're gonna need a bench, so grab five logs and set one up",
        ["collect 5 wood", "place a table"],
    ),
    (
        "build yourself a stone hut and stay in there till the sun is up",
        ["wall in", "wait until it is morning"],
    ),
    (
        "the diamond sits 4 cells east and 3 up, be a dear",
        ["go 4 steps east", "go 3 steps north", "collect 1 diamond"],
    ),
    ("stop wasting wood on tables", ["don't place a table"]),
    (
        "off both undead, parched means drinking",
        ["fight 2 zombies", "whenever drink is at most 3, drink water"],
    ),
    (
        "scout down south for the black stuff, two lumps will do",
        ["explore south for coal", "collect 2 coal"],
    ),
    (
        "nab me the good pick, and no snoozing by daylight please",
        ["make an iron pickaxe", "when it is day, don't rest"],
    ),
    ("what a lovely lake", []),
)
_TASK = """\
You read what a player of the survival game Crafter tells their helper.
Say it again in the plainest words.
Answer with JSON: {{"plan": [...]}}, with up to {most} sentences, in the order of the deeds.
Leave out nothing that is asked for, and add nothing. Where nothing is asked for, the list is empty.
Write only sentences like these, with other numbers, directions and conditions:
{examples}"""


class ModelReader:
    """A second reader; see ``agent.core.reader.Reader``.

    Args:
        name: of the model, as people named it.
        writer: the model; nobody else may ask it.
        timeout: seconds that a plan may wait for it.
    """

    def __init__(self, name: str, writer: Writer, timeout: float = TIMEOUT) -> None:
        self.name = name
        self._writer = writer
        self._timeout = timeout
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._known: dict[str, Rewording] = {}

    def reword(self, text: str) -> Rewording:
        """See ``agent.core.reader.Reader``."""
        first = read(text)
        if not first.unread:
            return AS_WRITTEN
        work = self._thread.submit(self._reword, text, first)
        try:
            return work.result(self._timeout)
        except TimeoutError:
            work.cancel()
            return self._of_no_use(f"it has not answered in {self._timeout:g} seconds")
        except ModelError as error:
            return self._of_no_use(str(error))
        except Exception as error:  # noqa: BLE001 - the plan is read
            return self._of_no_use(f"{type(error).__name__}: {error}".partition("\n")[0])

    def check(self) -> None:
        """Have it write some tokens of an answer. ModelError or ImportError if it cannot."""
        self._writer.write(prompt(SHOTS[0][0]), canonical.schema(), max_tokens=_A_FEW)

    def _reword(self, text: str, first: Reading) -> Rewording:
        if text not in self._known:
            if len(self._known) == REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[text] = self._checked(self._ask(text), first)
        return self._known[text]

    def _ask(self, text: str) -> list[str]:
        return _parse(self._writer.write(prompt(text), canonical.schema(), max_tokens=MAX_TOKENS))

    def _checked(self, sentences: Sequence[str], first: Reading) -> Rewording:
        if not sentences:
            return AS_WRITTEN
        read_as = canonical.join(sentences)
        second = read(read_as)
        if second.unread:
            return self._of_no_use(f"it wrote {second.unread[0]!r}, which is not understood either")
        if against := contradiction(first, second):
            return self._of_no_use(against)
        return Rewording(read_as, self.name)

    def _of_no_use(self, why: str) -> Rewording:
        return Rewording(warning=f"The plan is read without {self.name}: {why}.")


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    plan: list[str]


def prompt(text: str) -> list[Message]:
    """What the model reads: the task, the examples, a person's words."""
    examples = "\n".join(canonical.examples())
    task = _TASK.format(most=canonical.MOST_SENTENCES, examples=examples)
    told: list[Message] = [{"role": "system", "content": task}]
    for said, meant in SHOTS:
        told.append({"role": "user", "content": said})
        plan = json.dumps({"plan": list(meant)})
        told.append({"role": "assistant", "content": plan})
    return [*told, {"role": "user", "content": text}]


def contradiction(first: Reading, second: Reading) -> str:
    """What a second reading of the same words has against the first, "" if nothing.

    All that the first reader read stays: what is asked for, what holds throughout, what is refused.
    The second may add what the first gave back, and say amounts, directions and conditions
    otherwise.
    """
    for goal in first.refused:
        if _deed(goal) not in map(_deed, second.refused):
            return f"it leaves out that you refuse to {describe(goal)}"
    kept = {_deed(goal) for goal in (*second.goals, *second.standing)}
    for goal in (*first.goals, *first.standing):
        if goal.verb != "play" and _deed(goal) not in kept:
            return f"it leaves out that you want to {describe(replace(goal, when=None))}"
    refused = {_deed(goal) for goal in first.refused if goal.when is None and goal.until is None}
    for goal in (*second.goals, *second.standing):
        if _deed(goal) in refused:
            return f"it wants to {describe(replace(goal, when=None))}, which you refuse"
    asked = set(map(_deed, first.goals))
    for goal in second.refused:
        if _deed(goal) in asked and goal.when is None and goal.until is None:
            return f"it refuses to {describe(goal)}, which you ask for"
    return ""


def _deed(goal: Goal) -> tuple[str, str]:
    return goal.verb, goal.target


def _parse(written: str) -> list[str]:
    """The sentences of an answer, without what stands round its JSON. ModelError if it
    is no plan.
    """
    start, end = written.find("{"), written.rfind("}")
    try:
        sentences = _Answer.model_validate_json(written[start : end + 1]).plan
    except ValidationError as error:
        raise ModelError(f"it wrote no plan but {written[:80]!r}") from error
    if len(sentences) > canonical.MOST_SENTENCES:
        most = canonical.MOST_SENTENCES
        raise ModelError(f"it wrote {len(sentences)} sentences; {most} is the most")
    for sentence in sentences:
        if not canonical.is_canonical(sentence):
            raise ModelError(f"it wrote {sentence[:80]!r}, which is no canonical sentence")
    return sentences
