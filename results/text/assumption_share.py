"""How much is guessed, told beside results: of the variance of outcomes, what comes from parameters that are
assumptions and what is luck.

Invariant: it is told for the case and governance models it was measured with, by name, and not at all
where the ledger has changed since.
"""

from collections.abc import Iterator

from experiments.store.tables import Study
from results.text.names import (
    case_name,
    governance_name,
    main_outcomes,
    outcome_name,
    pair_name,
    share_between,
)
from scenarios import guessed
from scenarios.guessed import Guessed, Measured
from scenarios.language import _

MEASURE = "python -m experiments.evidence guesses"


def heads() -> list[str]:
    """Of the table: what its columns are."""
    return [
        _("outcome"),
        _("from assumptions alone"),
        _("random draws"),
        _("from assumptions alone, once chance is averaged away"),
    ]


def rows(study: Study) -> list[list[str]]:
    """A line for each outcome shown; none where nothing holds."""
    found = _for(study)
    if found is None:
        return []
    where = found[1]
    return [
        [outcome_name(outcome), *(share_between(*told) for told in (one.alone, one.luck, one.expected))]
        for outcome in main_outcomes(study.outcomes)
        if (one := where.get(outcome)) is not None
    ]


def sentences(study: Study) -> Iterator[str]:
    """A sentence for each outcome shown."""
    for outcome, alone, luck, expected in rows(study):
        yield _(
            "{outcome}: {alone} from assumptions alone, {luck} chance; once chance is averaged "
            "away, {expected} from assumptions alone.",
            outcome=outcome,
            alone=alone,
            luck=luck,
            expected=expected,
        )


def opening(study: Study) -> str:
    """What was measured and where; or why there is nothing to tell."""
    found = _for(study)
    if found is None:
        return _(
            "The ranges or grades of the ledger have changed since it was measured how much of the variance "
            "comes from assumptions, so nothing is told here. To measure it again: {command}",
            command=MEASURE,
        )
    where = found[0]
    told = {"what": what(where), "case": case_name(where.case), "months": where.months}
    if where.against:
        return _(
            "Shares of the variance, measured for the paired difference {what} on {case} over {months} "
            "months, and there alone: on another case, for other governance models or over more months it "
            "may be otherwise.",
            **told,
        )
    return _(
        "Shares of the variance, measured for {what} on {case} over {months} months, and there alone: on "
        "another case, for other governance models or over more months it may be otherwise.",
        **told,
    )


def reading() -> str:
    """How to read the shares."""
    return _(
        "All parameters that are left open were moved over their ranges in the ledger (Sobol). "
        "From assumptions alone comes what neither another parameter nor chance has a part in: "
        "at least that would fall away from the variance of a single run if every assumption "
        "were known. Chance is what the same parameters give differently in another replicate; "
        "more replicates make it smaller, not what comes from assumptions. In brackets the 95 "
        "% interval."
    )


def what(where: Measured) -> str:
    """What was measured: an outcome under a governance model, or the difference of two."""
    model, against = where.governance, where.against
    return pair_name(against, model) if against else governance_name(model)


def _for(study: Study) -> tuple[Measured, dict[str, Guessed]] | None:
    """What was measured nearest to the study: its own pair if there is one; None if the ledger changed."""
    if not guessed.is_current():
        return None
    known, models = guessed.guessed(), study.governance
    compared = len(models) > 1
    fitting = {where: found for where, found in known.items() if bool(where.against) == compared}

    def distance(where: Measured) -> int:
        sides = {where.governance, where.against} - {""}
        return 2 * len(sides - set(models)) + (where.case not in study.cases)

    return min(fitting.items(), key=lambda one: distance(one[0]))
