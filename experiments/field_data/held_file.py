"""A file that somebody sent: held in memory alone, so that nothing raw of it is ever written.

Invariant: it has no name of its own, only one that says what it is: people call files by those whom they are
about.
"""

from pathlib import Path
from typing import NamedTuple


class HeldFile(NamedTuple):
    """What was sent: a name for messages, its ending (`.csv`, `.xlsx`), what is in it."""

    stem: str
    suffix: str
    content: bytes


class TableLimits(NamedTuple):
    """How much a table may hold: bytes, rows, and bytes that an Excel file, which is packed, comes to."""

    size: int
    rows: int
    unpacked: int


ON_DISK = TableLimits(100_000_000, 200_000, 400_000_000)
SENT = TableLimits(5_000_000, 20_000, 60_000_000)
"""Less for what a server reads while others wait for it."""


def limits_of(file: Path | HeldFile) -> TableLimits:
    """Those of a file on disk, or of one that was sent."""
    return SENT if isinstance(file, HeldFile) else ON_DISK
