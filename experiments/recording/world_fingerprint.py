"""What a world is made of at a moment, in a few bytes each part: who only looks leaves it as it was."""

import hashlib

from model.neighbourhood import Neighbourhood

type Fingerprint = dict[str, bytes]


def fingerprint(world: Neighbourhood) -> Fingerprint:
    """What a world is made of, in a few bytes each: agents' columns, the record, the books, issues."""
    parts = {
        f"{type(table).__name__}.{name}": column
        for table in world.tables()
        for name, column in table.columns.items()
    }
    parts |= {f"record.{name}": column for name, column in world.record.series.items()}
    parts |= {"issues.status": world.issues.status, "issues.severity": world.issues.severity}
    found = {name: hashlib.blake2b(part.tobytes(), digest_size=8).digest() for name, part in parts.items()}
    return found | {"books": world.books.total().tobytes()}


def changed(before: Fingerprint, after: Fingerprint) -> list[str]:
    """The names of what is no longer the same."""
    return [name for name in before if before[name] != after[name]]
