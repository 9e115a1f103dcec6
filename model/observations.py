"""Outcomes: the numbers of a run on which we conclude, from the record of its months.

Unless its text says otherwise an outcome is the mean of the last twelve recorded months. Resolution counts
issues that had twelve months to be resolved (right-censoring): those reported up to a year before the end;
resolution in time those that had three.

Invariant: only months lived count; of a world in its burn-in no outcome is known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from agents.column import BoolArray, FloatArray, IntArray
from agents.resident import ELDERLY, YOUNG
from model.district import district_means, theil
from model.record import COUNTS, PROFILES, SOON, WINDOW, Record

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

GROUPS: dict[str, Callable[[IntArray], tuple[BoolArray, BoolArray]]] = {
    "elderly_young": lambda profile: (profile % 3 == ELDERLY, profile % 3 == YOUNG),
    "owner_tenant": lambda profile: (profile // 3 % 2 == 1, profile // 3 % 2 == 0),
    "upper_ground": lambda profile: (profile // 6 == 0, profile // 6 == 1),
}


# A district's value is the sum over its compounds for what is counted, of everything else the mean over
# households.
COUNTED = ("large_petitions_year", "group_petitions_year", "firm_exit", "n_shops_lawful")
IN_TIME = ("demands_in_time", "demands_told")
COUNTED_MONTHLY = frozenset(COUNTS) | {
    "sessions",
    "capacity",
    "demanded",
    "firm_exits",
    "petitioners",
    "large_petitions",
    "group_petitions",
    "lawful_shops",
}


def monthly(world: Neighbourhood, by_compound: bool = False) -> pd.DataFrame:
    """Tidy table of the recorded months lived: compound, month, one column an observation."""
    record, groups = world.record, world.groups
    count = world.compounds.count if by_compound else groups.placements
    pages = slice(record.burn_in, record.burn_in + record.lived)
    frame: dict[str, npt.NDArray[Any]] = {
        "compound": np.repeat(np.arange(count), record.lived),
        "month": np.tile(np.arange(1, record.lived + 1), count),
    }
    for name, series in record.series.items():
        months = series[pages]
        if not by_compound and count < world.compounds.count:
            counted = name in COUNTED_MONTHLY
            means = [district_means(groups, world.compounds, page, counted) for page in months]
            months = np.array(means).reshape(-1, count)
        frame[name] = months.T.ravel()
    return pd.DataFrame(frame)


def outcomes(world: Neighbourhood, by_compound: bool = False) -> pd.DataFrame:
    """One row a placement (or compound) in the order given, one column an outcome; NaN where a run cannot
    tell, as none can before its first recorded month.
    """
    if world.record.lived:
        return _outcomes(world, by_compound)
    with np.errstate(invalid="ignore"):  # shares of nothing
        return _outcomes(world, by_compound) * np.nan


def _outcomes(world: Neighbourhood, by_compound: bool) -> pd.DataFrame:
    record, groups, compounds = world.record, world.groups, world.compounds
    found: dict[str, FloatArray] = {}
    for part in (_conflict, _participation, _petitions, _inequality, _costs):
        found |= part(world, record)
    for of_record in (_resolution, _attitudes, _property, _gaps):
        found |= of_record(record)
    found |= _network(world)
    if by_compound:
        return pd.DataFrame(found)
    if groups.placements < compounds.count:
        between = theil(groups, compounds, found["satisfaction"])
        found = {
            name: district_means(groups, compounds, value, name in COUNTED) for name, value in found.items()
        }
    else:
        between = np.zeros(compounds.count)
    return pd.DataFrame(found | {"theil_between_compounds": between})


def _last(record: Record, name: str) -> FloatArray:
    """Mean of the last twelve recorded months, months without a value apart."""
    return _mean(_months(record, name)[:, -WINDOW:])


def _months(record: Record, name: str) -> FloatArray:
    """The recorded months lived of an observation, one row a compound, so that sums never mix compounds:
    (compounds, months).
    """
    return np.ascontiguousarray(record.series[name][record.burn_in : record.burn_in + _lived(record)].T)


def _lived(record: Record) -> int:
    """Recorded months lived; in the burn-in one, of which ``outcomes`` says nothing."""
    return max(record.lived, 1)


def _mean(months: FloatArray) -> FloatArray:
    there = ~np.isnan(months)
    return _ratio(np.where(there, months, 0.0).sum(axis=1), there.sum(axis=1).astype(float))


def _sum(record: Record, name: str) -> FloatArray:
    return _months(record, name).sum(axis=1)


def _sum_but_last(record: Record, name: str, months: int) -> FloatArray:
    """Sum without the last months, which say too little yet."""
    return _months(record, name)[:, :-months].sum(axis=1)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part over whole, NaN where the whole is zero."""
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) > 0)


def _conflict(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    people = world.compounds.households * world.compounds.each("place.persons")
    disputes = _sum(record, "disputes_raised")
    return {
        "conflict_index": _last(record, "conflict_index"),
        "conflict_reported": _last(record, "conflict_reported"),
        "issues_raised": _sum(record, "raised") / people * 1000.0 / (_lived(record) / 12.0),
        "escalation_direct": _ratio(_sum(record, "escalated_direct"), disputes),
        "escalation_after_mediation": _ratio(_sum(record, "escalated_after_mediation"), disputes),
        "disturbed_share": _last(record, "disturbed_share"),
        "n_shops_lawful": _months(record, "lawful_shops")[:, -1],
    }


def _participation(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    compounds, h = world.compounds, world.households
    lately = (h.months_idle < WINDOW) & h.present
    return {
        "participation_month": _last(record, "participation"),
        "active_year": compounds.counts(lately) / np.maximum(compounds.counts(h.present), 1.0),
        "vote_RC": _mean(_months(record, "committee_turnout")),
        "vote_owner": _mean(_months(record, "owner_turnout")),
        "quorum_failure": _mean(_months(record, "quorum_failed")),
    }


def reported_and_resolved(record: Record) -> tuple[FloatArray, FloatArray]:
    """Issues reported in months that left them a year, and those resolved within it:
    (compounds, channels, profiles) each.
    """
    last = record.lived - WINDOW if record.lived > WINDOW else record.lived
    pages = slice(record.burn_in, record.burn_in + last)
    reported, resolved = record.collected_by[pages].sum(axis=0), record.resolved_by[pages].sum(axis=0)
    return reported.astype(float), resolved.astype(float)


def _resolution(record: Record) -> dict[str, FloatArray]:
    reported, resolved = reported_and_resolved(record)
    total = _sum(record, "collected")
    return {
        "resolution_ratio": _ratio(resolved.sum(axis=(1, 2)), reported.sum(axis=(1, 2))),
        "resolution_in_time": _ratio(*(_sum_but_last(record, name, SOON) for name in IN_TIME)),
        "time_to_resolve": _median(record.durations),
        "lost_share": _ratio(_sum(record, "lost"), total),
        "reopen_share": _ratio(_sum(record, "reopened"), _sum(record, "resolved") + _sum(record, "reopened")),
    }


def _median(histogram: IntArray) -> FloatArray:
    """Median of whole numbers counted in each row (linear within the month), NaN for an empty row."""
    total = histogram.sum(axis=1)
    half = total / 2.0
    below = np.cumsum(histogram, axis=1)
    month = (below >= half[:, None]).argmax(axis=1)
    row = np.arange(len(total))
    before = below[row, month] - histogram[row, month]
    inside = _ratio(half - before, histogram[row, month].astype(float))
    return np.where(total > 0, month + inside, np.nan)


def _petitions(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    years, thousands = _lived(record) / 12.0, world.compounds.households / 1000.0
    found = {}
    for size in ("large", "group"):
        a_year = _sum(record, f"{size}_petitions") / years
        found[f"{size}_petitions_year"] = a_year
        found[f"{size}_petitions_per_1000"] = a_year / thousands
    return found


def _attitudes(record: Record) -> dict[str, FloatArray]:
    names = {
        "belonging": "belonging",
        "trust_RC": "trust_committee",
        "trust_prop": "trust_firm",
        "trust_nbr": "trust_neighbours",
        "satisfaction": "satisfaction",
    }
    return {name: _last(record, source) for name, source in names.items()}


def _property(record: Record) -> dict[str, FloatArray]:
    in_and_out = (_sum(record, "fund_in") + _sum(record, "fund_out")) / (_lived(record) / 12.0)
    return {
        "fee_collection": _last(record, "fee_collection"),
        "quality": _last(record, "quality"),
        "firm_exit": _sum(record, "firm_exits") / (_lived(record) / 12.0),
        "fund_balance": _months(record, "fund_balance")[:, -1],
        "fund_in_out": in_and_out,
        "disclosure": _last(record, "disclosure"),
    }


def _gaps(record: Record) -> dict[str, FloatArray]:
    """Absolute differences between two groups in resolution, participation and satisfaction."""
    reported, resolved = (column.sum(axis=1) for column in reported_and_resolved(record))
    people = record.by_profile["people"]
    measures = {
        "resolution": (resolved, reported),
        "participation": (record.by_profile["active"], people),
        "satisfaction": (record.by_profile["satisfaction"], people),
    }
    found, profile = {}, np.arange(PROFILES)
    for pair, split in GROUPS.items():
        one, other = split(profile)
        for measure, (part, whole) in measures.items():
            rates = [
                _ratio(part[:, chosen].sum(axis=1), whole[:, chosen].sum(axis=1)) for chosen in (one, other)
            ]
            found[f"gap_{pair}_{measure}"] = np.abs(rates[0] - rates[1])
    return found


def _inequality(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    people, felt = record.by_profile["people"], record.by_profile["satisfaction"]
    mean = _ratio(felt.sum(axis=1), people.sum(axis=1))
    relative = np.divide(felt, people * mean[:, None], out=np.ones_like(felt), where=people > 0)
    share = people / np.maximum(people.sum(axis=1, keepdims=True), 1.0)
    return {
        "gini_hardship": _gini(world),
        "theil_between_groups": (share * relative * np.log(np.maximum(relative, 2.0**-60))).sum(axis=1),
    }


def _gini(world: Neighbourhood) -> FloatArray:
    compounds = world.compounds
    hardship = world.households.hardship
    order = np.lexsort((hardship, compounds.of_row))
    rank = compounds.local + 1.0
    ordered = hardship[order]
    weighted, total = compounds.sums(rank * ordered), compounds.sums(ordered)
    size = compounds.households.astype(float)
    return _ratio(2.0 * weighted, size * total) - (size + 1.0) / size


def _costs(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    running = _months(record, "cost_running").mean(axis=1)
    size = world.compounds.households
    return {
        "cost_total": running,
        "cost_capital": _months(record, "cost_capital").mean(axis=1),
        "cost_per_resolved": _ratio(running * size * _lived(record), _sum(record, "resolved")),
        "cost_staff_days": _months(record, "staff_days_instruments").mean(axis=1) / size * 1000.0,
        "utilisation": _ratio(_sum(record, "demanded"), _sum(record, "capacity")),
    }


def _network(world: Neighbourhood) -> dict[str, FloatArray]:
    """Ties across age groups a household, and modularity of the tie network by age group (Newman 2006)."""
    compounds, ties, h = world.compounds, world.ties, world.households
    one, other = ties.ends
    of, count = compounds.of_row[one], compounds.count
    total = np.bincount(of, minlength=count).astype(float)
    within = np.bincount(of, h.group[one] == h.group[other], count)
    by_group = np.stack([compounds.sums(ties.degree * (h.group == group)) for group in range(3)])
    expected = np.square(_ratio(by_group, np.broadcast_to(2.0 * total, by_group.shape))).sum(axis=0)
    lonely = 1.0 - compounds.value_to_rows("ties.contact_weekly")
    return {
        "weekly_contact": compounds.means(1.0 - lonely**ties.degree),
        "isolated": compounds.means(ties.degree == 0.0),
        "cross_ties": compounds.means(h.cross_ties),
        "modularity": _ratio(within, total) - expected,
    }
