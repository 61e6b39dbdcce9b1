"""The pictures of a world, each by its name, and all of them in one answer."""

from __future__ import annotations

import base64
import io
import math
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server.core.static import compressed

ALL = "all.json"
KEPT_A_DAY = "public, max-age=86400"


@lru_cache(maxsize=8)
def sheet_of(folder: Path) -> dict[str, Any]:
    """All pictures of a folder in one, row by row: their ``names``, how many are in a row
    (``columns``), the ``size`` of each in pixels, and the ``sheet`` as the address of a PNG.

    Each picture is made as large as the first.
    """
    paths = sorted(folder.glob("*.png"))
    with Image.open(paths[0]) as first:
        size = first.width
    columns = math.ceil(math.sqrt(len(paths)))
    rows = math.ceil(len(paths) / columns)
    sheet = Image.new("RGBA", (columns * size, rows * size))
    for at, path in enumerate(paths):
        with Image.open(path) as picture:
            fitted = picture.convert("RGBA").resize((size, size), Image.Resampling.NEAREST)
        sheet.paste(fitted, (at % columns * size, at // columns * size))
    png = io.BytesIO()
    sheet.save(png, "PNG", optimize=True)
    return {
        "names": [path.stem for path in paths],
        "columns": columns,
        "size": size,
        "sheet": f"data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}",
    }


class Pictures(StaticFiles):
    """Mounted at ``/assets/<world>``."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self._folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One picture, or ``all.json``. They come with a package, and hardly ever change."""
        if path == ALL:
            response: Response = JSONResponse(sheet_of(self._folder))
            response = compressed(Request(scope), response)
        else:
            response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = KEPT_A_DAY
        return response
