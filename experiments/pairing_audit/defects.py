"""Findings: draws that are not keyed as they should be, each with its place and what to do about it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np

from experiments.pairing_audit.company import Missing, Unlike
from experiments.pairing_audit.order_dependence import Counted
from experiments.pairing_audit.recorder import Draw
from experiments.pairing_audit.reuse import Reused
from experiments.pairing_audit.unkeyed_draws import Elsewhere
from scenarios.language import _

Kind = Literal["generator", "position", "reused", "company"]

SMALL = np.uint64(2**32)
"""No key is so small but by a chance of one in four thousand million."""

SHOWN = 4
"""Observations that a sentence names."""


@dataclass(frozen=True)
class Finding:
    """One stray draw.

    Attributes:
        at: file and line; second: the line with which it shares its luck.
        month: in which it is first seen, counted from the first recorded one; None while the world was built.
        what: what is called, or the observations that differ.
        count: how many draws, numbers or calls.
    """

    kind: Kind
    at: str
    stream: str | None = None
    month: int | None = None
    second: str | None = None
    what: str | None = None
    count: int = 0

    def sentence(self) -> str:
        """What is wrong, where, and what to do."""
        return SENTENCES[self.kind](self)

    def plain(self) -> dict[str, object]:
        """The finding as JSON knows it, with its sentence in the language chosen."""
        return asdict(self) | {"text": self.sentence()}


def _generator(found: Finding) -> str:
    return _(
        "{at} draws from a generator ({what}, {count} times): its numbers come in the order of use. Draw "
        "from model/streams.py, keyed by who decides.",
        at=found.at,
        what=found.what,
        count=found.count,
    )


def _position(found: Finding) -> str:
    if found.stream is not None:
        return _(
            "{at} draws from “{stream}” with bare numbers as identities. Make keys of them with "
            "model.streams.keys, from the compound's seed and who decides.",
            at=found.at,
            stream=found.stream,
        )
    return _(
        "{at} makes keys by counting, {what} at a time: a place in a list is nobody's identity, and one "
        "entry more shifts the luck of all after it. Key by who or what decides.",
        at=found.at,
        what=found.what,
    )


def _reused(found: Finding) -> str:
    return _(
        "{at} and {second} draw the same numbers from “{stream}” ({count} of them): two decisions agree by "
        "accident. Give one of them a stream of its own.",
        at=found.at,
        second=found.second,
        stream=found.stream,
        count=found.count,
    )


def _company(found: Finding) -> str:
    if found.stream is None:
        return _(
            "A compound does not live the same alone as beside others; first in month {month}: {what}. Some "
            "draw, or some sum, depends on the order of a list.",
            month=found.month,
            what=found.what,
        )
    return _(
        "{at} draws other numbers from “{stream}” when other compounds stand beside, first in month {month}: "
        "the identity depends on the order of a list. Key by who or what decides.",
        at=found.at,
        stream=found.stream,
        month=found.month,
    )


SENTENCES = {"generator": _generator, "position": _position, "reused": _reused, "company": _company}


def of_generators(found: Iterable[Elsewhere]) -> list[Finding]:
    """Findings on draws that do not come from the streams."""
    return [
        Finding("generator", str(one.place), month=one.month, what=one.call, count=one.times) for one in found
    ]


def of_counts(found: Iterable[Counted]) -> list[Finding]:
    """Findings on keys made by counting."""
    return [Finding("position", str(one.place), what=_span(one), count=one.most) for one in found]


def _span(found: Counted) -> str:
    return f"{found.least}" if found.least == found.most else f"{found.least}–{found.most}"


def of_bare(draws: Iterable[Draw]) -> list[Finding]:
    """Findings on draws whose identities are no keys but small numbers, each line and stream once."""
    bare = [draw for draw in draws if len(draw.identity) and draw.identity.max() < SMALL]
    return list(dict.fromkeys(Finding("position", str(draw.at[0]), stream=draw.stream) for draw in bare))


def of_reuse(found: Iterable[Reused]) -> list[Finding]:
    """Findings on luck that serves two decisions; lines are named where they part."""
    return [_of_reuse(one) for one in found]


def _of_reuse(found: Reused) -> Finding:
    pairs = zip(found.first, found.second, strict=False)
    first, second = next((pair for pair in pairs if pair[0] != pair[1]), (found.first[0], found.second[0]))
    return Finding("reused", str(first), found.stream, found.month, str(second), count=found.draws)


def of_company(missing: Iterable[Missing], unlike: Iterable[Unlike]) -> list[Finding]:
    """Findings on what depends on who stands beside."""
    drawn = [Finding("company", str(one.at), one.stream, one.month, count=one.draws) for one in missing]
    lived = [
        Finding("company", "", month=one.month, what=", ".join(one.observations[:SHOWN])) for one in unlike
    ]
    return [*drawn, *lived]
