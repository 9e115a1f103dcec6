"""The sampler that pyABC is given: a generation's candidates are asked for first and tried together.

The rule it holds: candidate k of a generation is drawn with luck of its own, from the seed, the generation
and k, so the same are accepted however many are tried at once and wherever they are tried.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import numpy as np
from pyabc import Model, Parameter
from pyabc.population import Sample
from pyabc.sampler import Sampler

from experiments.calibration.generation import Shares, Trying
from experiments.calibration.targets import Found

LEAST, MOST = 8, 64
"""How many candidates are tried together."""

SPARE = 1.1
"""So many times the candidates that the rate of acceptance so far would make us expect to need."""


class Wanted(Exception):
    """A candidate that is not answered yet is wanted."""

    def __init__(self, candidate: Shares) -> None:
        super().__init__(candidate)
        self.candidate = candidate


class Answers(Model):
    """What stands for the simulation in pyABC: it gives the answers that were found beforehand."""

    def __init__(self) -> None:
        super().__init__("gongzhi")
        self.given: dict[tuple[float, ...], Found] = {}

    def sample(self, pars: Parameter) -> Found:
        """The answer of a candidate; Wanted if there is none yet."""
        found = self.given.get(tuple(pars.values()))
        if found is None:
            raise Wanted({key: float(value) for key, value in pars.items()})
        return found


class Together(Sampler):
    """Draws candidates, has them tried together, and lets pyABC judge them one after another."""

    def __init__(self, answers: Answers, trying: Trying, seed: str) -> None:
        super().__init__()
        self._answers, self._try, self._seed = answers, trying, seed

    def sample_until_n_accepted(
        self,
        n: int,
        simulate_one: Callable[[], Any],
        t: int,
        *,
        max_eval: float = np.inf,
        all_accepted: bool = False,
        ana_vars: Any = None,
    ) -> Sample:
        """The first n candidates of a generation that are accepted, and those rejected before them."""
        sample, tried = self._create_empty_sample(), 0
        while sample.n_accepted < n and tried < max_eval:
            count = min(_count(n - sample.n_accepted, sample.n_accepted, tried), max_eval - tried)
            for particle in self._judged(t, tried, int(count), simulate_one, ana_vars):
                sample.append(particle)
                tried += 1
                if sample.n_accepted == n:
                    break
        sample.ok = sample.n_accepted == n
        self.nr_evaluations_ = tried
        return sample

    def _judged(
        self, t: int, first: int, count: int, simulate_one: Callable[[], Any], ana_vars: Any
    ) -> list[Any]:
        """So many candidates, tried together."""
        numbers = range(first, first + count)
        wanted = [self._wanted(t, number, simulate_one) for number in numbers]
        found = self._try(t, first, wanted, _hopeless(t, ana_vars))
        self._answers.given = {tuple(one.values()): answer for one, answer in zip(wanted, found, strict=True)}
        return [self._drawn(t, number, simulate_one) for number in numbers]

    def _wanted(self, t: int, number: int, simulate_one: Callable[[], Any]) -> Shares:
        self._answers.given = {}
        try:
            self._drawn(t, number, simulate_one)
        except Wanted as wanted:
            return wanted.candidate
        raise AssertionError("a candidate was answered before it was tried")

    def _drawn(self, t: int, number: int, simulate_one: Callable[[], Any]) -> Any:
        """What pyABC makes of candidate `number`; all its draws come from NumPy's one global generator."""
        luck = sha256(f"{self._seed}/{t}/{number}".encode()).digest()
        np.random.seed(int.from_bytes(luck[:4], "big"))
        return simulate_one()


def _count(missing: int, accepted: int, tried: int) -> int:
    """How many candidates to try next, from what was found so far alone."""
    rate = (accepted + 1) / (tried + 1)
    return max(LEAST, min(MOST, round(SPARE * missing / rate)))


def _hopeless(t: int, ana_vars: Any) -> Callable[[Found], bool]:
    """Whether a candidate is too far already by what was found of it so far."""
    threshold = float(ana_vars.eps(t)) if t >= 0 else np.inf

    def hopeless(found: Found) -> bool:
        if not np.isfinite(threshold):
            return False
        return bool(ana_vars.distance_function(found, ana_vars.x_0, t) > threshold)

    return hopeless
