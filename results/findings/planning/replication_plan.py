"""How many replicates a study takes, outcome by outcome.

Invariant: every number is shown beside the one that allows for how little a pilot knows of its own
spread.
"""

from collections.abc import Iterator, Sequence

import pandas as pd

from experiments.analysis.replication_planning import ALIKE, UNDEFINED
from experiments.statistics.paired import EQUAL
from experiments.statistics.power import CAUTION, MOST
from experiments.statistics.verdict import LEVEL
from results.document.blocks import Block, Table, lines
from results.text.names import (
    NOTHING,
    case_name,
    difference_unit,
    in_brackets,
    joined,
    name_in,
    number,
    outcome_name,
    pair_name,
    scale,
    shown_first,
)
from results.text.rows import Row, value
from scenarios.language import _

NEEDED = ("for_difference", "for_width", "for_equivalence")


def tables(table: pd.DataFrame, named: Sequence[str]) -> Iterator[Block]:
    """A line for each outcome wanted (the main ones, if none was named), then how to read it."""
    known = list(dict.fromkeys(table["outcome"]))
    outcomes = [name for name in named if name in known] or shown_first(table)
    rows = [_hardest(table[table["outcome"] == outcome]) for outcome in outcomes]
    yield _table(rows, several=len(table[["cost", "case", "a", "b"]].drop_duplicates()) > 1)
    yield from lines(reading(rows, table))


def _hardest(rows: pd.DataFrame) -> Row:
    """Of one outcome the case and pair that takes most worlds; those of which nothing is known come last."""
    most = rows["for_difference_cautious"].astype("Float64").fillna(MOST + 1.0)
    most_needed = most.where(rows["note"] == "", -1.0)
    found: Row = rows.loc[most_needed.idxmax()].to_dict()
    return found


def _table(rows: Sequence[Row], several: bool) -> Table:
    """Outcomes down; what is asked and how many worlds it takes across."""
    words = [_("outcome"), *([_("where it takes most")] if several else [])]
    heads = (
        *(_("spread"), _("difference"), _("to show it")),
        *(_("width"), _("to be so narrow"), _("to show that none matters")),
    )
    body = [[_titled(row), *([_where(row)] if several else []), *_numbers(row)] for row in rows]
    title = _("Replicates needed, from a pilot of {worlds}", worlds=rows[0]["worlds"])
    return Table([*words, *heads], body, title, left=range(len(words)))


def _numbers(row: Row) -> list[str]:
    shown, narrow, none = (_replicates(row, kind) for kind in NEEDED)
    spread = _value(row, "spread") + in_brackets(_value(row, "spread_high"))
    return [spread, _value(row, "difference"), shown, _value(row, "width"), narrow, none]


def _titled(row: Row) -> str:
    """Name and unit of the outcome of a row, marked where that is exploratory."""
    return name_in(row, difference_unit(str(row["outcome"])))


def _where(row: Row) -> str:
    cost = in_brackets(_("at equal cost")) if row["cost"] == EQUAL else ""
    pair = pair_name(str(row["a"]), str(row["b"])) + cost
    return _("{name}: {said}", name=case_name(str(row["case"])), said=pair)


def _value(row: Row, name: str) -> str:
    return number(scale(str(row["outcome"])) * value(row, name))


def _replicates(row: Row, kind: str) -> str:
    """How many worlds, and in brackets how many by the upper limit of the spread."""
    likely, cautious = (row[kind + how] for how in ("", "_cautious"))
    if row["note"]:
        return NOTHING
    return _count(likely) + in_brackets(_count(cautious))


def _count(replicates: object) -> str:
    return f"> {MOST:,}" if pd.isna(replicates) else f"{replicates:,}"


def reading(rows: Sequence[Row], table: pd.DataFrame) -> Iterator[str]:
    """How to read the numbers."""
    yield _(
        "Spread: standard deviation of the paired differences. In brackets: its upper "
        "{percent} % limit and the replicates it takes then, for a pilot does not know its own "
        "spread well.",
        percent=f"{100 * CAUTION:.0f}",
    )
    yield _(
        "To show it: a true difference so large is shown in {power} % of studies, after Holm's correction for"
        " {tests} comparisons of its family. To be so narrow: the 95 % interval is no wider than that from "
        "end to end. To show that none matters: where there is no difference, {power} % of studies show that "
        "it is below the smallest difference of interest.",
        power=f"{100 * float(str(rows[0]['power'])):.0f}",
        tests=_(" or ").join(dict.fromkeys(str(round((1 - LEVEL) / value(row, "alpha"))) for row in rows)),
    )
    yield _(
        'The verdict "better" or "worse" asks besides that the mean found is no smaller than the smallest '
        'difference of interest: a true difference of just that size comes out "small" in half of all '
        "studies."
    )
    yield from _unknown(rows)


def _unknown(rows: Sequence[Row]) -> Iterator[str]:
    """What could not be planned, and why."""
    alike, undefined = (
        joined(outcome_name(str(row["outcome"])) for row in rows if row["note"] == note)
        for note in (ALIKE, UNDEFINED)
    )
    if alike:
        yield _("No replicate of the pilot differed, so nothing can be planned: {outcomes}.", outcomes=alike)
    if undefined:
        yield _("Defined in too few replicates of the pilot: {outcomes}.", outcomes=undefined)
