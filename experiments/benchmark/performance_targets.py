"""A bar: what the design demands of a measurement; and how measurements are laid out for reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.benchmark.timing import number
from experiments.store.tables import plain

type Cell = object
type Rows = list[dict[str, Cell]]


@dataclass(frozen=True)
class Bar:
    """One demand: a limit from above (`at_most`) or from below.

    An absolute limit is `scaled` by the reference loop. `reach` is the far end of the measurement's interval,
    where it has one: a limit inside the interval is neither met nor missed.
    """

    name: str
    measured: float
    limit: float
    unit: str = ""
    at_most: bool = True
    scaled: bool = True
    reach: float | None = None

    def limit_here(self, factor: float) -> float:
        """The limit on this machine."""
        return self.limit * factor if self.scaled else self.limit

    def keeps(self, value: float, factor: float) -> bool:
        """Tell whether a value is on the right side of the limit (NaN never is)."""
        return value <= self.limit_here(factor) if self.at_most else value >= self.limit_here(factor)

    def verdict(self, factor: float) -> str:
        """Say how it went: met, not met, or undecided (the limit lies inside the interval)."""
        if self.keeps(self.measured, factor):
            return "met"
        return "undecided" if self.reach is not None and self.keeps(self.reach, factor) else "not met"


def bar_rows(bars: Sequence[Bar], factor: float) -> Rows:
    """The bars as rows: what was measured, the limit, the limit on this machine, and the verdict."""
    return [
        {
            "bar": bar.name,
            "measured": bar.measured,
            "unit": bar.unit,
            "must be": "at most" if bar.at_most else "at least",
            "limit": bar.limit,
            "here": bar.limit_here(factor),
            "verdict": bar.verdict(factor),
        }
        for bar in bars
    ]


def laid_out(rows: Rows) -> str:
    """Rows of the same keys as a table of plain text, words to the left and numbers to the right."""
    if not rows:
        return "(nothing)"
    heads = list(rows[0])
    cells = [heads, *([_text(row[head]) for head in heads] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(heads))]
    words = [isinstance(rows[0][head], str) for head in heads]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if left else cell.rjust(width)
            for cell, width, left in zip(line, widths, words, strict=True)
        ).rstrip()
        for line in cells
    )


def as_markdown(rows: Rows) -> str:
    """The same as a table of Markdown."""
    heads = list(rows[0]) if rows else []
    lines = [heads, ["---"] * len(heads), *([_text(row[head]) for head in heads] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_objects(rows: Rows) -> list[dict[str, object]]:
    """The rows for JSON: a timing or an interval becomes an object of its numbers."""
    return [
        plain({key: plain(cell._asdict()) if hasattr(cell, "_asdict") else cell for key, cell in row.items()})
        for row in rows
    ]


def _text(value: Cell) -> str:
    if value is None:
        return "–"
    return number(value) if isinstance(value, float) else str(value)
