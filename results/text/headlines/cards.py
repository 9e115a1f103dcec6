"""One outcome of a comparison as a card: levels before and after, change, verdict, how sure; and the cost.

Invariant: every number on a card knows the cell of the comparison it is from, and none is there that is not
in the table or made of columns of one row of it. "No difference could be shown" makes as full a card as a
difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, log10

from experiments.sign_counts.known_signs import UNKNOWN, KnownSigns
from experiments.sign_counts.sign_count import SOURCES
from experiments.statistics.verdict import Verdict, word
from results.text import built_in
from results.text.headlines.certainty import Certainty, certainty, certainty_word, too_few
from results.text.headlines.verdict_matrix import MARK_OF, mark_word
from results.text.names import amount, between, is_share, name_in, number, outcome_unit, scale, with_percent
from results.text.rows import Row, value
from results.text.signs.sign_marks import marks, sentence, words
from results.web.traced import Cell, Trace, TracedNumber
from scenarios import read
from scenarios.language import _, language

TEN_THOUSAND = 10_000
"""Chinese counts large money in these."""

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Card:
    """An outcome under governance model a (`before`) and b (`after`).

    unit: in words, empty for shares, whose levels say per cent; change: as it is told first, in per cent of
    before, in percentage points of shares, else in the outcome's unit; tests: of how many comparisons at once
    the verdict is one; few: nothing was shown, with so few replicates that what matters could be missed;
    signs: by each of SOURCES, whether its sign holds; sign_marks, sign_words: the same together, empty where
    nothing is known of that.
    """

    outcome: str
    name: str
    unit: str
    before: TracedNumber
    after: TracedNumber
    change: TracedNumber
    difference: TracedNumber
    low: TracedNumber
    high: TracedNumber
    direction: int
    verdict: Verdict
    certainty: Certainty
    few: bool
    built_in: bool
    signs: tuple[str, ...] = ()
    sign_marks: str = ""
    sign_words: str = ""

    @property
    def marked_name(self) -> str:
        """The name, with the mark of what is built into the model."""
        return f"{self.name} {built_in.SIGN}" if self.built_in else self.name

    @property
    def verdict_words(self) -> str:
        """The verdict; of what could not be shown also that replicates were few."""
        text = word(self.verdict)
        return _("{verdict}, with too few replicates to tell", verdict=text) if self.few else text

    @property
    def verdict_short(self) -> str:
        """The same for a narrow place, with the key of marks beside it."""
        if self.few:
            return _("not shown, few runs")
        return {Verdict.SMALL: _("too small to matter"), Verdict.NOT_SHOWN: _("not shown")}.get(
            self.verdict, word(self.verdict)
        )

    @property
    def shown_marks(self) -> str:
        """The marks of the sign; empty where there are shares of draws with either instead."""
        return self.sign_marks if len(self.sign_marks) == len(SOURCES) else ""

    @property
    def dots_and_marks(self) -> str:
        """How sure, as dots, and behind them the marks of the sign."""
        return f"{self.certainty.mark} {self.shown_marks}".rstrip()

    @property
    def sure_and_marks(self) -> str:
        """The same with the word for how sure."""
        return f"{self.certainty.mark} {self.certainty_words} {self.shown_marks}".rstrip()

    @property
    def sign_sentence(self) -> str:
        """Whether the sign holds, in one sentence."""
        return _("Sign: {said}.", said=self.sign_words)

    @property
    def certainty_words(self) -> str:
        """How sure, in a word or two."""
        return certainty_word(self.certainty)


@dataclass(frozen=True)
class Money:
    """Running cost in money per household and month, and what that makes in a year for all households.

    yearly: the size of the difference alone, None where it is not known how many households there are; more:
    1 where b costs more, −1 where it costs less, 0 where both cost the same.
    """

    before: TracedNumber
    after: TracedNumber
    difference: TracedNumber
    unit: str
    households: int | None
    yearly: TracedNumber | None
    more: int


def comparison_cell(row: Row, column: str, found: float | None = None) -> Cell:
    """The cell of the comparison that a number is from; `found` where it is made of several columns."""
    where = {key: row[key] for key in ("case", "cost", "outcome", "a", "b")}
    return Cell("comparison", where, column, value(row, column) if found is None else found)


def card(row: Row, tests: int, known: KnownSigns = UNKNOWN) -> Card:
    """The card of a row of a comparison; tests: how many verdicts its family holds; known: of signs."""
    outcome, found, counts = str(row["outcome"]), Verdict(str(row["verdict"])), known.of(row)
    before, after = _levels(row)
    has_unit = not is_share(outcome) and read.outcome_entries()[outcome].unit != "0 to 1"
    return Card(
        outcome=outcome,
        name=name_in(row),
        unit=outcome_unit(outcome) if has_unit else "",
        before=before,
        after=after,
        change=_change(row),
        difference=_amount(row, "difference", bare=False),
        low=_amount(row, "low"),
        high=_amount(row, "high"),
        direction=int(value(row, "direction")),
        verdict=found,
        certainty=certainty(row),
        few=found == Verdict.NOT_SHOWN and too_few(row, tests),
        built_in=built_in.mark_of(row) is not None,
        signs=tuple(words(row, counts.get(source)) for source in SOURCES),
        sign_marks=marks(row, known),
        sign_words=sentence(row, known),
    )


def _levels(row: Row) -> tuple[TracedNumber, TracedNumber]:
    """The level under a and under b, with equally many digits, those that the larger one bears."""
    outcome, digits = str(row["outcome"]), _digits(row)
    before, after = (
        TracedNumber(with_percent(text) if is_share(outcome) else text, comparison_cell(row, column))
        for column in ("mean_a", "mean_b")
        if (text := _with(value(row, column) * scale(outcome), digits))
    )
    return before, after


def _digits(row: Row) -> int:
    """How many digits after the point the larger of the two levels bears."""
    larger = max(abs(value(row, "mean_a")), abs(value(row, "mean_b")))
    return len(number(scale(str(row["outcome"])) * larger).partition(".")[2])


def _with(level: float, digits: int) -> str:
    """A level with so many digits after the point, more where they would say 0 of what is not 0."""
    text = f"{level:,.{digits}f}".replace("-", "−")
    return text if level == level and text.strip("−0.") else number(level)


def _amount(row: Row, column: str, bare: bool = True) -> TracedNumber:
    text = amount(str(row["outcome"]), value(row, column), bare)
    return TracedNumber(text, comparison_cell(row, column))


def _change(row: Row) -> TracedNumber:
    """In per cent of what it was where that means something; else as it is."""
    before, outcome = value(row, "mean_a"), str(row["outcome"])
    if is_share(outcome):
        points = _with(scale(outcome) * value(row, "difference"), _digits(row))
        text = points if points.startswith("−") or points == "0" else f"+{points}"
        text = _("{points} points", points=text)
        return TracedNumber(text, comparison_cell(row, "difference"))
    if read.outcome_entries()[outcome].unit in ("none", "0 to 1") or not before > value(row, "smallest"):
        return _amount(row, "difference", bare=False)
    found = value(row, "difference") / before
    percent = round(100 * found, 0 if abs(found) >= 0.01 else 1)
    sign = "−" if percent < 0 else "+" if percent > 0 else ""
    text = with_percent(f"{sign}{abs(percent):g}")
    return TracedNumber(text, comparison_cell(row, "difference / mean_a", found))


def money(row: Row, households: int | None) -> Money:
    """What the row on running cost says; households: of the compound, or of all of a district."""
    before, after = _levels(row)
    change = value(row, "difference")
    yearly = None
    if households:
        found = change * MONTHS_A_YEAR * households
        cell = comparison_cell(row, f"difference * {MONTHS_A_YEAR} * {households}", found)
        yearly = TracedNumber(sum_of_money(found), cell)
    more = 0 if before.text == after.text else 1 if change > 0 else -1
    unit = outcome_unit(str(row["outcome"]))
    return Money(before, after, _amount(row, "difference"), unit, households, yearly, more)


def sum_of_money(found: float) -> str:
    """A sum without its sign, with two digits that mean something: what is told is "about"."""
    if not found:
        return _("{amount} yuan", amount=0)
    rounded = round(abs(found), 1 - int(log10(abs(found)) // 1))
    if language() == "zh" and rounded >= TEN_THOUSAND:
        return _("{amount} ten thousand yuan", amount=_plain(rounded / TEN_THOUSAND))
    return _("{amount} yuan", amount=_plain(rounded))


def _plain(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 10 else f"{amount:.2g}"


def levels(one: Card, trace: Trace = str) -> str:
    """Level before and after."""
    return _("{before} → {after}", before=trace(one.before), after=trace(one.after))


def levels_words(one: Card, trace: Trace = str) -> str:
    """Outcome, level before and after, change and how sure; of what does not matter also that."""
    sure = one.certainty_words
    if one.verdict in (Verdict.SMALL, Verdict.NO_PRACTICAL, Verdict.IDENTICAL):
        sure = _("{verdict}: {certainty}", verdict=mark_word(MARK_OF[one.verdict]), certainty=sure)
    return _(
        "{outcome} {before} → {after} ({change}, {certainty})",
        outcome=one.name,
        before=trace(one.before),
        after=trace(one.after),
        change=trace(one.change),
        certainty=sure,
    )


def interval_words(one: Card, trace: Trace = str) -> str:
    """Where the difference lies."""
    if isnan(one.low.cell.value):
        return _("a single pair has no interval")
    if one.low.text == one.high.text:
        return _("difference {range}", range=between(0.0, 0.0))
    return _("difference {low} to {high}", low=trace(one.low), high=trace(one.high))


def cost_words(found: Money, trace: Trace = str) -> str:
    """Cost before and after, per household and month."""
    return _(
        "cost {before} → {after} {unit}",
        before=trace(found.before),
        after=trace(found.after),
        unit=found.unit,
    )


def yearly_words(found: Money, trace: Trace = str) -> str:
    """What that makes in a year; empty where nobody knows of how many households."""
    if found.yearly is None or found.households is None:
        return ""
    words: Mapping[int, str] = {
        1: _("{households} households about {money} more a year"),
        0: _("{households} households nothing more a year"),
        -1: _("{households} households about {money} less a year"),
    }
    return words[found.more].format(households=f"{found.households:,}", money=trace(found.yearly))


def money_words(found: Money, trace: Trace = str) -> str:
    """Cost before and after, and what that makes in a year."""
    cost, yearly = cost_words(found, trace), yearly_words(found, trace)
    return _("{clause}, {next}", clause=cost, next=yearly) if yearly else cost
