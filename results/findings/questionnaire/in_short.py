"""The questionnaire on a terminal: which numbers to ask for, of whom, and what that is worth."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from experiments.field_data.answers.answer_sheet import knower_name
from experiments.value_of_information.worth_table import WorthOfKnowing
from results.document.blocks import BLANK, Block, Paragraph, Table, lines
from results.findings.questionnaire.worth_words import (
    choice_by,
    chosen,
    conditional_on,
    reading,
    removed,
    worth,
)
from results.text.names import parameter_in_section
from results.text.rows import records
from scenarios.language import _
from scenarios.problems import listed


def in_short(found: Sequence[WorthOfKnowing], asked: pd.DataFrame, files: Sequence[Path]) -> Iterator[Block]:
    """The table of what is asked, what one would choose, and the files that were written."""
    yield worth_table(asked)
    yield BLANK
    yield from lines([*chosen(found), conditional_on(found[0]), *reading()])
    if files:
        yield Paragraph(_("Written: {files}", files=listed(map(str, files))))
    else:
        yield Paragraph(_("--out FILE.html writes the questionnaire and its answer sheet."))


def worth_table(asked: pd.DataFrame) -> Table:
    """A row for each number that is asked for."""
    heads = [
        _("number"),
        _("who knows it"),
        _("choice by"),
        _("worth of knowing it"),
        _("variance removed"),
    ]
    rows = [
        [
            parameter_in_section(str(row["parameter"])),
            knower_name(str(row["known_by"])),
            choice_by(str(row["about"])),
            worth(row),
            removed(row),
        ]
        for row in records(asked)
    ]
    return Table(heads, rows, title=_("What to measure first"), left=(0, 1, 2, 3))
