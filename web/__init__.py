"""What people see: Jinja2 templates, ES modules and CSS, served as they are. No build step, nothing from another host.

``static/lib`` has helpers that know nothing of the game, ``static/worlds`` a folder for each world, ``static/play`` the page of a
game, ``static/pages`` the scripts of the other pages, ``static/css`` the style sheets. ``play`` and ``pages`` import ``worlds``
and ``lib``, ``worlds`` imports ``lib``, and ``lib`` nothing.

In ``static/play``, ``state.js`` documents all that the page knows; ``update.js`` patches it by what the server says; the folder
``render`` alone writes to the page and the folder ``events`` alone listens to it; ``socket.js`` is the connection; ``main.js``
joins them.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
