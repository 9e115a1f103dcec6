"""Sentences on what came out: a sentence for each verdict reached, and what a reader must not take from it.

Invariant: every difference told carries its interval, and "no difference could be shown" is
said where that is so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import pandas as pd

from experiments.statistics.paired import EQUAL
from experiments.statistics.verdict import SHOWN, Verdict
from experiments.store.tables import Study
from results.text import built_in
from results.text.conditions import model_version
from results.text.equal_cost import costs_compared
from results.text.names import after_each_other, amount, joined, name_in, shown_first
from results.text.rows import Row, by_outcome, in_what_matters, value
from scenarios import read
from scenarios.language import _
from scenarios.plausible import told

type Put = Callable[[str, Row, str], str]
"""Puts a number into a sentence: its text, the row and the column of the comparison it is from."""


def as_it_is(text: str, row: Row, column: str) -> str:
    """The text alone."""
    return text


def verdicts(rows: pd.DataFrame, put: Put = as_it_is, most: int | None = None) -> Iterator[str]:
    """A sentence for each verdict reached on the main outcomes of one pair, those that were shown with their
    numbers; with `most`, only so many of a verdict (the largest beside what would matter) have numbers.
    """
    defined = {outcome: row for outcome, row in by_outcome(rows).items() if row["n"]}
    first = [outcome for outcome in shown_first(rows) if outcome in defined]
    for verdict in Verdict:
        found = [o for o in first if defined[o]["verdict"] == verdict]
        named = found if verdict not in SHOWN else _largest(found, defined, most)
        words = [
            name_in(defined[o]) if verdict not in SHOWN or o not in named else difference(defined[o], put)
            for o in [*named, *(o for o in found if o not in named)]
        ]
        if found:
            yield sentence(verdict, joined(words, long=True))
    yield from why_not_shown(defined[outcome] for outcome in first)
    yield from built_in.sentences(defined[outcome] for outcome in first)


def held_back(row: Row) -> bool:
    """Whether the interval leaves out zero and the correction for many comparisons does not."""
    low, high = value(row, "low"), value(row, "high")
    return row["verdict"] == Verdict.NOT_SHOWN and (low > 0 or high < 0)


def held_back_words() -> str:
    """Why such a difference does not count as shown; the outcomes are to be filled in."""
    return _(
        "Not shown although the interval leaves out zero: {outcomes}. Of many comparisons at once some do so "
        "by chance, so each must stand after correction (Holm)."
    )


def why_not_shown(rows: Iterable[Row]) -> Iterator[str]:
    """A line on the outcomes whose interval leaves out zero and of which no difference could be shown."""
    if names := list(dict.fromkeys(name_in(row) for row in rows if held_back(row))):
        yield held_back_words().format(outcomes=joined(names))


def _largest(outcomes: list[str], rows: Mapping[str, Row], most: int | None) -> list[str]:
    """The outcomes that differ most, measured in the smallest difference that matters."""

    def size(outcome: str) -> float:
        return in_what_matters(rows[outcome])

    return outcomes if most is None else sorted(outcomes, key=size, reverse=True)[:most]


def sentence(verdict: Verdict, outcomes: str) -> str:
    """The sentence that a list of outcomes makes with a verdict."""
    return {
        Verdict.BETTER: _("Better: {outcomes}.", outcomes=outcomes),
        Verdict.WORSE: _("Worse: {outcomes}.", outcomes=outcomes),
        Verdict.HIGHER: _("Higher, which is neither good nor bad in itself: {outcomes}.", outcomes=outcomes),
        Verdict.LOWER: _("Lower, which is neither good nor bad in itself: {outcomes}.", outcomes=outcomes),
        Verdict.SMALL: _("Shown, but smaller than what matters: {outcomes}.", outcomes=outcomes),
        Verdict.NO_PRACTICAL: _("No practical difference: {outcomes}.", outcomes=outcomes),
        Verdict.IDENTICAL: _("Identical in every replicate: {outcomes}.", outcomes=outcomes),
        Verdict.NOT_SHOWN: _("No difference could be shown: {outcomes}.", outcomes=outcomes),
    }[verdict]


def difference(row: Row, put: Put = as_it_is) -> str:
    """The outcome of a row with its difference and interval."""
    outcome = str(row["outcome"])

    def shown(column: str, bare: bool) -> str:
        return put(amount(outcome, value(row, column), bare), row, column)

    if amount(outcome, value(row, "low")) == amount(outcome, value(row, "high")):
        return _(
            "{outcome} by {difference} (fixed)",
            outcome=name_in(row),
            difference=shown("difference", bare=False),
        )
    return _(
        "{outcome} by {difference} (95 % interval {low} to {high})",
        outcome=name_in(row),
        difference=shown("difference", bare=False),
        low=shown("low", bare=True),
        high=shown("high", bare=True),
    )


def cautions(study: Study) -> Iterator[str]:
    """What a reader must not take from a result."""
    yield model_version()
    yield from told(study.manifest.get("implausible"))
    ledger = read.ledger().values()
    assumed = sum(entry.grade == "assumption" for entry in ledger)
    yield _(
        "Everything here holds within the model and its assumptions ({assumed} of {all} parameters "
        "are assumed, not measured). It is no forecast for the places named: they lend the model "
        "their size and make-up.",
        assumed=assumed,
        all=len(ledger),
    )
    yield _(
        "The intervals cover chance in the replicates simulated, not wrong assumptions. More "
        "replicates make them narrower, not the model truer."
    )
    yield _(
        "They are of one number of demands and one set of assumptions on overload. At others signs may "
        "turn: docs/evidence/signs.md tells which hold."
    )
    yield _success_stories()
    yield _voice()
    yield _cost_caution(study)


def cannot_tell(outcomes: Iterable[str]) -> Iterator[str]:
    """What a reader must not take from a page on these outcomes of a study."""
    yield within_the_model()
    yield _success_stories()
    if any("petition" in one for one in outcomes):
        yield _voice()


def within_the_model() -> str:
    """For what a result holds."""
    text = _(
        "Everything here holds within the model and its assumptions. The intervals cover "
        "chance in the replicates simulated, not wrong assumptions."
    )
    return after_each_other(model_version(), text)


def _success_stories() -> str:
    return _(
        "The sources on the governance models are success stories, mostly told by those who ran "
        "them; what failed elsewhere is not in them."
    )


def _voice() -> str:
    return _(
        "Petitions are a legitimate voice. Fewer petitions are good news only where issues are "
        "settled, so read them beside resolution and reported conflict."
    )


def _cost_caution(study: Study) -> str:
    if study.comparison is not None and EQUAL in costs_compared(study.comparison):
        return _(
            "At equal cost the cheaper side receives the difference as plain staff-days and as money for "
            "works; what plain staff and money achieve is an assumption of the model too."
        )
    return _(
        "Governance models are compared as they are, at their own cost; one that does better may "
        "simply have more staff-days and money."
    )
