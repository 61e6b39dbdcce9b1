"""From people's sessions to the next planner: chooses records, makes examples of them, mixes them
with a teacher's, fine-tunes the planner in use on them, plays both on the same validation seeds,
and registers the child, promoted if it is not worse.

Each phase leaves a finished file in ``<data>/learning/<name>/``, so that a run that was killed goes
on after the last one: ``request.json``, ``people.npz`` and ``learnt.json``, ``train.npz``,
``held_out.npz`` and ``mixed.json``, and ``sft/`` (see ``training.runs.folder``). What does not
depend on people is kept for the next run: the teacher's examples in ``<data>/teacher/``, scores in
``<data>/learning/scores/``. When the version is registered, what was made of people's records is
removed.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import joblib
import numpy as np
from pydantic import TypeAdapter

from agent.core.code import code_digest
from agent.core.files import sha256, traces_under, write_atomic
from agent.planners import registry, versions
from agent.planners import settings as planner_settings
from agent.planners.versions import Learnt, Parent, TeacherFile, Version
from agent.traces import trace as traces
from agent.worlds.crafter.engine.engine import CrafterWorld
from training.data import mix
from training.data import person_labels as people
from training.data.examples import Examples, encode
from training.data.labels import ExampleSettings, build
from training.data.select import Filters, SessionRecord
from training.data.tokenizer import tokenizer_digest
from training.demos import dagger
from training.demos.record import record_all
from training.improve.judge import Judge, Watch, cache_key, verdict
from training.improve.recipe import LearnRecipe
from training.play import workers
from training.runs.folder import RunFolder
from training.runs.recipe import Part

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_learnt: TypeAdapter[tuple[Learnt, ...]] = TypeAdapter(tuple[Learnt, ...])


class LearnError(ValueError):
    """What cannot be learned as asked; its text is one line."""


class Request(Part):
    """What is to be learned: ``request.json``."""

    name: str
    parent: Parent
    model: str  # the parent's folder
    filters: Filters
    records: tuple[tuple[str, int, str], ...]  # session, number, SHA-256 of the trace
    teacher: tuple[str, ...]  # files of examples; none: they are made
    recipe: LearnRecipe
    force: str = ""  # why the child is promoted in any case


@dataclass(frozen=True, slots=True)
class Learning:
    """A run of learning, begun and perhaps stopped."""

    data: Path
    request: Request

    @property
    def folder(self) -> Path:
        """Of the run."""
        return self.data / "learning" / self.request.name


def begin(
    data: Path,
    found: Sequence[tuple[SessionRecord, str]],
    filters: Filters,
    recipe: LearnRecipe,
    *,
    planner: str,
    teacher: Sequence[Path] = (),
    name: str | None = None,
    force: str = "",
) -> Learning:
    """Set down what is to be learned.

    Args:
        data: the data folder.
        found: what ``select.find`` found.
        filters: by which it did.
        recipe: how to learn.
        planner: the parent, a language planner in a folder of this machine.
        teacher: files of examples for its tokenizer; none: lessons are made.
        name: of the child, by default the parent's with the next number.
        force: why it is promoted in any case; "" promotes it if it is not worse.

    Raises LearnError if there is nothing to learn from or the name is taken, and what
    ``registry.find`` raises for the parent.
    """
    data = data.resolve()
    parent = Path(registry.model_of(planner, data)).resolve()
    if not parent.is_dir():
        raise LearnError(
            f"{planner!r} is no folder on this machine; download the model, and name it hf:FOLDER"
        )
    if not teacher and planner_settings.read(parent).prompt != "brief":
        raise LearnError(
            "lessons can only be made for planners that read the brief text, and "
            f"{planner!r} does not: name --teacher"
        )
    taken = [record for record, reason in found if not reason]
    if not taken:
        raise LearnError(
            f"there is nothing to learn from: of {len(found)} records in "
            f"{data / 'sessions'} none is taken"
        )
    child = name or versions.next_name(data, planner)
    if versions.folder_of(data, child).exists() or child in registry.known():
        raise LearnError(f"there is a planner {child!r} already; choose another --name")
    learning = Learning(
        data,
        Request(
            name=child,
            parent=Parent(name=planner, weights=versions.weights_digest(parent)),
            model=str(parent),
            filters=filters,
            records=tuple((record.session, record.number, record.sha256) for record in taken),
            teacher=tuple(str(file.resolve()) for file in teacher),
            recipe=recipe,
            force=force,
        ),
    )
    if learning.folder.exists():
        raise LearnError(
            f"{child!r} is being learned already; go on with --name {child} --resume, "
            "or choose another --name"
        )
    for former in (data / "learning").glob("*/request.json"):
        # a run that was killed after it had registered its child
        if (data / "planners" / former.parent.name).exists():
            _forget(former.parent)
    learning.folder.mkdir(parents=True)
    write_atomic(
        learning.folder / "request.json", learning.request.model_dump_json(indent=1) + "\n"
    )
    return learning


def stopped(data: Path, name: str | None = None) -> Learning:
    """The run of that name, or the only one, that was begun and is not registered.

    LearnError if there is none, or several.
    """
    data = data.resolve()
    begun = [path.parent for path in sorted((data / "learning").glob("*/request.json"))]
    open_ = [
        path
        for path in begun
        if not (data / "planners" / path.name).exists() and name in (None, path.name)
    ]
    if len(open_) != 1:
        several = (
            f"{len(open_)} runs were stopped "
            f"({', '.join(path.name for path in open_)}): say which with --name"
        )
        raise LearnError(
            several
            if open_
            else f"no run {f'{name!r} ' if name else ''}in {data / 'learning'} was stopped"
        )
    return Learning(data, Request.model_validate_json((open_[0] / "request.json").read_bytes()))


def learn(learning: Learning, *, jobs: int, watch: Watch = lambda phase, done, of: None) -> Version:
    """Carry a run out, or go on with it; the version as it was registered.

    Raises:
        LearnError: nothing can be learned from the records, or one has changed or gone since the
            run was begun.
        RecipeError: the training cannot be done as asked.
        TraceError: a record does not replay.
        OSError: the disk does not take a file.
    """
    request, folder, recipe = learning.request, learning.folder, learning.request.recipe
    _require_records(learning)
    learnt, from_people = _people(learning, jobs, watch)
    teacher = [Path(file) for file in request.teacher] or _demonstrations(learning, jobs, watch)
    counts = _mix(learning, from_people, teacher)

    from training.sft import train as sft

    wanted = recipe.training(request.model, folder / "train.npz", folder / "held_out.npz")
    sft.train(
        wanted,
        folder / "sft",
        resume=True,
        on_log=lambda step, _entry: watch("training", step, wanted.steps),
    )
    child = _child(learning)
    scores = Judge(learning.data, request.parent.name, recipe.judging, jobs, watch).compare(
        Path(request.model), child
    )
    version = Version(
        name=request.name,
        parent=request.parent,
        made=versions.now(),
        weights=versions.weights_digest(child),
        records=learnt,
        filters=request.filters.model_dump(mode="json", exclude_defaults=True),
        examples=counts,
        teacher=tuple(_teacher_file(file) for file in teacher),
        recipe=recipe.model_dump(mode="json"),
        scores=scores,
        decisions=(verdict(scores, request.force),),
    )
    versions.register(learning.data, child, version)
    _forget(folder)
    return version


def _teacher_file(file: Path) -> TeacherFile:
    count = len(Examples.load(file))
    return TeacherFile(file=file.name, sha256=sha256(file), examples=count)


def _require_records(learning: Learning) -> None:
    """Also of a run that goes on, after its examples were made: a person may have withdrawn
    meanwhile.
    """
    for session, number, digest in learning.request.records:
        path = _trace(learning, session, number)
        if not path.is_file() or sha256(path) != digest:
            raise LearnError(
                f"the record {session}/{number} has changed or gone since this run was "
                "begun; begin another run"
            )


def _trace(learning: Learning, session: str, number: int) -> Path:
    return learning.data / "sessions" / session / f"{number}.jsonl"


def _people(learning: Learning, jobs: int, watch: Watch) -> tuple[tuple[Learnt, ...], Examples]:
    """What is learned of each record, and the examples."""
    path, table = learning.folder / "people.npz", learning.folder / "learnt.json"
    if not table.exists():
        request = learning.request
        calls = (joblib.delayed(_labelled)(learning, *record) for record in request.records)
        found: list[Learnt] = []
        parts: list[Examples] = []
        seen: set[bytes] = set()
        kinds: Counter[str] = Counter()
        for done, (learnt, own, own_kinds) in enumerate(
            workers.parallel(jobs, calls, ordered=True), start=1
        ):
            new = []
            starts, ends = own.starts, own.ends
            for at in range(len(own)):
                said = own.ids[starts[at] : ends[at]].tobytes()
                if said not in seen:  # branches that go the same way, and copies, say the same once
                    seen.add(said)
                    new.append(at)
            kept = Counter(own_kinds[at] for at in new)
            kinds += kept
            if new:
                parts.append(own.take(np.array(new)))
                steps = kept["driven"] + kept["followed"]
                found.append(learnt.model_copy(update={"steps": steps, "plans": kept["written"]}))
            watch("people", done, len(request.records))
        if not parts:
            raise LearnError(
                f"there is nothing to learn in these {len(request.records)} records: "
                "nobody drove, and no plan of a person was done"
            )
        Examples.joined(parts).save(path)
        counts = {kind: kinds[kind] for kind in people.KINDS}
        records = [each.model_dump() for each in found]
        write_atomic(table, json.dumps({"records": records, "kinds": counts}) + "\n")
    records = json.loads(table.read_text("utf-8"))["records"]
    return _learnt.validate_python(records), Examples.load(path)


def _labelled(
    learning: Learning, session: str, number: int, digest: str
) -> tuple[Learnt, Examples, list[str]]:
    """The examples of one record, and of which kind each is.

    Those that are too long for the model are left out.
    """
    request, recipe = learning.request, learning.request.recipe
    trace = traces.read(_trace(learning, session, number))
    weights = recipe.people.model_dump()
    prompt = planner_settings.read(Path(request.model)).make_prompt()
    found = people.labels(trace, CrafterWorld(), prompt, before_death=recipe.people.before_death)
    labels = [label for label in found if weights[label.kind]]
    answers = [replace(label.answer, weight=weights[label.kind]) for label in labels]
    made = encode(answers, _tokenizer(request.model))
    fits = np.flatnonzero(made.lengths <= recipe.sft["context"])
    head = trace.header
    learnt = Learnt(
        session=session,
        number=number,
        sha256=digest,
        seed=head.seed,
        participant=head.participant,
        steps=0,
        plans=0,
    )
    return learnt, made.take(fits), [labels[at].kind for at in fits]


@cache
def _tokenizer(folder: str) -> PreTrainedTokenizerBase:
    """One a process."""
    from transformers import AutoTokenizer

    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder)
    return tokenizer


def _demonstrations(learning: Learning, jobs: int, watch: Watch) -> list[Path]:
    """The teacher's examples: made once for the same recipe, parent and code."""
    wanted, model = learning.request.recipe.lessons, learning.request.model
    read = planner_settings.read(Path(model))
    settings = ExampleSettings(
        ways=read.ways, version=read.version, trail=read.trail, tokenizer=Path(model)
    )
    text = (settings.ways, settings.version, settings.trail)
    reads = [code_digest(), *text, tokenizer_digest(_tokenizer(model))]
    home = learning.data / "teacher"
    files = []
    own = home / cache_key(
        "lessons", *reads, wanted.episodes, wanted.first, wanted.cap, wanted.people
    )
    if not own.with_suffix(".npz").exists():
        of = wanted.episodes
        made = record_all(
            own,
            range(wanted.first, wanted.first + of),
            cap=wanted.cap,
            jobs=jobs,
            people=wanted.people,
        )
        for done, _ in enumerate(made, start=1):
            watch("lessons", done, of)
        _examples(own, settings, jobs, watch)
    files.append(own.with_suffix(".npz"))
    if wanted.play:
        played = home / cache_key(
            "play", learning.request.parent.weights, *reads, *wanted.model_dump().values()
        )
        if not played.with_suffix(".npz").exists():
            rounds = dagger.play_rounds(
                registry.quickest(model),
                played,
                range(wanted.first_play, wanted.first_play + wanted.play),
                cap=wanted.cap,
                expert_share=wanted.expert,
                people=wanted.people,
                jobs=jobs,
            )
            for done in accumulate(rounds):
                watch("play", done, wanted.play)
            _examples(played, settings, jobs, watch)
        files.append(played.with_suffix(".npz"))
    return files


def _examples(folder: Path, settings: ExampleSettings, jobs: int, watch: Watch) -> None:
    files = traces_under([folder])
    parts = []
    for part in build(files, settings, jobs=jobs):
        parts.append(part)
        watch("examples", len(parts), len(files))
    Examples.joined(parts).save(folder.with_suffix(".npz"))


def _mix(learning: Learning, from_people: Examples, files: Sequence[Path]) -> dict[str, int]:
    """Write what is trained on; how many examples there are of each kind, and how many
    are drawn.
    """
    folder, recipe = learning.folder, learning.request.recipe
    wanted = recipe.training(learning.request.model, folder / "train.npz", folder / "held_out.npz")
    table = folder / "mixed.json"
    if not table.exists():
        try:
            teacher = [Examples.load(file) for file in files]
            for file, examples in zip(files, teacher, strict=True):
                examples.require_tokenizer(file, from_people.tokenizer, learning.request.model)
            parts = [mix.held_out(examples) for examples in teacher]
        except (ValueError, KeyError, OSError) as error:
            raise LearnError(f"the teacher's examples cannot be used: {error}") from error
        drawn, own = mix.mix(
            from_people,
            Examples.joined([part for part, _ in parts]),
            total=wanted.steps * wanted.batch * wanted.accumulate,
            share=recipe.people.share,
            repeats=recipe.people.repeats,
            seed=wanted.seed,
        )
        drawn.save(folder / "train.npz")
        Examples.joined([part for _, part in parts]).save(folder / "held_out.npz")
        kinds = json.loads((folder / "learnt.json").read_text("utf-8"))["kinds"]
        counts = {**kinds, "drawn from people": own, "drawn from the teacher": len(drawn) - own}
        write_atomic(table, json.dumps(counts) + "\n")
        return counts
    known: dict[str, int] = json.loads(table.read_text("utf-8"))
    return known


def _child(learning: Learning) -> Path:
    """The folder of the model that was trained; it is used as its parent is."""
    best = RunFolder(learning.folder / "sft").best
    planner_settings.write(planner_settings.read(Path(learning.request.model)), best)
    return best


def _forget(folder: Path) -> None:
    """Remove what was made of people's records and is of no use any more; the curves stay."""
    for name in ("people.npz", "train.npz", "held_out.npz"):
        (folder / name).unlink(missing_ok=True)
    for name in ("checkpoints", "best", "drafts"):
        shutil.rmtree(folder / "sft" / name, ignore_errors=True)
