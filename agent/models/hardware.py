"""What a language model may use of the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hardware:
    """Where a local model computes."""

    device: str = "cpu"  # as torch names it: cpu, cuda, cuda:1
    # of the processor, for all models of the process; None: as torch finds it
    threads: int | None = None


CPU = Hardware()
