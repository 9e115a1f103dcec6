"""City rows made of district rows, exactly as a district makes its own of its compounds.

What is counted is the sum over districts; everything else is the mean, weighted by the households that tell
of it; the Theil index between compounds is put together from those within districts and from their means.

Invariant: rows come in one by one and only sums are kept, so that a city of any size needs the memory of one
part of its store.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.city.district_rows import HOUSEHOLDS, SILENT, TELLING
from experiments.design.formula_columns import formulas_known, with_formulas
from scenarios import catalogue, read

FloatArray = NDArray[np.float64]

THEIL, FELT = "theil_between_compounds", "satisfaction"
"""The Theil index between compounds, and the outcome that it is of."""


class Between(NamedTuple):
    """What a city has of an outcome besides: its spread between districts and that of the worst-off."""

    outcome: str
    spread: str
    worst: str


BETWEEN = (
    Between("conflict_index", "spread_conflict", "worst_conflict"),
    Between("resolution_ratio", "spread_resolution", "worst_resolution"),
    Between("satisfaction", "spread_satisfaction", "worst_satisfaction"),
)


def counted() -> frozenset[str]:
    """The outcomes of which a district, and so a city, has the sum."""
    from model.observations import COUNTED
    from model.outcome import outcome_kind

    return frozenset(COUNTED) | {name for name in catalogue.measures() if outcome_kind(name).counted}


def city_row(districts: pd.DataFrame, sums: frozenset[str]) -> dict[str, float]:
    """The outcomes of one city in one replicate.

    districts: a row for each, with outcomes and the households that tell of them.
    """
    entries, found = read.outcome_entries(), {}
    for name in (str(one) for one in districts if f"{TELLING}{one}" in districts):
        values, weight = _column(districts, name), _column(districts, f"{TELLING}{name}")
        found[name] = _sum(values) if name in sums else mean(values, weight)
    if THEIL in districts and FELT in found:
        found[THEIL] = _theil(districts, found[FELT])
    everybody = _column(districts, HOUSEHOLDS)
    for one in (one for one in BETWEEN if one.outcome in found):
        values = _column(districts, one.outcome)
        found[one.spread] = spread(values, everybody)
        worst = np.max if entries[one.outcome].direction < 0 else np.min
        known = values[~np.isnan(values)]
        found[one.worst] = float(worst(known)) if len(known) else np.nan
    return found


def city_rows(districts: pd.DataFrame, keys: Sequence[str], outcomes: Sequence[str]) -> pd.DataFrame:
    """A row for each city, governance model and replicate, in the order in which they come.

    outcomes: those of a district, in the order of its columns; what formulas give is worked out anew.
    """
    sums = counted()
    groups = districts.groupby(list(keys), sort=False)
    rows = [dict(zip(keys, key, strict=True)) | city_row(some, sums) for key, some in groups]
    table = pd.DataFrame(rows)
    further = [name for one in BETWEEN for name in (one.spread, one.worst)]
    known = [name for name in (*outcomes, *further) if name in table]
    return with_formulas(table[[*keys, *known]], formulas_known({}))


def _column(table: pd.DataFrame, name: str) -> FloatArray:
    return table[name].to_numpy(dtype=np.float64)


def _sum(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) else np.nan


def mean(values: FloatArray, weight: FloatArray) -> float:
    """The mean of the values that are known, weighted; NaN if none is."""
    there = ~np.isnan(values) & (weight > 0.0)
    return float(np.average(values[there], weights=weight[there])) if there.any() else np.nan


def spread(values: FloatArray, weight: FloatArray) -> float:
    """The weighted standard deviation of the values that are known; NaN if none is."""
    return float(np.sqrt(mean(np.square(values - mean(values, weight)), weight)))


def _theil(districts: pd.DataFrame, whole: float) -> float:
    """The Theil index between all compounds of a city: within its districts and between them (Theil 1967)."""
    relative = _column(districts, FELT) / whole
    return mean(relative * (_column(districts, THEIL) + np.log(relative)), _column(districts, HOUSEHOLDS))


class Months:
    """The months of cities, summed up over their districts as these come in.

    place: by the key of a district's run the row of its city, governance model and replicate; households: by
    the same key.
    """

    def __init__(self, place: Mapping[str, int], households: Mapping[str, float], months: int) -> None:
        """Nothing is known yet."""
        self._place, self._households, self._months = place, households, months
        self._size = (max(place.values(), default=-1) + 1) * months
        self._sums: dict[str, FloatArray] = {}
        self._weights: dict[str, FloatArray] = {}

    def add(self, part: pd.DataFrame) -> None:
        """Add the months of some districts, by key and month."""
        row = part["key"].map(self._place).to_numpy(dtype=np.int64) * self._months
        row += part["month"].to_numpy(dtype=np.int64) - 1
        everybody = part["key"].map(self._households).to_numpy(dtype=np.float64)
        for name in (str(one) for one in part if one not in ("key", "month")):
            if name.startswith(TELLING):
                continue
            values = _column(part, name)
            weight = _column(part, f"{TELLING}{name}") if name in SILENT else everybody
            self._take(name, row, values, np.ones_like(values) if name in _summed() else weight)

    def _take(self, name: str, row: NDArray[np.int64], values: FloatArray, weight: FloatArray) -> None:
        for tables in (self._sums, self._weights):
            tables.setdefault(name, np.zeros(self._size))
        there = np.where(np.isnan(values), 0.0, weight)
        np.add.at(self._sums[name], row, there * np.nan_to_num(values))
        np.add.at(self._weights[name], row, there)

    def table(self, keys: pd.DataFrame) -> pd.DataFrame:
        """The months of every city, governance model and replicate; keys: a row for each."""
        found = keys.loc[keys.index.repeat(self._months)].reset_index(drop=True)
        columns: dict[str, object] = {"month": np.tile(np.arange(1, self._months + 1), len(keys))}
        for name, total in self._sums.items():
            weight = self._weights[name]
            with np.errstate(invalid="ignore"):
                value = total if name in _summed() else total / weight
            columns[name] = np.where(weight > 0.0, value, np.nan)
        return pd.concat([found, pd.DataFrame(columns)], axis=1)


def _summed() -> frozenset[str]:
    from model.observations import COUNTED_MONTHLY

    return COUNTED_MONTHLY


def add_all(months: Months, parts: Iterable[pd.DataFrame]) -> Months:
    """The same after these parts were added."""
    for part in parts:
        months.add(part)
    return months
