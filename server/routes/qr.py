"""The QR code of an address, to be opened on a phone."""

from __future__ import annotations

import io
from typing import Annotated

import segno
from fastapi import APIRouter, Query
from fastapi.responses import Response

MAX_ADDRESS_CHARS = 500
_BORDER = 4  # modules of white round the code, as ISO/IEC 18004 asks

router = APIRouter()


@router.get("/api/qr.svg")
def qr(
    address: Annotated[str, Query(pattern="^https?://", max_length=MAX_ADDRESS_CHARS)],
) -> Response:
    """The code as a picture, dark on white also in a dark page: most readers need that."""
    out = io.BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(out, kind="svg", border=_BORDER, light="white", xmldecl=False, omitsize=True)
    return Response(out.getvalue(), media_type="image/svg+xml")
