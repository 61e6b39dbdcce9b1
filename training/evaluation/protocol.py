"""Others' ways to measure, so that a figure stands beside theirs: ``evaluate --protocol``.

A protocol says what is played and how it is scored. A language model without a text of its own
reads the protocol's; a planner by rules, and a model that was trained on another text, read their
own, which the report names.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

from agent.core.metrics import Summary


@dataclass(frozen=True, slots=True)
class Protocol:
    """A way to measure.

    Attributes:
        world: with the settings that choose the text.
        cap: steps of an episode.
        episodes: the fewest of a published figure.
        text: name of the prompt, by which reports know it.
        achievements: that there are.
    """

    name: str
    world: str
    cap: int
    episodes: int
    text: str
    achievements: int

    def score(self, report: Summary) -> tuple[float, float]:
        """Progression and its standard error, in percent.

        As ``collect_and_summarize_results`` of balrog/utils.py has it: the share of the
        achievements that were unlocked by the end, the mean over episodes; the error is that of the
        population's deviation (divided by n, not n - 1).
        """
        shares = [len(episode.unlocked) / self.achievements for episode in report.episodes]
        error = statistics.pstdev(shares) / math.sqrt(len(shares))
        return 100 * statistics.mean(shares), 100 * error

    def line(self, report: Summary) -> str:
        """The score in a few words, with all that keeps it from standing beside published ones."""
        progress, error = self.score(report)
        conditions, faults = report.conditions, []
        if report.n < self.episodes:
            faults.append(f"{report.n} of at least {self.episodes} episodes")
        if conditions.cap != self.cap:
            faults.append(f"cap {conditions.cap} in place of {self.cap}")
        if conditions.observation != self.text:
            faults.append(f"it reads another text: {conditions.observation}")
        told = f"progression {progress:.1f} % ± {error:.1f} % (n = {report.n})"
        return f"{told}; not as {self.name} has it: {'; '.join(faults)}" if faults else told


PROTOCOLS = {
    protocol.name: protocol
    for protocol in (Protocol("balrog", "crafter:text=balrog", 2000, 10, "balrog", 22),)
}
