"""Elections: how many owners' committees are elected where a governance model wants them, how soon, and how
many more take part in the year of the first success, and in the years before it.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.behaviour.over_replicates import level
from experiments.evidence.behaviour.place_bars import About, Row, row
from experiments.evidence.model_uncertainty import BASELINE
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.statistics.contrasts import combined, share, side_by_side
from experiments.statistics.intervals import FloatArray
from scenarios import read

STUDY = "places"
TYPES = ("xihu-danwei", "xihu-street", "xihu-affordable", "xihu-resettled", "xihu-commodity")
MODEL, YEAR, YEARS = "troika", 12, 6
BoolArray = NDArray[np.bool_]

HELD, WON, SERVES, ACTIVE = "elections_held", "elections_won", "committee_serves", "active_year"


class Elected(NamedTuple):
    """What is seen of elections in a place under a governance model: by observation (replicates, months), and
    the share of households active in each year, (replicates, years).
    """

    months: Mapping[str, FloatArray]
    active: FloatArray


def elections(make: Simulate, replicates: int = 40, years: int = YEARS) -> Iterator[Row]:
    """What elections come to in each type of compound; and, of all types, activity in the year of success."""
    found, grown = _simulated(Replicates(make, replicates, study=STUDY), years), []
    for place in TYPES:
        usual, elected = found[place, BASELINE], found[place, MODEL]
        yield from _of_place(place, usual, elected)
        more, year = elected.active - usual.active, _first(elected.months[WON]) // YEAR
        before = np.arange(years) < np.nan_to_num(year, nan=years)[:, None]
        yield row(About("elections", "waiting", ACTIVE, place, MODEL), level(_means(more, before)))
        grown.append(_in_first(year, more))
        yield row(About("elections", "active", ACTIVE, place, MODEL), level(grown[-1]))
    yield row(About("elections", "active", ACTIVE, "", MODEL), level(np.concatenate(grown)))


def _of_place(place: str, usual: Elected, elected: Elected) -> Iterator[Row]:
    """Elections won of those held, committees at the end, and months until the first success."""
    won = elected.months[WON]
    sides = np.stack([won.sum(axis=1), elected.months[HELD].sum(axis=1)], axis=1)
    yield row(About("elections", "won", WON, place, MODEL), combined(side_by_side([sides]), [1.0]))
    for model, found in ((MODEL, elected), (BASELINE, usual)):
        served = share([bool(one) for one in found.months[SERVES][:, -1] > 0])
        yield row(About("elections", "served", SERVES, place, model), served)
    yield row(About("elections", "first", WON, place, MODEL), level(1.0 + _first(won)))


def _simulated(worlds: Replicates, years: int) -> dict[tuple[str, str], Elected]:
    """Every type of compound under both governance models: months of the longest runs, and a run that ends
    with each year, for who was active in a year is known at its end alone.
    """
    pairs = [(place, model) for place in TYPES for model in (BASELINE, MODEL)]
    lengths = [YEAR * (year + 1) for year in range(years)]
    ends = {pair: [read.scenario(*pair, months=one) for one in lengths] for pair in pairs}
    months = worlds.make([scenarios[-1] for scenarios in ends.values()], monthly=True).monthly
    worlds.make([one for scenarios in ends.values() for one in scenarios])
    found = {}
    for place, model in pairs:
        mine = months[(months["case"] == place) & (months["governance"] == model)]
        seen = {name: mine[name].to_numpy(float).reshape(-1, lengths[-1]) for name in (HELD, WON, SERVES)}
        active = [worlds.outcomes(one)[ACTIVE].to_numpy(float) for one in ends[place, model]]
        found[place, model] = Elected(seen, np.stack(active, axis=1))
    return found


def _first(won: FloatArray) -> FloatArray:
    """The month of the first election won, counted from 0; NaN where there is none."""
    return np.where(won.any(axis=1), won.argmax(axis=1), np.nan)


def _in_first(year: FloatArray, found: FloatArray) -> FloatArray:
    """Of every replicate with a success what was found in the year of the first."""
    there = np.flatnonzero(np.isfinite(year))
    return found[there, year[there].astype(int)]


def _means(found: FloatArray, where: BoolArray) -> FloatArray:
    """Of every replicate the mean of the years meant; NaN where there are none."""
    count = where.sum(axis=1)
    return np.divide((found * where).sum(axis=1), count, out=np.full(len(found), np.nan), where=count > 0)
