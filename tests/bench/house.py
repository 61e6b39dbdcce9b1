"""How easy it is to find one's way: names, lines, sizes, and what an import pulls in.

    .venv/bin/python -m tests.bench.house

Rings of folders are kept out by ``lint-imports`` (``make check``).
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("agent", "server", "training")
PACKED = 25  # tokens of a line that is hard to read
COUNTED = (tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING)
IMPORTED = ("agent.planners.settings", "agent.traces.trace")
COUNT = (
    "import sys, time; began = time.process_time(); import {module}; "
    "print(time.process_time() - began, sum(bool(getattr(m, '__file__', '')) and "
    "m.__name__.split('.')[0] in {packages} and not m.__file__.endswith('__init__.py') "
    "for m in list(sys.modules.values())))"
)


def files() -> list[Path]:
    """The Python files of the packages."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def shared_names() -> dict[str, list[Path]]:
    """Top-level classes of one name in several files."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in files():
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path)
    return {name: paths for name, paths in found.items() if len(paths) > 1}


def tokens_of_lines(path: Path) -> Counter[int]:
    """Line -> tokens that begin in it, comments and layout left out."""
    read = io.StringIO(path.read_text()).readline
    return Counter(one.start[0] for one in tokenize.generate_tokens(read) if one.type in COUNTED)


def functions() -> Iterator[tuple[int, str]]:
    """Length in lines and name of each function."""
    for path in files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield lines, f"{path.relative_to(ROOT)}:{node.name}"


def reached(module: str) -> set[str]:
    """The modules of the packages that a module imports, whatever it takes to get there."""
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in files()}
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in modules:
            continue
        seen.add(name)
        for node in ast.walk(ast.parse(modules[name].read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    return seen


def main() -> None:
    """Print the figures."""
    shared = shared_names()
    print(f"classes that share a name: {sum(map(len, shared.values()))} ({', '.join(shared)})")
    counts = [tokens for path in files() for tokens in tokens_of_lines(path).values()]
    packed = sum(tokens > PACKED for tokens in counts)
    print(f"lines of code: {len(counts):,}, over {PACKED} tokens: {packed / len(counts):.1%}")
    largest = max((path.read_text().count("\n"), path.relative_to(ROOT)) for path in files())
    print(f"largest file: {largest[1]}, {largest[0]} lines")
    length, name = max(functions())
    print(f"largest function: {name}, {length} lines")
    trains = [name for name in reached("training.ppo.train") if name.startswith("training.")]
    print(f"files of training behind training.ppo.train: {len(trains)}")
    for module in IMPORTED:
        code = COUNT.format(module=module, packages=PACKAGES)
        told = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        )
        seconds, count = told.stdout.split()
        print(f"import {module}: {float(seconds):.2f} s of processor time, {count} files of ours")


if __name__ == "__main__":
    main()
