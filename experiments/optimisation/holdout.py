"""The hold-out: what a search found best, run again where the search never looked.

Whatever is picked as the best of many in some replicates owes part of its lead to these (the winner's
curse). Invariant: what is reported comes from replicates that had no part in the choice, and
what is no longer on the front there is reported as such.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.errors import ArgumentError
from experiments.execution.run_cache import RunCache
from experiments.optimisation.instrument_space import Mix
from experiments.optimisation.mix_search import MixSearch, SearchedMixes, fails, mean_defined
from experiments.optimisation.pareto import beats, by_column
from experiments.optimisation.search_request import CAPITAL, COST, SearchRequest
from experiments.statistics.paired import COUNTED, holm, paired
from experiments.statistics.ties import apart, levelled, size_of, sizes
from experiments.statistics.verdict import LEVEL
from scenarios import read
from scenarios.read import Governance

FloatArray = NDArray[np.float64]


MIX, BASELINE, NAMED = "mix", "baseline", "named"
"""What a row of the table of the front is about."""


class Standing(StrEnum):
    """Where a mix is in fresh replicates; the values are what files and `--json` hold, in every language."""

    FRONT = "on the front"
    UNCLEAR = "not told apart from the front"
    BEATEN = "no longer on the front"
    OVER = "over the limits"


class Within(StrEnum):
    """Whether a mix keeps the limits in fresh replicates: on the mean; not, but it is not shown to be over
    either; or it is shown to be over.
    """

    YES = "yes"
    ABOUT = "about"
    NO = "no"


def front_of(
    request: SearchRequest, runs: RunCache, search: MixSearch, looked: SearchedMixes
) -> pd.DataFrame:
    """Run in fresh replicates what the search found, and beside it the baseline and the governance models
    named; sorted by what the search's mixes cost there.
    """
    space = request.space
    sides: list[tuple[str, Governance, Mix | None]] = [(BASELINE, space.baseline, space.nothing())]
    sides += [(MIX, space.governance(mix), mix) for mix in looked.again]
    sides += [(NAMED, model, None) for model in request.beside]
    scenarios = [request.scenario(model) for _kind, model, _mix in sides]
    with runs.counting(len(scenarios) * request.fresh):
        runs.make(scenarios, request.unseen)
    values = [runs.values(scenario, request.unseen) for scenario in scenarios]
    if (base := values[0]) is None:
        raise ArgumentError(fails(runs))
    there = [place for place, value in enumerate(values) if value is not None]
    costs = [_costs(request, values[place], base) for place in there]
    by_cost = np.argsort(levelled(np.array([cost for cost, _within in costs])), kind="stable")
    kept = [place for place in there if sides[place][0] != NAMED]
    gains = np.array([_gains(request, values[place], base) for place in kept])
    may_stand = [within is not Within.NO for _cost, within in costs][: len(kept)]
    stands = dict(zip(kept, standings(gains, may_stand), strict=True))
    rows: list[dict[str, object]] = []
    for place, within in ((there[turn], costs[turn][1]) for turn in by_cost):
        kind, model, mix = sides[place]
        first = {
            **{"mix": model.id, "kind": kind, "instruments": _words(request, model, mix)},
            **{"standing": str(stands.get(place, "")), "within": str(within)},
        }
        searched = search.means(mix) if mix is not None else None
        rows += [first | row for row in _outcomes(request, values[place], base, searched)]
    return pd.DataFrame(rows)


def _words(request: SearchRequest, model: Governance, mix: Mix | None) -> str:
    if mix is not None:
        return request.space.words(mix)
    return "+".join(adopted.kind for adopted in model.instruments)


def _costs(request: SearchRequest, own: FloatArray | None, base: FloatArray) -> tuple[float, Within]:
    """The mean cost beyond the baseline in fresh replicates, and how all limits are kept there."""
    assert own is not None
    found = []
    for name, limit in zip((COST, CAPITAL), request.limits, strict=False):
        place = request.columns.index(name)
        cost = paired(base[:, place], own[:, place], -1)
        over, shown = apart(limit, [cost.difference, cost.low], max(limit, size_of(base[:, place])))
        near = Within.NO if shown > 0 else Within.ABOUT
        found.append(near if over > 0 else Within.YES)
    worst = max(found, key=list(Within).index)
    place = request.columns.index(COST)
    return float((own - base)[:, place].mean()), worst


def _gains(request: SearchRequest, own: FloatArray | None, base: FloatArray) -> FloatArray:
    """The differences to the baseline, more being better: (replicates, aims)."""
    assert own is not None
    places = [request.columns.index(aim.id) for aim in request.aims]
    return apart(base, own, sizes(own, base))[:, places] * np.array(
        [aim.direction for aim in request.aims], dtype=float
    )


def _outcomes(
    request: SearchRequest, own: FloatArray | None, base: FloatArray, searched: FloatArray | None
) -> Iterator[dict[str, object]]:
    """A row for each outcome: paired statistics against the baseline in fresh replicates, and what the mean
    difference was in the search's own.
    """
    assert own is not None
    entries = read.outcome_entries()
    for place, name in enumerate(request.columns):
        entry = entries[name]
        counted = entry.unit in COUNTED
        statistics = asdict(paired(base[:, place], own[:, place], entry.direction, counted))
        if own is base:
            statistics |= {"low": 0.0, "high": 0.0, "spread": 0.0, "p": 1.0}
        statistics["mean_baseline"] = statistics.pop("mean_a")
        statistics["mean"] = statistics.pop("mean_b")
        before = float("nan") if searched is None else float(searched[place])
        yield {
            **{"outcome": name, **statistics, "searched": before},
            **{"unit": entry.unit, "direction": entry.direction, "smallest": entry.smallest},
        }


def standings(gains: FloatArray, within: Sequence[bool]) -> list[Standing]:
    """The standing of every mix.

    gains: (mixes, replicates, aims), more is better, NaN where undefined; within: whether it keeps the
    limits. A mix is on the front if no other within the limits is at least as good on the mean in every aim
    and better in one. One that is not is told as beaten only if a difference to such another one is shown.
    """
    means = by_column(
        np.array([mean_defined(one) for one in gains]), sizes(gains.reshape(-1, gains.shape[2]))
    )
    return [_standing(own, gains, means, within) for own in range(len(gains))]


def _standing(own: int, gains: FloatArray, means: FloatArray, within: Sequence[bool]) -> Standing:
    if not within[own]:
        return Standing.OVER
    if np.isnan(means[own]).any():
        return Standing.UNCLEAR
    better = [other for other in range(len(gains)) if within[other] and beats(means[other], means[own])]
    if not better:
        return Standing.FRONT
    return Standing.BEATEN if _shown(own, better, gains) else Standing.UNCLEAR


def _shown(own: int, better: Sequence[int], gains: FloatArray) -> bool:
    """Whether any of these is shown to be better in any aim, corrected for looking at all of them (Holm)."""
    found = [
        paired(gains[own, :, aim], gains[other, :, aim], 1)
        for other in better
        for aim in range(gains.shape[2])
    ]
    corrected = holm(np.array([one.p for one in found]))
    return any(p < 1 - LEVEL and one.difference > 0 for p, one in zip(corrected, found, strict=True))
