"""Outcomes of a project's own: what a small class reads of each month, and the one number it gives a run.

Each is one file in the project's ``outcomes``, found by its name. It says its unit, its direction (1 more is
better, -1 less is better, 0 neither) and the smallest difference that matters; its docstring says what it is.

Invariant: an outcome reads and never writes, so that what is measured changes nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.rule_error import RuleError
from model.district import district_means
from model.months import mean
from model.only_class import only_class
from model.record import WINDOW
from scenarios.files import shown
from scenarios.language import _

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Outcome:
    """One number a run, from what was seen in each of its months."""

    name: ClassVar[str | dict[str, str]]
    unit: ClassVar[str]
    direction: ClassVar[int] = 0
    smallest: ClassVar[float] = 0.0
    counted: ClassVar[bool] = False
    """Whether a district's value is the sum over its compounds, not the mean over households."""

    def __init__(self) -> None:
        """Begin with no month seen."""
        self._months: list[FloatArray] = []

    def month(self, world: Neighbourhood) -> FloatArray:
        """What is seen of the month that is over: one number a compound, NaN where there is none."""
        raise NotImplementedError

    def run(self, months: FloatArray) -> FloatArray:
        """The number of the run from its months, (compounds, months): the mean of the last twelve."""
        return mean(months[:, -WINDOW:])

    def take(self, world: Neighbourhood) -> None:
        """Look at the month that is over, if it is recorded."""
        if world.month >= 1:
            self._months.append(self._fitting(self.month(world), world.compounds.count, "month"))

    def value(self, compounds: int) -> FloatArray:
        """The number of each compound's run; NaN before the first recorded month."""
        if not self._months:
            return np.full(compounds, np.nan)
        return self._fitting(self.run(np.ascontiguousarray(np.transpose(self._months))), compounds, "run")

    def _fitting(self, answer: object, compounds: int, method: str) -> FloatArray:
        """The answer of a method, if it is one number a compound."""
        try:
            found = np.asarray(answer, dtype=float)
        except (TypeError, ValueError):
            found = np.empty(())
        if found.shape != (compounds,):
            raise self._misfit(method, f"{type(answer).__name__} {np.shape(found) or ''}".strip(), compounds)
        return found

    def _misfit(self, method: str, came: str, compounds: int) -> RuleError:
        """The message on a wrong answer, with the file and the line of the method that gave it."""
        code = getattr(type(self), method).__code__
        problem = _(
            "{outcome}.{method} answers {came}; it must give one number a compound: an array of shape "
            "({count},).",
            outcome=type(self).__name__,
            method=method,
            came=came,
            count=compounds,
        )
        file, line = shown(Path(code.co_filename)), code.co_firstlineno
        return RuleError(_("{file}, line {line}: {problem}", file=file, line=line, problem=problem))


def by_compound(world: Neighbourhood, rows: BoolArray, measure: Callable[[IntArray], float]) -> FloatArray:
    """What a function makes of these households of each compound, given their rows: (compounds,), NaN where
    there are none.

    Args:
        world: the world of the compounds.
        rows: which households, (households,).
        measure: is called with the row numbers of one compound's.
    """
    found = np.full(world.compounds.count, np.nan)
    chosen = np.flatnonzero(rows)
    cuts = np.searchsorted(world.compounds.of_row[chosen], np.arange(1, world.compounds.count))
    for compound, mine in enumerate(np.split(chosen, cuts)):
        if len(mine):
            found[compound] = measure(mine)
    return found


def outcome_kind(name: str) -> type[Outcome]:
    """The class in the file of that name in the project's ``outcomes``."""
    return only_class(importlib.import_module(f"model.outcomes.{name}"), Outcome)


class Measures:
    """The outcomes of a project's own that a world measures."""

    def __init__(self, names: Iterable[str]) -> None:
        """Find the outcomes of these names."""
        self._outcomes = {name: outcome_kind(name)() for name in names}

    def take(self, world: Neighbourhood) -> None:
        """Look at the month that is over."""
        for outcome in self._outcomes.values():
            outcome.take(world)

    def values(self, world: Neighbourhood, by_compound: bool) -> dict[str, FloatArray]:
        """The number of each placement's run (or each compound's) by outcome."""
        groups, compounds = world.groups, world.compounds
        found = {name: one.value(compounds.count) for name, one in self._outcomes.items()}
        if by_compound or groups.placements == compounds.count:
            return found
        return {
            name: district_means(groups, compounds, value, self._outcomes[name].counted)
            for name, value in found.items()
        }
