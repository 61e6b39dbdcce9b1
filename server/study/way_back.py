"""The code by which a participant comes back in another browser. An id that others know, such as
Prolific's, does not let anybody in.

The code is made of the pseudonym and a secret of the server, so that it can be shown at any time
and is kept nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from pathlib import Path

from server.core.secrets import secret

_GROUPS = 3
_GROUP = 4  # characters of 5 bits


def code_of(data: Path, pseudonym: str) -> str:
    """The code of a participant: ``ABCD-EFGH-2345``. OSError if the server's secret cannot be
    read.
    """
    key = secret(data, "participants").encode()
    digest = hmac.new(key, pseudonym.encode(), hashlib.sha256).digest()
    text = base64.b32encode(digest).decode()
    return "-".join(text[_GROUP * at : _GROUP * (at + 1)] for at in range(_GROUPS))


def fits(data: Path, pseudonym: str, given: str) -> bool:
    """Whether what a person typed is the code, however it is written."""
    plain = "".join(letter for letter in given.upper() if letter.isalnum())
    expected = code_of(data, pseudonym).replace("-", "")
    return secrets.compare_digest(plain.encode(), expected.encode())
