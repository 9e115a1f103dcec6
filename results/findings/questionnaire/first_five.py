"""In the annex of a sampled study: the five numbers to measure first, and what that is worth."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from experiments.errors import ArgumentError
from experiments.execution.stored_study import finished
from experiments.value_of_information.worth_table import WorthOfKnowing, ranked, worth_of_knowing
from results.document.blocks import Table
from results.findings.questionnaire.in_short import worth_table
from results.findings.questionnaire.worth_words import chosen, conditional_on, reading
from results.web.markup import Markup, tag
from scenarios.language import _

FIRST = 5


def choices_in(folder: Path) -> list[WorthOfKnowing] | str:
    """What the sampled study in a folder tells, or why it tells nothing."""
    try:
        return worth_of_knowing(finished(folder))
    except ArgumentError as error:
        return str(error)


def first_five(choices: Sequence[WorthOfKnowing] | str) -> Iterator[Markup]:
    """The piece on a sampled study of several governance models (`choices_in`)."""
    yield tag("h3", _("What to measure first"))
    if isinstance(choices, str):
        yield tag("p", choices)
        return
    asked = ranked(choices).head(FIRST)
    if asked.empty:
        yield tag("p", _("No number that was varied is shown to matter for the choice."))
    else:
        yield _table(worth_table(asked))
    yield tag("ul", *(tag("li", text) for text in (*chosen(choices), conditional_on(choices[0]), *reading())))


def _table(table: Table) -> Markup:
    head = tag("thead", tag("tr", *(tag("th", word, scope="col") for word in table.heads)))
    rows = ([str(cell) for cell in row] for row in table.rows)
    body = (
        tag("tr", tag("th", first, scope="row"), *(tag("td", one) for one in more)) for first, *more in rows
    )
    return tag("div", tag("table", head, tag("tbody", *body)), cls="scroll")
