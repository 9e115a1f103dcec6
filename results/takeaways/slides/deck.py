"""The slides: what was asked, the answer, all verdicts, pictures, cost against effect, what cannot be told.

Invariant: what does not fit on a slide gets another one, never smaller letters.
"""

from itertools import groupby
from pathlib import Path
from typing import Any

from pptx.enum.text import MSO_ANCHOR

from results.takeaways.charted import charted, price_finding
from results.takeaways.mark_looks import BAD, SIGNS, edge_colour
from results.takeaways.slides.native_charts import difference_chart, level_chart, price_chart
from results.takeaways.slides.slide_shapes import (
    FOOT,
    MARGIN,
    SMALLEST,
    TOP,
    WIDTH,
    Box,
    Deck,
    Run,
    fill_cell,
    panel,
    table,
    text,
)
from results.takeaways.told import QUIET, RAISED, Told, nothing_compared, numbered
from results.text import built_in
from results.text.conditions import model_version
from results.text.headlines.cards import Card, interval_words, levels, money_words
from results.text.headlines.certainty import Certainty, certainty_meaning, certainty_word
from results.text.headlines.equal_parts import equal_parts
from results.text.headlines.headline import AtOneCost, ComparedPair
from results.text.headlines.verdict_matrix import MARK_OF, VerdictMatrix, mark_word
from results.text.names import governance_name
from scenarios.language import _, language

PAIRS, COLUMNS, LINES, BARS = 6, 9, 15, 12
"""On one slide: pairs with cards, columns and lines of the matrix, bars of a chart."""

ROOMY = 1.3
"""Height of a card, in inches, from which it has room for more words."""

CARDS = TOP + 0.28
"""Where cards begin, in inches, below two lines on their marks."""

BROAD = WIDTH - 2 * MARGIN


def write_slides(found: Told, file: Path) -> None:
    """Write the presentation."""
    deck = Deck(found.title, found.note)
    _asked(deck, found)
    for one in found.headline.by_cost():
        _answers(deck, found, one)
        _matrices(deck, one)
        _pictures(deck, found, one)
    if not found.headline.pairs:
        slide = deck.slide(_("What came out"))
        text(slide, Box(MARGIN, TOP, BROAD, 1), [[Run(nothing_compared(), 20)]])
    _limits(deck, found)
    deck.file.save(file)


def _asked(deck: Deck, found: Told) -> None:
    slide = deck.slide(_("What was asked"))
    lines = [
        [Run(found.title, 24, bold=True)],
        [Run("")],
        [Run(found.headline.question, 20)],
        [Run("")],
        *([Run("■ ", 18, one.colour), Run(governance_name(model), 18)] for model, one in found.looks.items()),
        [Run("")],
        *([Run(one, 18, BAD, bold=True)] for one in found.notices),
        [Run(model_version(), 14, QUIET)],
        [Run(found.source, 14, QUIET)],
    ]
    text(slide, Box(MARGIN, TOP + 0.2, BROAD, 5), lines)


def _answers(deck: Deck, found: Told, one: AtOneCost) -> None:
    """Cards, a row a pair."""
    for some in equal_parts(one.pairs, PAIRS):
        slide = deck.slide(one.matrix.heading_of_cards)
        cards = [card for pair in some for card in pair.cards]
        hint = found.key_of_signs(cards)
        height = min((FOOT - CARDS) / len(some), 1.6)
        if height <= ROOMY and any(card.few for card in cards):
            hint += " · " + _("where no difference could be shown, replicates may be too few to tell")
        text(slide, Box(MARGIN, TOP - 0.25, BROAD, 0.5), [[Run(hint, SMALLEST, QUIET)]])
        for place, pair in enumerate(some):
            _row(slide, pair, Box(MARGIN, CARDS + place * height, BROAD, height - 0.07))


def _row(slide: Any, pair: ComparedPair, box: Box) -> None:
    """What a pair is and costs, and its cards, which say their intervals and units where there is room."""
    roomy = box.height > ROOMY
    left = 2.9 if language() == "zh" else 3.3 if roomy else 3.75
    about = [[Run(pair.title, 16 if roomy else SMALLEST, bold=True)]]
    if pair.money:
        about.append([Run(money_words(pair.money), SMALLEST)])
    text(slide, Box(box.left, box.top, left, box.height), about, MSO_ANCHOR.MIDDLE)
    width = (box.width - left) / 3
    for place, card in enumerate(pair.cards):
        where = Box(box.left + left + place * width, box.top, width - 0.1, box.height)
        panel(slide, where, RAISED, _card(card, roomy), edge_colour(MARK_OF[card.verdict]))


def _card(card: Card, roomy: bool) -> list[list[Run]]:
    mark = MARK_OF[card.verdict]
    verdict = f"{card.verdict_short} {card.sure_and_marks}" if roomy else mark_word(mark)
    lines = [
        [Run(f"{card.marked_name}  {card.unit if roomy else card.dots_and_marks}", SMALLEST, QUIET)],
        [Run(f"{levels(card)}  {card.change}", 13 if roomy else SMALLEST, bold=True)],
        [Run(f"{SIGNS[mark].sign} {verdict}", SMALLEST, edge_colour(mark), bold=True)],
    ]
    return [*lines, [Run(interval_words(card), SMALLEST, QUIET)]] if roomy else lines


def _matrices(deck: Deck, one: AtOneCost) -> None:
    for part in one.matrix.parts(COLUMNS):
        for lines in equal_parts(range(len(part.lines)), LINES):
            kept = VerdictMatrix(
                part.cost, part.first, part.first_name, part.columns, tuple(part.lines[n] for n in lines)
            )
            _matrix(deck.slide(one.matrix.heading), kept)


def _matrix(slide: Any, matrix: VerdictMatrix) -> None:
    name, each = 3.4, min((BROAD - 3.4) / len(matrix.columns), 1.6)
    rows = 2 + len(matrix.lines)
    height = min((FOOT - TOP - 0.55) / rows, 0.36)
    width = name + each * len(matrix.columns)
    box = Box(MARGIN, TOP - 0.1, width, rows * height)
    made = table(slide, box, rows, [name] + [each] * len(matrix.columns), height)
    place = 1
    for _case, some in groupby(matrix.columns, key=lambda one: one.case):
        columns = list(some)
        made.cell(0, place).merge(made.cell(0, place + len(columns) - 1))
        fill_cell(made.cell(0, place), [Run(columns[0].case_name, SMALLEST, bold=True)])
        place += len(columns)
    for empty in (0, 1):
        fill_cell(made.cell(empty, 0), [])
    for number, column in enumerate(matrix.columns, 1):
        fill_cell(made.cell(1, number), [Run(column.governance_name, SMALLEST)], RAISED)
    for down, line in enumerate(matrix.lines, 2):
        fill_cell(made.cell(down, 0), [Run(line.name, SMALLEST, bold=line.primary)], centre=False)
        for number, cell in enumerate(line.cells, 1):
            look = SIGNS[cell.mark]
            sign = look.sign + (built_in.SIGN if cell.built_in else "")
            fill_cell(made.cell(down, number), [Run(sign, 14, look.colour, bold=True)], look.ground)
    text(slide, Box(MARGIN, FOOT - 0.62, BROAD, 0.6), [[Run(key(matrix), SMALLEST, QUIET)]])


def key(matrix: VerdictMatrix) -> str:
    """What the signs of a matrix mean, in a line."""
    words = [f"{SIGNS[mark].sign} {mark_word(mark)}" for mark in matrix.marks]
    if matrix.has_built_in:
        words.append(built_in.sign_words())
    return "　".join(words)


def _pictures(deck: Deck, found: Told, one: AtOneCost) -> None:
    """Levels and differences of the outcomes first told, then what they cost."""
    shown = charted(one.pairs)
    if not shown:
        return
    most = max(1, BARS // len(shown[0].models))
    half, tall = BROAD / 2, (FOOT - TOP) / 2
    for cases in equal_parts(list(shown[0].cases), most):
        slide = deck.slide(_("Levels, and differences with their intervals"))
        for place, outcome in enumerate(shown):
            kept = outcome.of_cases(cases)
            top = TOP - 0.1 + place * tall
            text(slide, Box(MARGIN, top, BROAD, 0.35), [[Run(kept.finding, 14, bold=True)]])
            level_chart(slide, Box(MARGIN, top + 0.32, half, tall - 0.35), kept, found.looks)
            difference_chart(slide, Box(MARGIN + half, top + 0.32, half, tall - 0.35), kept, found.looks)
    if not shown[0].money:
        return
    for cases in equal_parts(list(shown[0].cases), PAIRS):
        slide = deck.slide(price_finding([pair for pair in one.pairs if pair.case in cases]))
        for place, outcome in enumerate(shown):
            kept = outcome.of_cases(cases)
            price_chart(slide, Box(MARGIN + place * half, TOP, half, 5.1), kept, found.looks)
        text(slide, Box(MARGIN, TOP + 5.2, BROAD, 0.4), [[Run(numbered(shown[0].of_cases(cases).cases), 14)]])


def _limits(deck: Deck, found: Told) -> None:
    slide = deck.slide(_("What this cannot tell"))
    lines = [[Run("• ", 22), Run(one, 22)] for one in found.headline.limits]
    text(slide, Box(MARGIN, TOP, BROAD, 4.3), lines)
    meant = [
        [
            Run(f"{step.mark} {certainty_word(step)}", 14, bold=True),
            Run("  " + certainty_meaning(step), 14, QUIET),
        ]
        for step in reversed(Certainty)
    ]
    text(slide, Box(MARGIN, FOOT - 1.1, BROAD, 1), meant)
