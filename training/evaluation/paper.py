"""What the paper measured, to show beside what we did: not under the same conditions.

Source: "Learning When to Plan" (arXiv 2509.03581, version 1), figure 1, read off the published
picture by pixel position: a score to about 0.003, tokens to about 3 %.
"""

from __future__ import annotations

WHO = "paper: Llama-3.3-70B, zero-shot, n = 100"
WHO_LEARNED = "paper: Llama-3.1-8B"


# Figures 1e and 1f: share of the return that can be had, and of turns with a plan, after 25,000 and
# 200,000 steps of PPO.
ARMS: dict[str, tuple[tuple[float, float], tuple[float, float] | None]] = {
    "SFT, dynamic": ((0.342, 0.404), (0.073, 0.043)),
    "SFT, never": ((0.278, 0.331), None),
    "base, dynamic": ((0.160, 0.204), (0.785, 0.85)),
    "base, never": ((0.207, 0.288), None),
}
