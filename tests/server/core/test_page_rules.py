"""The rules that the page has are those of the game."""

from __future__ import annotations

from server.core.page_rules import render


def test_the_rules_of_the_page_are_current() -> None:
    files = render()
    assert [path.parent.name for path in files] == ["crafter"]
    for path, text in files.items():
        assert path.read_text() == text, "run: python -m server.core.page_rules"
