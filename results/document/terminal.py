"""Tables for a terminal or a log: what there is to choose from, one run, a comparison.

The rule it holds: utilisation stands beside the outcomes, and every difference says its interval and its
verdict.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from experiments.encoding import sayable
from experiments.statistics.paired import EXPLORATORY, PRIMARY
from experiments.statistics.verdict import Verdict, short
from experiments.store.tables import Study
from results.text.equal_cost import costs_compared, titled_at_cost, what_was_given
from results.text.names import (
    case_name,
    governance_name,
    joined,
    name_in,
    number,
    outcome_name,
    outcome_unit,
    pair_name,
    shown_first,
)
from scenarios.language import _, language, pick
from scenarios.read import outcome_entries, sections

PAIRS_BESIDE = 3
"""Pairs of governance models that fit beside each other."""

STYLES = {
    Verdict.BETTER: "green",
    Verdict.WORSE: "red",
    Verdict.HIGHER: "cyan",
    Verdict.LOWER: "cyan",
    Verdict.SMALL: "yellow",
}

LISTS: Mapping[str, tuple[str, ...]] = {
    "cases": ("id", "name", "households", "type", "text"),
    "governance": ("id", "name", "instruments", "text"),
    "instruments": ("kind", "name", "governance", "cost"),
    "issues": ("id", "name", "category_name", "affects", "fixer"),
    "outcomes": ("id", "name", "unit", "direction", "text"),
    "parameters": ("key", "default", "low", "high", "least", "most", "unit", "grade", "name"),
}
"""The columns of each list that a terminal has room for; `--json` gives all."""


def show_list(what: str, entries: Sequence[Mapping[str, object]]) -> None:
    """What there is to choose from."""
    table = Table(box=None, pad_edge=False)
    for column in LISTS[what]:
        table.add_column(_heading(column), overflow="fold", no_wrap=column in ("id", "kind", "key"))
    for entry in entries:
        table.add_row(*(_cell(column, entry[column]) for column in LISTS[what]))
    console_for().print(table)


def show_differences(answer: Mapping[str, object]) -> None:
    """How two governance models differ, a sentence a line."""
    found = answer["differences"]
    assert isinstance(found, list)
    for one in found:
        print(f"- {one['sentence'][language()]}")
    if not found:
        print(_("The two governance models hold the same instruments with the same settings."))


def show_run(study: Study) -> None:
    """One run: every outcome with its unit."""
    row = study.runs.iloc[0]
    table = Table(box=None, pad_edge=False, title_justify="left", title_style="bold")
    table.title = _(
        "{case} under {governance}, {months} months, seed {seed}",
        case=case_name(row["case"]),
        governance=governance_name(row["governance"]),
        months=study.months,
        seed=row["seed"],
    )
    table.add_column(_("outcome"))
    table.add_column(_("value"), justify="right")
    table.add_column(_("unit"))
    table.add_column("id", style="dim", no_wrap=True)
    for outcome in (name for name in study.outcomes if name in outcome_entries()):
        table.add_row(outcome_name(outcome), number(float(row[outcome])), outcome_unit(outcome), outcome)
    console_for().print(table)


def show_comparison(study: Study) -> None:
    """The main outcomes of a comparison, a table for each case."""
    assert study.comparison is not None
    console = console_for()
    for (cost, case), rows in study.comparison.groupby(["cost", "case"], sort=False):
        pairs = list(dict.fromkeys(zip(rows["a"], rows["b"], strict=True)))
        title = titled_at_cost(case_name(str(case)), str(cost))
        for first in range(0, len(pairs), PAIRS_BESIDE):
            console.print(_case_table(title, rows, pairs[first : first + PAIRS_BESIDE]))
            console.print()
        for line in what_was_given(rows):
            console.print(line, highlight=False, soft_wrap=True)
    for line in reading(study):
        console.print(line, highlight=False, soft_wrap=True)


def fewer_worlds(table: pd.DataFrame, replicates: int) -> str:
    """Which primary outcomes rest on fewer worlds, being undefined in the others; empty if none does."""
    rows = table[(table["family"] == PRIMARY) & (table["n"] < replicates)]
    least = rows.groupby("outcome", sort=False)["n"].min()
    told = [f"{outcome_name(str(name))} {n}" for name, n in least.items()]
    return _("Undefined in some worlds, so of fewer: {outcomes}.", outcomes=joined(told)) if told else ""


def reading(study: Study) -> Iterator[str]:
    """How to read the numbers of a comparison."""
    assert study.comparison is not None
    yield _(
        "Means over {replicates} worlds, the same for every governance model; a heading says what is "
        "subtracted from what, ± reaches to the farther end of the 95 % interval of the mean paired "
        "difference.",
        replicates=study.replicates,
    )
    if fewer := fewer_worlds(study.comparison, study.replicates):
        yield fewer
    yield _(
        "Verdicts are on the governance model that a heading names first, corrected for {tests} comparisons "
        'of primary outcomes (Holm). "small": shown, but smaller than what matters; "no practical '
        'difference": shown to lie within what matters; "identical": the same in every replicate; "not '
        'shown": no difference could be shown.',
        tests=tests_in(study.comparison, PRIMARY),
    )
    if others := tests_in(study.comparison, EXPLORATORY):
        yield _(
            "All other outcomes are exploratory and corrected in a family of their own ({tests} comparisons):"
            " what is shown of them is for another study to confirm. --json and --out have them all.",
            tests=others,
        )


def tests_in(comparison: pd.DataFrame, family: str) -> int:
    """How many tests of one cost are corrected for together."""
    rows = comparison[comparison["family"] == family]
    return int(rows["p"].notna().sum()) // max(1, len(costs_compared(rows)))


def _case_table(title: str, rows: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> Table:
    """One case: outcomes down, pairs of governance models across, utilisation at the bottom."""
    table = Table(title=title, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column(_("outcome"))
    for a, b in pairs:
        table.add_column(pair_name(a, b), justify="right")
    cells = {(row["outcome"], row["a"], row["b"]): row for row in rows.to_dict("records")}
    for outcome in shown_first(rows):
        table.add_row(
            name_in(cells[outcome, *pairs[0]]), *(_difference(cells[outcome, a, b]) for a, b in pairs)
        )
    table.add_section()
    table.add_row(outcome_name("utilisation"), *(_utilisation(rows, a, b) for a, b in pairs))
    return table


def _difference(row: Mapping[str, object]) -> str | Text:
    found = Verdict(str(row["verdict"]))
    difference = float(str(row["difference"]))
    if row["n"] == 0:
        return _("undefined")
    style = STYLES.get(found, "dim")
    return Text.assemble(f"{number(difference, signed=True)} ±{number(reach(row))}\n", (short(found), style))


def reach(row: Mapping[str, object]) -> float:
    """How far the interval of a difference reaches at most: it is longer on the side of rare large ones."""
    difference, low, high = (float(str(row[name])) for name in ("difference", "low", "high"))
    return max(high - difference, difference - low)


def _utilisation(rows: pd.DataFrame, a: str, b: str) -> str:
    row = rows[(rows["a"] == a) & (rows["b"] == b)].iloc[0]
    return f"{number(row['utilisation_a'])} → {number(row['utilisation_b'])}"


def _heading(column: str) -> str:
    return {
        "id": "id",
        "kind": "id",
        "key": _("parameter"),
        "name": _("name"),
        "households": _("households"),
        "type": _("type"),
        "text": _("what it is"),
        "instruments": _("instruments"),
        "governance": _("used by"),
        "cost": _("cost a month"),
        "unit": _("unit"),
        "direction": _("better if"),
        "default": _("default"),
        "low": _("plausible from"),
        "high": _("to"),
        "least": _("possible from"),
        "most": _("to"),
        "grade": _("grade"),
        "category_name": _("category"),
        "affects": _("whom it concerns"),
        "fixer": _("who can fix it"),
    }[column]


def _cell(column: str, value: object) -> str:
    if column == "direction":
        return {1: _("more"), -1: _("less")}.get(int(str(value)), NOT_JUDGED)
    if column == "cost" and isinstance(value, list):
        return "; ".join(f"{entry['value']:g} {_(entry['unit'])}" for entry in value)
    if column == "unit":
        return "" if value == "none" else _(str(value))
    if column == "instruments" and isinstance(value, list):
        return joined(pick(sections()[kind].name) for kind in value)
    if column in ("affects", "fixer"):
        return _of_issue(str(value))
    if column == "type":
        return _(str(value))
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _of_issue(word: str) -> str:
    """Whom an issue concerns, or who can settle it, in words."""
    return {
        "all": _("everybody"),
        "elderly": _("the elderly"),
        "young": _("the young"),
        "firm": _("the property firm"),
        "committee": _("the residents' committee"),
        "street": _("the street office"),
        "owners": _("the owners"),
    }[word]


NOT_JUDGED = "–"


def console_for() -> Console:
    """Standard output; where it is no terminal, wide enough for a table. What names hold is no markup."""
    console = Terminal(markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 120
    return console


LEAST = 14
"""Columns of a terminal that a column of a table has at least, if it has so many letters."""


class Terminal(Console):
    """A console on which no word is cut: long ones are folded, and a table that a narrow terminal has no room
    for is as wide as it must be.
    """

    def print(self, *said: Any, **how: Any) -> None:
        """Print, tables at a width at which they can be read."""
        wanted = self.width
        tables = [one for one in said if isinstance(one, Table)]
        try:
            self.width = max([wanted, *(self._least(table) for table in tables)])
            super().print(*said, **how)
        finally:
            self.width = wanted

    def on_broken_pipe(self) -> None:
        """Leave it to the command to say nothing where nobody listens."""
        raise BrokenPipeError

    def _least(self, table: Table) -> int:
        """The width at which every column of a table has LEAST columns or all that it holds."""
        unbounded, least = self.options.update(max_width=10_000), 1
        for column in table.columns:
            column.overflow = "fold"
            cells = (column.header, *column.cells)
            widest = max(Measurement.get(self, unbounded, cell).maximum for cell in cells)
            least += (widest if column.no_wrap else min(widest, LEAST)) + 3
        return least

    def render_str(self, text: str, **how: Any) -> Text:
        """Text in marks that the encoding has, so that every line of a table is as long as the others."""
        return super().render_str(sayable(text, self.encoding), **how)
