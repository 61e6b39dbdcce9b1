from multiprocessing import Pipe
from pathlib import Path
from threading import Thread

import pytest

from agent.core.completion import OPEN
from agent.core.context import Message
from agent.models.hardware import CPU
from training.data.tokenizer import pebble_tokenizer
from training.models import pebble
from training.stream.folder import StreamFolder
from training.stream.students import OwnStudent, ServedStudent, serve

CONTEXTS: list[list[Message]] = [
    [{"role": "user", "content": f"near\nhealth{health} wood{wood}\nplan or act"}]
    for health, wood in ((9, 0), (3, 1), (5, 5), (7, 2), (1, 9), (2, 2))
]


@pytest.fixture
def files(tmp_path: Path) -> StreamFolder:
    return StreamFolder(tmp_path)


def publish(files: StreamFolder, number: int, seed: int) -> None:
    folder = files.published / str(number)
    tokenizer = pebble_tokenizer()
    new = pebble.model(vocabulary=len(tokenizer), width=64, layers=2, heads=2, seed=seed)
    new.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def test_actors_get_what_a_student_of_their_own_would_have_written(files: StreamFolder) -> None:
    publish(files, 1, seed=3)
    pipes = [Pipe() for _ in range(2)]
    serving = Thread(target=serve, args=(OwnStudent(files, CPU), [b for _, b in pipes]))
    serving.start()
    own = OwnStudent(files, CPU).newest()
    assert own is not None
    for (ours, _), contexts in zip(pipes, (CONTEXTS[:2], CONTEXTS[2:]), strict=True):
        served = ServedStudent(files, ours).newest()
        assert served is not None
        none: frozenset[str] = frozenset()
        for barred in ([none] * len(contexts), [frozenset({OPEN})] * len(contexts)):
            seeds = range(len(contexts))
            there, here = (
                model.complete(contexts, max_tokens=12, temperature=0.5, seeds=seeds, barred=barred)
                for model in (served, own)
            )
            for one, other in zip(there, here, strict=True):
                assert (one.text, one.token_ids) == (other.text, other.token_ids)
                assert one.logprobs == pytest.approx(other.logprobs, abs=1e-4)
                assert one.banned == other.banned
    for ours, _ in pipes:
        ours.close()
    serving.join(timeout=20)
    assert not serving.is_alive()


def test_there_is_no_student_until_one_is_published(files: StreamFolder) -> None:
    assert OwnStudent(files, CPU).newest() is None
    assert ServedStudent(files, Pipe()[0]).newest() is None


def test_a_newer_student_takes_the_place_of_the_former(
    files: StreamFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.stream.students._LOOK_EVERY", 0.0)
    publish(files, 9, seed=3)
    student = OwnStudent(files, CPU)
    former = student.newest()
    assert student.newest() is former
    publish(files, 10, seed=4)
    newer = student.newest()
    assert newer is not None
    assert newer is not former
    assert newer.name.endswith("10")
