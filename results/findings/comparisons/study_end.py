"""What a study ends in on a terminal: its comparison, by compound type, in which cases, and what to do next.

Invariant: it is short enough to be read, whatever the size of the study, and says where all the rest lies.
What is advised can be typed as it stands.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from pathlib import Path

import pandas as pd

from experiments.analysis.comparisons.compound_types import CASES, TYPE
from experiments.analysis.comparisons.study_end import Ending
from experiments.sign_counts.known_signs import known_signs
from experiments.store.derived_tables import BY_GROUP, BY_TYPE, COMPARISON
from results.document.blocks import BLANK, Block, Cell, Command, Paragraph, Table, lines
from results.findings.comparisons.case_tables import PAIRS_BESIDE, difference_cell, each_case, reading
from results.findings.comparisons.verdict_counts import in_which_cases
from results.text import built_in
from results.text.conditions import balance, of_points
from results.text.equal_cost import titled_at_cost
from results.text.names import (
    case_name,
    governance_name,
    joined,
    name_beside_differences,
    pair_name,
    shown_first,
)
from results.text.rows import records, shown_rows
from results.text.signs.sign_sentences import on_signs
from scenarios import read
from scenarios.language import _, pick
from scenarios.project_folder import typed

MOST_TABLES, MOST_PAIRS, MOST_BY_TYPE, FEW_CASES = 4, 6, 2, 2
"""Tables of single cases, pairs of governance models, and of these by compound type, that are printed at
most; cases up to which it is not said in which of them something was shown.
"""

EFFECTS_FROM = ("morris", "sobol")
"""Designs of which `gongzhi sensitivity` tells what moves the outcomes."""


def study_end(found: Ending, plan_file: str) -> Iterator[Block]:
    """The comparison of a study, or why there is none, and what to do next; plan_file: how the study was
    named on the command line, empty where it was not.
    """
    if found.study.comparison is None:
        yield Paragraph(_nothing_to_compare(found))
    else:
        yield BLANK
        yield from _compared(found, found.study.comparison)
    if found.by_group is not None:
        from results.findings.comparisons.group_table import group_table  # it loads what draws figures

        yield BLANK
        yield from group_table(found.by_group, str(found.folder / BY_GROUP))
    yield from lines(balance(found.study))
    yield BLANK
    yield Paragraph(_("What next:"))
    for text in next_commands(found, plan_file):
        yield Command(f"  {text}")


def _nothing_to_compare(found: Ending) -> str:
    models = list(dict.fromkeys(found.origin.names))
    if len(models) > 1:
        return _("No two governance models have runs yet that could be compared.")
    return _(
        "The study has one governance model, {governance}, so there is nothing to compare in it.",
        governance=governance_name(models[0]),
    )


def _compared(found: Ending, comparison: pd.DataFrame) -> Iterator[Block]:
    pairs, left_out = shown_pairs(comparison)
    rows = _of_pairs(comparison, pairs)
    tables = len(rows[["cost", "case"]].drop_duplicates()) * -(-len(pairs) // PAIRS_BESIDE)
    known = known_signs(found.study)
    if tables <= MOST_TABLES:
        yield from each_case(rows, known)
    if found.by_type is not None:
        yield from type_tables(_of_pairs(found.by_type, with_the_first(pairs)[:MOST_BY_TYPE]))
    if comparison["case"].nunique() > FEW_CASES or tables > MOST_TABLES:
        yield from in_which_cases(rows, pairs)
        yield BLANK
    if tables > MOST_TABLES:
        first = shown_first(rows)
        yield from lines(built_in.sentences(row for row in records(rows) if row["outcome"] in first))
    yield from lines(_reading(found))
    if tables <= MOST_TABLES:
        yield from lines(on_signs(shown_rows(rows), known))
    yield Paragraph(_where_all_is(found, left_out))


def shown_pairs(comparison: pd.DataFrame) -> tuple[list[tuple[str, str]], int]:
    """The pairs that are printed: all, or where these are many the first ones with the first governance
    model; and how many are not.
    """
    pairs = list(dict.fromkeys(zip(comparison["a"], comparison["b"], strict=True)))
    if len(pairs) <= PAIRS_BESIDE:
        return pairs, 0
    first = with_the_first(pairs)[:MOST_PAIRS]
    return first, len(pairs) - len(first)


def with_the_first(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs whose first side is the first governance model."""
    return [pair for pair in pairs if pair[0] == pairs[0][0]]


def _of_pairs(table: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    return table[[pair in pairs for pair in zip(table["a"], table["b"], strict=True)]]


def type_tables(by_type: pd.DataFrame) -> Iterator[Block]:
    """A table for each pair of governance models: outcomes down, compound types across."""
    for (cost, a, b), rows in by_type.groupby(["cost", "a", "b"], sort=False):
        title = titled_at_cost(_("{pair}, by compound type", pair=pair_name(str(a), str(b))), str(cost))
        for kinds in batched(dict.fromkeys(rows[TYPE]), PAIRS_BESIDE):
            yield _type_table(title, rows, kinds)
            yield BLANK
    cases = dict(zip(by_type[TYPE], by_type[CASES].str.split(), strict=True))
    parts = [_("{type} of {cases}", type=type_name(kind, of), cases=_names(of)) for kind, of in cases.items()]
    yield Paragraph(_("Means over the cases of a type: {types}.", types=joined(parts, long=True)))


def _type_table(title: str, rows: pd.DataFrame, kinds: Sequence[str]) -> Table:
    cells = {(str(row["outcome"]), str(row[TYPE])): row for row in records(rows)}
    body: list[list[str | Cell]] = [
        [
            name_beside_differences(cells[outcome, kinds[0]]),
            *(difference_cell(cells[outcome, kind]) for kind in kinds),
        ]
        for outcome in shown_first(rows)
    ]
    of = [str(cells[shown_first(rows)[0], kind][CASES]).split() for kind in kinds]
    return Table([_("outcome"), *map(type_name, kinds, of)], body, title)


def _names(cases: Sequence[str]) -> str:
    return joined(map(case_name, cases))


def type_name(kind: str, cases: Iterable[str]) -> str:
    """A compound type in words: one of the user's own as these cases of it call it."""
    found = (read.known_case(case) for case in cases)
    own = next((pick(case.type_words) for case in found if case and case.type_words), kind)
    return {
        "danwei": _("work-unit compounds"),
        "street": _("old-street compounds"),
        "affordable": _("affordable housing"),
        "resettled": _("resettlement compounds"),
        "commodity": _("commodity housing"),
        "mixed": _("mixed compounds"),
    }.get(kind, own)


def _reading(found: Ending) -> Iterator[str]:
    yield from reading(found.study)
    if found.origin.by_point:
        yield of_points(len(found.origin.points))
    if found.missing:
        yield _("{count} runs of the study are not there, not made yet or failed.", count=found.missing)


def _where_all_is(found: Ending, left_out: int) -> str:
    """Where the tables are, and how many pairs stand there alone."""
    folder = found.folder
    files = [name for name in (COMPARISON, BY_TYPE) if name == COMPARISON or found.by_type is not None]
    text = _(
        "All pairs, costs and outcomes: {files} (.csv and .parquet).",
        files=joined(str(folder / name) for name in files),
    )
    if left_out:
        text += " " + _("{count} pairs stand only there.", count=left_out)
    return text


def next_commands(found: Ending, plan_file: str) -> Iterator[str]:
    """Command lines that go on from here, each with what it is for."""
    folder, compared = shlex.quote(str(found.folder)), found.study.comparison is not None
    models = list(dict.fromkeys(found.origin.names))
    yield _said(f"gongzhi report {folder}", _("one file to send, and one to print"))
    if compared:
        case = f" --case {shlex.quote(found.study.cases[0])}" if len(found.study.cases) > 1 else ""
        yield _said(f"gongzhi figure {folder} --kind differences{case}", _("a single figure"))
        if found.by_group is None and plan_file:
            words = f"gongzhi study {shlex.quote(plan_file)} --out {folder} --by-group"
            yield _said(words, _("who gains and who loses"))
    if found.sampling and found.sampling.get("design") in EFFECTS_FROM:
        yield _said(f"gongzhi sensitivity {folder}", _("what moves the outcomes"))
    if found.varied and len(models) > 1:
        sides = f"--better {shlex.quote(models[1])} --than {shlex.quote(models[0])}"
        yield _said(f"gongzhi regions {folder} {sides}", _("where it turns"))
        yield _said(f"gongzhi robustness {folder}", _("in how many sets of values which is best"))
    yield _said(f"gongzhi compare-folders {folder} {_('OTHER')}", _("against another finished folder"))
    if plan_file:
        archive = shlex.quote(f"{Path(plan_file).stem}.zip")
        words = f"gongzhi pack {shlex.quote(plan_file)} --study {folder} --out {archive}"
        yield _said(words, _("an archive that reruns elsewhere"))


def _said(command: str, purpose: str) -> str:
    return f"{' '.join([command, *typed()])}  # {purpose}"
