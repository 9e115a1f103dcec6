"""What stands before a workbook's tables: page one in words, its cards and prices as tables, all verdicts.

Invariant: the first sheet says in words all that page one says, and its numbers stand as numbers, with
formats, in the sheets behind it.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from experiments.sign_counts.sign_count import SOURCES
from experiments.statistics.paired import EQUAL
from results.takeaways.mark_looks import SIGNS
from results.takeaways.sheets.sheet_charts import fill_charts
from results.takeaways.told import ACCENT, Told, bare, nothing_compared
from results.text import built_in
from results.text.headlines.cards import Card, interval_words, levels_words
from results.text.headlines.certainty import certainty_key
from results.text.headlines.headline import ComparedPair, finding
from results.text.headlines.verdict_matrix import VerdictMatrix, mark_word
from results.text.names import case_name, governance_name, is_share, scale
from results.text.signs.sign_marks import source_word
from results.workbook.cells import HEADING, TITLE, cell, value_of, width_of
from scenarios.language import _

SHARE, NUMBER, SMALL, MONEY = "0.0%", "#,##0.00", "0.000", "#,##0"
"""Number formats."""

SECTION = Font("Calibri", 12, bold=True, color=bare(ACCENT))
LINE_HIGH, A_LINE = 16, 105
"""Of the first sheet: the height of a line in points, and how many letters it holds."""

CENTRED = Alignment(horizontal="center", vertical="center")


def front_sheets(found: Told) -> Mapping[str, Callable[[Any], None]]:
    """The sheets by title, each as what fills it; the words alone where nothing was compared."""
    words = {_("page one"): lambda sheet: _words(sheet, found)}
    if not found.headline.pairs:
        return words
    return words | {
        _("cards"): lambda sheet: _cards(sheet, found),
        _("prices"): lambda sheet: _prices(sheet, found),
        _("verdicts"): lambda sheet: _verdicts(sheet, found),
        _("charts"): lambda sheet: fill_charts(sheet, found),
    }


def _words(sheet: Any, found: Told) -> None:
    sheet.column_dimensions["A"].width = 110
    sheet.append([cell(sheet, found.title, TITLE)])
    for row, (text, font) in enumerate(_lines(found), 2):
        sheet.row_dimensions[row].height = LINE_HIGH * -(-width_of(text) // A_LINE)
        sheet.append([cell(sheet, text, font, wrapped=True)])


def _lines(found: Told) -> Iterator[tuple[str, Font | None]]:
    yield found.note, HEADING
    yield from ((text, HEADING) for text in found.notices)
    yield _("What was asked"), SECTION
    yield found.headline.question, None
    for one in found.headline.by_cost():
        yield one.matrix.heading_of_cards, SECTION
        for pair in one.pairs:
            yield finding(pair), HEADING
            yield from ((_card_words(card), None) for card in pair.cards)
    if not found.headline.pairs:
        yield _("What came out"), SECTION
        yield nothing_compared(), None
    yield _("What this cannot tell"), SECTION
    yield from ((text, None) for text in found.headline.limits)
    yield from ((text, None) for text in certainty_key())
    yield _("Made by: {command}", command=found.source), None


def _card_words(card: Card) -> str:
    parts = [levels_words(card), interval_words(card), card.verdict_words, card.certainty.mark]
    return "    " + " · ".join(parts + ([card.sign_sentence] if card.sign_words else []))


def _formatted(sheet: Any, value: float, written: str) -> Any:
    found = WriteOnlyCell(sheet, value_of(value))
    found.number_format = written
    return found


def _signed(written: str) -> str:
    return f"+{written};−{written};0"


def _heads(sheet: Any, words: list[str], widths: tuple[int, ...]) -> None:
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 2 * LINE_HIGH
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([cell(sheet, word, HEADING, wrapped=True) for word in words])


def _cost_word(pair: ComparedPair) -> str:
    return _("at equal cost") if pair.cost == EQUAL else _("at their own cost")


def _about(pair: ComparedPair) -> list[str]:
    return [case_name(pair.case), governance_name(pair.a), governance_name(pair.b), _cost_word(pair)]


def _cards(sheet: Any, found: Told) -> None:
    """A row a card."""
    about = [_("case"), _("compared with"), _("governance model"), _("cost")]
    numbers = [
        _("before"),
        _("after"),
        _("difference"),
        _("interval from"),
        _("to"),
        _("unit of the difference"),
    ]
    judged = [_("change"), _("verdict"), _("how sure")]
    signs = [_("sign: {source}", source=source_word(source)) for source in SOURCES]
    widths = (20, 20, 20, 16, 24, 24, 11, 11, 11, 11, 11, 24, 22, 32, 20, 22, 22, 22)
    _heads(sheet, [*about, _("outcome"), _("unit"), *numbers, *judged, *signs], widths)
    for pair in found.headline.pairs:
        for card in pair.cards:
            sheet.append([cell(sheet, one) for one in _about(pair)] + _card_cells(sheet, card))


def _card_cells(sheet: Any, card: Card) -> list[Any]:
    share = is_share(card.outcome)
    written = NUMBER if share or max(abs(card.before.cell.value), abs(card.after.cell.value)) >= 1 else SMALL
    levels, ends = (card.before, card.after), (card.difference, card.low, card.high)
    return [
        cell(sheet, card.marked_name),
        cell(sheet, "%" if share else card.unit),
        *(_formatted(sheet, one.cell.value, SHARE if share else written) for one in levels),
        *(_formatted(sheet, one.cell.value * scale(card.outcome), _signed(written)) for one in ends),
        cell(sheet, _("percentage points") if share else card.unit),
        cell(sheet, str(card.change)),
        cell(sheet, card.verdict_words),
        cell(sheet, f"{card.certainty.mark} {card.certainty_words}"),
        *(cell(sheet, one) for one in card.signs),
    ]


def _prices(sheet: Any, found: Told) -> None:
    """Running cost of every pair."""
    about = [_("case"), _("compared with"), _("governance model"), _("cost")]
    numbers = [
        _("before"),
        _("after"),
        _("difference"),
        _("unit"),
        _("households"),
        _("difference in a year, yuan"),
    ]
    _heads(sheet, [*about, *numbers], (20, 20, 20, 16, 11, 11, 11, 26, 12, 24))
    for pair in found.headline.pairs:
        if pair.money is None:
            continue
        paid = pair.money
        yearly = paid.yearly.cell.value if paid.yearly else None
        sheet.append(
            [cell(sheet, one) for one in _about(pair)]
            + [_formatted(sheet, one.cell.value, NUMBER) for one in (paid.before, paid.after)]
            + [_formatted(sheet, paid.difference.cell.value, _signed(NUMBER)), cell(sheet, paid.unit)]
            + [None if one is None else _formatted(sheet, one, MONEY) for one in (paid.households, yearly)]
        )


def _verdicts(sheet: Any, found: Told) -> None:
    """All verdicts as signs, outcomes down, cases and governance models across."""
    sheet.freeze_panes = "B4"
    sheet.column_dimensions["A"].width = 34
    widest = max(len(one.matrix.columns) for one in found.headline.by_cost())
    for place in range(widest):
        sheet.column_dimensions[get_column_letter(place + 2)].width = 16
    for one in found.headline.by_cost():
        sheet.append([cell(sheet, one.matrix.heading, SECTION)])
        _matrix(sheet, one.matrix)
        sheet.append([])


def _matrix(sheet: Any, matrix: VerdictMatrix) -> None:
    cases: list[Any] = [None]
    for _case, some in groupby(matrix.columns, key=lambda one: one.case):
        columns = list(some)
        cases += [cell(sheet, columns[0].case_name, HEADING)] + [None] * (len(columns) - 1)
    sheet.append(cases)
    sheet.append([None, *(cell(sheet, one.governance_name, HEADING, wrapped=True) for one in matrix.columns)])
    for line in matrix.lines:
        name = cell(sheet, line.name, HEADING if line.primary else None)
        sheet.append([name, *(_sign(sheet, one.mark, one.built_in) for one in line.cells)])
    sheet.append([])
    for mark in matrix.marks:
        sheet.append([cell(sheet, f"{SIGNS[mark].sign}  {mark_word(mark)}")])
    if matrix.has_built_in:
        sheet.append([cell(sheet, built_in.sign_words(), wrapped=True)])


def _sign(sheet: Any, mark: Any, is_built_in: bool) -> Any:
    look = SIGNS[mark]
    found = cell(
        sheet,
        look.sign + (built_in.SIGN if is_built_in else ""),
        Font("Calibri", 12, bold=True, color=bare(look.colour)),
    )
    found.alignment = CENTRED
    found.fill = PatternFill("solid", fgColor=bare(look.ground))
    return found
