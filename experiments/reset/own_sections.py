"""Sections of the ledger that belong to new files: they stay, as the files do.

Invariant: without its section an instrument of one's own cannot be read, nor can any governance model that
adopts it, so that no command would work; therefore the one is not undone without the other.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

LEDGER = "parameters.yaml"

SECTION = re.compile(rb"^(?:#.*\n)*([A-Za-z_]\w*)\s*:", re.MULTILINE)
"""Where a section begins: its key at the start of a line, and the comments directly above it."""


def own_sections(file: str, was: bytes, now: bytes, new: Iterable[str]) -> tuple[bytes, tuple[str, ...]]:
    """The sections that only the present ledger has and that are called like a new Python file, as they are
    written, and their names; nothing of any other file.
    """
    if PurePosixPath(file).name != LEDGER:
        return b"", ()
    known = {name for name, _text in _sections(was)}
    owners = {PurePosixPath(one).stem for one in new if one.endswith(".py")} - known
    found = [(name, text) for name, text in _sections(now) if name in owners]
    return b"".join(text for _name, text in found), tuple(name for name, _text in found)


def with_sections(was: bytes, sections: bytes) -> bytes:
    """The ledger as it was, these sections at its end."""
    if not sections:
        return was
    return was.rstrip(b"\r\n") + b"\n\n" + sections.rstrip(b"\r\n") + b"\n"


def _sections(text: bytes) -> Iterator[tuple[str, bytes]]:
    begins = list(SECTION.finditer(text))
    ends = [one.start() for one in begins[1:]] + [len(text)]
    for one, end in zip(begins, ends, strict=True):
        yield one[1].decode(), text[one.start() : end]
