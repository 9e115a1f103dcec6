"""What native charts show of the headline: levels, differences with intervals, cost against effect.

Invariant: each number is the cell of a card, drawn by Office, a spreadsheet or a picture alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from matplotlib.ticker import MaxNLocator

from experiments.statistics.verdict import Verdict
from results.text.headlines.cards import Card, Money
from results.text.headlines.headline import ALWAYS, ComparedPair
from results.text.names import (
    case_name,
    difference_unit,
    governance_name,
    is_share,
    joined,
    outcome_unit,
    scale,
)
from results.web.traced import TracedNumber
from scenarios.language import _

LONGEST_TITLE = 100
"""Letters beyond which a finding is no title."""


@dataclass(frozen=True)
class Charted:
    """One outcome over cases and governance models; cards: by case and governance model b."""

    outcome: str
    name: str
    first: str
    others: tuple[str, ...]
    cases: Mapping[str, str]
    cards: Mapping[tuple[str, str], Card]
    money: Mapping[tuple[str, str], Money]

    @property
    def models(self) -> tuple[str, ...]:
        """All governance models, the first one first."""
        return (self.first, *self.others)

    @property
    def share(self) -> bool:
        """Whether levels are told in per cent and differences in percentage points."""
        return is_share(self.outcome)

    @property
    def direction(self) -> int:
        """1 where more is better, −1 where less is, 0 where neither."""
        return next(iter(self.cards.values())).direction

    @property
    def unit(self) -> str:
        """The unit of levels; empty for shares, whose numbers say per cent."""
        return "" if self.share else outcome_unit(self.outcome)

    @property
    def difference_unit(self) -> str:
        """The unit of differences."""
        return difference_unit(self.outcome)

    def level(self, case: str, model: str) -> TracedNumber | None:
        """The level of a governance model on a case."""
        return self._side(self.cards, case, model)

    def price(self, case: str, model: str) -> TracedNumber | None:
        """What it costs per household and month."""
        return self._side(self.money, case, model)

    def _side(
        self, told: Mapping[tuple[str, str], Card | Money], case: str, model: str
    ) -> TracedNumber | None:
        """What is told of a governance model: of the first one beside any other."""
        if model != self.first:
            found = told.get((case, model))
            return found.after if found else None
        return next((told[case, b].before for b in self.others if (case, b) in told), None)

    def interval(self, case: str, model: str) -> tuple[float, float, float] | None:
        """Difference, low and high as they are drawn: shares in percentage points; without an interval both
        ends are the difference.
        """
        card = self.cards.get((case, model))
        if card is None or not isfinite(card.difference.cell.value):
            return None
        times = scale(self.outcome)
        middle = card.difference.cell.value * times
        ends = [one.cell.value * times for one in (card.low, card.high)]
        low, high = (one if isfinite(one) else middle for one in ends)
        return middle, low, high

    @property
    def reach(self) -> tuple[float, float, float]:
        """Round ends of an axis that holds zero and every interval, and its step."""
        spans = [one for key in self.cards if (one := self.interval(*key))]
        ends = [0.0, *(end for one in spans for end in one)]
        ticks = MaxNLocator(5).tick_values(min(ends), max(ends))
        low, high, step = (round(float(one), 9) for one in (ticks[0], ticks[-1], ticks[1] - ticks[0]))
        return low, high, step

    def of_cases(self, cases: Sequence[str]) -> "Charted":
        """The same of some cases alone."""
        names = {case: self.cases[case] for case in cases}
        cards = {key: one for key, one in self.cards.items() if key[0] in names}
        money = {key: one for key, one in self.money.items() if key[0] in names}
        return Charted(self.outcome, self.name, self.first, self.others, names, cards, money)

    @property
    def finding(self) -> str:
        """What came out, in a sentence; the name alone where cases differ in too many ways for one."""
        found: dict[tuple[str, Verdict], list[str]] = {}
        for (case, b), card in self.cards.items():
            found.setdefault((b, card.verdict), []).append(case)
        parts = [self._part(b, verdict, cases) for (b, verdict), cases in found.items()]
        text = _("{outcome}: {found}", outcome=self.name, found=joined(parts, long=True))
        return text if len(text) <= LONGEST_TITLE else self.name

    def _part(self, b: str, verdict: Verdict, cases: Sequence[str]) -> str:
        card = self.cards[cases[0], b]
        text = _("{governance} {verdict}", governance=governance_name(b), verdict=card.verdict_words)
        if set(cases) == {case for case, model in self.cards if model == b}:
            return text
        return text + _(" ({text})", text=joined(map(case_name, cases)))


def charted(pairs: Sequence[ComparedPair]) -> list[Charted]:
    """The outcomes that every pair has a card of, those first that always have one; at most two."""
    told = [one.outcome for pair in pairs for one in pair.cards]
    always = [outcome for outcome in ALWAYS if outcome in told]
    others = [outcome for outcome in dict.fromkeys(told) if told.count(outcome) == len(pairs)]
    return [_of_outcome(pairs, outcome) for outcome in [*dict.fromkeys([*always, *others])][: len(ALWAYS)]]


def _of_outcome(pairs: Sequence[ComparedPair], outcome: str) -> Charted:
    cards = {(pair.case, pair.b): one for pair in pairs for one in pair.cards if one.outcome == outcome}
    return Charted(
        outcome,
        next(iter(cards.values())).name,
        pairs[0].a,
        tuple(dict.fromkeys(b for _case, b in cards)),
        {case: case_name(case) for case, _b in cards},
        cards,
        {(pair.case, pair.b): pair.money for pair in pairs if pair.money},
    )


def better_corner(direction: int) -> str:
    """Where on a picture of cost against effect the better ones lie."""
    return {
        1: _("better: upper left"),
        -1: _("better: lower left"),
        0: _("cheaper: left"),
    }[direction]


def price_finding(pairs: Sequence[ComparedPair]) -> str:
    """What each governance model costs more or less than the first, over cases from the least to the most."""
    found: dict[str, list[Money]] = {}
    for pair in pairs:
        if pair.money:
            found.setdefault(pair.b, []).append(pair.money)
    if not found:
        return _("Cost against effect: cost was not measured")
    parts = [_("{model} {amount}", model=governance_name(b), amount=_span(some)) for b, some in found.items()]
    unit = next(iter(found.values()))[0].unit
    first = governance_name(pairs[0].a)
    return _("Running cost beside {a}: {parts} {unit}", a=first, parts=joined(parts), unit=unit)


def _span(some: Sequence[Money]) -> str:
    ordered = sorted(some, key=lambda one: one.difference.cell.value)
    low, high = ordered[0].difference.text, ordered[-1].difference.text
    return low if low == high else _("{low} to {high}", low=low, high=high)
