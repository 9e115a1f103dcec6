"""Everything that page one says on one sheet: what was asked, cards, all verdicts, levels, limits.

Invariant: a sheet of any width holds all of it; what is too wide goes below, letters keep their size.
"""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from results.takeaways.charted import Charted, charted, price_finding
from results.takeaways.mark_looks import BAD, edge_colour
from results.takeaways.pictures.canvas import LEADING, Canvas
from results.takeaways.pictures.level_panels import draw_levels, draw_prices
from results.takeaways.pictures.line_breaks import width
from results.takeaways.told import ACCENT, INK, LINE, QUIET, RAISED, Told, nothing_compared, numbered
from results.text import built_in
from results.text.headlines.cards import Card, interval_words, levels, money_words
from results.text.headlines.certainty import certainty_key
from results.text.headlines.headline import AtOneCost, ComparedPair
from results.text.headlines.verdict_matrix import MARK_OF, VerdictMatrix, mark_word
from scenarios.language import _

BODY, SMALL, HEAD, TITLE = 32, 27, 40, 52
"""Sizes of letters in units."""

MARGIN, GAP = 44, 26
A_PAIR = 960
"""Width from which a pair and its cards have room."""

NAMES, A_COLUMN = 320, 104
"""Least widths in a matrix: of the names of outcomes, of a column."""

A_ROW = 40
"""Height of a line of levels."""


class OneSheet:
    """The sheet, laid out when it is made; high: how high that makes it; with_panels: with pictures of levels
    and of cost against effect; brief: with cards of three lines, for many pairs.
    """

    def __init__(self, found: Told, wide: float, with_panels: bool, brief: bool) -> None:
        self.canvas = Canvas(wide)
        self._found, self._wide, self._y = found, wide - 2 * MARGIN, float(MARGIN)
        self._brief = brief
        self._begin()
        for one in found.headline.by_cost():
            self._cards(one)
            self._matrices(one)
            if with_panels:
                self._panels(one)
        if not found.headline.pairs:
            self._heading(_("What came out"))
            self._say(nothing_compared())
        self._limits()
        self.high = self._y + MARGIN

    def _say(self, text: str, size: float = BODY, colour: str = INK, bold: bool = False) -> None:
        self._y = self.canvas.words(MARGIN, self._y, self._wide, text, size, colour, bold)

    def _heading(self, text: str) -> None:
        self._y += GAP
        self._say(text, HEAD, ACCENT, bold=True)
        self.canvas.rule(MARGIN, self._y + 2, self._wide, ACCENT, 3)
        self._y += 14

    def _begin(self) -> None:
        self._say(self._found.title, TITLE, ACCENT, bold=True)
        self._say(self._found.note, SMALL, QUIET)
        for text in self._found.notices:
            self._say(text, BODY, BAD, bold=True)
        self._heading(_("What was asked"))
        self._say(self._found.headline.question)

    def _cards(self, one: AtOneCost) -> None:
        self._heading(one.matrix.heading_of_cards)
        cards = (card for pair in one.pairs for card in pair.cards)
        self._say(self._found.key_of_signs(cards), SMALL, QUIET)
        beside = max(1, int((self._wide + GAP) // (A_PAIR + GAP)))
        each = (self._wide + GAP) / beside - GAP
        for start in range(0, len(one.pairs), beside):
            ends = [
                self._pair(pair, MARGIN + place * (each + GAP), each)
                for place, pair in enumerate(one.pairs[start : start + beside])
            ]
            self._y = max(ends) + GAP

    def _pair(self, pair: ComparedPair, x: float, room: float) -> float:
        """A pair with its cards; return where it ends."""
        y = self.canvas.words(x, self._y + 6, room, pair.title, BODY + 2, bold=True)
        if pair.money:
            y = self.canvas.words(x, y, room, money_words(pair.money), SMALL)
        y += 8
        each = (room + 14) / 3 - 14
        places = [(x + place * (each + 14), card) for place, card in enumerate(pair.cards)]
        write = self._brief_card if self._brief else self._card
        end = max((write(card, left, y, each) for left, card in places), default=y)
        for left, card in places:
            self.canvas.box(left, y, each, end - y, RAISED)
            self.canvas.box(left, y, 8, end - y, edge_colour(MARK_OF[card.verdict]))
        return end

    def _card(self, card: Card, x: float, y: float, room: float) -> float:
        left, inner, mark = x + 20, room - 30, MARK_OF[card.verdict]
        y = self.canvas.words(left, y + 8, inner, card.marked_name, SMALL, QUIET)
        y = self.canvas.words(left, y, inner, levels(card), BODY, bold=True)
        y = self.canvas.words(left, y, inner, str(card.change), BODY, bold=True)
        self.canvas.mark(left, y + 6, SMALL, mark)
        colour = edge_colour(mark)
        y = self.canvas.words(left + 38, y, inner - 38, card.verdict_words, SMALL, colour, bold=True)
        y = self.canvas.words(left, y, inner, card.sure_and_marks, SMALL, QUIET)
        return self.canvas.words(left, y, inner, interval_words(card), SMALL, QUIET) + 10

    def _brief_card(self, card: Card, x: float, y: float, room: float) -> float:
        left, inner, mark = x + 18, room - 24, MARK_OF[card.verdict]
        name = f"{card.marked_name} {card.dots_and_marks}"
        y = self.canvas.words(left, y + 6, inner, name, 24, QUIET)
        y = self.canvas.words(left, y, inner, f"{levels(card)}  {card.change}", 24, bold=True)
        self.canvas.mark(left, y + 5, 24, mark)
        return (
            self.canvas.words(left + 34, y, inner - 34, mark_word(mark), 24, edge_colour(mark), bold=True) + 8
        )

    def _matrices(self, one: AtOneCost) -> None:
        self._heading(one.matrix.heading)
        for part in one.matrix.parts(int((self._wide - NAMES) // A_COLUMN)):
            self._matrix(part)
            self._y += GAP / 2
        self._key(one.matrix)
        if one.matrix.has_built_in:
            self._say(built_in.sign_words(), SMALL, QUIET)

    def _key(self, matrix: VerdictMatrix) -> None:
        """What the marks mean, beside each other as long as there is room."""
        x = float(MARGIN)
        for mark in matrix.marks:
            text = mark_word(mark)
            need = 42 + width(text, SMALL) + GAP
            if x > MARGIN and x + need > MARGIN + self._wide:
                x, self._y = float(MARGIN), self._y + SMALL * LEADING
            self.canvas.mark(x, self._y + 7, SMALL, mark)
            self.canvas.line(x + 36, self._y, text, SMALL, QUIET)
            x += need
        self._y += SMALL * LEADING

    def _matrix(self, matrix: VerdictMatrix) -> None:
        longest = max(width(line.name, SMALL, line.primary) for line in matrix.lines) + 2 * GAP
        names = max(NAMES, min(longest, self._wide - 1.5 * A_COLUMN * len(matrix.columns)))
        each = (self._wide - names) / len(matrix.columns)
        left, ends = MARGIN + names, [self._y]
        for _case, some in groupby(matrix.columns, key=lambda column: column.case):
            columns = list(some)
            room = each * len(columns) - 8
            name = columns[0].case_name
            ends.append(self.canvas.words(left + 4, self._y, room, name, SMALL, bold=True, side="center"))
            left += each * len(columns)
        self._y = max(ends)
        tops = [
            self.canvas.words(
                MARGIN + names + place * each + 3, self._y, each - 6, one.governance_name, 24, side="center"
            )
            for place, one in enumerate(matrix.columns)
        ]
        self._y = max(tops) + 4
        for line in matrix.lines:
            self.canvas.rule(MARGIN, self._y, self._wide, LINE)
            end = self.canvas.words(MARGIN, self._y + 3, names - 12, line.name, SMALL, bold=line.primary)
            middle = (self._y + end - 30) / 2
            for place, cell in enumerate(line.cells):
                x = MARGIN + names + (place + 0.5) * each
                self.canvas.mark(x - 15, middle, 32, cell.mark)
                if cell.built_in:
                    self.canvas.line(x + 20, middle - 6, built_in.SIGN, 22)
            self._y = end + 3
        self.canvas.rule(MARGIN, self._y, self._wide, LINE)

    def _panels(self, one: AtOneCost) -> None:
        """Levels before and after, outcome by outcome, then what they cost."""
        shown = charted(one.pairs)
        beside = max(1, min(len(shown), int(self._wide // A_PAIR)))
        for start in range(0, len(shown), beside):
            kept = shown[start : start + beside]
            self._beside([(outcome.finding, self._rows(outcome)) for outcome in kept], kept, beside, False)
        if not shown or not shown[0].money:
            return
        self._heading(price_finding(one.pairs))
        for start in range(0, len(shown), beside):
            kept = shown[start : start + beside]
            self._beside([("", 500.0) for _one in kept], kept, beside, True)
        self._say(numbered(shown[0].cases), SMALL, QUIET)

    def _rows(self, outcome: Charted) -> float:
        return len(outcome.cards) * A_ROW + len(outcome.cases) * A_ROW + 150

    def _beside(
        self, titled: Sequence[tuple[str, float]], kept: Sequence[Charted], beside: int, prices: bool
    ) -> None:
        each = (self._wide + GAP) / beside - GAP
        self._y += GAP
        top = self._y
        lefts = [MARGIN + place * (each + GAP) for place in range(len(kept))]
        if not prices:
            tops = [
                self.canvas.words(left, top, each, title, BODY, bold=True)
                for left, (title, _high) in zip(lefts, titled, strict=True)
            ]
            top = max(tops) + 8
        for left, outcome, (_title, high) in zip(lefts, kept, titled, strict=True):
            fill = partial(draw_prices if prices else draw_levels, found=outcome, looks=self._found.looks)
            self.canvas.panel(left, top, each, high, fill)
        self._y = top + max(high for _title, high in titled) + 10

    def _limits(self) -> None:
        self._heading(_("What this cannot tell"))
        for text in self._found.headline.limits:
            self.canvas.line(MARGIN, self._y, "·", BODY, bold=True)
            self._y = self.canvas.words(MARGIN + 26, self._y, self._wide - 26, text, BODY)
        self._y += GAP / 2
        for text in certainty_key():
            self._say(text, SMALL, QUIET)
        self._say(_("Made by: {command}", command=self._found.source), SMALL, QUIET)
