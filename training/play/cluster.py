"""A connection to Ray, which spreads work over processes and machines."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from agent.core import packages

_KNOCK_S = 10  # which a machine has to answer in


class ClusterError(ValueError):
    """There is no Ray to work on."""


@contextmanager
def connected(address: str | None, processors: int | None = None) -> Iterator[int]:
    """Within it, this process can use a Ray; the processors that it has.

    Args:
        address: such as HEAD:6399, or auto for the one that runs on this machine; None for one of
            our own, which ends with it.
        processors: of one of our own; None for as many as this machine has.

    Raises ClusterError if the package is missing, or there is no cluster at the address.
    """
    ray = package()
    if address:
        _knock(address)
    # "local" is a Ray of our own, never one that happens to run here already.
    ours = {"address": "local", "num_cpus": processors, "include_dashboard": False}
    place = {"address": address} if address else ours
    # or a Ray that is started here reports to its makers
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        ray.init(**place, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, ValueError, RuntimeError) as error:
        why = str(error).strip().splitlines() or [type(error).__name__]
        raise ClusterError(f"no Ray at {place['address']}: {why[0].strip()}") from error
    try:
        yield int(ray.cluster_resources().get("CPU", 0))
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Raise ClusterError if nothing listens at HOST:PORT; Ray itself would try for many minutes,
    and log each time.
    """
    host, colon, port = address.rpartition(":")
    if not colon or "/" in host or not port.isdecimal():
        return  # auto, ray://..., or what Ray refuses at once
    try:
        socket.create_connection((host, int(port)), timeout=_KNOCK_S).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(f"no Ray at {address}: {error}") from error


def package() -> Any:
    """The package ray, which is an extra. Raises ClusterError if it is missing."""
    try:
        return import_module("ray")
    except ImportError as error:
        raise ClusterError(
            f"a cluster needs the package ray: {packages.how_to_get('cluster')}"
        ) from error
