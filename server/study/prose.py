"""Consent texts as pages show them."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

_LEVELS = 6
_markdown = MarkdownIt("commonmark", {"html": False})  # HTML in a text is shown as it is written


def to_html(text: str) -> Markup:
    """A Markdown text as HTML, its headings one level lower: the page has one above them."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{min(_LEVELS, int(token.tag[1]) + 1)}"
    return Markup(_markdown.renderer.render(tokens, _markdown.options, {}))  # noqa: S704
