"""Predictions: what people in the room expected before they saw the results, beside what came out.

Invariant: an answer is kept once it is given. It is written to a file at once, a line an answer, and
is compared with whatever the round it belongs to has shown so far. Where no difference could be shown and the
interval reaches beyond what is too small to matter, nobody is marked right or wrong.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from experiments.statistics.verdict import Verdict
from results.workshop.kept_lines import append, in_csv, lines
from results.workshop.options import PREDICTED
from results.workshop.session import Round
from scenarios.entries import Entry, Words
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest

Expected = Literal["better", "worse", "same", "higher", "lower"]
COLUMNS = ("round", "case", "name", "a", "b", "outcome", "expected", "found", "right")
SAME = "same"
DIRECTIONS = (Verdict.BETTER, Verdict.WORSE, Verdict.HIGHER, Verdict.LOWER)
YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
"""How an expectation is marked: it came true; it did not; or the replicates do not say yet."""


class Came(NamedTuple):
    """What came out of an outcome: its verdict, the interval of the difference, and what is too small to
    matter.
    """

    verdict: str
    low: float
    high: float
    smallest: float

    @property
    def within(self) -> bool:
        """Whether the whole interval lies in the grey band of what is too small to matter."""
        return -self.smallest < self.low and self.high < self.smallest


class Prediction(Entry):
    """What somebody expects of the second governance model of a round, as seen from the first."""

    round: Words
    name: Annotated[str, Field(max_length=60)] = ""
    expected: Annotated[dict[str, Expected], Field(min_length=1)]


class Predictions:
    """All predictions of a workshop, kept in a file of lines of JSON."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._counts = Counter(one.round for one in _read(file))

    def keep(self, prediction: Prediction) -> None:
        """Keep an answer; ScenarioError if it is about an unknown outcome, FolderError on a full disk."""
        for outcome in prediction.expected:
            if outcome not in PREDICTED:
                raise ScenarioError(
                    _(
                        "{value} is no outcome to predict; there are: {known}.",
                        value=outcome,
                        known=listed(PREDICTED),
                    )
                    + nearest(outcome, PREDICTED)
                )
        with self._lock:
            append(self.file, prediction.model_dump())
            self._counts[prediction.round] += 1

    def count(self, name: str) -> int:
        """How many answers there are on one round."""
        return self._counts[name]

    def of(self, name: str) -> list[Prediction]:
        """The answers on one round."""
        return [one for one in _read(self.file) if one.round == name]

    def compared(self, rounds: dict[str, Round]) -> list[dict[str, object]]:
        """A row an answer and outcome (COLUMNS); `found` is empty while nothing is known."""
        rows: list[dict[str, object]] = []
        known = {name: came_out(found) for name, found in rounds.items() if self._counts[name]}
        for one in _read(self.file):
            found = rounds.get(one.round)
            outcomes = known.get(one.round, {})
            sides = [model.id for model in found.models] if found else ["", ""]
            for outcome, expected in one.expected.items():
                came = outcomes.get(outcome)
                row = (
                    one.round,
                    found.set_up.case if found else "",
                    one.name,
                    sides[0],
                    sides[1] if len(sides) > 1 else "",
                    outcome,
                    expected,
                    came.verdict if came else "",
                    right(expected, came),
                )
                rows.append(dict(zip(COLUMNS, row, strict=True)))
        return rows

    def csv(self, rounds: dict[str, Round]) -> str:
        """The comparison as CSV that spreadsheets open, with their mark for UTF-8."""
        return in_csv(COLUMNS, self.compared(rounds))


def came_out(found: Round) -> dict[str, Came]:
    """What the comparison of the first two governance models says so far, by outcome."""
    study = found.study()
    if study is None or study.comparison is None or study.comparison.empty:
        return {}
    first, second = (model.id for model in found.models[:2])
    table = study.comparison
    rows = table[(table["a"] == first) & (table["b"] == second)]
    return {
        str(row["outcome"]): Came(str(row["verdict"]), row["low"], row["high"], row["smallest"])
        for row in rows.to_dict("records")
    }


def right(expected: str, came: Came | None) -> str:
    """Whether an expectation came true: yes, no, cannot tell, or nothing while nothing is known."""
    if came is None:
        return ""
    if came.verdict in DIRECTIONS:
        return YES if expected == came.verdict else NO
    if came.verdict == Verdict.NOT_SHOWN and not came.within:
        return CANNOT_TELL
    return YES if expected == SAME else NO


def _read(file: Path) -> Iterator[Prediction]:
    """The answers so far; a damaged line, half written, is passed over."""
    for line in lines(file):
        try:
            yield Prediction.model_validate_json(line)
        except ValueError:
            continue
