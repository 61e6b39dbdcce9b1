"""Accessibility as axe-core judges it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"


def serious(page: Page) -> list[str]:
    """What is serious or critical on a page: rule and elements."""
    page.evaluate(SOURCE.read_text())  # as a script of its own the page's policy would refuse it
    found: dict[str, Any] = page.evaluate(
        "() => axe.run(document, { resultTypes: ['violations'] })"
    )
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes']]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
