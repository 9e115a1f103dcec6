"""What a picture says, as its title: sentences made from the verdicts of a comparison.

Invariant: a title says no more than the table does. Every governance model drawn beside the first is in it,
also one of which no difference could be shown.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from experiments.analysis.figure_request import FigureRequest
from experiments.statistics.paired import NATURAL
from experiments.statistics.verdict import Verdict
from results.text.equal_cost import titled_at_cost
from results.text.names import case_name, difference_unit, governance_name, joined, name_in, number
from results.text.rows import Row, records, value
from scenarios.language import _

PRICE = "cost_total"


def clause(verdict: Verdict, models: str) -> str:
    """What is said of the governance models of which a verdict was reached, after the name of an outcome."""
    return {
        Verdict.BETTER: _("better under {models}", models=models),
        Verdict.WORSE: _("worse under {models}", models=models),
        Verdict.HIGHER: _("higher under {models}", models=models),
        Verdict.LOWER: _("lower under {models}", models=models),
        Verdict.SMALL: _("smaller than what matters under {models}", models=models),
        Verdict.NO_PRACTICAL: _("no practical difference under {models}", models=models),
        Verdict.IDENTICAL: _("identical in every replicate under {models}", models=models),
        Verdict.NOT_SHOWN: _("no difference could be shown under {models}", models=models),
    }[verdict]


def clauses(rows: Iterable[Row]) -> str:
    """The verdicts on one outcome, each once, with the governance models b of which it was reached."""
    found: dict[Verdict, list[str]] = {}
    for row in rows:
        if row["n"]:
            found.setdefault(Verdict(str(row["verdict"])), []).append(governance_name(str(row["b"])))
    told = [clause(verdict, joined(found[verdict])) for verdict in Verdict if verdict in found]
    return joined(told, long=True) or _("undefined")


def beside_first(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that compare with the first governance model."""
    return rows[rows["a"] == rows["a"].iloc[0]]


def of_outcome(rows: pd.DataFrame) -> str:
    """The finding on one outcome of one case, beside the first governance model."""
    return _("{outcome}: {found}", outcome=name_in(rows.iloc[0]), found=clauses(records(beside_first(rows))))


def of_case(rows: pd.DataFrame, case: str, outcome: str, cost: str = NATURAL) -> str:
    """The finding on one case: with which governance model it is compared, and what came out."""
    mine = beside_first(rows[rows["outcome"] == outcome])
    text = _(
        "{case}, compared with {a}: {outcome} {found}",
        case=case_name(case),
        a=governance_name(str(mine["a"].iloc[0])),
        outcome=name_in(mine.iloc[0]),
        found=clauses(records(mine)),
    )
    return titled_at_cost(text, cost)


def of_price(rows: pd.DataFrame) -> str:
    """How much more or less the governance models cost than the first; over cases from the least to the
    most.
    """
    mine = beside_first(rows[rows["outcome"] == PRICE])
    parts = [
        _("{model} {amount}", model=governance_name(str(b)), amount=_spanned(pair["difference"]))
        for b, pair in mine.groupby("b", sort=False)
    ]
    return _(
        "Running cost beside {a}: {parts} {unit}",
        a=governance_name(str(mine["a"].iloc[0])),
        parts=joined(parts),
        unit=difference_unit(PRICE),
    )


def _spanned(differences: "pd.Series[float]") -> str:
    low, high = (number(float(one), signed=True) for one in (differences.min(), differences.max()))
    return low if low == high else _("{low} to {high}", low=low, high=high)


def of_price_and_effect(rows: pd.DataFrame, case: str, outcome: str) -> str:
    """What each governance model costs more than the first on one case, and what came of it."""
    price = {str(row["b"]): row for row in records(beside_first(rows[rows["outcome"] == PRICE]))}
    mine = beside_first(rows[rows["outcome"] == outcome])
    parts = [
        _(
            "{model} {amount} {unit}, {found}",
            model=governance_name(b),
            amount=number(value(price[b], "difference"), signed=True),
            unit=difference_unit(PRICE),
            found=_alone(row),
        )
        for row in records(mine)
        if (b := str(row["b"])) in price
    ]
    return _(
        "{case}, {outcome} beside {a}: {parts}",
        case=case_name(case),
        outcome=name_in(mine.iloc[0]),
        a=governance_name(str(mine["a"].iloc[0])),
        parts=joined(parts, long=True),
    )


def _alone(row: Row) -> str:
    from experiments.statistics.verdict import word

    return word(Verdict(str(row["verdict"]))) if row["n"] else _("undefined")


def of_ranks(outcome: str, first: Mapping[str, float]) -> str:
    """Who comes first most often; first: by governance model, the share of replicates in which it does."""
    most = max(first.values())
    leaders = [governance_name(model) for model, share in first.items() if share > most - 1e-9]
    if 1 < len(leaders) < len(first):
        return _("{outcome}: {models} come first equally often", outcome=outcome, models=joined(leaders))
    if len(leaders) > 1:
        return _("{outcome}: none comes first more often than the others", outcome=outcome)
    return _(
        "{outcome}: {model} first in {percent} % of replicates",
        outcome=outcome,
        model=leaders[0],
        percent=f"{100 * most:.0f}",
    )


def of_levels(names_and_levels: Iterable[tuple[str, str]]) -> str:
    """Levels side by side, by governance model."""
    return joined(_("{model} {amount}", model=model, amount=amount) for model, amount in names_and_levels)


def alternative(request: FigureRequest) -> str:
    """What a figure shows, in a few words: for who cannot see it."""
    case = case_name(request.case) if request.case else ""
    words = {
        "months": _("{case}: month by month", case=case),
        "differences": _("{case}: differences between governance models", case=case),
        "costs": _("Cost and load"),
        "cases": _("Case by case"),
        "cost-effect": _("{case}: running cost and what comes of it", case=case),
        "ranks": _("{case}: how often each comes first", case=case),
        "verdicts": _("All verdicts"),
        "gains": _("{case}: who gains and who loses", case=case),
        "funnel": _("{case}: what becomes of issues", case=case),
        "stairwells": _("{case}: shops and the households they disturb", case=case),
        "districts": _("{case}: which districts gain", case=case),
        "network": _("{case}: who knows whom", case=case),
    }
    return titled_at_cost(words[request.kind], request.cost)
