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
from results.text.rows import Row, records
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
        f"{_('Compound')}: {ROOM}{ROOM}    {_('Date')}: {ROOM}    {_('Answered by (role)')}: {ROOM}"
    )
    rows = records(asked)
    for knower in KNOWERS:
        mine = [(place, row) for place, row in enumerate(rows, 1) if row["known_by"] == knower]
        if mine:
            yield Heading(2, _("For: {who} ({count} questions)", who=knower_name(knower), count=len(mine)))
            for place, row in mine:
                yield from _question(place, read.ledger()[str(row["parameter"])])
    yield from _why(found, rows)
    yield Heading(2, _("What becomes of the answers"))
    yield Paragraph(
        _(
            "Copy them into the answer sheet {sheet}, a row for each question (several people: copy the "
            "row). This makes a case of them, with your ranges; what nobody answered stays as it was:",
            sheet=sheet,
        )
    )
    yield Command(f"gongzhi import answers {sheet} --case ours")


def _question(place: int, entry: Parameter) -> Iterator[Block]:
    yield Heading(3, f"{place}. {pick(entry.name)}")
    yield Paragraph(pick(entry.text))
    yield Paragraph(
        _(
            "Unit: {unit}. Believed so far: {range} ({grade}).",
            unit=_unit(entry),
            range=between(entry.low, entry.high, number),
            grade=grade_name(entry.grade),
        )
    )
    sure = "  ".join(f"□ {word}" for word in (_("sure"), _("fairly sure"), _("a guess")))
    yield Table(
        [_("lowest"), _("most likely"), _("highest"), _("how sure")],
        [[ROOM, ROOM, ROOM, sure]],
        left=range(4),
    )


def _unit(entry: Parameter) -> str:
    """The unit; of a share how it is written."""
    if entry.kind == "flag":
        return _("1 for yes, 0 for no")
    return _("a share: 0.25 or 25% for a quarter") if entry.unit == "share" else _(entry.unit)


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
                f"{place}. {parameter_in_section(str(row['parameter']))}",
                choice_by(str(row["about"])),
                worth(row),
                changes(row),
                removed(row),
            ]
            for place, row in enumerate(rows, 1)
        ],
        left=(0, 1, 2),
    )
    yield Points(list(reading()))
