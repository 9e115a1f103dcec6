"""What knowing a parameter is worth, in words: the same in the questionnaire and in a report's annex.

Invariant: a worth is told with its standard error and with what it is conditional on.
"""

from collections.abc import Iterator, Sequence

from experiments.value_of_information.worth_table import WorthOfKnowing
from results.text.names import (
    case_name,
    difference_unit,
    governance_name,
    in_percent,
    joined,
    number,
    outcome_name,
    scale,
)
from results.text.rows import Row, value
from scenarios import read
from scenarios.language import _


def choice_by(about: str) -> str:
    """By what one chooses: an outcome, or several with their weights."""
    if about in read.outcome_entries():
        return outcome_name(about)
    pairs = (one.split("=") for one in about.split(","))
    return joined(
        _("{outcome} × {weight}", outcome=outcome_name(name), weight=weight) for name, weight in pairs
    )


def worth(row: Row) -> str:
    """What knowing it is worth, ± the standard error, with the unit; that it is none where that was shown."""
    if not row["shown"]:
        return _("does not change the choice")
    about = str(row["about"])
    by, unit = 1.0, _("smallest differences")
    if (entry := read.outcome_entries().get(about)) is not None:
        by, unit = scale(about), "" if entry.unit == "0 to 1" else difference_unit(about)
    return f"{number(by * value(row, 'value'))} ± {number(by * value(row, 'error'))} {unit}".strip()


def removed(row: Row) -> str:
    """The share of variance that it would remove."""
    return in_percent(value(row, "variance"))


def changes(row: Row) -> str:
    """In which share of points one would choose otherwise."""
    return in_percent(value(row, "changes")) if row["shown"] else "–"


def chosen(found: Sequence[WorthOfKnowing]) -> Iterator[str]:
    """Which governance model one would choose as things are, and what knowing everything would be worth."""
    for one in found:
        whole = one.groups.iloc[-1].to_dict() | {"about": one.about}
        told = {
            "choice": choice_by(one.about),
            "model": governance_name(one.best),
            "share": in_percent(one.often[one.best]),
        }
        if whole["shown"]:
            yield _(
                "By {choice} one would choose {model}, which is best at {share} of the points. To know all "
                "that is shown to matter would be worth {worth} on average.",
                **told,
                worth=worth(whole),
            )
        else:
            yield _(
                "By {choice} one would choose {model}, which is best at {share} of the points; no number is "
                "shown to change that.",
                **told,
            )


def conditional_on(one: WorthOfKnowing) -> str:
    """What all of it is conditional on."""
    text = _(
        "All of this is conditional on the model and on the study {study}: {case}, {months} months, "
        "{models}; {points} points within the ranges that were sampled, {replicates} replicates of each.",
        study=one.study,
        case=case_name(one.case),
        months=one.months,
        models=joined(map(governance_name, one.often)),
        points=one.points,
        replicates=one.replicates,
    )
    if not one.current:
        text += " " + _("The ranges or grades of the ledger have changed since.")
    return text


def reading() -> Iterator[str]:
    """How to read a worth."""
    yield _(
        "The worth of knowing a number is by how much the outcome would be better on average if it were "
        "known before one chooses (expected value of partial perfect information), estimated by regression "
        "on the runs; ± is its standard error. A number that could not be told from chance, among all that "
        "were varied, is not listed."
    )
    yield _(
        "Where knowing it does not change the choice, it still moves by how much one governance model is "
        "ahead; the share of the variance says by how much less unsure one would be of that."
    )
