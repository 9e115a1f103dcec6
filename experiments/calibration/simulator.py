"""The bench: candidates (values of parameters) tried in the same worlds and read for the patterns.

The rule it holds: every candidate meets the same worlds, and what it gives depends on its values alone, not
on how many are tried beside it or on how many processes try them.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from experiments.calibration.asking import Asked, Spot, answers
from experiments.calibration.reader import Opening, Reader, Seen
from experiments.calibration.targets import Candidate, Found, Place, Target, place_of, places
from experiments.patterns.evaluate import FORMS
from experiments.patterns.measurements import FloatArray, measure, scenario_of
from experiments.statistics.contrasts import Result

STUDY = "calibration"
"""The study whose seeds the worlds of a calibration have; those of `gongzhi patterns` are others."""

type Read = dict[tuple[Place, object], FloatArray]
"""By place and measure part and whole in each world: (worlds, 2)."""


class Bench:
    """Where candidates are tried. `worlds` says for each target in how many worlds; `failed` has what runs
    raised that could not be made.
    """

    def __init__(
        self,
        wanted: Sequence[Target],
        worlds: Mapping[str, int],
        opening: Opening,
    ) -> None:
        self.targets, self.worlds, self.failed = list(wanted), dict(worlds), list[str]()
        self._sides = places([one.pattern for one in wanted])
        self.places = sorted(self._sides, key=self._cost)
        self._lanes = opening(Reader(tuple(tuple(self._sides[place]) for place in self.places)))

    def close(self) -> None:
        """End the workers."""
        self._lanes.close()

    def cost(self) -> float:
        """Household-months of a candidate."""
        return sum(map(self._cost, self.places))

    def _worlds(self, place: Place) -> int:
        """The worlds that the most demanding target of a place wants."""
        return max(self.worlds[one.pattern.id] for one in self.targets if place in _places(one))

    def _cost(self, place: Place) -> float:
        scenario = scenario_of(self._sides[place][0])
        return float(scenario.households * (scenario.burn_in + scenario.months) * self._worlds(place))

    def tried(
        self, candidates: Sequence[Candidate], hopeless: Callable[[Found], bool] = lambda found: False
    ) -> list[Found]:
        """What each candidate gives. The cheapest places come first; a candidate that is `hopeless` by what
        was found there is not tried elsewhere, and its other patterns are left out.
        """
        told = self.results(candidates, lambda found: hopeless(_values(found)))
        return [_values(one) for one in told]

    def results(
        self,
        candidates: Sequence[Candidate],
        hopeless: Callable[[Mapping[str, Result]], bool] = lambda found: False,
    ) -> list[dict[str, Result]]:
        """The same, with intervals."""
        found: list[dict[str, Result]] = [{} for _one in candidates]
        reads: list[Read] = [{} for _one in candidates]
        for turn, place in enumerate(self.places):
            left = [number for number, one in enumerate(found) if not hopeless(one)]
            self._read(turn, candidates, left, reads)
            for target in self._due(set(self.places[: turn + 1]), place):
                for number in left:
                    found[number][target.pattern.id] = self._result(target, reads[number])
        return found

    def _due(self, done: set[Place], last: Place) -> list[Target]:
        """The targets that can be told now that the last place is done."""
        return [one for one in self.targets if last in _places(one) and _places(one) <= done]

    def _result(self, target: Target, read: Read) -> Result:
        seen = Seen(read, self.worlds[target.pattern.id])
        return FORMS[target.pattern.form](target.pattern, seen)

    def _read(
        self, turn: int, candidates: Sequence[Candidate], left: Sequence[int], reads: Sequence[Read]
    ) -> None:
        """Run the candidates that are left at a place, and note what is read there."""
        place = self.places[turn]
        sides, worlds = self._sides[place], range(self._worlds(place))
        for number in left:
            for side in sides:
                reads[number][place, measure(side)] = np.full((len(worlds), 2), np.nan)
        asked = [Asked(number, world, candidates[number]) for number in left for world in worlds]
        for one in answers(self._lanes, Spot(turn, sides), asked, STUDY, self.failed):
            reads[one.number][place, measure(sides[one.what])][one.world] = one.part, one.whole


def _values(found: Mapping[str, Result]) -> Found:
    return {name: one.value for name, one in found.items()}


def _places(target: Target) -> set[Place]:
    return {place_of(side) for side in target.pattern.all_sides()}
