"""Instruments: what a governance model is made of.
Each kind is one file in ``model/instruments``, found by its name.

An instrument says what it costs (``staff_days``, ``yuan``), which levers it moves (``set_up``), and, where it
acts itself, what it does at one of the stages of the month (``at_...``). It never touches an outcome.
``strength`` is zero where it is not adopted or has not started; at strength zero an instrument does nothing,
binds no staff, and still costs its money.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Self, overload

import numpy as np

import model.instruments
from agents.column import FloatArray
from model.only_class import only_class
from scenarios.language import _
from scenarios.problems import ScenarioError

if TYPE_CHECKING:
    from model.levers import Levers
    from model.neighbourhood import Neighbourhood

THOUSAND = 1000.0
MONTHS_A_YEAR = 12


class Setting:
    """A number from the ledger that an instrument reads; ``key`` is its ledger key."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        """Name the ledger entry, e.g. ``"patrol.rounds"``."""
        self.key = key

    @overload
    def __get__(self, instrument: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instrument: Instrument, owner: type) -> FloatArray: ...
    def __get__(self, instrument: Instrument | None, owner: type) -> FloatArray | Self:
        """Read the value of every compound: (compounds,)."""
        return self if instrument is None else instrument.world.compounds.each(self.key)


class Instrument:
    """One kind of instrument in all compounds of a world.

    Attributes:
        adopted: (compounds,) 1 where the governance model holds it and has started, else 0.
        strength: (compounds,) ``adopted`` times the instrument's strength setting and intensity.
        intensity: (compounds,) how much of it there is against the ordinary amount, in effect and in cost.
    """

    kind: ClassVar[str]
    full_strength: ClassVar[Setting]
    needs: ClassVar[tuple[str, ...]] = ()
    """Which of the four haves (staff, venue, rules, budget) it cannot work without."""

    def __init__(self, world: Neighbourhood) -> None:
        """Look up where the instrument is adopted."""
        self.world = world
        placements = world.compounds.placements
        self._held = np.array(
            [self.kind in placement.scenario.instruments for placement in placements], dtype=float
        )
        self._start = world.compounds.start
        self.adopted = np.zeros(len(placements))
        self.strength = np.zeros(len(placements))
        self.started = False
        self.intensity = np.ones(len(placements))

    def _possible(self) -> FloatArray:
        """1 where everything it needs is there (by the case, or through the four haves), else 0."""
        possible = np.ones(self.world.compounds.count)
        for need in self.needs:
            possible *= np.maximum(self.world.compounds.each(f"place.has_{need}"), self.world.haves[need])
        return possible

    def is_held(self) -> bool:
        """Whether any compound's governance model holds it."""
        return bool(self._held.any())

    def _rows_kept(self) -> int:
        """Of how many households it keeps anything: of all where it is held, else of none."""
        return self.world.compounds.rows if self.is_held() else 0

    def take_up(self) -> None:
        """See where it is adopted by now, and return to the ordinary amount."""
        self.adopted = self._held * (self.world.month >= self._start)
        self.started = bool(self.adopted.any())
        self.intensity[:] = 1.0

    def prepare(self) -> None:
        """Act before any instrument begins: supply what others need (``world.haves``), or weigh them."""

    def begin(self, levers: Levers) -> None:
        """Begin the month: book the costs, move the levers."""
        self.strength = self.adopted * self.full_strength * self._possible()
        if self.started:
            days = self.staff_days()
            levers.staff_days += self.strength * self.intensity * days
            levers.staff_days_booked += self.adopted * self.intensity * days
            levers.yuan += self.adopted * self.intensity * self.yuan()
            levers.capital += self.adopted * (self.world.month == self._start) * self.capital()
            levers.capital += self.adopted * self.intensity * self.works()
            self.strength = self.strength * self.intensity
            self.set_up(levers)

    def per_committee(self, amount: FloatArray) -> FloatArray:
        """A cost per residents' committee:
        a compound bears its share of the households served, at most all of it.
        """
        return amount * np.minimum(
            1.0, self.world.compounds.households / self.world.compounds.each("place.committee_households")
        )

    def per_thousand(self, amount: FloatArray) -> FloatArray:
        """A cost or effort per 1 000 households."""
        return amount * self.world.compounds.households / THOUSAND

    def staff_days(self) -> FloatArray:
        """Staff-days a month that it binds at full strength: (compounds,)."""
        return np.zeros(self.world.compounds.count)

    def yuan(self) -> FloatArray:
        """Running money a month: (compounds,)."""
        return np.zeros(self.world.compounds.count)

    def capital(self) -> FloatArray:
        """Money spent once, in the month it starts: (compounds,) yuan."""
        return np.zeros(self.world.compounds.count)

    def works(self) -> FloatArray:
        """Money for works a month, paid to the builders: (compounds,) yuan."""
        return np.zeros(self.world.compounds.count)

    def set_up(self, levers: Levers) -> None:
        """Move levers, by ``strength``."""

    def at_grievance(self) -> None:
        """Act before grievance is felt (stage 4)."""

    def at_intake(self) -> None:
        """Act before issues are told to anybody (stage 5)."""

    def at_triage(self) -> None:
        """Act before responsibility is sorted out (stage 6)."""

    def at_property(self) -> None:
        """Act after the fee was billed (stage 9)."""

    def at_fund(self) -> None:
        """Act when the community's money is gathered and spent (stage 10)."""

    def at_ties(self) -> None:
        """Act when people meet (stage 11)."""

    def at_trust(self) -> None:
        """Act before trust is updated (stage 12)."""


def instrument_kinds() -> dict[str, type[Instrument]]:
    """Find every instrument: the one class of each file of ``model/instruments``, and of the project's
    ``instruments``, whose kind is the file's name.
    """
    return _kinds_in(tuple(model.instruments.__path__))


@lru_cache(maxsize=2)
def _kinds_in(places: tuple[str, ...]) -> dict[str, type[Instrument]]:
    found: dict[str, type[Instrument]] = {}
    for entry in pkgutil.iter_modules(places):
        module = importlib.import_module(f"model.instruments.{entry.name}")
        mine = only_class(module, Instrument)
        if getattr(mine, "kind", None) != entry.name:
            raise ScenarioError(
                _("{file}: must say kind = {kind}.", file=module.__file__, kind=repr(entry.name))
            )
        found[entry.name] = mine
    return found
