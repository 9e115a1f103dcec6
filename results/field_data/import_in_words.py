"""What an import did, as a document: on the terminal, and as a Markdown file beside the case.

Invariant: no heading or value is here that is not safe to show; what was left out is told with its reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from experiments.field_data.import_report import ImportReport
from experiments.field_data.personal_patterns import SORTS
from results.document.blocks import Block, Heading, Paragraph, Points, Table
from results.document.markdown import markdown
from scenarios import read
from scenarios.files import shown
from scenarios.language import _, pick
from scenarios.problems import listed, number


def import_page(report: ImportReport) -> tuple[Path, str]:
    """The whole as Markdown, and the file beside the case where it goes. What was written is named without
    its folder: whoever gets the case need not know it.
    """
    file = report.case.beside(f"{report.sort}.md")
    named = replace(report, files=tuple(Path(written.name) for written in report.files))
    return file, markdown(list(import_blocks(named)), file.parent)


def import_blocks(report: ImportReport, whole: bool = True) -> Iterator[Block]:
    """What was read, what the case has of it, what was left out, which rows are faulty, what is assumed; of
    that, unless the `whole` is wanted, how much in each section of the ledger.
    """
    yield Heading(1, _("Imported into {case}", case=report.case.name))
    yield Paragraph(_read(report))
    yield from _left_out(report)
    yield from _faulty(report)
    if report.figures:
        yield Table([_("what the table shows"), _("value")], list(map(list, report.figures.items())))
    for one in report.tables:
        yield Table(list(one.headings), one.rows, title=one.title, left=tuple(range(len(one.headings))))
    if report.values:
        yield _values(report)
    if report.remarks:
        yield Points(report.remarks)
    yield from _assumed(report.assumed, whole)
    if report.files and not whole:
        page = report.case.beside(f"{report.sort}.md")
        yield Paragraph(_("All of them, by name: {file}", file=shown(page)))
    if report.files:
        yield Paragraph(_("Written: {files}", files=listed(map(shown, report.files))))


def _read(report: ImportReport) -> str:
    columns = listed(f"{heading} → {field}" for field, heading in report.read.items())
    text = _(
        "{file}: {rows} rows read; columns: {columns}.", file=report.table, rows=report.rows, columns=columns
    )
    if report.case.is_new:
        text += " " + _(
            "The case is new; what the table does not say is as in {case}.", case=report.case.like
        )
    return text


def _left_out(report: ImportReport) -> Iterator[Block]:
    personal = [f"{one.heading} ({_(SORTS[one.sort])})" for one in report.left_out if one.sort is not None]
    others = [one.heading for one in report.left_out if one.sort is None]
    if personal:
        yield Paragraph(
            _(
                "{count} columns with personal data left out, written nowhere: {columns}.",
                count=len(personal),
                columns=listed(personal),
            )
        )
    if others:
        yield Paragraph(
            _("{count} other columns not read: {columns}.", count=len(others), columns=listed(others))
        )


def _faulty(report: ImportReport) -> Iterator[Block]:
    if report.faults:
        rows = len({fault.row for fault in report.faults})
        yield Paragraph(_("{rows} faulty rows left out:", rows=rows))
        yield Points([fault.sentence() for fault in report.faults])


def _values(report: ImportReport) -> Table:
    rows = [
        [
            pick(read.ledger()[one.key].name),
            one.key,
            number(float(f"{one.value:.3g}")),
            "" if one.low is None or one.high is None else f"[{one.low:.3g}, {one.high:.3g}]",
            str(one.rows),
        ]
        for one in report.values
    ]
    heads = [_("parameter"), _("key"), _("value"), _("95 % interval"), "n"]
    return Table(heads, rows, title=_("What the case has of it, grade survey"), left=(0, 1))


def _assumed(keys: Sequence[str], whole: bool) -> Iterator[Block]:
    if not keys:
        return
    yield Paragraph(
        _(
            "{count} parameters of the case still rest on assumptions alone (grade assumption):",
            count=len(keys),
        )
    )
    groups = {
        pick(read.sections()[section].name): [pick(read.ledger()[key].name) for key in group]
        for section, group in groupby(keys, lambda key: key.partition(".")[0])
    }
    if whole:
        yield Points([f"{section}: {listed(names)}" for section, names in groups.items()])
    else:
        yield Paragraph(listed(f"{section} {len(names)}" for section, names in groups.items()))
