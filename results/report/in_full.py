"""What came out in sentences, below the first page: of when it is, every pair with its intervals, all limits.

Invariant: every case is told by itself, and every difference with its interval.
"""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from experiments.sign_counts.known_signs import KnownSigns, known_signs
from experiments.statistics.paired import EQUAL, NATURAL
from experiments.store.tables import Study
from results.figures.compared.district_gains import district_gains
from results.figures.style import styled, write
from results.report.material import Material
from results.text.conditions import conditions
from results.text.equal_cost import what_was_given
from results.text.headlines.cards import comparison_cell
from results.text.headlines.districts import sentences, title
from results.text.headlines.headline import same_draws
from results.text.names import case_name, governance_name
from results.text.rows import Row, shown_rows
from results.text.signs.sign_sentences import on_signs, pair_sentences
from results.text.verdicts import cautions, verdicts
from results.web.markup import Markup, tag
from results.web.traced import Numbers
from scenarios.language import _

MOST_NUMBERS = 3
"""Outcomes of one verdict told with their numbers."""


def in_full(found: Material, numbers: Numbers) -> Iterator[Markup]:
    """The section, piece by piece."""
    yield tag("h2", _("In sentences"))
    yield from (tag("p", text, cls="quiet") for text in conditions(found.study))
    if (text := same_draws(found.study)) and found.points == 1:
        yield tag("p", text, cls="quiet")
    table = found.study.comparison
    if table is not None and not table.empty:
        known = known_signs(found.study)
        for cost, rows in table.groupby("cost", sort=False):
            if cost != NATURAL:
                yield tag("h3", _("At equal cost"))
                yield tag("ul", *(tag("li", text) for text in what_was_given(rows)))
            yield from _pairs(rows, numbers, str(cost), known)
        yield from _signs(found, known)
    yield tag("h3", _("What this cannot tell, in full"))
    yield tag("ul", *(tag("li", text) for text in cautions(found.study)))


def _signs(found: Material, known: KnownSigns) -> Iterator[Markup]:
    """How marks of signs are read, on what they rest, and how to find out what is not known."""
    assert found.study.comparison is not None
    if texts := list(on_signs(shown_rows(found.study.comparison), known)):
        yield tag("h3", _("Whether signs hold"))
        yield tag("ul", *(tag("li", text) for text in texts))


def _pairs(rows: pd.DataFrame, numbers: Numbers, cost: str, known: KnownSigns) -> Iterator[Markup]:
    """The governance models against the first one, case by case."""
    first = str(rows["a"].iloc[0])
    for b, pair in rows[rows["a"] == first].groupby("b", sort=False):
        heading = _("{b} compared with {a}", a=governance_name(first), b=governance_name(str(b)))
        yield tag("h3", heading + ("" if cost != EQUAL else _(" (at equal cost)")))
        for case, of_case in pair.groupby("case", sort=False):
            if rows["case"].nunique() > 1:
                yield tag("p", tag("strong", case_name(str(case))))
            yield tag("ul", *_one_case(of_case, numbers, known))


def _one_case(pair: pd.DataFrame, numbers: Numbers, known: KnownSigns) -> Iterator[Markup]:
    def put(text: str, row: Row, column: str) -> str:
        return numbers.put(text, comparison_cell(row, column))

    for text in verdicts(pair, put, MOST_NUMBERS):
        yield tag("li", numbers.shown(text))
    yield from (tag("li", text) for text in pair_sentences(shown_rows(pair), known))


def districts(found: Material) -> Iterator[Markup]:
    """The section; nothing where no case is a city."""
    study = found.study
    if study.districts is None or study.districts.empty:
        return
    yield tag("section", tag("h2", _("Which districts gain")), *_pieces(study), id="districts")


def _pieces(study: Study) -> Iterator[Markup]:
    for case in study.cases:
        yield tag("ul", *(tag("li", text) for text in sentences(study, case)))
        with TemporaryDirectory() as folder, styled():
            file = Path(folder) / "districts.svg"
            write(district_gains(study, case), [file], "")
            source = "data:image/svg+xml;base64," + b64encode(file.read_bytes()).decode()
        yield tag("figure", tag("img", src=source, alt=title(study, case)))
    yield tag("p", _("Every district is in districts.csv."), cls="quiet")
