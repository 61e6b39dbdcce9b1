"""How every state frame begins. Little-endian:

| offset | type | what |
| --- | --- | --- |
| 0 | u8 | version: what follows the head |
| 1 | u8 | flags: 4 driven by a person; the others are the version's own |
| 2 | u16 | the last command id (mod 65536) of an ``act`` that is in this frame, 0 for none |
| 4 | u32 | step |
| 8 | u32 | seq: the newest event that this frame is not older than |
| 12 | | what the version says; a reader leaves alone what follows that |
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

HEAD = struct.Struct("<BBHII")
PERSON = 4
NO_ACTION = 255


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame but for what only the session knows."""

    version: int
    flags: int
    step: int
    body: bytes  # what follows the head

    def encode(self, *, seq: int = 0, ack: int = 0, person: bool = False) -> bytes:
        """Write the frame.

        Args:
            seq: number of the newest event that it is not older than.
            ack: id of the last ``act`` command that is in it, 0 for none.
            person: whether a person drives.
        """
        return (
            HEAD.pack(self.version, self.flags | PERSON * person, ack & 0xFFFF, self.step, seq)
            + self.body
        )
