"""The packages that a run on a GPU needs beside torch and transformers, with their own needs."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

# package -> module that is there if the package is; None: only some releases of others need it
PACKAGES: dict[str, str | None] = {
    "annotated-types": "annotated_types",
    "cloudpickle": "cloudpickle",
    "contourpy": "contourpy",
    "crafter": "crafter",
    "cycler": "cycler",
    "flatbuffers": "flatbuffers",
    "fonttools": "fontTools",
    "imageio": "imageio",
    "joblib": "joblib",
    "kiwisolver": "kiwisolver",
    "llvmlite": "llvmlite",
    "matplotlib": "matplotlib",
    "ml_dtypes": "ml_dtypes",
    "numba": "numba",
    "onnx": "onnx",
    "onnxruntime": "onnxruntime",
    "opensimplex": "opensimplex",
    "pillow": "PIL",
    "protobuf": "google.protobuf",
    "psutil": "psutil",
    "pydantic": "pydantic",
    "pydantic_core": "pydantic_core",
    "pyparsing": "pyparsing",
    "python-dateutil": "dateutil",
    "ruamel.yaml": "ruamel.yaml",
    "typing-inspection": "typing_inspection",
    "tzdata": None,
}
_PINNED = Path(__file__).parents[2] / "constraints.txt"


def missing() -> list[str]:
    """The packages that are not installed, as ``requirement`` writes them."""
    return [
        requirement(package)
        for package, module in PACKAGES.items()
        if module is not None and not _is_there(module)
    ]


def requirement(package: str) -> str:
    """A package as pip reads it; in a checkout in the version with which that is tested."""
    if not _PINNED.is_file():
        return package
    for line in _PINNED.read_text(encoding="utf-8").splitlines():
        if line.partition("==")[0].lower() == package:
            return line
    return package


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package that it is a part of
        return False
