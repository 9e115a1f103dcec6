"""What is said of the districts of a city: for how many a governance model is better, which ones, how staff
and money are shared between them, and when it begins in which.

Invariant: how many are better is told with how many there are, and with how many could not be told.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments.city.aggregation import BETWEEN
from experiments.city.district_table import ALWAYS
from experiments.statistics.verdict import Verdict
from experiments.store.manifest import CITY
from experiments.store.tables import Study
from results.text.names import (
    case_name,
    governance_name,
    in_percent,
    joined,
    number,
    outcome_name,
    shown_first,
)
from scenarios.entries import Text
from scenarios.language import _, pick

MOST = 6
"""Outcomes that are told of districts."""


def sorts(study: Study, case: str) -> Mapping[str, Mapping[str, Any]]:
    """What a folder says of each sort of districts of a city, by name; empty of what is no city."""
    found = study.manifest.get(CITY)
    found = found.get(case) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def sort_name(study: Study, case: str, sort: str) -> str:
    """What districts that are alike are called."""
    said = sorts(study, case).get(sort, {}).get("name")
    return pick(Text.model_validate(said)) if said else sort


def told(study: Study, case: str) -> pd.DataFrame:
    """The rows of districts that are drawn and told: of a city's first outcomes that have a better side,
    against the first governance model.
    """
    assert study.districts is not None and study.comparison is not None
    rows = study.districts[study.districts["case"] == case]
    rows = rows[(rows["a"] == rows["a"].iloc[0]) & (rows["direction"] != 0)]
    of_city = study.comparison[study.comparison["case"] == case]
    there = set(rows["outcome"])
    behind = {name: one.outcome for one in BETWEEN for name in (one.spread, one.worst)}
    shown = dict.fromkeys(behind.get(name, name) for name in shown_first(of_city))
    first = [name for name in (*shown, ALWAYS) if name in there][:MOST]
    place = {name: number for number, name in enumerate(first)}
    return rows[rows["outcome"].isin(first)].sort_values(
        "outcome", key=lambda some: some.map(place), kind="stable"
    )


def gain(rows: pd.DataFrame) -> str:
    """Of one outcome: in how many districts it is better or worse; governance models of which the same is
    true are told together.
    """
    same: dict[str, list[str]] = {}
    for b, pair in rows.groupby("b", sort=False):
        same.setdefault(_counted(pair), []).append(governance_name(str(b)))
    return joined((_of_models(found, models) for found, models in same.items()), long=True)


def _of_models(found: str, models: list[str]) -> str:
    return _("{models}: {found}", models=joined(models), found=found)


def _counted(rows: pd.DataFrame) -> str:
    verdicts = rows["verdict"].value_counts()
    better, worse = (int(verdicts.get(one, 0)) for one in (Verdict.BETTER, Verdict.WORSE))
    if not better and not worse:
        return _("no difference that matters shown in any of {all} districts", all=len(rows))
    parts = [_("better in {count}", count=better)] if better else []
    parts += [_("worse in {count}", count=worse)] if worse else []
    return _("{found} of {all} districts", found=joined(parts), all=len(rows))


def of_outcome(rows: pd.DataFrame) -> str:
    """The same with the name of the outcome."""
    return _("{outcome}: {found}", outcome=outcome_name(str(rows["outcome"].iloc[0])), found=gain(rows))


def title(study: Study, case: str) -> str:
    """The finding on a city: of the outcome told first, in how many districts it is better."""
    rows = told(study, case)
    first = rows[rows["outcome"] == rows["outcome"].iloc[0]]
    a = governance_name(str(first["a"].iloc[0]))
    return _("{case}, compared with {a}: {said}", case=case_name(case), a=a, said=of_outcome(first))


def sentences(study: Study, case: str) -> Iterator[str]:
    """What is told of the districts of a city, a line each; nothing of what is no city."""
    if study.districts is None or study.district_gains is None or not sorts(study, case):
        return
    for _outcome, rows in told(study, case).groupby("outcome", sort=False):
        yield _("{said}.", said=of_outcome(rows))
    yield from _shares(study, case)
    yield _(
        "A district counts as better or worse where a difference that matters was shown, corrected for the "
        "number of districts (Holm); in all others none was shown, or none that matters."
    )
    yield from _shared(study, case)
    yield from _begun(study, case)


def _shares(study: Study, case: str) -> Iterator[str]:
    """Of the outcome told first, the share of districts that gain however little."""
    assert study.district_gains is not None
    rows, table = told(study, case), study.district_gains
    outcome, a = str(rows["outcome"].iloc[0]), str(rows["a"].iloc[0])
    mine = table[(table["case"] == case) & (table["outcome"] == outcome) & (table["a"] == a)]
    for row in mine.to_dict("records"):
        yield _(
            "However small the difference, {outcome} is better under {model} in {districts} of the "
            "districts, which have {households} of the households (mean over the replicates).",
            outcome=outcome_name(outcome),
            model=governance_name(str(row["b"])),
            districts=in_percent(float(row["share_gaining"])),
            households=in_percent(float(row["households_gaining"])),
        )


def _shared(study: Study, case: str) -> Iterator[str]:
    """How many staff-days and how much money each sort of district has; governance models under which that is
    the same are told together, and nothing where all districts are alike.
    """
    found = sorts(study, case)
    same: dict[str, list[str]] = {}
    for model in study.governance if len(found) > 1 else ():
        parts = (_has(one, model, sort_name(study, case, sort)) for sort, one in found.items())
        same.setdefault(joined(parts, long=True), []).append(governance_name(model))
    for parts_told, models in same.items():
        yield _(
            "A month, per 1000 households, under {models}: {parts}.",
            models=joined(models, long=True),
            parts=parts_told,
        )


def _has(one: Mapping[str, Any], model: str, sort: str) -> str:
    """What a sort of districts has in a month."""
    return _(
        "{sort} {days} staff-days and {yuan} yuan for works",
        sort=sort,
        days=number(_a_household(one, model, "staff_days") + _a_household(one, model, "street_days")),
        yuan=number(_a_household(one, model, "works_yuan")),
    )


def starts(study: Study, case: str, model: str) -> dict[str, list[int]]:
    """By sort of districts the months in which a governance model begins in them, by number."""
    return {sort: one.get("starts", {}).get(model, []) for sort, one in sorts(study, case).items()}


def is_staged(study: Study, case: str, model: str) -> bool:
    """Whether a governance model does not begin in all districts in the first month."""
    return any(month > 1 for months in starts(study, case, model).values() for month in months)


def _begun(study: Study, case: str) -> Iterator[str]:
    """Where a governance model begins first, and for which share of the time of all households it is in
    force; nothing of one that begins everywhere at once.
    """
    for model in study.governance:
        if is_staged(study, case, model):
            found = starts(study, case, model)
            parts = (_in_months(sort_name(study, case, sort), months) for sort, months in found.items())
            yield _(
                "{model} begins in {parts}; it is in force for {share} of the months of all households.",
                model=governance_name(model),
                parts=joined(parts),
                share=in_percent(_in_force(study, case, found)),
            )


def _in_months(sort: str, months: list[int]) -> str:
    """When it begins in districts that are alike: in how many of them in which month."""
    told = (
        _("month {month} in {count} districts", month=month, count=count)
        if (count := months.count(month)) > 1
        else _("month {month}", month=month)
        for month in sorted(set(months))
    )
    return _("{sort} ({months})", sort=sort, months=joined(told))


def _in_force(study: Study, case: str, found: Mapping[str, list[int]]) -> float:
    """Share of household-months of a city in which a governance model is in force."""
    households = {sort: float(one["households"]) for sort, one in sorts(study, case).items()}
    weights = [
        (households[sort], study.months - month + 1) for sort, months in found.items() for month in months
    ]
    return sum(one * months for one, months in weights) / (study.months * sum(one for one, _m in weights))


def _a_household(one: Mapping[str, Any], model: str, what: str) -> float:
    return float(one["has"][model][what]) / float(one["households"]) * 1000.0
