"""The questionnaire as a document: for each who can know, the numbers that would most change the choice.

Invariant: a question says in plain words what is asked, in which unit, and what it is believed to be; what
the numbers are worth stands at the end, for whoever hands it out.
"""

from collections.abc import Iterator, Sequence

import pandas as pd

from experiments.field_data.answers.answer_sheet import knower_name
from experiments.value_of_information.worth_table import WorthOfKnowing
from results.document.blocks import Block, Command, Heading, Paragraph, Points, Table
from results.findings.questionnaire.worth_words import (
    changes,
    choice_by,
    chosen,
    conditional_on,
    reading,
    removed,
    worth,
)
from results.text.names import between, grade_name, parameter_in_section
from results.text.rows import Row, records, value
from scenarios import read
from scenarios.entries import Parameter
from scenarios.known_by import KNOWERS
from scenarios.language import _, pick
from scenarios.problems import number

ROOM = "________"


def questionnaire(found: Sequence[WorthOfKnowing], asked: pd.DataFrame, sheet: str) -> Iterator[Block]:
    """The whole. asked: the parameters (`worth_table.ranked`), numbered as they are asked; sheet: the name of
    the answer sheet.
    """
    yield Heading(1, _("Questionnaire: what to measure first"))
    yield Paragraph(
        _(
            "A model compares ways of governing a residential compound. These are the numbers that matter "
            "most for which of them one would choose, and that nobody has measured in your place. Answer "
            "what you know, and leave the rest empty. A guess is welcome: say that it is one. No names are "
            "needed."
        )
    )
    yield Paragraph(
        _("Compound: {room}{room}  Date: {room}  Answered by (role): {room}", room=ROOM),
    )
    rows = _numbered(asked)
    for knower in KNOWERS:
        mine = [row for row in rows if row["known_by"] == knower]
        if not mine:
            continue
        yield Heading(2, _heading(knower, len(mine)))
        if knower == "records":
            yield Paragraph(_("Nobody can be asked for these: they are estimated from records or a survey."))
        for row in mine:
            yield from _question(row)
    yield from _why(found, sorted(rows, key=lambda row: value(row, "rank")))
    yield Heading(2, _("What becomes of the answers"))
    yield Paragraph(
        _(
            "Copy them into the answer sheet {sheet}, a row for each question (several people: copy the "
            "row). This makes a case of them, with your ranges; what nobody answered stays as it was:",
            sheet=sheet,
        )
    )
    yield Command(f"gongzhi import answers {sheet} --case ours")


def _numbered(asked: pd.DataFrame) -> list[Row]:
    """The questions, numbered (`number`) in the order in which they stand on the paper: by who knows."""
    order = asked["known_by"].map(KNOWERS.index)
    placed = asked.assign(order=order).sort_values(["order", "rank"], kind="stable", ignore_index=True)
    return records(placed.assign(number=placed.index + 1))


def _heading(knower: str, count: int) -> str:
    if knower == "records":
        return _("To be found in records or by a survey ({count})", count=count)
    return _("For: {who} ({count} questions)", who=knower_name(knower), count=count)


def _question(row: Row) -> Iterator[Block]:
    entry = read.ledger()[str(row["parameter"])]
    yield Heading(3, f"{row['number']}. {parameter_in_section(entry.key)}")
    text = pick(entry.text)
    if entry.set_by == "governance":
        text = _("Should this be adopted here: {text}", text=text)
    yield Paragraph(text)
    yield Paragraph(
        _(
            "Unit: {unit}. Believed so far: {range} ({grade}).",
            unit=_unit(entry),
            range=between(entry.low, entry.high, number),
            grade=grade_name(entry.grade),
        )
    )
    sure = "  ".join(f"□ {word}" for word in (_("sure"), _("fairly sure"), _("a guess")))
    heads = [_("lowest"), _("most likely"), _("highest"), _("how sure")]
    yield Table(heads, [[ROOM, ROOM, ROOM, sure]], left=range(4))


def _unit(entry: Parameter) -> str:
    """The unit; of shares and of what has none how it is written."""
    if entry.kind == "flag":
        return _("1 for yes, 0 for no")
    written = {
        "share": _("a share: 0.25 or 25% for a quarter"),
        "0 to 1": _("from 0, not at all, to 1, fully"),
        "none": _("a number without a unit"),
    }
    return written.get(entry.unit) or _(entry.unit)


def _why(found: Sequence[WorthOfKnowing], rows: Sequence[Row]) -> Iterator[Block]:
    yield Heading(2, _("Why these questions"))
    yield Points([*chosen(found), conditional_on(found[0])])
    yield Table(
        [
            _("number"),
            _("choice by"),
            _("worth of knowing it"),
            _("would choose otherwise"),
            _("variance removed"),
        ],
        [
            [
                f"{row['number']}. {parameter_in_section(str(row['parameter']))}",
                choice_by(str(row["about"])),
                worth(row),
                changes(row),
                removed(row),
            ]
            for row in rows
        ],
        left=(0, 1, 2),
    )
    yield Points(list(reading()))
