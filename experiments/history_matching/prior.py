"""The prior in the unit cube: which shares go together, what values they stand for, a design that fills it.

Invariant: parts of one whole that are together more than it have no prior mass; nobody is asked about them.
"""

from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from scipy.stats import qmc

from experiments.calibration.request import priors
from experiments.calibration.targets import Target
from experiments.calibration.type_shifts import moved
from experiments.design.sampling import scaled
from experiments.patterns.measurements import FloatArray
from scenarios import read
from scenarios.by_type import is_of_type, parameter_of
from scenarios.entries import Parameter
from scenarios.resolve import PARTS_OF_ONE
from scenarios.sampling import Range


class Prior:
    """The prior of parameters and shifts, in the order of `keys`."""

    def __init__(self, keys: Sequence[str], targets: Sequence[Target]) -> None:
        self.keys = tuple(keys)
        named = list(dict.fromkeys(map(parameter_of, keys)))
        self.entries: Mapping[str, Parameter] = priors(named, targets)

    def default(self) -> FloatArray:
        """The shares of the ledger's own values, of a shift none: (parameters,)."""
        return np.array([0.5 if is_of_type(key) else share_of(self.entries[key]) for key in self.keys])

    def feasible(self, shares: FloatArray) -> FloatArray:
        """1 where shares go together, else 0: (points,)."""
        fits = np.ones(len(shares))
        for parts in PARTS_OF_ONE:
            given = [self._value(key, self._column(key, shares)) for key in parts if key in self.keys]
            others = [read.ledger()[key].default for key in parts if key not in self.keys]
            if given:
                fits *= np.sum(given, axis=0) + sum(others) <= 1.0
        return fits

    def values(self, shares: FloatArray) -> FloatArray:
        """What shares stand for, of a shift the value at its type: (points, parameters), twice."""
        columns = [self._value(key, self._moved(key, shares)) for key in self.keys]
        return np.stack(columns, axis=1).reshape(len(shares), -1)

    def _moved(self, key: str, shares: FloatArray) -> FloatArray:
        """The shares of a parameter, or of what a shift makes of them."""
        own = self._column(key, shares)
        return moved(self._column(parameter_of(key), shares), own) if is_of_type(key) else own

    def _column(self, key: str, shares: FloatArray) -> FloatArray:
        found: FloatArray = shares[:, self.keys.index(key)]
        return found

    def _value(self, key: str, shares: FloatArray) -> FloatArray:
        one = self.entries[parameter_of(key)]
        return scaled(one.key, Range(low=one.low, high=one.high), shares)

    def filling(self, count: int, seed: int) -> FloatArray:
        """A scrambled Sobol sequence (Owen 1998), less what is not feasible: (count, parameters)."""
        sampler = qmc.Sobol(len(self.keys), rng=np.random.default_rng([seed, 1]))
        found = np.zeros((0, len(self.keys)))
        while len(found) < count:
            more = sampler.random_base2(max(5, (count - 1).bit_length()))
            found = np.concatenate([found, more[self.feasible(more) > 0]])
        return found[:count]


def share_of(parameter: Parameter) -> float:
    """Where a parameter's own value lies in its range, on the scale on which its prior is uniform."""
    value, low, high = parameter.default, parameter.low, parameter.high
    if parameter.kind == "whole":
        return (value - low + 0.5) / (high - low + 1.0)
    if parameter.prior == "log-uniform":
        return log(value / low) / log(high / low)
    return (value - low) / (high - low)
