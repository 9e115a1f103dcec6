"""What came out in each district of a city, beside the first governance model: levels, paired differences,
and verdicts corrected for the number of districts; and for how many districts it is better.

Invariant: a district is compared with itself in the same replicates, as a compound is. One outcome of one
pair of governance models over all districts is a family of tests.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.city.aggregation import BETWEEN
from experiments.statistics.paired import Side, judged, pair_rows, pairs
from experiments.statistics.verdict import Verdict
from scenarios.city_districts import CityDistrict
from scenarios.entries import OutcomeEntry

ALWAYS = "satisfaction"
"""The outcome that is told of districts beside the primary ones."""

DISTRICT = ("case", "district", "sort", "number", "households")
COLUMNS = (
    *DISTRICT,
    *("outcome", "a", "b", "start_a", "start_b"),
    *("n", "mean_a", "mean_b", "difference", "low", "high", "share_a_better"),
    *("p", "p_holm", "p_equivalence", "p_equivalence_holm", "verdict", "unit", "direction", "smallest"),
)
GAINS = ("case", "outcome", "a", "b", "districts", "better", "worse", "share_gaining", "households_gaining")


def outcomes_told(entries: Mapping[str, OutcomeEntry]) -> dict[str, OutcomeEntry]:
    """The outcomes that are told of every district: primary ones, those whose spread between districts or
    worst district is one, and ALWAYS.
    """
    behind = {
        one.outcome for one in BETWEEN if any(entries[name].primary for name in (one.spread, one.worst))
    }
    return {name: one for name, one in entries.items() if one.primary or name in (ALWAYS, *behind)}


def district_table(
    runs: pd.DataFrame,
    districts: Mapping[str, CityDistrict],
    governance: Sequence[str],
    entries: Mapping[str, OutcomeEntry],
    begins: Mapping[tuple[str, str], int],
) -> pd.DataFrame:
    """A row for each district, pair of governance models and outcome: COLUMNS.

    runs: a row for each run of a district, its label in the column `case`. begins: by label and governance
    model the month in which it begins there.
    """
    told, rows = outcomes_told(entries), []
    for label, some in runs.groupby("case", sort=False):
        one = districts[str(label)]
        side = {str(name): Side(str(name), table.set_index("replicate"))
                for name, table in some.groupby("governance")}  # fmt: skip
        which = dict(
            zip(
                DISTRICT,
                (one.city, f"{one.sort}-{one.number}", one.sort, one.number, one.scenario.households),
                strict=True,
            )
        )
        for a, b in pairs(governance):
            begun = {"start_a": begins[str(label), a], "start_b": begins[str(label), b]}
            for row in pair_rows(one.city, side[a], side[b], told):
                rows.append({**row, **which, **begun, "family": f"{one.city} {row['outcome']} {a} {b}"})
    return judged(rows, COLUMNS)


def gains(runs: pd.DataFrame, table: pd.DataFrame, districts: Mapping[str, CityDistrict]) -> pd.DataFrame:
    """For how many districts each outcome was shown to be better or worse, and in a mean replicate, which
    share of districts (and of households) it is better for: GAINS. Outcomes of which neither more nor less is
    better are left out.
    """
    return pd.DataFrame(list(_gains(runs, table[table["direction"] != 0], districts)), columns=list(GAINS))


def _gains(
    runs: pd.DataFrame, table: pd.DataFrame, districts: Mapping[str, CityDistrict]
) -> Iterator[dict[str, Any]]:
    city = runs["case"].map({label: one.city for label, one in districts.items()})
    weight = {label: float(one.scenario.households) for label, one in districts.items()}
    for (case, outcome, a, b), rows in table.groupby(["case", "outcome", "a", "b"], sort=False):
        mine = runs[city == case].pivot(index=["case", "replicate"], columns="governance", values=outcome)
        difference = float(rows["direction"].iloc[0]) * (mine[b] - mine[a])
        better = (difference > 0).astype(float).where(difference.notna())
        yield {
            **{"case": case, "outcome": outcome, "a": a, "b": b, "districts": len(rows)},
            "better": int((rows["verdict"] == Verdict.BETTER).sum()),
            "worse": int((rows["verdict"] == Verdict.WORSE).sum()),
            "share_gaining": float(better.mean()),
            "households_gaining": _weighted(better, better.index.get_level_values("case").map(weight)),
        }


def _weighted(values: "pd.Series[float]", weight: Iterable[float]) -> float:
    there = values.notna().to_numpy()
    return float(np.average(values[there], weights=np.array(list(weight))[there])) if there.any() else np.nan
