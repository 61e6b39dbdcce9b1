"""From people's sessions to the next planner: chooses records, makes examples of them, mixes them with a teacher's, fine-tunes the planner
in use on them, plays both on the same validation seeds, and registers the child, promoted if it is not worse.

Each phase leaves a finished file in ``<data>/learning/<name>/``, so that a run that was killed goes on after the last one:
``request.json``, ``people.npz`` and ``learnt.json``, ``train.npz``, ``held_out.npz`` and ``mixed.json``, ``sft/`` (see ``run_folder``).
What does not depend on people is kept for the next run: the teacher's examples in ``<data>/teacher/``, scores in
``<data>/learning/scores/``. When the version is registered, what was made of people's records is removed.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import joblib
import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveInt, TypeAdapter, ValidationError, field_validator, model_validator

from agent.core import seeds
from agent.core.mode import parse_mode
from agent.planners import registry, versions
from agent.planners import settings as planner_settings
from agent.planners.language import LanguagePlanner
from agent.planners.versions import Learnt, Parent, Score, Scores, TeacherFile, Version
from agent.traces import trace as traces
from agent.worlds.crafter.engine.engine import CrafterWorld
from training.data import examples as making
from training.data import mix
from training.data import person_labels as people
from training.data.examples import Examples, encode
from training.data.select import Filters, Record
from training.demos import dagger
from training.demos import record as teach
from training.evaluation import compare
from training.evaluation.evaluate import code_digest
from training.play import batched, workers
from training.runs.folder import RunFolder, sha256
from training.runs.recipe import Part, RecipeError, fault, known_mode, validation_seeds
from training.sft.recipe import Recipe

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

RECIPE = Path(__file__).parents[1] / "recipes" / "learn.yaml"
_TOGETHER = 8  # episodes that a process plays in one batch
_learnt: TypeAdapter[tuple[Learnt, ...]] = TypeAdapter(tuple[Learnt, ...])

Phase = Literal["records", "people", "lessons", "play", "examples", "training", "parent plays", "child plays"]
Watch = Callable[[Phase, int, int], None]  # told what is being done, how much of it is done, and of how much


class LearnError(ValueError):
    """What cannot be learned as asked; its text is one line."""


class PeoplePart(Part):
    """What is taken from people; see ``training.data.person_labels`` and ``training.data.mix``."""

    driven: NonNegativeFloat = 1.0  # weights in the loss; 0 leaves a kind out
    followed: NonNegativeFloat = 0.5
    written: NonNegativeFloat = 1.0
    share: float = Field(default=0.25, gt=0, le=1)
    repeats: PositiveInt = 4
    before_death: int = Field(default=50, ge=0)


class Lessons(Part):
    """What the teacher's examples are made of."""

    episodes: PositiveInt  # of the expert
    first: int = Field(default=1_200_000, ge=seeds.FIRST_TRAINING)
    play: int = Field(default=0, ge=0)  # episodes of the parent, labelled by the expert
    first_play: int = Field(default=1_600_000, ge=seeds.FIRST_TRAINING)
    cap: PositiveInt = 1000
    expert: float = Field(default=0.1, ge=0, le=1)
    people: float = Field(default=0.4, ge=0, le=1)


class Judging(Part):
    """How parent and child are compared."""

    seeds: str
    cap: PositiveInt = 1000
    mode: str = "dynamic"
    margin: NonNegativeFloat = 1.0  # achievements; see ``agent.planners.versions.Scores.passes``

    _seeds = field_validator("seeds", mode="before")(validation_seeds)
    _mode = field_validator("mode")(known_mode)


class LearnRecipe(Part):
    """How it is learned. ``sft`` has the keys of ``training.sft.recipe.Recipe`` without model and data."""

    people: PeoplePart = PeoplePart()
    lessons: Lessons
    judging: Judging
    sft: dict[str, Any]

    @model_validator(mode="after")
    def _can_train(self) -> LearnRecipe:
        given = {"model", "train", "held_out"} & self.sft.keys()
        if given:
            raise ValueError(f"sft: leave out {', '.join(sorted(given))}; they are known")
        self.training("model", Path("train.npz"), Path("held_out.npz"))
        return self

    def training(self, model: str, train: Path, held_out: Path) -> Recipe:
        """The recipe of the fine-tuning. RecipeError if it will not do."""
        try:
            return Recipe.model_validate({**self.sft, "model": model, "train": [train], "held_out": held_out})
        except ValidationError as error:
            raise RecipeError(f"sft: {fault(error)}") from error


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
    found: Sequence[tuple[Record, str]],
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
        found: what ``records.find`` found.
        filters: by which it did.
        recipe: how to learn.
        planner: the parent, a language planner in a folder of this machine.
        teacher: files of examples for its tokenizer; none: lessons are made.
        name: of the child, by default the parent's with the next number.
        force: why it is promoted in any case; "" promotes it if it is not worse.

    Raises LearnError if there is nothing to learn from or the name is taken, and what ``registry.find`` raises for the parent.
    """
    data = data.resolve()
    parent = Path(registry.model_of(planner, data)).resolve()
    if not parent.is_dir():
        raise LearnError(f"{planner!r} is no folder on this machine; download the model, and name it hf:FOLDER")
    if not teacher and planner_settings.read(parent).prompt != "brief":
        raise LearnError(
            f"lessons can only be made for planners that read the brief text, and {planner!r} does not: name --teacher"
        )
    taken = [record for record, reason in found if not reason]
    if not taken:
        raise LearnError(f"there is nothing to learn from: of {len(found)} records in {data / 'sessions'} none is taken")
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
        raise LearnError(f"{child!r} is being learned already; go on with --name {child} --resume, or choose another --name")
    for former in (data / "learning").glob("*/request.json"):
        if (data / "planners" / former.parent.name).exists():  # a run that was killed after it had registered its child
            _forget(former.parent)
    learning.folder.mkdir(parents=True)
    _write(learning.folder / "request.json", learning.request.model_dump_json(indent=1))
    return learning


def stopped(data: Path, name: str | None = None) -> Learning:
    """The run of that name, or the only one, that was begun and is not registered. LearnError if there is none, or several."""
    data = data.resolve()
    begun = [path.parent for path in sorted((data / "learning").glob("*/request.json"))]
    open_ = [path for path in begun if not (data / "planners" / path.name).exists() and name in (None, path.name)]
    if len(open_) != 1:
        several = f"{len(open_)} runs were stopped ({', '.join(path.name for path in open_)}): say which with --name"
        raise LearnError(several if open_ else f"no run {f'{name!r} ' if name else ''}in {data / 'learning'} was stopped")
    return Learning(data, Request.model_validate_json((open_[0] / "request.json").read_bytes()))


def learn(learning: Learning, *, jobs: int, watch: Watch = lambda phase, done, of: None) -> Version:
    """Carry a run out, or go on with it; the version as it was registered.

    Raises:
        LearnError: nothing can be learned from the records, or one has changed or gone since the run was begun.
        RecipeError: the training cannot be done as asked.
        TraceError: a record does not replay.
        OSError: the disk does not take a file.
    """
    request, folder, recipe = learning.request, learning.folder, learning.request.recipe
    _require_records(learning)
    learnt, from_people = _people(learning, jobs, watch)
    teacher = [Path(file) for file in request.teacher] or _lessons(learning, jobs, watch)
    counts = _mix(learning, from_people, teacher)

    from training.sft import train as sft

    wanted = recipe.training(request.model, folder / "train.npz", folder / "held_out.npz")
    sft.train(wanted, folder / "sft", resume=True, on_log=lambda step, _entry: watch("training", step, wanted.steps))
    child = _child(learning)
    scores = Judge(learning.data, request.parent.name, recipe.judging, jobs, watch).compare(Path(request.model), child)
    version = Version(
        name=request.name,
        parent=request.parent,
        made=versions.now(),
        weights=versions.weights_digest(child),
        records=learnt,
        filters=request.filters.model_dump(mode="json", exclude_defaults=True),
        examples=counts,
        teacher=tuple(TeacherFile(file=file.name, sha256=sha256(file), examples=len(Examples.load(file))) for file in teacher),
        recipe=recipe.model_dump(mode="json"),
        scores=scores,
        decisions=(_verdict(scores, request.force),),
    )
    versions.register(learning.data, child, version)
    _forget(folder)
    return version


def _require_records(learning: Learning) -> None:
    """Also of a run that goes on, after its examples were made: a person may have withdrawn meanwhile."""
    for session, number, digest in learning.request.records:
        path = _trace(learning, session, number)
        if not path.is_file() or sha256(path) != digest:
            raise LearnError(f"the record {session}/{number} has changed or gone since this run was begun; begin another run")


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
        for done, (learnt, own, own_kinds) in enumerate(workers.parallel(jobs, calls, ordered=True), start=1):
            new = []
            for at, (start, end) in enumerate(zip(own.starts, own.ends, strict=True)):
                said = own.ids[start:end].tobytes()
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
                f"there is nothing to learn in these {len(request.records)} records: nobody drove, and no plan of a person was done"
            )
        Examples.joined(parts).save(path)
        counts = {kind: kinds[kind] for kind in people.KINDS}
        _write(table, json.dumps({"records": [each.model_dump() for each in found], "kinds": counts}))
    return _learnt.validate_python(json.loads(table.read_text())["records"]), Examples.load(path)


def _labelled(learning: Learning, session: str, number: int, digest: str) -> tuple[Learnt, Examples, list[str]]:
    """The examples of one record, and of which kind each is. Those that are too long for the model are left out."""
    request, recipe = learning.request, learning.request.recipe
    trace = traces.read(_trace(learning, session, number))
    weights = recipe.people.model_dump()
    prompt = planner_settings.read(Path(request.model)).make_prompt()
    found = people.labels(trace, CrafterWorld(), prompt, before_death=recipe.people.before_death)
    labels = [label for label in found if weights[label.kind]]
    answers = [replace(label.answer, weight=weights[label.kind]) for label in labels]
    made = encode(answers, _tokenizer(request.model))
    fits = np.flatnonzero(np.diff(made.ends, prepend=0) <= recipe.sft["context"])
    head = trace.header
    learnt = Learnt(
        session=session, number=number, sha256=digest, seed=head.seed, participant=head.participant, steps=0, plans=0
    )
    return learnt, made.take(fits), [labels[at].kind for at in fits]


@cache
def _tokenizer(folder: str) -> PreTrainedTokenizerBase:
    """One a process."""
    from transformers import AutoTokenizer

    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder)
    return tokenizer


def _lessons(learning: Learning, jobs: int, watch: Watch) -> list[Path]:
    """The teacher's examples: made once for the same wishes, parent and code."""
    wanted, model = learning.request.recipe.lessons, learning.request.model
    read = planner_settings.read(Path(model))
    settings = making.Settings(ways=read.ways, version=read.version, tokenizer=Path(model))
    reads = [code_digest(), settings.ways, settings.version, sha256(Path(model) / "tokenizer.json")]
    home = learning.data / "teacher"
    files = []
    own = home / _key("lessons", *reads, wanted.episodes, wanted.first, wanted.cap, wanted.people)
    if not own.with_suffix(".npz").exists():
        of = wanted.episodes
        taught = teach.teach(own, range(wanted.first, wanted.first + of), cap=wanted.cap, jobs=jobs, people=wanted.people)
        for done, _ in enumerate(taught, start=1):
            watch("lessons", done, of)
        _examples(own, settings, jobs, watch)
    files.append(own.with_suffix(".npz"))
    if wanted.play:
        played = home / _key("play", learning.request.parent.weights, *reads, *wanted.model_dump().values())
        if not played.with_suffix(".npz").exists():
            chosen = list(range(wanted.first_play, wanted.first_play + wanted.play))
            groups = [chosen[at : at + _TOGETHER] for at in range(0, len(chosen), _TOGETHER)]
            calls = (joblib.delayed(_play)(model, played, group, wanted) for group in groups)
            done = 0
            for count in workers.parallel(jobs, calls):
                done += count
                watch("play", done, wanted.play)
            _examples(played, settings, jobs, watch)
        files.append(played.with_suffix(".npz"))
    return files


def _play(model: str, folder: Path, group: Sequence[int], wanted: Lessons) -> int:
    planner = workers.planner(f"{registry.LOCAL_MODEL}{model}", parse_mode("dynamic"))
    assert isinstance(planner, LanguagePlanner)
    dagger.play_round(planner, folder, group, cap=wanted.cap, expert_share=wanted.expert, people=wanted.people)
    return len(group)


def _examples(folder: Path, settings: making.Settings, jobs: int, watch: Watch) -> None:
    files = list(folder.glob("*.jsonl"))
    parts = []
    for part in making.build(files, settings, jobs=jobs):
        parts.append(part)
        watch("examples", len(parts), len(files))
    Examples.joined(parts).save(folder.with_suffix(".npz"))


def _mix(learning: Learning, from_people: Examples, files: Sequence[Path]) -> dict[str, int]:
    """Write what is trained on; how many examples there are of each kind, and how many are drawn."""
    folder, recipe = learning.folder, learning.request.recipe
    wanted = recipe.training(learning.request.model, folder / "train.npz", folder / "held_out.npz")
    table = folder / "mixed.json"
    if not table.exists():
        try:
            parts = [mix.held_out(Examples.load(file)) for file in files]
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
        kinds = json.loads((folder / "learnt.json").read_text())["kinds"]
        _write(table, json.dumps({**kinds, "drawn from people": own, "drawn from the teacher": len(drawn) - own}))
    counts: dict[str, int] = json.loads(table.read_text())
    return counts


def _child(learning: Learning) -> Path:
    """The folder of the model that was trained; it is used as its parent is."""
    best = RunFolder(learning.folder / "sft").best
    planner_settings.write(planner_settings.read(Path(learning.request.model)), best)
    return best


@dataclass(frozen=True, slots=True)
class Judge:
    """Plays planners on the validation seeds; what was played before is not played again."""

    data: Path
    parent: str  # its name
    judging: Judging
    jobs: int
    watch: Watch

    def compare(self, parent: Path, child: Path) -> Scores:
        """Both on the same seeds."""
        before, after = self._unlocked(parent, "parent plays"), self._unlocked(child, "child plays")
        pairs = np.array(after, float) - np.array(before, float)
        low, high = compare.interval(pairs)
        return Scores(
            seeds=self.judging.seeds,
            cap=self.judging.cap,
            mode=self.judging.mode,
            temperature=planner_settings.read(parent).temperature,
            parent=_score(before),
            child=_score(after),
            difference=float(pairs.mean()),
            low=low,
            high=high,
            margin=self.judging.margin,
        )

    def _unlocked(self, model: Path, phase: Phase) -> list[int]:
        chosen = seeds.parse(self.judging.seeds)
        settings = planner_settings.read(model).model_dump_json()
        key = _key("play", versions.weights_digest(model), settings, self.judging.cap, self.judging.mode, code_digest())
        folder = self.data / "learning" / "scores" / key
        folder.mkdir(parents=True, exist_ok=True)
        missing = [seed for seed in chosen if not (folder / f"{seed}.json").exists()]
        groups = [missing[at : at + _TOGETHER] for at in range(0, len(missing), _TOGETHER)]
        calls = (joblib.delayed(_judged)(model, self.judging, group, folder) for group in groups)
        done = len(chosen) - len(missing)
        for count in workers.parallel(self.jobs, calls):
            done += count
            self.watch(phase, done, len(chosen))
        return [json.loads((folder / f"{seed}.json").read_text()) for seed in chosen]


def _judged(model: Path, judging: Judging, group: Sequence[int], folder: Path) -> int:
    planner = workers.planner(f"{registry.LOCAL_MODEL}{model}", parse_mode(judging.mode))
    assert isinstance(planner, LanguagePlanner)
    for episode in batched.play(planner, group, judging.cap):
        _write(folder / f"{episode.seed}.json", str(len(episode.view.unlocked)))
    return len(group)


def _score(unlocked: Sequence[int]) -> Score:
    error = statistics.stdev(unlocked) / math.sqrt(len(unlocked)) if len(unlocked) > 1 else None
    return Score(mean=statistics.mean(unlocked), se=error, unlocked=tuple(unlocked))


def _verdict(scores: Scores, force: str) -> versions.Decision:
    told = f"{scores.difference:+.2f} achievements (95 %: {scores.low:+.2f} to {scores.high:+.2f})"
    decision = partial(versions.Decision, by="learn", at=versions.now())
    if scores.passes:
        return decision(what="promoted", why=f"{'better' if scores.low > 0 else 'not worse'}: {told}")
    verdict = "worse" if scores.high < 0 else "it may be worse"
    if force:
        return decision(what="promoted", why=f"forced: {force} ({verdict}: {told})")
    return decision(what="refused", why=f"{verdict}: {told}")


def _forget(folder: Path) -> None:
    """Remove what was made of people's records and is of no use any more; the curves stay."""
    for name in ("people.npz", "train.npz", "held_out.npz"):
        (folder / name).unlink(missing_ok=True)
    for name in ("checkpoints", "best", "drafts"):
        shutil.rmtree(folder / "sft" / name, ignore_errors=True)


def _key(what: str, *parts: object) -> str:
    return f"{what}-{hashlib.blake2b(json.dumps(parts).encode(), digest_size=6).hexdigest()}"


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.tmp")
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(path)
