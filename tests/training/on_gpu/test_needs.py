import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from training.on_gpu import needs
from training.on_gpu.__main__ import main

ROOT = Path(__file__).parents[3]
BESIDE = ("torch", "transformers")  # with all that they need themselves


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def required(package: str, found: set[str]) -> set[str]:
    """A package, and what it needs on this machine, without its extras."""
    if normal(package) in found:
        return found
    found.add(normal(package))
    for line in metadata.requires(package) or ():
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            required(needed.name, found)
    return found


def imported(module: str, seen: set[str]) -> set[str]:
    """Packages that a module of this repository imports as it is loaded, itself or through others of
    the repository."""
    file = ROOT.joinpath(*module.split("."))
    file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    if module in seen or not file.is_file():
        return set()
    seen.add(module)
    found = set()
    for statement in ast.parse(file.read_text()).body:
        names = []
        if isinstance(statement, ast.Import):
            names = [alias.name for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            inside = [f"{statement.module}.{alias.name}" for alias in statement.names]
            names = [statement.module, *inside]
        for name in names:
            if name.split(".")[0] in ("agent", "training"):
                found |= imported(name, seen)
            elif name.split(".")[0] not in sys.stdlib_module_names:
                found.add(name.split(".")[0])
    return found


def test_all_that_is_imported_is_named_or_comes_with_torch_and_transformers() -> None:
    beside: set[str] = set()
    for package in BESIDE:
        required(package, beside)
    packages = metadata.packages_distributions()
    seen: set[str] = set()
    tops = imported("training.on_gpu.run", seen)
    for engine in ("local", "onnx"):
        tops |= imported(f"agent.models.{engine}", seen)
    assert "training.stream.actors" in seen
    named = {normal(package) for package in needs.PACKAGES}
    unnamed = {
        top for top in tops if not {normal(name) for name in packages[top]} & (named | beside)
    }
    assert not unnamed
    for package in needs.PACKAGES:
        assert required(package, set()) <= named | beside


def test_the_needs_are_printed_as_pip_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--needs"]) == 0
    lines = capsys.readouterr().out.split()
    assert len(lines) == len(needs.PACKAGES)
    for line in lines:
        package, version = line.split("==")
        assert metadata.version(package) == version


def test_what_is_missing_is_named_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(needs.PACKAGES, "crafter", "no_such.module")
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path / "run"), "--device", "cpu"])
    assert re.search(r"these packages are missing: crafter==[\d.]+;", capsys.readouterr().err)
    assert not (tmp_path / "run").exists()
