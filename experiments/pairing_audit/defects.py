"""Defects: draws that are not keyed as they should be, each with its place and what to do about it; two kinds
are looked for here, draws that serve two decisions and what changes in a batch.

Invariant: the same identity, stream and month at two lines of the code, or at one line called by two, is a
defect, and one line called by the same line again reads the number a second time. Whoever draws alone draws
the same in a batch of compounds, and its months are the same byte for byte.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from agents.column import KeyArray
from experiments.recording.code_line import CodeLine
from experiments.recording.recorder import MonthRecord, StreamDraw
from scenarios.language import _

Kind = Literal["generator", "position", "reused", "company"]

SMALL = np.uint64(2**32)
"""No key is so small but by a chance of one in four thousand million."""

NAMED = 4
"""Observations that a sentence names."""

READ_TWICE = frozenset({"paid before", "equally hard", "payer"})
"""Streams that are read in several places on purpose: whether a household had paid before the run is drawn
for its newcomers and once more when the firm's own start is known, and only the second answer stays; who
comes first of equals is one lot for whoever ranks them; who always pays and who never does are the two ends
of one number.
"""


@dataclass(frozen=True)
class Defect:
    """One stray draw.

    Attributes:
        at: file and line; second: the line with which it shares its draw.
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
        """The defect as JSON knows it, with its sentence in the language chosen."""
        return asdict(self) | {"text": self.sentence()}


def _generator(found: Defect) -> str:
    return _(
        "{at} draws from a generator ({what}, {count} times): its numbers come in the order of use. Draw "
        "from model/streams.py, keyed by who decides.",
        at=found.at,
        what=found.what,
        count=found.count,
    )


def _position(found: Defect) -> str:
    if found.stream is not None:
        return _(
            "{at} draws from “{stream}” with bare numbers as identities. Make keys of them with "
            "model.streams.keys, from the compound's seed and who decides.",
            at=found.at,
            stream=found.stream,
        )
    return _(
        "{at} makes keys by counting, {what} at a time: a place in a list is nobody's "
        "identity, and one entry more shifts the draws of all after it. Key by who or what "
        "decides.",
        at=found.at,
        what=found.what,
    )


def _reused(found: Defect) -> str:
    return _(
        "{at} and {second} draw the same numbers from “{stream}” ({count} of them): two decisions agree by "
        "accident. Give one of them a stream of its own.",
        at=found.at,
        second=found.second,
        stream=found.stream,
        count=found.count,
    )


def _batch(found: Defect) -> str:
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


SENTENCES = {"generator": _generator, "position": _position, "reused": _reused, "company": _batch}


def bare_identities(draws: Iterable[StreamDraw]) -> list[Defect]:
    """Draws whose identities are no keys but small numbers, each line and stream once."""
    bare = [draw for draw in draws if len(draw.identity) and draw.identity.max() < SMALL]
    return list(dict.fromkeys(Defect("position", str(draw.at[0]), stream=draw.stream) for draw in bare))


class TwoDecisions(NamedTuple):
    """A stream whose numbers serve two decisions: at which lines."""

    first: tuple[CodeLine, ...]
    second: tuple[CodeLine, ...]
    stream: str


class Reuse:
    """The draws of one world, remembered as long as they may be drawn again: two decisions that draw the same
    number agree by accident.
    """

    def __init__(self) -> None:
        """Begin with no draws."""
        self._drawn: dict[tuple[str, int], dict[tuple[CodeLine, ...], KeyArray]] = {}
        self._found: dict[TwoDecisions, tuple[int, int]] = {}

    def take(self, month: int, record: MonthRecord) -> None:
        """Look through a month."""
        for draw in record.draws:
            if draw.stream not in READ_TWICE:
                self._take(month, draw)
        for key in [key for key in self._drawn if key[1] == month != 0]:
            del self._drawn[key]

    def _take(self, month: int, draw: StreamDraw) -> None:
        by_place = self._drawn.setdefault((draw.stream, draw.month), {})
        for other, identities in by_place.items():
            if other != draw.at and (twice := len(np.intersect1d(draw.identity, identities))):
                first, second = sorted((other, draw.at))
                shared = TwoDecisions(first, second, draw.stream)
                first_seen, count = self._found.get(shared, (month, 0))
                self._found[shared] = (first_seen, count + twice)
        before = by_place.get(draw.at)
        by_place[draw.at] = draw.identity if before is None else np.union1d(before, draw.identity)

    def defects(self) -> list[Defect]:
        """What was found, in the order of the code; the lines named are those where the two differ."""
        found = []
        for shared, (month, count) in sorted(self._found.items()):
            pairs = zip(shared.first, shared.second, strict=False)
            ends = (shared.first[0], shared.second[0])
            first, second = next((pair for pair in pairs if pair[0] != pair[1]), ends)
            found.append(Defect("reused", str(first), shared.stream, month, str(second), count=count))
        return found


class BatchInvariance:
    """One compound alone and the same in a batch: what differs depends on the order of a list or of use."""

    def __init__(self) -> None:
        """Begin without a difference."""
        self._missing: dict[tuple[str, CodeLine], tuple[int, int]] = {}

    def take(self, month: int, alone: MonthRecord, batch: MonthRecord) -> None:
        """Note the draws of a month that the compound makes alone and not in the batch."""
        drawn: dict[tuple[str, int], list[KeyArray]] = {}
        for draw in batch.draws:
            drawn.setdefault((draw.stream, draw.month), []).append(draw.identity)
        for draw in alone.draws:
            there = drawn.get((draw.stream, draw.month))
            found = None if there is None else np.isin(draw.identity, np.concatenate(there))
            missing = len(draw.identity) if found is None else int((~found).sum())
            if missing:
                first_seen, count = self._missing.get((draw.stream, draw.at[0]), (month, 0))
                self._missing[draw.stream, draw.at[0]] = (first_seen, count + missing)

    def defects(self, alone: pd.DataFrame, batch: pd.DataFrame) -> list[Defect]:
        """The first draw that depends on who else is there (what differs later may follow from it), and the
        first month in which anything observed differs; a row a month in each table.
        """
        drawn = [
            Defect("company", str(at), stream, month, count=count)
            for (stream, at), (month, count) in list(self._missing.items())[:1]
        ]
        differs = {
            name: _bits(alone[name]) != _bits(batch[name])
            for name in alone.columns
            if name not in ("compound", "month")
        }
        months = np.flatnonzero(np.any(list(differs.values()), axis=0))
        if not len(months):
            return drawn
        names = [name for name, where in differs.items() if where[months[0]]][:NAMED]
        month = int(alone["month"].iloc[int(months[0])])
        return [*drawn, Defect("company", "", month=month, what=", ".join(names))]


def _bits(column: pd.Series) -> KeyArray:
    return column.to_numpy(dtype=np.float64).copy().view(np.uint64)
