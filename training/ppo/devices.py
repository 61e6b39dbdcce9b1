"""What a training computes on: one device or several, each with its own process and share of the
worlds, through accelerate.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import psutil
import torch
from accelerate import Accelerator
from accelerate.utils import gather_object
from numpy.typing import NDArray
from torch import Tensor
from torch.optim import AdamW, Optimizer

from training.ppo.gae import Floats, explained_variance
from training.ppo.recipe import LearnerSettings

Indices = NDArray[np.int64]


class Devices:
    """The devices of a run, seen from one of its processes.

    Args:
        half: compute in bfloat16 where it is safe.
        checkpointing: models that can forget activations on the way forth and work them out again
            on the way back do.
    """

    def __init__(self, *, half: bool, checkpointing: bool = False) -> None:
        self._accelerator = Accelerator(cpu=not torch.cuda.is_available())
        self._half = half
        self._checkpointing = checkpointing
        self.device: torch.device = self._accelerator.device
        self.count: int = self._accelerator.num_processes
        self.rank: int = self._accelerator.process_index

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes."""
        return self.rank == 0

    def prepare(self, model: Any, settings: LearnerSettings) -> tuple[Any, Any, Optimizer]:
        """A model put in place to be trained, the same without what several devices wrap it in, and
        its optimizer.
        """
        weights = [weight for weight in model.parameters() if weight.requires_grad]
        optimizer = AdamW(
            weights, lr=settings.lr, betas=(0.9, settings.beta2), weight_decay=settings.weight_decay
        )
        placed, stepping = self._accelerator.prepare(model.eval(), optimizer)
        return placed, self._accelerator.unwrap_model(placed), stepping

    def computing(self) -> AbstractContextManager[Any]:
        """Within it, models compute in what the recipe says, playing as learning: both know the
        same probabilities.
        """
        return computing(self.device, half=self._half)

    def descend(
        self,
        model: Any,
        optimizer: Optimizer,
        parts: Sequence[Indices],
        loss: Callable[[Indices], Tensor],
        clip: float,
    ) -> float:
        """Take one step down a loss that is the sum over parts of a batch; the norm of its
        gradient, before it was clipped.
        """
        # which transformers does only then; nothing else differs without dropout
        model.train(self._checkpointing)
        for number, part in enumerate(parts, start=1):
            with nullcontext() if number == len(parts) else self._accelerator.no_sync(model):
                self._accelerator.backward(loss(part))
        norm = self._accelerator.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        optimizer.zero_grad()
        model.eval()
        return float(norm)

    def total(self, values: Tensor) -> Tensor:
        """The sum over all processes."""
        found: Tensor = self._accelerator.reduce(values.to(self.device), "sum")
        return found

    def moments(self, values: Floats) -> tuple[float, float]:
        """Mean and standard deviation of values, over all processes; 0 and 0 of none."""
        own = [values.size, values.sum(), (values**2).sum()]
        count, total, squares = self.total(torch.tensor(own, dtype=torch.float64)).tolist()
        mean = total / max(count, 1)
        return mean, max(squares / max(count, 1) - mean**2, 0.0) ** 0.5

    def explained(self, values: Floats, returns: Floats) -> float:
        """Share of the variance of returns that values explain, over all processes."""
        return explained_variance(
            self.moments(returns)[1] ** 2, self.moments(returns - values)[1] ** 2
        )

    def gather(self, some: list[Any]) -> list[Any]:
        """The lists of all processes, joined."""
        return gather_object(some) if self.count > 1 else some

    def wait(self) -> None:
        """Until all processes are here."""
        self._accelerator.wait_for_everyone()

    def memory_mb(self) -> float:
        """The most that this process has had, on its device."""
        if self.device.type == "cuda":
            return torch.cuda.max_memory_allocated(self.device) / 2**20
        try:
            import resource
        except ImportError:  # Windows
            most = psutil.Process().memory_info().peak_wset  # type: ignore[attr-defined]
            return float(most / 2**20)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (2**20 if sys.platform == "darwin" else 2**10)


def computing(device: torch.device, *, half: bool) -> AbstractContextManager[Any]:
    """Within it, models on the device compute in bfloat16 where it is safe, if ``half``."""
    return torch.autocast(device.type, torch.bfloat16, enabled=half)


def shuffled(count: int, minibatches: int, passes: int, *seed: int) -> Iterator[Indices]:
    """Indices below ``count`` in minibatches of nearly equal size; in each pass all of them, in an
    order of its own.
    """
    rng = np.random.default_rng(seed)
    for _ in range(passes):
        yield from np.array_split(rng.permutation(count), minibatches)
