"""Outcomes of issues: conflict, what becomes of what was told, and petitions.

Resolution counts issues that had twelve months to be resolved (right-censoring): those reported up to a year
before the end; resolution in time those that had three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.column import FloatArray
from model.conflict import CONFLICTS
from model.months import last_year, lived, median, months_of, ratio, total, total_but_last
from model.record import SOON, WINDOW, Record

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

IN_TIME = ("demands_in_time", "demands_told")


def conflict(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    """How much conflict there is, over what, and what is taken outside."""
    disputes = total(record, "disputes_raised")
    indices = ("conflict_index", "conflict_reported", *CONFLICTS.values())
    people_years = world.compounds.residents / 1000.0 * (lived(record) / 12.0)
    return {name: last_year(record, name) for name in indices} | {
        "issues_raised": total(record, "raised") / people_years,
        "hotline_reports": total(record, "hotline_calls") / people_years,
        "mediations": total(record, "mediated") / people_years,
        "escalation_direct": ratio(total(record, "escalated_direct"), disputes),
        "escalation_after_mediation": ratio(total(record, "escalated_after_mediation"), disputes),
        "disturbed_share": last_year(record, "disturbed_share"),
        "n_shops_lawful": months_of(record, "lawful_shops")[:, -1],
    }


def reported_and_resolved(record: Record) -> tuple[FloatArray, FloatArray]:
    """Issues reported in months that left them a year, and those resolved within it:
    (compounds, channels, profiles) each.
    """
    last = record.lived - WINDOW if record.lived > WINDOW else record.lived
    pages = slice(record.burn_in, record.burn_in + last)
    reported, resolved = record.collected_by[pages].sum(axis=0), record.resolved_by[pages].sum(axis=0)
    return reported.astype(float), resolved.astype(float)


def resolution(record: Record) -> dict[str, FloatArray]:
    """What offices enter as done, how soon, what they lose and what comes back to them."""
    reported, resolved = reported_and_resolved(record)
    done, back = total(record, "resolved"), total(record, "reopened")
    return {
        "resolution_ratio": ratio(resolved.sum(axis=(1, 2)), reported.sum(axis=(1, 2))),
        "resolution_in_time": ratio(*(total_but_last(record, name, SOON) for name in IN_TIME)),
        "time_to_resolve": median(record.durations),
        "lost_share": ratio(total(record, "lost"), total(record, "collected")),
        "reopen_share": ratio(back, done + back),
    }


def petitions(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    """Petitions a year: large ones, those of any group of a compound, those of a building cluster."""
    years, thousands = lived(record) / 12.0, world.compounds.households / 1000.0
    found = {}
    for size in ("large", "group", "cluster"):
        a_year = total(record, f"{size}_petitions") / years
        found[f"{size}_petitions_year"] = a_year
        found[f"{size}_petitions_per_1000"] = a_year / thousands
    return found
