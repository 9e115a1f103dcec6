"""A governance model taken apart, told: tables for a terminal, and the one-page summary.

The rule it holds: what an instrument adds is told as the last one, alone and (if asked for) on average,
because these may differ; and shares of a whole are told only where a whole effect was shown.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
from rich.table import Table
from rich.text import Text

from experiments.analysis.ablation import ADD, LEAVE_OUT, SHAPLEY, WHOLE
from experiments.analysis.taken_apart import TakenApart
from experiments.statistics.paired import EQUAL
from experiments.statistics.verdict import SHOWN, Verdict, short, word
from experiments.store.manifest import command_line
from results.document.blocks import Block, Command, Heading, Paragraph, Picture, Points, html, markdown
from results.document.terminal import STYLES, console_for, reach
from results.figures.ablation import figure_files, tested_how
from results.text.equal_cost import costs_compared, titled_at_cost
from results.text.names import (
    amount,
    case_name,
    governance_name,
    joined,
    number,
    outcome_name,
    shown_first,
)
from results.text.verdicts import difference
from scenarios.language import _

ACROSS = (
    *("conflict_index", "participation_month", "resolution_ratio", "trust_RC", "satisfaction"),
    "cost_total",
)
"""The outcomes that a terminal has room for."""


def show(study: TakenApart) -> None:
    """A table for each cost and test: instruments or groups down, outcomes across."""
    console = console_for()
    for (cost, test), rows in study.table[study.table["test"] != WHOLE].groupby(["cost", "test"], sort=False):
        whole = study.table[(study.table["test"] == WHOLE) & (study.table["cost"] == cost)]
        console.print(_table(study, str(cost), str(test), pd.concat([rows, whole])))
        console.print()
    for line in reading(study):
        console.print(line, highlight=False, soft_wrap=True)


def _table(study: TakenApart, cost: str, test: str, rows: pd.DataFrame) -> Table:
    title = _("{title}: {what}", title=_title(study), what=tested_how(test))
    table = Table(title=titled_at_cost(title, cost), title_justify="left", title_style="bold", pad_edge=False)
    table.add_column("")
    outcomes = [outcome for outcome in ACROSS if outcome in set(rows["outcome"])]
    for outcome in outcomes:
        table.add_column(outcome_name(outcome), justify="right", min_width=14)
    for (which, instrument), cells in rows.groupby(["test", "instrument"], sort=False):
        if which == WHOLE:
            table.add_section()
        by_outcome = {str(row["outcome"]): row for row in cells.to_dict("records")}
        name = study.named(str(which), str(instrument))
        table.add_row(name, *(_cell(by_outcome[outcome]) for outcome in outcomes))
    return table


def _cell(row: Mapping[str, object]) -> str | Text:
    """A difference with its interval; the verdict below where a difference was shown."""
    if not row["n"]:
        return _("undefined")
    found, difference = Verdict(str(row["verdict"])), float(str(row["difference"]))
    text = f"{number(difference, signed=True)} ±{number(reach(row))}"
    if found not in STYLES:
        return Text(text, "dim")
    return Text.assemble(f"{text}\n", (short(found), STYLES[found]))


def reading(study: TakenApart) -> Iterator[str]:
    """How to read the numbers."""
    yield _(
        "A number is what the instrument adds: with it minus without it, mean over {replicates} worlds, the "
        "same for every row; ± reaches to the farther end of the 95 % interval. Verdicts are corrected "
        "for all primary outcomes and instruments of a table (Holm).",
        replicates=study.replicates,
    )
    yield _(
        "As the last one: the whole against the whole without it. Alone: the baseline with it against the "
        "baseline. Where both are small, others do its work or it needs others."
    )
    if study.groups:
        yield _("Shapley shares are means over all orders of adding; together they are the whole effect.")
    at_equal = study.table[study.table["cost"] == EQUAL]
    if len(at_equal):
        yield _(
            "At equal cost whoever is cheaper in a comparison receives the difference as plain staff-days "
            "and yuan; for Shapley shares every part is topped up to the dearest. Running costs then differ "
            "by at most {gap} %; capital stays apart.",
            gap=f"{100 * at_equal['cost_gap'].abs().max():.2f}",
        )


def tell(study: TakenApart, folder: Path) -> None:
    """Write `summary.md` and `summary.html` into a folder that holds the figures already."""
    blocks = list(_blocks(study, folder))
    (folder / "summary.md").write_text(markdown(blocks, folder), encoding="utf-8")
    (folder / "summary.html").write_text(html(_title(study), blocks), encoding="utf-8")


def _title(study: TakenApart) -> str:
    return _(
        "{governance} on {case}, taken apart",
        governance=governance_name(study.model.id),
        case=case_name(study.case.id),
    )


def _blocks(study: TakenApart, folder: Path) -> Iterator[Block]:
    yield Heading(1, _title(study))
    for line in reading(study):
        yield Paragraph(line)
    for cost in costs_compared(study.table):
        rows = study.table[study.table["cost"] == cost]
        yield Heading(2, titled_at_cost(_("What came out"), cost))
        for test in [WHOLE, LEAVE_OUT, ADD, *([SHAPLEY] if study.groups else [])]:
            yield Heading(3, tested_how(test))
            yield Points(list(_found(study, rows[rows["test"] == test])) or [_("No difference was shown.")])
        if study.groups:
            yield from _shares(study, rows)
        for name, (at, tests) in figure_files(study).items():
            if at == cost:
                yield Picture(folder / f"figures/{name}.svg", joined(map(tested_how, tests)))
    yield Heading(2, _("What this cannot tell"))
    yield Paragraph(
        _(
            "Everything here holds within the model and its assumptions. The intervals cover the luck of the "
            "worlds simulated, not wrong assumptions."
        )
    )
    yield Heading(2, _("To make it again"))
    yield Command(command_line(study.manifest))
    yield Paragraph(
        _("All tests are in ablation.csv, all runs in runs.csv, versions and seeds in manifest.json.")
    )


def _found(study: TakenApart, rows: pd.DataFrame) -> Iterator[str]:
    """A sentence for each instrument or group: the main outcomes on which a difference was shown."""
    for test, instrument in dict.fromkeys(zip(rows["test"], rows["instrument"], strict=True)):
        cells = rows[(rows["instrument"] == instrument) & rows["verdict"].isin(SHOWN)]
        by_outcome = {str(row["outcome"]): row for row in cells.to_dict("records")}
        told = [
            difference(by_outcome[outcome])
            + (f" [{word(Verdict.SMALL)}]" if by_outcome[outcome]["verdict"] == Verdict.SMALL else "")
            for outcome in shown_first(cells)
        ]
        if told:
            name = study.named(str(test), str(instrument))
            yield _("{instrument}: {outcomes}.", instrument=name, outcomes=joined(told, long=True))


def _shares(study: TakenApart, rows: pd.DataFrame) -> Iterator[Block]:
    """Of each main outcome on which the whole has an effect: the part of it that is each group's."""
    whole = rows[(rows["test"] == WHOLE) & rows["verdict"].isin(SHOWN)]
    lines = []
    for outcome in shown_first(whole):
        cells = rows[(rows["test"] == SHAPLEY) & (rows["outcome"] == outcome)].to_dict("records")
        parts = [_part(study, row) for row in cells]
        effect = amount(outcome, cells[0]["whole"])
        lines.append(
            _(
                "{outcome} ({effect}): {parts}.",
                outcome=outcome_name(outcome),
                effect=effect,
                parts=joined(parts),
            )
        )
    if lines:
        yield Paragraph(_("Parts of the whole effect, where one was shown:"))
        yield Points(lines)


def _part(study: TakenApart, row: Mapping[str, object]) -> str:
    """A group's part of a whole effect, in percent."""
    percent = round(100 * float(str(row["share_of_whole"])))
    return _(
        "{instrument} {percent} %",
        instrument=study.named(SHAPLEY, str(row["instrument"])),
        percent=f"{percent}".replace("-", "−"),
    )
