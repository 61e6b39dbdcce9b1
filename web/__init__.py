"""What people see: Jinja2 templates, ES modules and CSS, served as they are. No build step, nothing from another host.

In ``static``, ``state.js`` documents all that the page knows; ``update.js`` patches it by what the server says; ``render.js``
and the folder ``render`` alone write to the page and ``events.js`` alone listens to it; ``socket.js`` is the connection;
``main.js`` joins them.
"""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
