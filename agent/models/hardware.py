"""What a language model may use of the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hardware:
    """Where a local model computes."""

    device: str = "cpu"  # as torch names it: cpu, cuda, cuda:1
    threads: int | None = None  # of the processor, for all models of the process; None: as torch finds it


CPU = Hardware()
