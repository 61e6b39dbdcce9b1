"""The documents name files, links, modules and commands that are there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import typer

from sidequest import app

ROOT = Path(__file__).parents[1]
PACKAGES = ("agent", "server", "training", "web", "tests")
FOLDERS = (*PACKAGES, "docs", r"\.ci")
DOCUMENTS = sorted(
    path
    for pattern in (
        "README.md",
        "CONTRIBUTING.md",
        "docs/**/*.md",
        "docs/cluster/*.yaml",
        "agent/weights/*/README.md",
    )
    for path in ROOT.glob(pattern)
)
PATH = re.compile(rf"(?<![\w./$-])(?:{'|'.join(FOLDERS)})/[\w./<>{{}},*-]*")
MODULE = re.compile(rf"(?<![\w./-])(?:{'|'.join(PACKAGES)})(?:\.[A-Za-z_]\w*)+")
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:\.venv/bin/|-m )sidequest (?P<words>[^\n]*)")

NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)


@each_document
def test_every_path_of_the_repository_exists(document: Path):
    named = set(_paths(document.read_text()))
    missing = sorted(path for path in named if not _exists(path))
    assert not missing, f"{document.name} names files that are not there: {missing}"


@each_document
def test_every_module_exists(document: Path):
    missing = [name for name in MODULE.findall(document.read_text()) if not _is_importable(name)]
    assert not missing, f"{document.name} names modules that are not there: {missing}"


@each_document
def test_every_link_leads_somewhere(document: Path):
    dead = [link for link in LINK.findall(document.read_text()) if not _leads(document, link)]
    assert not dead, f"{document.name} has dead links: {dead}"


@each_document
def test_every_command_has_the_options_that_are_shown(document: Path):
    joined = document.read_text().replace("\\\n", " ")
    wrong = [fault for match in COMMAND.finditer(joined) if (fault := _fault(match["words"]))]
    assert not wrong, f"{document.name}: {wrong}"


@pytest.mark.parametrize("path", ["agent/none.py", "agent/worlds/<name>/no.py", "web/{static,no}"])
def test_a_path_that_is_not_there_is_found(path: str):
    assert [found for found in _paths(f"in `{path}`.") if not _exists(found)]


@pytest.mark.parametrize(
    ("link", "leads"),
    [("CONTRIBUTING.md", True), ("nowhere.md", False), ("README.md#no-such-heading", False)],
)
def test_a_link_that_leads_nowhere_is_found(link: str, leads: bool):
    assert _leads(ROOT / "README.md", link) is leads


@pytest.mark.parametrize("words", ["dance --out x", "run --tempo 3", "trace dance t.jsonl"])
def test_a_command_that_is_not_there_is_found(words: str):
    assert _fault(words)


def _paths(text: str) -> Iterator[str]:
    """The repository's paths in a text, braces expanded: ``web/{a,b}`` is two."""
    for path in PATH.findall(text):
        parts = re.split(r"\{([^}]*)\}", path.rstrip(".,"))
        choices = [part.split(",") if number % 2 else [part] for number, part in enumerate(parts)]
        yield from map("".join, product(*choices))


def _exists(path: str) -> bool:
    """Whether a path is there; ``<name>`` stands for any one name."""
    return any(ROOT.glob(re.sub(r"<[^>]*>", "*", path.rstrip("/"))))


def _is_importable(name: str) -> bool:
    """Whether a dotted name leads to a module or to something that is defined in one."""
    place = ROOT
    parts = name.split(".")
    for number, part in enumerate(parts):
        if place.joinpath(part).is_dir():
            place = place / part
            continue
        module = place / f"{part}.py"
        if module.is_file():
            return number + 1 == len(parts) or _defines(module, parts[number + 1])
        return _defines(place / "__init__.py", part)
    return True


def _defines(module: Path, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", module.read_text()) is not None


def _leads(document: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return True
    path, _, anchor = link.partition("#")
    target = document.parent / path if path else document
    return target.exists() and (not anchor or anchor in _anchors(target))


def _anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _fault(words: str) -> str:
    """What is wrong with a command of ``sidequest`` and its options; "" if nothing is."""
    command = typer.main.get_command(app)
    rest = shlex.split(words.split("`")[0], comments=True)
    while commands := getattr(command, "commands", None):
        name = rest.pop(0) if rest else ""
        if name.startswith("-") or not name:
            return ""
        if name not in commands:
            return f"there is no command {name!r}"
        command = commands[name]
    known = {"--help"}
    for parameter in command.params:
        known.update(parameter.opts, parameter.secondary_opts)
    unknown = [word for word in rest if word.startswith("--") and word not in known]
    return f"{command.name} has no option {unknown}" if unknown else ""
