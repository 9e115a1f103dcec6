"""Approximate Bayesian computation by sequential Monte Carlo (ABC-SMC, Toni et al. 2009), done by pyABC.

Parameters are shares of their ranges, from 0 to 1, so that a prior of the ledger, uniform, log-uniform or
over whole numbers, is uniform here. The rule it holds: the first generation is the prior; each later one asks
for as much as a quarter of the one before reached, until all targets are met or the generations are used up.
"""

import logging
from pathlib import Path

import numpy as np
import pandas as pd
import pyabc

from experiments.calibration.distance import Distance
from experiments.calibration.generation import Generation, Settings, Trying
from experiments.calibration.kernel import Kernel
from experiments.calibration.sampler import Answers, Together

LEAST_RATE = 0.02
"""A generation of which fewer are accepted is the last."""

STEP = 0.25
"""The share of a generation that lies within the threshold of the next. Candidates without hope cost little
(they are not tried everywhere), so a few large steps are cheaper than many small ones.
"""

DATABASE = "history.db"


def fitted(settings: Settings, trying: Trying, folder: Path) -> list[Generation]:
    """All generations, those of them that the folder holds not made again."""
    logging.getLogger("ABC").setLevel(logging.ERROR)
    place = folder / DATABASE
    going_on = _generations_in(place) > 0
    answers = Answers()
    smc = pyabc.ABCSMC(
        answers,
        pyabc.Distribution(**{key: pyabc.RV("uniform", 0.0, 1.0) for key in settings.keys}),
        Distance(settings.targets),
        transitions=Kernel(),
        population_size=settings.population,
        eps=pyabc.QuantileEpsilon("from_sample" if going_on else np.inf, alpha=STEP),
        sampler=Together(answers, trying, settings.seed),
    )
    observed = {one.pattern.id: (one.low + one.high) / 2 for one in settings.targets}
    if going_on:
        history = smc.load(_address(place), observed_sum_stat=observed)
    else:
        place.unlink(missing_ok=True)
        history = smc.new(_address(place), observed)
    left = settings.generations - (history.max_t + 1)
    if left > 0 and not _ended(history):
        with np.errstate(invalid="ignore"):  # the first threshold is infinite, and so is what it is beside
            smc.run(minimum_epsilon=0.0, max_nr_populations=left, min_acceptance_rate=LEAST_RATE)
    return _generations(history, settings)


def _address(place: Path) -> str:
    return f"sqlite:///{place}"


def _generations_in(place: Path) -> int:
    """How many generations are finished there."""
    return int(pyabc.History(_address(place), create=False).max_t + 1) if place.exists() else 0


def _ended(history: pyabc.History) -> bool:
    """Whether the last generation has met every target."""
    return bool(history.get_all_populations()["epsilon"].iloc[-1] <= 0.0)


def _generations(history: pyabc.History, settings: Settings) -> list[Generation]:
    told = history.get_all_populations().set_index("t")
    return [
        Generation(t, float(told["epsilon"][t]), int(told["samples"][t]), _rows(history, t, settings))
        for t in range(history.max_t + 1)
    ]


def _rows(history: pyabc.History, t: int, settings: Settings) -> pd.DataFrame:
    particles = history.get_population(t).particles
    rows = [
        {
            "weight": particle.weight,
            **{key: particle.parameter[key] for key in settings.keys},
            "distance": particle.distance,
            **{one.pattern.id: float(particle.sum_stat[one.pattern.id]) for one in settings.targets},
        }
        for particle in particles
    ]
    table = pd.DataFrame(rows).sort_values(list(settings.keys), ignore_index=True)
    return table.assign(weight=table["weight"] / table["weight"].sum())
