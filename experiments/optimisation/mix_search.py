"""A search for the best mixes of instruments under a budget, for several outcomes at once.

Invariant: all mixes meet the same replicates and are compared with the baseline replicate by replicate; what
is reported as the front was run again in replicates that the search never looked at; and the search is held
against chance, which looks at as many mixes.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.errors import ArgumentError
from experiments.execution.run_cache import RunCache
from experiments.optimisation.instrument_space import Mix
from experiments.optimisation.nsga2 import Drawing, MixValues, Search, begun, chance
from experiments.optimisation.pareto import box, cheapest_of_equals, covered, front, spread_out
from experiments.optimisation.search_request import CAPITAL, COST, SearchRequest
from experiments.statistics.ties import apart, sizes
from scenarios.language import _, pick
from scenarios.problems import number

FloatArray = NDArray[np.float64]

MOST_AGAIN = 24
"""At most so many mixes are run again in fresh replicates; of a larger front, those far from each other."""


@dataclass(frozen=True)
class SearchedMixes:
    """What was looked at in the search's own replicates: `by_search` and `by_chance` in the order of looking,
    the search itself (None where every mix there is was looked at), and the mixes to be run again.
    """

    by_search: tuple[Mix, ...]
    by_chance: tuple[Mix, ...]
    search: Search | None
    again: tuple[Mix, ...]


class MixSearch:
    """The search's own replicates: runs mixes there and judges them against the baseline."""

    def __init__(self, request: SearchRequest, runs: RunCache) -> None:
        self.request, self.runs, self.space = request, runs, request.space
        self._judged: dict[Mix, MixValues | None] = {}
        self._means: dict[Mix, FloatArray] = {}
        self._base: FloatArray | None = None

    def price(self) -> None:
        """Run the baseline and every piece alone; ArgumentError if nothing keeps the limits."""
        nothing, alone = self.space.nothing(), self.space.alone()
        with self._counting([nothing, *alone]):
            base, *each = self.judge([nothing, *alone])
        if base is None:
            raise ArgumentError(fails(self.runs))
        judged = [one for one in each if one is not None]
        if not any(one.within for one in judged):
            raise ArgumentError(self._too_dear(alone))

    def judge(self, mixes: Sequence[Mix]) -> list[MixValues | None]:
        """What comes of these mixes, those that were not run yet being run side by side."""
        request = self.request
        new = [mix for mix in dict.fromkeys(mixes) if mix not in self._judged]
        scenarios = [request.of(mix) for mix in new]
        self.runs.make(scenarios, request.searched)
        found = [self.runs.values(scenario, request.searched) for scenario in scenarios]
        if self._base is None:
            self._base = self.runs.values(request.of(self.space.nothing()), request.searched)
        self._judged |= {mix: self._judge(mix, values) for mix, values in zip(new, found, strict=True)}
        return [self._judged[mix] for mix in mixes]

    def means(self, mix: Mix) -> FloatArray | None:
        """The mean difference to the baseline in each of the columns; None if it was not run or failed."""
        return self._means.get(mix)

    def look(self) -> SearchedMixes:
        """Search, look at as many mixes by chance, and say which to run again."""
        request, space = self.request, self.space
        if request.is_exhaustive:
            everything = list(space.all())
            with self._counting(everything):
                self.judge(everything)
            return SearchedMixes(tuple(everything), (), None, tuple(self._best(everything)))
        nothing, *alone = self.judge([space.nothing(), *space.alone()])
        assert nothing is not None
        drawing = Drawing(space, alone, request.limits, request.seed)
        search = Search(space, len(nothing.values), drawing, request.seed)
        start = begun(drawing, nothing, alone, request.seed)[: request.trials]
        with self.runs.counting((request.trials - len(self._judged)) * request.replicates):
            found = search.run(start, self.judge, request.trials)
        drawn = chance(Drawing(space, alone, request.limits, request.seed + 1), request.trials)
        with self._counting(drawn):
            self.judge(drawn)
        best = self._best(list(dict.fromkeys([*found, *drawn])))
        return SearchedMixes(tuple(found), tuple(drawn), search, tuple(best))

    def curves(self, looked: SearchedMixes) -> pd.DataFrame:
        """By how many mixes were looked at, the share covered of the box between the worst and the best that
        keep the limits: by the search, and by chance (NaN where chance was not asked).
        """
        mixes = [*looked.by_search, *looked.by_chance]
        judged = [self._judged[mix] for mix in mixes]
        allowed = np.array([one is not None and one.within for one in judged])
        none = (-np.inf,) * len(self.request.aims)
        values = np.array([none if one is None else one.values for one in judged], dtype=float)
        worst, best = box(values[allowed])
        cut = len(looked.by_search)
        by_search = covered(values[:cut], allowed[:cut], worst, best)
        by_chance = np.full(cut, np.nan)
        if looked.by_chance:
            by_chance = covered(values[cut:], allowed[cut:], worst, best)
        table = {"mixes": range(1, cut + 1), "search": by_search, "chance": by_chance}
        return pd.DataFrame(table)

    def table(self, looked: SearchedMixes) -> pd.DataFrame:
        """A row for each mix that was looked at: when, whether it keeps the limits and is to be run again,
        mean differences to the baseline, and the level of every piece.
        """
        order = [
            {mix: turn for turn, mix in enumerate(some, 1)} for some in (looked.by_search, looked.by_chance)
        ]
        rows = []
        for mix in dict.fromkeys([*looked.by_search, *looked.by_chance]):
            judged, means = self._judged[mix], self._means.get(mix)
            row: dict[str, object] = {
                "mix": self.space.governance(mix).id,
                "instruments": self.space.words(mix),
                "search": order[0].get(mix),
                "chance": order[1].get(mix),
                "within": None if judged is None else judged.within,
                "again": mix in looked.again,
            }
            found = np.full(len(self.request.columns), np.nan) if means is None else means
            row |= dict(zip(self.request.columns, map(float, found), strict=True))
            rows.append(row | {f"{piece}.level": level for piece, level in self._levels(mix)})
        table = pd.DataFrame(rows)
        return table.astype({"search": "Int64", "chance": "Int64", "within": "boolean"})

    def _counting(self, mixes: Sequence[Mix]) -> AbstractContextManager[None]:
        """Say how far it is with those of these mixes that were not run yet."""
        return self.runs.counting(len(set(mixes) - self._judged.keys()) * self.request.replicates)

    def _levels(self, mix: Mix) -> list[tuple[str, float]]:
        return list(zip(self.space.pieces, mix, strict=True))

    def _judge(self, mix: Mix, own: FloatArray | None) -> MixValues | None:
        """None if a run failed or an aim is undefined throughout."""
        request = self.request
        if own is None or self._base is None:
            return None
        size = sizes(own, self._base)
        means = self._settled(mean_defined(apart(self._base, own, size)), size)
        self._means[mix] = means
        of, sized = (dict(zip(request.columns, row, strict=True)) for row in (means, size))
        values = tuple(float(of[aim.id] * aim.direction) for aim in request.aims)
        limits = zip((COST, CAPITAL), request.limits, strict=False)
        over = tuple(float(apart(limit, of[name], max(limit, sized[name]))) for name, limit in limits)
        return MixValues(values, over) if np.isfinite([*values, *over]).all() else None

    def _settled(self, means: FloatArray, size: FloatArray) -> FloatArray:
        """The means, each that ties with one of a mix judged before made the same: NSGA-II, fronts and prices
        then see a tie where there is one.
        """
        if not self._means:
            return means
        known = np.array(list(self._means.values()))
        ties = apart(known, means, size) == 0.0
        return np.where(ties.any(axis=0), known[ties.argmax(axis=0), np.arange(len(means))], means)

    def _best(self, mixes: Sequence[Mix]) -> list[Mix]:
        """The front of these mixes without the baseline; of equal ones the cheapest, then the one with the
        fewest pieces.
        """
        allowed = [(mix, one) for mix in mixes if (one := self._judged[mix]) is not None and one.within]
        values = np.array([one.values for _mix, one in allowed])
        burden = [(*one.over, float(np.count_nonzero(mix)), *mix) for mix, one in allowed]
        kept = cheapest_of_equals(values, burden)
        chosen = [place for place, best in zip(kept, front(values[kept]), strict=True) if best]
        found = [allowed[chosen[place]][0] for place in spread_out(values[chosen], MOST_AGAIN)]
        return [mix for mix in found if mix != self.space.nothing()]

    def _too_dear(self, alone: Sequence[Mix]) -> str:
        """That no instrument keeps the limits, with the cheapest one."""
        found = [(mix, means) for mix in alone if (means := self._means.get(mix)) is not None]
        if not found:
            return fails(self.runs)
        place = self.request.columns.index(COST)
        mix, means = min(found, key=lambda pair: pair[1][place])
        return _(
            "No instrument keeps the limits ({limits}). The cheapest, {name}, costs {cost} yuan per "
            "household and month and {capital} of capital beyond the baseline.",
            limits=", ".join(limits_as_typed(self.request)),
            name=pick(self.space.name(mix)),
            cost=number(round(float(means[place]), 3)),
            capital=number(round(float(means[self.request.columns.index(CAPITAL)]), 3)),
        )


def limits_as_typed(request: SearchRequest) -> list[str]:
    """The limits as they were typed."""
    limits = zip(("--budget", "--capital"), request.limits, strict=False)
    return [f"{option} {number(limit)}" for option, limit in limits]


def mean_defined(differences: FloatArray) -> FloatArray:
    """The mean of each column of (replicates, columns) over those in which it is defined; NaN of none."""
    defined = np.isfinite(differences)
    total, count = np.where(defined, differences, 0.0).sum(axis=0), defined.sum(axis=0)
    return np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)


def fails(runs: RunCache) -> str:
    """That the baseline, or every instrument, fails or is undefined; with the first error if there is one."""
    failure = next(iter(runs.failed()), None)
    if failure is not None:
        return _("The simulation stopped: {problem}.", problem=failure[1].error)
    return _("An outcome asked for is undefined in every replicate of the baseline.")
