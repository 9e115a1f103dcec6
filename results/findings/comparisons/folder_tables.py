"""Two finished folders compared, on a terminal and as a page.

Invariant: what else differs between the folders, and whether their replicates met the same worlds, is told
before any number.
"""

from collections.abc import Iterator, Mapping
from itertools import batched

import pandas as pd

from experiments.analysis.comparisons.folder_differences import DATA, UNKNOWN, Unlike
from experiments.analysis.comparisons.two_folders import WHOSE, FolderComparison
from experiments.statistics.paired import PRIMARY
from experiments.store.manifest import command_line
from results.document.blocks import BLANK, Block, Cell, Heading, Paragraph, Points, Table, closing, lines
from results.findings.comparisons.case_tables import PAIRS_BESIDE, difference_cell
from results.findings.comparisons.verdict_counts import verdict_counts
from results.text import built_in
from results.text.conditions import timing
from results.text.names import (
    after_each_other,
    case_name,
    governance_name,
    joined,
    level,
    name_beside_differences,
    name_in,
    parameter_in_section,
    shown_first,
)
from results.text.rows import Row, by_outcome, records, value
from results.text.verdicts import within_the_model
from scenarios.language import _
from scenarios.read import ledger

FEW, MOST = 2, 6
"""Scenarios of which both means are shown beside the difference; of which the differences are shown."""


def folder_tables(found: FolderComparison) -> Iterator[Block]:
    """What was compared with what, the differences, and how to read them."""
    yield Paragraph(_("A: {a}. B: {b}. A difference is B − A, a verdict is on B.", a=found.a, b=found.b))
    yield from lines(_unlike(found))
    yield Paragraph(_pairing(found))
    yield BLANK
    yield from _tables(found.table)
    yield from lines(_built_in(found.table))
    yield from lines(_reading(found))
    yield from lines(timing(dict.fromkeys(found.table["case_b"]), found.origin.months, found.origin.start))


def document(found: FolderComparison) -> Iterator[Block]:
    """The same as a page."""
    yield Heading(1, _("Two folders compared"))
    for block in folder_tables(found):
        if isinstance(block, Table) and block.title:
            yield Heading(3, block.title)  # which only a terminal writes above a table
        if block != BLANK:
            yield block
    files = _("All outcomes are in comparison.csv.")
    yield from closing(command_line(found.manifest), files, cannot_tell=[within_the_model()])


def _unlike(found: FolderComparison) -> Iterator[str]:
    """What else differs, a line each."""
    if not found.unlike:
        yield _("Cases, governance models, values and code are the same in both.")
    for one in found.unlike:
        yield _unlike_words(one)


def _unlike_words(one: Unlike) -> str:
    """One thing that differs."""
    if one.what in ("parameter", "burn_in", "start"):
        return _("{what}: {a} in A, {b} in B.", what=_what(one), a=_stated(one.a), b=_stated(one.b))
    if one.what in ("case", "governance"):
        name = case_name if one.what == "case" else governance_name
        a, b = name(str(one.a)), name(str(one.b))
        return _("{what}: {a} in A, {b} in B.", what=_what(one), a=a, b=b)
    if one.what == "code":
        return _code_words(one)
    return {
        DATA: _("Files of cases or governance models were edited in between: the runs are not the same."),
        "primary": _("They were made for other primary outcomes; those of A hold here."),
        "smallest": _("They state other smallest differences of interest; those of A hold here."),
    }[one.what]


def _code_words(one: Unlike) -> str:
    if UNKNOWN in (one.a, one.b):
        return _("Whether the same code made both cannot be told.")
    return _("Other code made B: {files}.", files=one.name) if one.name else _("Other code made B.")


def _what(one: Unlike) -> str:
    """What differs, by name."""
    if one.what == "parameter":
        return parameter_in_section(one.name) if one.name in ledger() else one.name
    return {
        "case": _("case"),
        "governance": _("governance model"),
        "burn_in": _("months before the record"),
        "start": _("month in which the governance model starts"),
    }[one.what]


def _stated(a: object) -> str:
    return _("not stated") if a is None else f"{a:g}" if isinstance(a, int | float) else str(a)


def _pairing(found: FolderComparison) -> str:
    """How many pairs there are, and of what."""
    least, most = found.pairs
    pairs = str(least) if least == most else f"{least}–{most}"
    text = _("Pairs with the same seed: {pairs}. Both sides of a pair met the same world.", pairs=pairs)
    if found.same_seeds and not found.table["case_a"].equals(found.table["case_b"]):
        text = _(
            "Pairs with the same seed: {pairs}; unlike cases are unlike worlds all the same.", pairs=pairs
        )
    if not found.same_seeds:
        text = _(
            "Pairs of unlike seeds: {pairs}. A and B met unlike worlds, as studies of unlike names do; "
            "intervals are as wide as those of independent replicates.",
            pairs=pairs,
        )
    further = [text]
    common, of_a, of_b = found.points
    if common > 1:
        further.append(
            _("A pair is a point; {common} are in both (A has {a}, B {b}).", common=common, a=of_a, b=of_b)
        )
    elif max(of_a, of_b) > 1:
        further.append(_("One point is in both (A has {a}, B {b}).", a=of_a, b=of_b))
    if found.left_out:
        further.append(_("Pairs of unlike seeds that are left out: {count}.", count=found.left_out))
    return after_each_other(*further)


def _tables(table: pd.DataFrame) -> Iterator[Block]:
    groups = {_title(records(rows)[0]): rows for _key, rows in table.groupby(list(WHOSE), sort=False)}
    if len(groups) <= FEW:
        for title, rows in groups.items():
            yield _both_means(title, rows)
            yield BLANK
    elif len(groups) <= MOST:
        for titles in batched(groups, PAIRS_BESIDE):
            yield _differences({title: groups[title] for title in titles})
            yield BLANK
    else:
        yield Heading(3, _("B − A in {count} scenarios", count=len(groups)))
        yield Points(list(_counts(table)))
        yield BLANK


def _title(row: Row) -> str:
    cases = dict.fromkeys(case_name(str(row[name])) for name in ("case_a", "case_b"))
    models = dict.fromkeys(governance_name(str(row[name])) for name in ("governance_a", "governance_b"))
    return _("{case} under {governance}", case=" → ".join(cases), governance=" → ".join(models))


def _both_means(title: str, rows: pd.DataFrame) -> Table:
    """One scenario: the means of both folders, and the difference."""
    of = by_outcome(rows)
    body: list[list[str | Cell]] = [
        [
            name_beside_differences(of[outcome]),
            *(level(outcome, value(of[outcome], mean)) for mean in ("mean_a", "mean_b")),
            difference_cell(of[outcome]),
        ]
        for outcome in shown_first(rows)
    ]
    return Table((_("outcome"), "A", "B", "B − A"), body, title)


def _differences(groups: Mapping[str, pd.DataFrame]) -> Table:
    """Several scenarios beside each other."""
    of = {title: by_outcome(rows) for title, rows in groups.items()}
    first = next(iter(groups))
    body: list[list[str | Cell]] = [
        [
            name_beside_differences(of[first][outcome]),
            *(difference_cell(rows[outcome]) for rows in of.values()),
        ]
        for outcome in shown_first(groups[first])
    ]
    return Table((_("outcome"), *groups), body, "B − A")


def _counts(table: pd.DataFrame) -> Iterator[str]:
    for outcome in shown_first(table):
        mine = records(table[table["outcome"] == outcome])
        yield _("{outcome}: {counts}.", outcome=name_in(mine[0]), counts=verdict_counts(mine, _title))


def _built_in(table: pd.DataFrame) -> Iterator[str]:
    """What is built into the model of the outcomes shown, where governance models are compared."""
    first = shown_first(table)
    rows = records(table.assign(a=table["governance_a"], b=table["governance_b"]))
    return built_in.sentences(row for row in rows if row["outcome"] in first)


def _reading(found: FolderComparison) -> Iterator[str]:
    primary = found.table[found.table["family"] == PRIMARY]
    if tests := int(primary["p"].notna().sum()):
        yield _(
            "± reaches to the farther end of the 95 % interval of the mean difference; verdicts are "
            "corrected for {tests} comparisons of primary outcomes (Holm), all others in a family of "
            "their own.",
            tests=tests,
        )
    least = primary.groupby(list(WHOSE))["n"].transform("max")
    fewer = primary[primary["n"] < least]
    if len(fewer):
        names = joined(dict.fromkeys(name_in(row) for row in records(fewer)))
        yield _("Undefined in some replicates, so of fewer: {outcomes}.", outcomes=names)
