"""What the paper measured, to show beside what we did: not under the same conditions.

Source: "Learning When to Plan" (arXiv 2509.03581, version 1), figure 1, read off the published picture by pixel position: a score to
about 0.003, tokens to about 3 %.
"""

from __future__ import annotations

from dataclasses import dataclass

WHO = "paper: Llama-3.3-70B, zero-shot, n = 100"
WHO_LEARNED = "paper: Llama-3.1-8B"


@dataclass(frozen=True, slots=True)
class Published:
    """One frequency of the paper's."""

    mode: str
    score: float  # from 0 to 1
    se: float  # standard error of it
    tokens: float  # written in an episode


# Figures 1a and 1b: how often to plan.
CRAFTER = (
    Published("never", 0.343, 0.012, 550),
    Published("every:16", 0.326, 0.014, 2_700),
    Published("every:12", 0.337, 0.016, 4_000),
    Published("every:8", 0.339, 0.014, 5_200),
    Published("every:6", 0.361, 0.012, 7_200),
    Published("every:4", 0.379, 0.014, 11_500),
    Published("every:3", 0.374, 0.014, 14_700),
    Published("every:2", 0.348, 0.013, 19_500),
    Published("always", 0.349, 0.013, 39_000),
)
POGS = (
    Published("never", 0.36, 0.05, 44),
    Published("every:16", 0.50, 0.05, 270),
    Published("every:8", 0.55, 0.05, 460),
    Published("every:6", 0.55, 0.05, 600),
    Published("every:4", 0.58, 0.05, 900),
    Published("every:3", 0.58, 0.05, 1_200),
    Published("every:2", 0.59, 0.05, 1_700),
    Published("always", 0.47, 0.05, 3_000),
)
# Figures 1e and 1f: share of the return that can be had, and of turns with a plan, after 25,000 and 200,000 steps of PPO.
ARMS: dict[str, tuple[tuple[float, float], tuple[float, float] | None]] = {
    "SFT, dynamic": ((0.342, 0.404), (0.073, 0.043)),
    "SFT, never": ((0.278, 0.331), None),
    "base, dynamic": ((0.160, 0.204), (0.785, 0.85)),
    "base, never": ((0.207, 0.288), None),
}
