"""All verdicts of a comparison at a glance: outcomes down, cases and governance models across.

Invariant: every case and every governance model has a column of its own, none is counted together; the
outcomes that the comparison was made for come first, and marks differ in shape and not in colour alone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from experiments.sign_counts.known_signs import UNKNOWN, KnownSigns
from experiments.statistics.paired import EQUAL, PRIMARY
from experiments.statistics.verdict import Verdict, word
from results.text import built_in
from results.text.headlines.certainty import Certainty, certainty
from results.text.headlines.equal_parts import equal_parts
from results.text.names import case_name, governance_name, name_in, outcome_name, shown_first
from results.text.rows import Row, records, value
from results.text.signs.sign_marks import marks, sentence
from scenarios.language import _


class Mark(StrEnum):
    """The shape that a verdict has in the matrix."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    SMALL = "small"
    ALIKE = "alike"
    OPEN = "open"
    UNDEFINED = "undefined"


MARK_OF = {
    Verdict.BETTER: Mark.BETTER,
    Verdict.WORSE: Mark.WORSE,
    Verdict.HIGHER: Mark.HIGHER,
    Verdict.LOWER: Mark.LOWER,
    Verdict.SMALL: Mark.SMALL,
    Verdict.NO_PRACTICAL: Mark.ALIKE,
    Verdict.IDENTICAL: Mark.ALIKE,
    Verdict.NOT_SHOWN: Mark.OPEN,
}


@dataclass(frozen=True)
class Column:
    """A case and the governance model that is compared there with the matrix's first one."""

    case: str
    governance: str
    case_name: str
    governance_name: str


@dataclass(frozen=True)
class MatrixCell:
    """The verdict on one outcome of a column; row: that of the comparison, None where there is none; signs:
    whether its sign holds, in marks and in words, empty where nothing is known of that.
    """

    mark: Mark
    certainty: Certainty
    built_in: bool
    row: Row | None
    signs: tuple[str, str] = ("", "")

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return (
            word(Verdict(str(self.row["verdict"]))) if self.row and value(self.row, "n") else _("undefined")
        )


@dataclass(frozen=True)
class Line:
    """An outcome with a cell for each column; primary: the comparison was made for it."""

    outcome: str
    name: str
    primary: bool
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True)
class VerdictMatrix:
    """Everything against the governance model `first`, at one cost."""

    cost: str
    first: str
    first_name: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def heading(self) -> str:
        """What it stands under."""
        return self._at_cost(_("All verdicts, compared with {governance}", governance=self.first_name))

    @property
    def heading_of_cards(self) -> str:
        """What the cards of the same pairs stand under."""
        return self._at_cost(_("What came out, compared with {governance}", governance=self.first_name))

    def _at_cost(self, text: str) -> str:
        return _("{pair}, at equal cost", pair=text) if self.cost == EQUAL else text

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that occur, in the order of a legend."""
        there = {cell.mark for line in self.lines for cell in line.cells}
        return tuple(mark for mark in Mark if mark in there)

    @property
    def has_signs(self) -> bool:
        """Whether anything is known of whether signs hold."""
        return any(cell.signs[0] for line in self.lines for cell in line.cells)

    @property
    def has_built_in(self) -> bool:
        """Whether any verdict is built into the model."""
        return any(cell.built_in for line in self.lines for cell in line.cells)

    def of_cases(self, cases: tuple[str, ...]) -> "VerdictMatrix":
        """The same with the columns of these cases alone, for where not all fit beside each other."""
        kept = [place for place, column in enumerate(self.columns) if column.case in cases]
        lines = (
            Line(one.outcome, one.name, one.primary, tuple(one.cells[place] for place in kept))
            for one in self.lines
        )
        columns = tuple(self.columns[place] for place in kept)
        return VerdictMatrix(self.cost, self.first, self.first_name, columns, tuple(lines))

    def parts(self, most: int) -> Iterator["VerdictMatrix"]:
        """The matrix cut between cases, so that no part has more columns than that."""
        columns = Counter(column.case for column in self.columns)
        for some in equal_parts(list(columns), max(1, most // max(columns.values()))):
            yield self.of_cases(tuple(some))


def verdict_matrix(comparison: pd.DataFrame, cost: str, known: KnownSigns = UNKNOWN) -> VerdictMatrix:
    """The matrix of a comparison that has rows at this cost; known: of signs."""
    rows = comparison[comparison["cost"] == cost]
    first = str(rows["a"].iloc[0])
    rows = rows[rows["a"] == first]
    columns = tuple(_columns(rows))
    return VerdictMatrix(cost, first, governance_name(first), columns, tuple(_lines(rows, columns, known)))


def _columns(rows: pd.DataFrame) -> Iterator[Column]:
    for case in rows["case"].unique():
        for b in rows.loc[rows["case"] == case, "b"].unique():
            yield Column(str(case), str(b), case_name(str(case)), governance_name(str(b)))


def _lines(rows: pd.DataFrame, columns: tuple[Column, ...], known: KnownSigns) -> Iterator[Line]:
    found = {(row["outcome"], row["case"], row["b"]): row for row in records(rows)}
    primary = set(rows.loc[rows["family"] == PRIMARY, "outcome"])
    for outcome in shown_first(rows):
        some = [found.get((outcome, one.case, one.governance)) for one in columns]
        name = next((name_in(row) for row in some if row), outcome_name(outcome))
        yield Line(outcome, name, outcome in primary, tuple(_cell(row, known) for row in some))


def _cell(row: Row | None, known: KnownSigns) -> MatrixCell:
    if row is None or not value(row, "n"):
        return MatrixCell(Mark.UNDEFINED, Certainty.OPEN, False, row)
    mark = MARK_OF[Verdict(str(row["verdict"]))]
    signs = marks(row, known), sentence(row, known)
    return MatrixCell(mark, certainty(row), built_in.mark_of(row) is not None, row, signs)


def mark_word(mark: Mark) -> str:
    """What a mark means, for a legend."""
    return {
        Mark.BETTER: _("better"),
        Mark.WORSE: _("worse"),
        Mark.HIGHER: _("higher (neither good nor bad)"),
        Mark.LOWER: _("lower (neither good nor bad)"),
        Mark.SMALL: _("differs, too little to matter"),
        Mark.ALIKE: _("no difference that matters"),
        Mark.OPEN: _("no difference could be shown"),
        Mark.UNDEFINED: _("undefined"),
    }[mark]
