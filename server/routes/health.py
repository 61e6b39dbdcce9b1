"""How the server is, for machines: whether it is alive, whether it can take people, and figures for
Prometheus.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge
from prometheus_client.exposition import generate_latest
from starlette.concurrency import run_in_threadpool

from server.core.settings import ServerSettings
from server.routes.admin import disk_of
from server.routes.disk import Disk
from server.routes.play import TheManager
from server.sessions.manager import SessionManager

router = APIRouter()


@router.get("/healthz")
def health() -> dict[str, str]:
    """Tell that the server answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def ready(request: Request, manager: TheManager) -> Response:
    """Whether people can come and play: 200 or 503, with what is wrong where."""
    settings: ServerSettings = request.app.state.settings
    state = {
        "disk": await run_in_threadpool(_disk, settings.data, settings.min_free_bytes),
        "recorder": _recorder(manager),
        "planner": "ok" if manager.pool.loaded() or manager.pool.offered() else "none is there",
    }
    fine = all(what == "ok" for what in state.values()) and not manager.stopping
    return JSONResponse({"status": "ok" if fine else "not ready", **state}, 200 if fine else 503)


@router.get("/metrics")
async def metrics(manager: TheManager, disk: Annotated[Disk, Depends(disk_of)]) -> Response:
    """All figures, in Prometheus' text format."""
    now = CollectorRegistry()
    _gauge(now, "sidequest_sessions", "Sessions by mode", "mode", _modes(manager))
    connections = [one.publisher.connections for one in manager.all()]
    viewers = {
        "player": sum(each.people for each in connections),
        "spectator": sum(each.spectators for each in connections),
    }
    _gauge(now, "sidequest_viewers", "Who is connected", "kind", viewers)
    waiting = {
        "commands": sum(session.waiting for session in manager.all()),
        "decisions": sum(each.work.waiting for each in manager.pool.loaded().values()),
        "events": sum(viewer.waiting for each in connections for viewer in each),
    }
    _gauge(now, "sidequest_queue_depth", "What waits", "queue", waiting)
    try:
        usage = await run_in_threadpool(disk.usage)
    except OSError:  # /readyz tells of it; the other figures are wanted all the more
        pass
    else:
        Gauge("sidequest_disk_free_bytes", "Free for the records", registry=now).set(usage.free)
        _gauge(now, "sidequest_disk_used_bytes", "Of the data folder", "kind", usage.kinds)
    return Response(
        generate_latest(REGISTRY) + generate_latest(now), media_type=CONTENT_TYPE_LATEST
    )


def _gauge(
    registry: CollectorRegistry, name: str, about: str, label: str, values: Mapping[str, float]
) -> None:
    gauge = Gauge(name, about, [label], registry=registry)
    for key, value in values.items():
        gauge.labels(key).set(value)


def _modes(manager: SessionManager) -> dict[str, int]:
    modes: dict[str, int] = {}
    for session in manager.all():
        modes[session.publisher.mode] = modes.get(session.publisher.mode, 0) + 1
    return modes


def _recorder(manager: SessionManager) -> str:
    """``ok``, or how many games stand still because they cannot be recorded."""
    standing = sum(session.publisher.recorder != "" for session in manager.all())
    return "ok" if not standing else f"{standing} games cannot be recorded"


def _disk(data: Path, least: int) -> str:
    """``ok``, or why no record can be written."""
    try:
        with tempfile.TemporaryFile(dir=data) as file:
            file.write(b"x")
            file.flush()
        free = shutil.disk_usage(data).free
    except OSError as error:
        return f"the data folder cannot be written: {error.strerror}"
    return "ok" if free >= least else f"{free:,} bytes are free; {least:,} are the least"
