"""What a finished comparison says in one minute: the question, cards for each pair, all verdicts, the limits.

Everything that shows results at a glance (page one, slides, pictures, posters) reads this and only this.
Invariant: each case and each governance model has its own cards, however many there are, and the limits
belong to it as much as the results.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from experiments.sign_counts.known_signs import KnownSigns, known_signs
from experiments.statistics.paired import EQUAL, NATURAL
from experiments.statistics.verdict import SHOWN
from experiments.store.tables import Study
from results.text import built_in
from results.text.equal_cost import costs_compared
from results.text.headlines.cards import (
    Card,
    Money,
    card,
    levels_words,
    money,
    money_words,
)
from results.text.headlines.verdict_matrix import VerdictMatrix, verdict_matrix
from results.text.names import (
    NOTHING,
    case_name,
    governance_name,
    joined,
    shown_first,
)
from results.text.rows import Row, by_outcome, in_what_matters, records, value
from results.text.signs.sign_sentences import short_basis
from results.text.signs.under_calibration import signs_sentence, signs_word
from results.web.traced import Trace
from scenarios import read
from scenarios.language import _
from scenarios.plausible import told

ALWAYS = ("conflict_index", "participation_month")
"""The outcomes that have a card wherever they were measured; one more has that moved most."""

CARDS = 3

COST = "cost_total"
HOUSEHOLDS = "place.households"


@dataclass(frozen=True)
class ComparedPair:
    """Governance model b as seen from a, on one case at one cost; money: None where cost was not measured."""

    case: str
    a: str
    b: str
    cost: str
    cards: tuple[Card, ...]
    money: Money | None

    @property
    def title(self) -> str:
        """The case and the governance model it is about."""
        return _("{case} {governance}", case=case_name(self.case), governance=governance_name(self.b))

    @property
    def against(self) -> str:
        """What it is compared with, and at what cost."""
        text = _("compared with {governance}", governance=governance_name(self.a))
        return _("{pair}, at equal cost", pair=text) if self.cost == EQUAL else text


@dataclass(frozen=True)
class AtOneCost:
    """Everything compared at one cost; first: whether nothing stands before it."""

    first: bool
    pairs: tuple[ComparedPair, ...]
    matrix: VerdictMatrix


@dataclass(frozen=True)
class Headline:
    """The whole; pairs and matrices: empty where nothing was compared; a matrix for each cost; signs_of:
    on what marks of signs rest; calibrated: how many signs hold under the calibration; both empty where that
    is not known.
    """

    question: str
    pairs: tuple[ComparedPair, ...]
    matrices: tuple[VerdictMatrix, ...]
    limits: tuple[str, ...]
    signs_of: str = ""
    calibrated: str = ""

    def by_cost(self) -> Iterator[AtOneCost]:
        """The pairs and the matrix at each cost."""
        matrices = {one.cost: one for one in self.matrices}
        for place, (cost, pairs) in enumerate(groupby(self.pairs, key=lambda one: one.cost)):
            yield AtOneCost(place == 0, tuple(pairs), matrices[cost])


def headline(study: Study, points: int = 1, varied: Sequence[str] = ()) -> Headline:
    """What a study says; points, varied: how many sets of values were drawn for which parameters."""
    table = study.comparison
    if table is None or table.empty:
        return Headline(question(study, points, varied), (), (), tuple(limits(study)))
    known = known_signs(study)
    held = signs_word(records(_against_first(table)), known)
    return Headline(
        question(study, points, varied),
        tuple(_pairs(study, table, varied, known)),
        tuple(verdict_matrix(table, cost, known) for cost in costs_compared(table)),
        tuple(limits(study, held)),
        short_basis(known),
        held,
    )


def _pairs(
    study: Study, table: pd.DataFrame, varied: Sequence[str], known: KnownSigns
) -> Iterator[ComparedPair]:
    """Every governance model against the first one: cost by cost, case by case."""
    against_first = _against_first(table)
    tests = table.groupby(["cost", "family"])["p"].count()
    for (cost, case, a, b), rows in against_first.groupby(["cost", "case", "a", "b"], sort=False):
        found = {outcome: row for outcome, row in by_outcome(rows).items() if value(row, "n")}
        of_family = {str(family): int(tests[cost, family]) for family in rows["family"].unique()}
        chosen = [found[one] for one in outcomes_told(found, shown_first(rows))]
        cards = tuple(card(row, of_family[str(row["family"])], known) for row in chosen)
        paid = money(found[COST], households(study, str(case), varied)) if COST in found else None
        yield ComparedPair(str(case), str(a), str(b), str(cost), cards, paid)


def _against_first(table: pd.DataFrame) -> pd.DataFrame:
    """The pairs that are shown: every governance model against the first one."""
    return table[table["a"] == table["a"].iloc[0]]


def outcomes_told(rows: Mapping[str, Row], first: Sequence[str]) -> list[str]:
    """The outcomes that have cards: conflict, participation and, of the others in `first`, those that moved
    most; what was shown goes before what was not, and what is built into the model comes last.
    """

    def weight(outcome: str) -> tuple[bool, bool, bool, float]:
        row = rows[outcome]
        was_shown, better = row["verdict"] in SHOWN, value(row, "direction") != 0
        return built_in.mark_of(row) is None, was_shown and better, was_shown, in_what_matters(row)

    kept = [outcome for outcome in ALWAYS if outcome in rows]
    others = [outcome for outcome in first if outcome in rows and outcome not in (*ALWAYS, COST)]
    return kept + sorted(others, key=weight, reverse=True)[: CARDS - len(kept)]


def households(study: Study, case: str, varied: Sequence[str] = ()) -> int | None:
    """How many households a case has; None where that was varied or its file was not read."""
    given = study.manifest.get("parameters_overridden")
    found = read.known_case(case)
    if found is None or HOUSEHOLDS in varied:
        return None
    if isinstance(given, Mapping) and HOUSEHOLDS in given:
        return int(given[HOUSEHOLDS]) * found.compounds
    return read.households(found)


def finding(pair: ComparedPair, trace: Trace = str) -> str:
    """A pair in one sentence: the first outcome before and after, how sure, and at what cost."""
    clauses = [levels_words(pair.cards[0], trace)] if pair.cards else []
    clauses += [money_words(pair.money, trace)] if pair.money else []
    text = clauses[0] if clauses else NOTHING
    if len(clauses) > 1:
        text = _("{clause}, {next}", clause=text, next=clauses[1])
    return _("{pair}: {finding}", pair=pair.title, finding=text)


def question(study: Study, points: int = 1, varied: Sequence[str] = ()) -> str:
    """What was asked."""
    named = {
        "governance": joined(map(governance_name, study.governance)),
        "cases": joined(map(case_name, study.cases)),
        "months": study.months,
    }
    if points > 1:
        return _(
            "How do {governance} fare on {cases}, over {months} months, wherever the "
            "assumptions leave room? {points} sets of values were drawn for {count} "
            "parameters; a replicate below is one such set.",
            **named,
            points=points,
            count=len(varied),
        )
    return _(
        "How do {governance} fare on {cases}? Each was simulated for {months} months in "
        "{replicates} replicates.",
        **named,
        replicates=study.replicates,
    )


def same_draws(study: Study) -> str:
    """What makes governance models comparable; empty where there is one."""
    if len(study.governance) < 2:
        return ""
    return _(
        "In the same replicate every governance model meets the same people, ties, shocks "
        "and random draws: only what it changes differs."
    )


def limits(study: Study, held: str = "") -> Iterator[str]:
    """What it cannot tell, so short that it stands beside the results (`cautions` says the same in full).

    held: how many signs hold under the calibration, empty if that is not known.
    """
    ledger = read.ledger().values()
    yield _(
        "Within the model only: {assumed} of {all} parameters are assumed. No forecast for the places named.",
        assumed=sum(entry.grade == "assumption" for entry in ledger),
        all=len(ledger),
    )
    yield signs_sentence(held)
    yield from told(study.manifest.get("implausible"))
    yield _("Intervals cover chance, not wrong assumptions; under others signs may turn.")
    yield from _cost_limits(study.comparison)
    yield _("The sources are success stories, mostly told by those who ran them.")
    if any("petition" in one for one in study.outcomes):
        yield _("Petitions are a legitimate voice: fewer are good news only where issues are settled.")


def _cost_limits(comparison: pd.DataFrame | None) -> Iterator[str]:
    costs = costs_compared(comparison) if comparison is not None else []
    if NATURAL in costs:
        yield _("At their own cost: who does better may simply have more staff and money.")
    if EQUAL in costs:
        yield _("At equal cost: what plain staff and money achieve is assumed too.")
