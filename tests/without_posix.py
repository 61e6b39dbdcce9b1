"""This machine as if it ran Windows, as far as Python shows it: what is not there is taken away,
and what is refused is refused.

A test calls ``pretend``; ``-p tests.without_posix`` on pytest's command line does it for every
test. Those then fail that do themselves what Windows refuses, such as deleting a record that is
being written.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

MODULES = ("fcntl", "grp", "pwd", "resource", "termios")
CALLS = (
    "O_DIRECTORY",
    "fchmod",
    "fork",
    "geteuid",
    "getuid",
    "killpg",
    "mkfifo",
    "pread",
    "sched_getaffinity",
)
BINARY = 0x8000  # O_BINARY; here the same bit means O_LARGEFILE, which changes nothing


def pretend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the patches are undone."""
    for name in MODULES:
        monkeypatch.setitem(sys.modules, name, None)
    for name in CALLS:
        monkeypatch.delattr(os, name, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "O_BINARY", BINARY, raising=False)
    monkeypatch.setattr(os, "chmod", lambda path, mode, **more: None)
    # these open folders, and delete files that are open
    monkeypatch.setattr(shutil, "_use_fd_functions", False)
    monkeypatch.setattr(tempfile, "TemporaryFile", tempfile.NamedTemporaryFile)
    _refuse_what_is_open(monkeypatch)
    _translate_line_ends(monkeypatch)


@pytest.fixture(autouse=True)
def _for_every_test(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)


def _refuse_what_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are open can be neither moved nor replaced nor deleted, and a move replaces
    nothing.
    """

    def refuse(path: Any) -> None:
        whole = os.path.realpath(path)
        if any(one == whole or one.startswith(f"{whole}/") for one in _open_files()):
            raise PermissionError(13, "The process cannot access the file", str(path))

    def moving(move: Callable[..., None], *, replaces: bool) -> Callable[..., None]:
        def moved(source: Any, target: Any, **more: Any) -> None:
            refuse(source)
            if os.path.lexists(target):
                if not replaces:
                    raise FileExistsError(17, "The file exists", str(target))
                if Path(target).is_dir():
                    raise PermissionError(5, "Access is denied", str(target))
                refuse(target)
            move(source, target, **more)

        return moved

    def deleting(delete: Callable[..., None]) -> Callable[..., None]:
        def deleted(path: Any, **more: Any) -> None:
            refuse(path)
            delete(path, **more)

        return deleted

    monkeypatch.setattr(os, "rename", moving(os.rename, replaces=False))
    monkeypatch.setattr(os, "replace", moving(os.replace, replaces=True))
    monkeypatch.setattr(os, "unlink", deleting(os.unlink))
    monkeypatch.setattr(os, "remove", deleting(os.remove))


def _open_files() -> Iterator[str]:
    """The files that this process has open or mapped."""
    for one in Path("/proc/self/fd").iterdir():
        try:
            yield str(one.readlink())
        except OSError:  # the one that lists them
            continue
    yield from re.findall(r"(/.*)$", Path("/proc/self/maps").read_text(), re.MULTILINE)


def _translate_line_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """``os.write`` writes other line ends to a file that was not opened as binary; a folder cannot
    be opened.
    """
    as_text: set[int] = set()
    open_, write = os.open, os.write

    def opened(path: Any, flags: int, *more: Any, **given: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(13, "Permission denied", str(path))
        file = open_(path, flags, *more, **given)
        (as_text.discard if flags & BINARY else as_text.add)(file)
        return file

    def written(file: int, data: bytes) -> int:
        return write(file, bytes(data).replace(b"\n", b"\r\n") if file in as_text else data)

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "write", written)
