"""All verdicts as a table of marks: outcomes down, cases and governance models across, the key below.

Invariant: a mark differs in shape and not in colour alone, and what it stands for is in its cell in words for
who does not see it; no row is wider than a phone: where columns are many, cases go below each other.
"""

from collections.abc import Iterator
from itertools import groupby

from experiments.sign_counts.sign_count import SOURCES
from results.figures.compared.verdict_grid import BAD, FAINT, GOOD, NEITHER
from results.text import built_in
from results.text.headlines.certainty import Certainty, certainty_meaning, certainty_word
from results.text.headlines.verdict_matrix import Line, Mark, MatrixCell, VerdictMatrix, mark_word
from results.text.rows import value
from results.text.signs.sign_sentences import short_key
from results.text.verdicts import difference
from results.web.markup import Markup, tag
from scenarios.language import _

MOST_COLUMNS = 6
"""Columns beside each other."""

SHAPES = {
    Mark.BETTER: f'<circle cx="10" cy="10" r="9" fill="{GOOD}"/><path d="M5 10h10M10 5v10" stroke="#fff" '
    'stroke-width="2.6"/>',
    Mark.WORSE: f'<rect x="1.5" y="1.5" width="17" height="17" rx="2" fill="{BAD}"/><path d="M5 10h10" '
    'stroke="#fff" stroke-width="2.6"/>',
    Mark.HIGHER: f'<path d="M10 2l8 15H2z" fill="{NEITHER}"/>',
    Mark.LOWER: f'<path d="M10 18L2 3h16z" fill="{NEITHER}"/>',
    Mark.SMALL: f'<circle cx="10" cy="10" r="7" fill="#fff" stroke="{NEITHER}" stroke-width="2"/><path '
    f'd="M10 3a7 7 0 0 0 0 14z" fill="{NEITHER}"/>',
    Mark.ALIKE: f'<path d="M4 7.5h12M4 12.5h12" stroke="{NEITHER}" stroke-width="2.2"/>',
    Mark.OPEN: f'<circle cx="10" cy="10" r="6" fill="#fff" stroke="{FAINT}" stroke-width="1.8"/>',
    Mark.UNDEFINED: f'<path d="M7 10h6" stroke="{FAINT}" stroke-width="1.8"/>',
}
"""The marks, in a square of 20: filled where a difference was shown, half filled where it is too small to
matter, open where none could be shown."""


def symbols() -> Markup:
    """The shapes of all marks, which are drawn wherever they are named."""
    drawn = (
        Markup(f'<symbol id="mark-{mark}" viewBox="0 0 20 20">{shape}</symbol>')
        for mark, shape in SHAPES.items()
    )
    return tag("svg", *drawn, width=0, height=0, cls="symbols", aria_hidden="true", focusable="false")


def mark_picture(mark: Mark) -> Markup:
    """One mark, which a reader's words must stand beside."""
    return tag("svg", tag("use", href=f"#mark-{mark}"), cls="mark", aria_hidden="true", focusable="false")


def verdict_tables(matrix: VerdictMatrix, signs_of: str = "") -> Iterator[Markup]:
    """The heading, one table or several below each other, and the key; signs_of: what marks rest on."""
    yield tag("h2", matrix.heading)
    yield tag("div", *(_table(part) for part in _parts(matrix)), cls="matrices")
    yield _key(matrix, signs_of)


def _parts(matrix: VerdictMatrix) -> Iterator[VerdictMatrix]:
    """The matrix cut between cases so that no part is too wide."""
    kept: list[str] = []
    columns = 0
    for case, some in groupby(matrix.columns, key=lambda one: one.case):
        width = len(list(some))
        if kept and columns + width > MOST_COLUMNS:
            yield matrix.of_cases(tuple(kept))
            kept, columns = [], 0
        kept.append(case)
        columns += width
    yield matrix.of_cases(tuple(kept))


def _table(matrix: VerdictMatrix) -> Markup:
    cases = (
        tag("th", name, colspan=len(list(some)), scope="colgroup", cls="case")
        for (_case, name), some in groupby(matrix.columns, key=lambda one: (one.case, one.case_name))
    )
    models = (
        tag("th", one.governance_name, scope="col", cls="first" if first else None)
        for one, first in zip(matrix.columns, _firsts(matrix), strict=True)
    )
    head = tag("thead", tag("tr", tag("td"), *cases), tag("tr", tag("td"), *models))
    body = tag("tbody", *(_line(line, _firsts(matrix)) for line in matrix.lines))
    return tag("table", head, body, cls="matrix")


def _firsts(matrix: VerdictMatrix) -> list[bool]:
    """Which columns are the first of their case."""
    cases = [one.case for one in matrix.columns]
    return [not place or case != cases[place - 1] for place, case in enumerate(cases)]


def _line(line: Line, firsts: list[bool]) -> Markup:
    cells = (_cell(cell, first) for cell, first in zip(line.cells, firsts, strict=True))
    return tag(
        "tr", tag("th", line.name, scope="row"), *cells, cls="primary" if line.primary else "exploratory"
    )


def _cell(cell: MatrixCell, first: bool) -> Markup:
    words = _("{verdict}: {certainty}", verdict=cell.verdict, certainty=certainty_word(cell.certainty))
    marks, said = cell.signs
    words_of_sign = _(" ({text})", text=said) if said else ""
    return tag(
        "td",
        mark_picture(cell.mark),
        tag("sup", built_in.SIGN) if cell.built_in else None,
        tag("span", marks, cls="signs", aria_hidden="true") if len(marks) == len(SOURCES) else None,
        tag("span", words + words_of_sign, cls="unseen"),
        title=words + _size(cell) + words_of_sign,
        cls="first" if first else None,
    )


def _size(cell: MatrixCell) -> str:
    """The difference with its interval."""
    if cell.row is None or not value(cell.row, "n"):
        return ""
    return _(" ({text})", text=difference(cell.row))


def _step(step: Certainty) -> str:
    return _("{word}: {meaning}", word=certainty_word(step), meaning=certainty_meaning(step))


def _key(matrix: VerdictMatrix, signs_of: str) -> Markup:
    """What marks and dots mean."""
    marks = (tag("li", mark_picture(mark), mark_word(mark)) for mark in matrix.marks)
    dots = (
        tag(
            "li",
            tag("span", step.mark, cls="dots"),
            " ",
            certainty_word(step),
            _(": "),
            certainty_meaning(step),
        )
        for step in reversed(Certainty)
    )
    footnote = tag("li", built_in.sign_words())
    return tag(
        "div",
        tag("ul", *marks, footnote if matrix.has_built_in else None, cls="key"),
        tag("ul", *dots, tag("li", _("Differences are 95 % intervals."), cls="interval"), cls="key steps"),
        tag("ul", tag("li", short_key(signs_of)), cls="key") if matrix.has_signs else None,
        cls="keys",
    )
