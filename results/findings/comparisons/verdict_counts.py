"""In which of several cases something was shown: a sentence for each outcome of a pair of governance models.

Invariant: of every outcome all cases are counted, and those in which a difference was shown are named.
"""

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from experiments.statistics.verdict import SHOWN, Verdict, short
from results.document.blocks import Block, Heading, Points
from results.text.equal_cost import titled_at_cost
from results.text.names import (
    amount,
    case_name,
    in_brackets,
    joined,
    name_in,
    pair_name,
    shown_first,
)
from results.text.rows import Row, records, value
from scenarios.language import _

NAMED = 8
"""Cases that are named after a verdict; of more than these the number is told."""


def in_which_cases(rows: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """A heading for each pair at each cost, and below it the outcomes with the cases in which each was
    better, worse and so on; rows: those of a comparison of several cases.
    """
    for cost, some in rows.groupby("cost", sort=False):
        for a, b in pairs:
            of_pair = some[(some["a"] == a) & (some["b"] == b)]
            if len(of_pair):
                title = _("{pair}: in which of {count} cases", pair=pair_name(a, b), count=_cases(of_pair))
                yield Heading(3, titled_at_cost(title, str(cost)))
                yield Points(list(_sentences(of_pair)))


def _cases(rows: pd.DataFrame) -> int:
    return int(rows["case"].nunique())


def _sentences(rows: pd.DataFrame) -> Iterator[str]:
    """A sentence for each outcome in which a difference was shown in a case, and one on all others."""
    nowhere = []
    for outcome in shown_first(rows):
        mine = records(rows[rows["outcome"] == outcome])
        if any(row["verdict"] in SHOWN for row in mine):
            yield _("{outcome}: {counts}.", outcome=name_in(mine[0]), counts=verdict_counts(mine))
        else:
            nowhere.append(name_in(mine[0]))
    if nowhere:
        yield _("Shown in no case: {outcomes}.", outcomes=joined(nowhere))


def _case(row: Row) -> str:
    return case_name(str(row["case"]))


def verdict_counts(rows: Sequence[Row], named: Callable[[Row], str] = _case) -> str:
    """In how many cases which verdict was reached, those named in which a difference was shown, with the
    smallest and the largest mean difference. rows: of one outcome and pair; named: how the case of a row is
    called.
    """
    defined = [row for row in rows if row["n"]]
    parts: list[str] = []
    for verdict in Verdict:
        there = [row for row in defined if row["verdict"] == verdict]
        if there:
            parts.append(_count(verdict, list(map(named, there)), len(rows), first=not parts))
    if len(defined) < len(rows):
        parts.append(_("undefined in {count}", count=len(rows) - len(defined)))
    return joined(parts, long=True) + in_brackets(_reach(defined)) if defined else joined(parts)


def _reach(rows: Sequence[Row]) -> str:
    """From the smallest mean difference to the largest."""
    outcome, sizes = str(rows[0]["outcome"]), [value(row, "difference") for row in rows]
    low, high = (amount(outcome, one, bare) for one, bare in ((min(sizes), True), (max(sizes), False)))
    if min(sizes) == max(sizes) or low == amount(outcome, max(sizes), bare=True):
        return _("differences {range}", range=high)
    return _("differences {range}", range=_("{low} to {high}", low=low, high=high))


def _count(verdict: Verdict, cases: Sequence[str], of: int, first: bool) -> str:
    """One verdict, in how many of the cases, and in which; the first part of a sentence says of how many."""
    if len(cases) == of:
        return _("{verdict} in all {count} cases", verdict=short(verdict), count=of)
    text = _("{verdict} in {count}", verdict=short(verdict), count=len(cases))
    if first:
        text = _("{verdict} in {count} of {all} cases", verdict=short(verdict), count=len(cases), all=of)
    if verdict not in SHOWN:
        return text
    names = list(cases[:NAMED])
    more = len(cases) - len(names)
    listed = joined(names) if not more else _("{names} and {count} more", names=joined(names), count=more)
    return text + in_brackets(listed)
