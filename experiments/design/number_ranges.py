"""Whole numbers as ranges, as in `0-19,21`: how a folder says which replicates it holds."""

from collections.abc import Iterable


def short_list(numbers: Iterable[int]) -> str:
    """Whole numbers as `0-19,21`."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in spans)


def spelled_out(text: str) -> list[int]:
    """The numbers of such a list; ValueError if it is none."""
    found: list[int] = []
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
