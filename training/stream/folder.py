"""The files of a stream, beside those of every run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StreamFolder:
    """Where learner, actors and the process that serves students find each other's files."""

    path: Path

    @property
    def shards(self) -> Path:
        """Examples on their way to the learner."""
        return self.path / "shards"

    @property
    def checkpoint(self) -> Path:
        """What a run that was stopped goes on from."""
        return self.path / "checkpoint.pt"

    @property
    def stop(self) -> Path:
        """Made when the actors are to end."""
        return self.path / "stop"

    @property
    def published(self) -> Path:
        """Where the students are."""
        return self.path / "published"

    @property
    def students(self) -> list[Path]:
        """Published ones, the newest last."""
        found = (path for path in self.published.glob("[0-9]*") if path.name.isdigit())
        return sorted(found, key=lambda path: int(path.name))

    @property
    def kept(self) -> Path:
        """Students of a run's hours, each by the number of updates that it had."""
        return self.path / "kept"

    def waiting(self) -> list[Path]:
        """Shards, the oldest first."""
        return sorted(
            self.shards.glob("*.npz"), key=lambda path: (path.stat().st_mtime_ns, path.name)
        )
