"""Approximate Bayesian computation by sequential Monte Carlo (ABC-SMC, Toni et al. 2009), done by pyABC.

Parameters are shares of their ranges, from 0 to 1, so that a prior of the ledger, uniform, log-uniform or
over whole numbers, is uniform here. Invariant: the first generation is the prior; each later one asks for as
much as a quarter of the one before reached, until all targets are met or the generations are used up.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyabc
from pyabc.population import Sample
from pyabc.sampler import Sampler
from pyabc.sumstat import Sumstat

from experiments.calibration.request import CalibrationRequest
from experiments.calibration.targets import Shares, Statistics, Target
from experiments.patterns.measurements import FloatArray

LEAST_RATE = 0.02
"""A generation of which fewer are accepted is the last."""

STEP = 0.25
"""The share of a generation that lies within the threshold of the next. Candidates without hope cost little
(they are not simulated everywhere), so a few large steps are cheaper than many small ones.
"""

WIDTH = 3.0
"""The covariance of the kernel, over that of Silverman's rule."""

DEFENCE = 0.05
"""The part of the candidates that is drawn from the prior: a draw weighs at most twenty times one of it."""

LEAST, MOST = 8, 64
"""How many candidates are evaluated together."""

SPARE = 1.1
"""So many times the candidates that the rate of acceptance so far would make us expect to need."""

DATABASE = "history.db"

type Evaluate = Callable[[int, int, Sequence[Shares], Callable[[Statistics], bool]], list[Statistics]]
"""Evaluates candidates: the generation, the number of the first of them, the candidates, when to give one
up.
"""


@dataclass(frozen=True)
class Generation:
    """A generation: its threshold, how many were tried for it, and a row for each candidate accepted with
    `weight`, the share of each parameter's range, `distance`, and the number found for each target.
    """

    number: int
    threshold: float
    tried: int
    rows: pd.DataFrame


def fitted(request: CalibrationRequest, evaluate: Evaluate, folder: Path) -> list[Generation]:
    """All generations, those of them that the folder holds not made again."""
    logging.getLogger("ABC").setLevel(logging.ERROR)
    file = folder / DATABASE
    going_on = _generations_in(file) > 0
    answers = KnownAnswers()
    smc = pyabc.ABCSMC(
        answers,
        pyabc.Distribution(**{key: pyabc.RV("uniform", 0.0, 1.0) for key in request.keys}),
        Distance(request.targets),
        transitions=Kernel(),
        population_size=request.sizes.population,
        eps=pyabc.QuantileEpsilon("from_sample" if going_on else np.inf, alpha=STEP),
        sampler=BatchSampler(answers, evaluate, request.name),
    )
    observed = {one.pattern.id: (one.low + one.high) / 2 for one in request.targets}
    if going_on:
        history = smc.load(_address(file), observed_sum_stat=observed)
    else:
        file.unlink(missing_ok=True)
        history = smc.new(_address(file), observed)
    history._make_session()  # else it opens the file, and compiles its queries, anew for every question
    try:
        left = request.sizes.generations - (history.max_t + 1)
        if left > 0 and not _ended(history):
            with np.errstate(invalid="ignore"):  # the first threshold is infinite, as is its neighbour
                smc.run(minimum_epsilon=0.0, max_nr_populations=left, min_acceptance_rate=LEAST_RATE)
        return _generations(history, request)
    finally:
        history._close_session()


def _address(file: Path) -> str:
    return f"sqlite:///{file}"


def _generations_in(file: Path) -> int:
    """How many generations are finished there."""
    return int(pyabc.History(_address(file), create=False).max_t + 1) if file.exists() else 0


def _ended(history: pyabc.History) -> bool:
    """Whether the last generation has met every target."""
    return bool(history.get_all_populations()["epsilon"].iloc[-1] <= 0.0)


def _generations(history: pyabc.History, request: CalibrationRequest) -> list[Generation]:
    populations = history.get_all_populations().set_index("t")
    return [
        Generation(
            t, float(populations["epsilon"][t]), int(populations["samples"][t]), _rows(history, t, request)
        )
        for t in range(history.max_t + 1)
    ]


def _rows(history: pyabc.History, t: int, request: CalibrationRequest) -> pd.DataFrame:
    particles = history.get_population(t).particles
    rows = [
        {
            "weight": particle.weight,
            **{key: particle.parameter[key] for key in request.keys},
            "distance": particle.distance,
            **{one.pattern.id: float(particle.sum_stat[one.pattern.id]) for one in request.targets},
        }
        for particle in particles
    ]
    table = pd.DataFrame(rows).sort_values(list(request.keys), ignore_index=True)
    return table.assign(weight=table["weight"] / table["weight"].sum())


class Kernel(pyabc.MultivariateNormalTransition):
    """A normal kernel around the draws of the generation before, mixed with the prior.

    Importance weights spread with the number of parameters: with eleven of them and a few dozen draws, a
    kernel as narrow as the usual rule makes it leaves nearly all weight on one draw, and that draw alone
    would be called the posterior. So the kernel is wide, and as a part of the candidates comes from the prior
    itself, no draw weighs more than that part allows (a defensive mixture, Hesterberg 1995).
    """

    def __init__(self) -> None:
        super().__init__(scaling=WIDTH)

    def rvs_single(self) -> pyabc.Parameter:
        """One candidate; one outside the ranges is drawn again by the caller."""
        if np.random.random() < DEFENCE:
            return pyabc.Parameter({key: np.random.random() for key in self.X.columns})
        return super().rvs_single()

    def _pdf_single(self, x: FloatArray) -> float:
        return DEFENCE + (1.0 - DEFENCE) * float(super()._pdf_single(x))


class Overshoot(Sumstat):
    """How far each number lies outside its range, in halves of that: 0 inside, and where nothing was read."""

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self._targets = list(targets)

    def __call__(self, data: Statistics) -> FloatArray:
        """(targets,), in halves of the ranges."""
        there = ((one, data.get(one.pattern.id)) for one in self._targets)
        return np.array([0.0 if value is None else one.overshoot(float(value)) for one, value in there])

    def get_ids(self) -> list[str]:
        """The patterns, in order."""
        return [one.pattern.id for one in self._targets]


class Distance(pyabc.AdaptivePNormDistance):
    """The Euclidean distance over the targets, each divided by how far the last generation lay from it (by
    its root mean square, where that is more than one half of the range), so that no target drowns the others.

    Only candidates that were accepted count for that: a rejected one need not have been simulated everywhere.
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self._ones = {one.pattern.id: 1.0 for one in targets}
        super().__init__(
            p=2,
            initial_scale_weights=self._ones,
            scale_function=spread,
            all_particles_for_scale=False,
            sumstat=Overshoot(targets),
        )

    def initialize(self, t: int, get_sample: Callable[[], Any], x_0: Statistics, total_sims: int) -> None:
        """Begin, or go on with the weights that the last finished generation gives."""
        self.initial_scale_weights = None if t > 0 else self._ones
        super().initialize(t=t, get_sample=get_sample, x_0=x_0, total_sims=total_sims)


def spread(samples: FloatArray, **_rest: object) -> FloatArray:
    """How far candidates lie from each target: (candidates, targets) → (targets,), never below 1."""
    found: FloatArray = np.maximum(1.0, np.sqrt(np.mean(samples**2, axis=0)))
    return found


class UnansweredCandidate(Exception):
    """A candidate was drawn that is not evaluated yet."""

    def __init__(self, candidate: Shares) -> None:
        super().__init__(candidate)
        self.candidate = candidate


class KnownAnswers(pyabc.Model):
    """The simulation as pyABC sees it: it gives what was found beforehand."""

    def __init__(self) -> None:
        super().__init__("gongzhi")
        self.given: dict[tuple[float, ...], Statistics] = {}

    def sample(self, pars: pyabc.Parameter) -> Statistics:
        """What was found for a candidate; UnansweredCandidate if nothing was yet."""
        found = self.given.get(tuple(pars.values()))
        if found is None:
            raise UnansweredCandidate({key: float(value) for key, value in pars.items()})
        return found


class BatchSampler(Sampler):
    """Draws candidates, has them evaluated together, and lets pyABC judge them one after another.

    Candidate k of a generation has draws of its own, from the seed, the generation and k, so the same are
    accepted however many are evaluated together and wherever that is done.
    """

    def __init__(self, answers: KnownAnswers, evaluate: Evaluate, seed: str) -> None:
        super().__init__()
        self._answers, self._evaluate, self._seed = answers, evaluate, seed

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
            for particle in self._judged(t, range(tried, tried + int(count)), simulate_one, ana_vars):
                sample.append(particle)
                tried += 1
                if sample.n_accepted == n:
                    break
        sample.ok = sample.n_accepted == n
        self.nr_evaluations_ = tried
        return sample

    def _judged(self, t: int, numbers: range, simulate_one: Callable[[], Any], ana_vars: Any) -> list[Any]:
        """Candidates of these numbers, evaluated together."""
        candidates = [self._candidate(t, number, simulate_one) for number in numbers]
        found = self._evaluate(t, numbers.start, candidates, _hopeless(t, ana_vars))
        answers = zip(candidates, found, strict=True)
        self._answers.given = {tuple(one.values()): answer for one, answer in answers}
        return [self._particle(t, number, simulate_one) for number in numbers]

    def _candidate(self, t: int, number: int, simulate_one: Callable[[], Any]) -> Shares:
        self._answers.given = {}
        try:
            self._particle(t, number, simulate_one)
        except UnansweredCandidate as unanswered:
            return unanswered.candidate
        raise AssertionError("a candidate was answered before it was evaluated")

    def _particle(self, t: int, number: int, simulate_one: Callable[[], Any]) -> Any:
        """What pyABC makes of candidate `number`; all its draws come from NumPy's one global generator."""
        digest = sha256(f"{self._seed}/{t}/{number}".encode()).digest()
        np.random.seed(int.from_bytes(digest[:4], "big"))
        return simulate_one()


def _count(missing: int, accepted: int, tried: int) -> int:
    """How many candidates to evaluate next, from what was found so far alone."""
    rate = (accepted + 1) / (tried + 1)
    return max(LEAST, min(MOST, round(SPARE * missing / rate)))


def _hopeless(t: int, ana_vars: Any) -> Callable[[Statistics], bool]:
    """Whether a candidate is too far already by what was found of it so far."""
    threshold = float(ana_vars.eps(t)) if t >= 0 else np.inf

    def hopeless(found: Statistics) -> bool:
        if not np.isfinite(threshold):
            return False
        return bool(ana_vars.distance_function(found, ana_vars.x_0, t) > threshold)

    return hopeless
