"""What people see: Jinja2 templates, ES modules and CSS, served as they are.

No build step, nothing from another host. In ``static``:

| folder | what | imports |
| --- | --- | --- |
| ``lib`` | helpers that know nothing of the game | nothing |
| ``worlds`` | a folder for each world; ``index.js`` lists them | ``lib`` |
| ``play`` | the page of a game | ``lib``, ``worlds`` |
| ``pages`` | the scripts of the other pages | ``lib``, ``worlds`` |
| ``css`` | the style sheets; a world's own lies in its folder | |

In ``static/play``, ``state.js`` documents all that the page knows; ``update.js`` patches it by what
the server says; the folder ``render`` alone writes to the page and the folder ``events`` alone
listens to it; ``socket.js`` is the connection; ``main.js`` joins them.

A world is a folder in ``static/worlds``, a template in ``templates/worlds`` and a line in
``static/worlds/index.js``; ``static/worlds/world.js`` says what it has to have.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
