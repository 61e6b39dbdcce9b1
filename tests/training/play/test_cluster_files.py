"""The files that start a cluster: Ray's by Ray's own check, SkyPilot's by what its task schema
allows, and both by a shell that reads their commands.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from ray.autoscaler._private.util import prepare_config, validate_config

FOLDER = Path(__file__).parents[3] / "docs" / "cluster"
# of SkyPilot 0.14's task, ``sky/utils/schemas.py``: key -> type
SKY = {
    "name": str,
    "num_nodes": int,
    "resources": dict,
    "workdir": str,
    "envs": dict,
    "secrets": dict,
    "setup": str,
    "run": str,
}


def read(name: str) -> dict[str, Any]:
    found = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_ray_takes_its_file() -> None:
    validate_config(prepare_config(read("ray.yaml")))


def test_ray_refuses_a_key_that_it_does_not_know() -> None:
    with pytest.raises(Exception, match="head_starts"):
        validate_config(prepare_config(read("ray.yaml") | {"head_starts": []}))


def test_skypilots_file_has_its_keys_and_types_alone() -> None:
    found = read("sky.yaml")
    assert {key: type(value) for key, value in found.items()} == SKY
    assert all(value is None or isinstance(value, str) for value in found["envs"].values())


def test_both_start_ray_with_a_token_and_where_the_command_looks_for_it() -> None:
    for name in ("ray.yaml", "sky.yaml"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert "ray start --head --port 6399" in text
        assert "RAY_AUTH_MODE" in text


def test_a_shell_reads_their_commands() -> None:
    sky, ray = read("sky.yaml"), read("ray.yaml")
    started = (*ray["head_start_ray_commands"], *ray["worker_start_ray_commands"])
    for script in (sky["setup"], sky["run"], *ray["setup_commands"], *started):
        checked = subprocess.run(
            ["bash", "-n"], input=script, text=True, capture_output=True, timeout=30, check=False
        )
        assert checked.returncode == 0, checked.stderr
