"""Outcomes: the numbers of a run on which we conclude, from the record of its months.

Unless its text says otherwise an outcome is the mean of the last twelve recorded months.

Invariant: only months lived count; of a world in its burn-in no outcome is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from agents.column import FloatArray
from model import issue_outcomes
from model.district import district_means, theil
from model.inequality import gaps, spread
from model.months import last_year, lived, mean, months_of, ratio, total
from model.record import COUNTS, WINDOW, Record

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

# A district's value is the sum over its compounds for what is counted, of everything else the mean over
# households.
COUNTED = (
    "large_petitions_year",
    "group_petitions_year",
    "cluster_petitions_year",
    "firm_exit",
    "n_shops_lawful",
)
COUNTED_MONTHLY = frozenset(COUNTS) | {
    "sessions",
    "capacity",
    "demanded",
    "firm_exits",
    "petitioners",
    "large_petitions",
    "group_petitions",
    "cluster_petitions",
    "lawful_shops",
    "elections_held",
    "elections_won",
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
    for part in (issue_outcomes.conflict, _participation, issue_outcomes.petitions, spread, _costs):
        found |= part(world, record)
    for of_record in (issue_outcomes.resolution, _attitudes, _property, gaps):
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


def _participation(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    compounds, h = world.compounds, world.households
    lately = (h.months_idle < WINDOW) & h.present
    return {
        "participation_month": last_year(record, "participation"),
        "attendance": last_year(record, "attendance"),
        "participation_online": last_year(record, "participation_online"),
        "active_year": compounds.counts(lately) / np.maximum(compounds.counts(h.present), 1.0),
        "vote_RC": mean(months_of(record, "committee_turnout")),
        "vote_owner": mean(months_of(record, "owner_turnout")),
        "quorum_failure": mean(months_of(record, "quorum_failed")),
        "election_success": ratio(total(record, "elections_won"), total(record, "elections_held")),
        "committee_serves": last_year(record, "committee_serves"),
    }


def _attitudes(record: Record) -> dict[str, FloatArray]:
    names = {
        "belonging": "belonging",
        "trust_RC": "trust_committee",
        "trust_prop": "trust_firm",
        "trust_nbr": "trust_neighbours",
        "satisfaction": "satisfaction",
    }
    return {name: last_year(record, source) for name, source in names.items()}


def _property(record: Record) -> dict[str, FloatArray]:
    in_and_out = (total(record, "fund_in") + total(record, "fund_out")) / (lived(record) / 12.0)
    return {
        "fee_collection": last_year(record, "fee_collection"),
        "quality": last_year(record, "quality"),
        "firm_exit": total(record, "firm_exits") / (lived(record) / 12.0),
        "fund_balance": months_of(record, "fund_balance")[:, -1],
        "fund_in_out": in_and_out,
        "private_investment": total(record, "private_investment") / (lived(record) / 12.0),
        "disclosure": last_year(record, "disclosure"),
    }


def _costs(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    running = months_of(record, "cost_running").mean(axis=1)
    size = world.compounds.households
    return {
        "cost_total": running,
        "cost_capital": months_of(record, "cost_capital").mean(axis=1),
        "cost_per_resolved": ratio(running * size * lived(record), total(record, "resolved")),
        "cost_staff_days": months_of(record, "staff_days_instruments").mean(axis=1) / size * 1000.0,
        "utilisation": ratio(total(record, "demanded"), total(record, "capacity")),
    }


def _network(world: Neighbourhood) -> dict[str, FloatArray]:
    """Ties across age groups a household, and modularity of the tie network by age group (Newman 2006)."""
    compounds, ties, h = world.compounds, world.ties, world.households
    one, other = ties.ends
    of, count = compounds.of_row[one], compounds.count
    total = np.bincount(of, minlength=count).astype(float)
    within = np.bincount(of, h.group[one] == h.group[other], count)
    by_group = np.stack([compounds.sums(ties.degree * (h.group == group)) for group in range(3)])
    expected = np.square(ratio(by_group, np.broadcast_to(2.0 * total, by_group.shape))).sum(axis=0)
    lonely = 1.0 - compounds.value_to_rows("ties.contact_weekly")
    return {
        "weekly_contact": compounds.means(1.0 - lonely**ties.degree),
        "isolated": compounds.means(ties.degree == 0.0),
        "cross_ties": compounds.means(h.cross_ties),
        "modularity": ratio(within, total) - expected,
    }
