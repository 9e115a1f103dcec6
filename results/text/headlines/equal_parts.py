"""Things cut into parts, for where not all fit beside or below each other."""

from collections.abc import Iterator, Sequence


def equal_parts[Thing](things: Sequence[Thing], most: int) -> Iterator[Sequence[Thing]]:
    """So many of them at a time, as equally as can be."""
    parts = -(-len(things) // max(most, 1))
    for part in range(parts):
        yield things[part * len(things) // parts : (part + 1) * len(things) // parts]
