"""Arrears settlement (欠费化解): the three bodies go to those who owe, door to door, and offer instalments.

Seed: S3, owners and firm at odds came to terms under the three bodies; D3 and a Shanghai compound of 3 086
households (2007) tell of committee, firm and owners' committee going to every door, grievances first. Acts
on ties and incentives: a household may promise to pay, by its trust in the committee, or agree to pay its
arrears off month by month, a part forgiven. No service is cut and no court is called; who never pays still
never pays. Downside: calls take staff-days and load the queue with what is heard, what is forgiven is lost to
the firm, and those who paid see it and trust the firm less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.resident import Resident
from model.channels import take_in
from model.instrument import Instrument, Setting
from model.issues import BY_COMMITTEE, FIRM, OPEN
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class ArrearsSettlement(Instrument):
    """Calls on those who owe where few pay; keeps the plans of those who agreed to instalments.

    Attributes:
        plans: (rows,) True for households that pay their arrears off.
    """

    kind: ClassVar[str] = "arrears_settlement"
    full_strength: ClassVar[Setting] = Setting("arrears_settlement.strength")

    days = Setting("arrears_settlement.staff_days")
    below = Setting("arrears_settlement.below")
    doors = Setting("arrears_settlement.doors")
    day_of_call = Setting("arrears_settlement.call_days")
    again = Setting("arrears_settlement.again")
    offers = Setting("arrears_settlement.offers")
    forgiven = Setting("arrears_settlement.forgiven")
    memory = Setting("fee.promise_memory")

    def __init__(self, world: Neighbourhood) -> None:
        """Begin with nobody in a plan, and nobody called at."""
        super().__init__(world)
        rows = self._rows_kept()
        self.plans = np.zeros(rows, dtype=np.bool_)
        self._called = np.full(rows, -np.inf)
        self._identity = world.population.key[:rows].copy()
        self._forgiven = np.zeros(world.compounds.count)

    def prepare(self) -> None:
        """Whoever has moved in since has no plan and was not called at."""
        moved = self._identity != self.world.population.key
        self.plans[moved] = False
        self._called[moved] = -np.inf
        self._identity[moved] = self.world.population.key[moved]

    def _runs(self) -> BoolArray:
        """Where a firm is there and collects too little."""
        firms = self.world.firms
        found: BoolArray = (self.adopted > 0.0) & (firms.here > 0.0) & (firms.collection < self.below)
        return found

    def _owing(self) -> BoolArray:
        """Households that owe, where a settlement runs, and have no plan."""
        running = self._runs()[self.world.compounds.of_row]
        return running & (self.world.households.owed > 0.0) & ~self.plans

    def _next(self) -> BoolArray:
        """Of those who owe and live here, those who were not called at lately."""
        lately = self.world.month - self._called < self.world.compounds.to_rows(self.again)
        return self._owing() & self.world.households.present & ~lately

    def _doors(self) -> FloatArray:
        """How many doors are called at this month: (compounds,)."""
        return np.minimum(self.per_thousand(self.doors), self.world.compounds.counts(self._next()))

    def staff_days(self) -> FloatArray:
        """Keeping the lists, and the calls."""
        return self.per_committee(self.days) + self.day_of_call * self._doors()

    def at_intake(self) -> None:
        """Call at doors; hear grievances first, and ask for a promise. At less than full strength part of
        the calls find nobody who listens.
        """
        world, compounds = self.world, self.world.compounds
        others = self._next()
        chance = self._doors() / np.maximum(compounds.counts(others), 1.0)
        draw = uniform(world.population.key, "door called at", world.month)
        rows = np.flatnonzero(others & (draw < chance[compounds.of_row]))
        self._called[rows] = world.month
        heard = uniform(world.population.key[rows], "heard at the door", world.month)
        rows = rows[heard < self.strength[compounds.of_row[rows]]]
        world.record.put("door_calls", compounds.tally(compounds.of_row[rows]))
        if len(rows):
            world.meet(rows)
            self._hear(rows)

    def _hear(self, rows: IntArray) -> None:
        """What nobody was told is told now; who waits for nothing from the firm may promise to pay."""
        world, issues, h = self.world, self.world.issues, self.world.households
        called, waits = np.zeros((2, world.compounds.rows), dtype=np.bool_)
        called[rows] = True
        untold = np.flatnonzero(issues.is_in(OPEN))
        take_in(world, untold[called[issues.reporter[untold]]], BY_COMMITTEE)
        waits[issues.reporter[issues.live() & (issues.fixer == FIRM)]] = True
        draw = uniform(world.population.key[rows], "promises to pay", world.month)
        promises = h.decide(Resident.promises_to_pay, waits[rows], draw, rows=rows)
        h.promised[rows[promises]] = 1.0

    def at_property(self) -> None:
        """Promises fade; plans are kept or broken; others agree to one."""
        world, h = self.world, self.world.households
        h.promised[:] *= world.compounds.to_rows(self.memory)
        here = world.compounds.to_rows(world.firms.here) > 0.0
        self.plans &= h.paid & (h.owed > 0.0) & here
        self._pay_off()
        self._agree()

    def _pay_off(self) -> None:
        """Who is in a plan pays a month's fee more, and for each month paid a part of another is forgiven."""
        world, h, compounds = self.world, self.world.households, self.world.compounds
        rows = np.flatnonzero(self.plans)
        of = compounds.of_row[rows]
        gone = np.minimum(h.owed[rows], 1.0 / (1.0 - self.forgiven[of]))
        h.owed[rows] -= gone
        paid = gone * (1.0 - self.forgiven[of])
        yuan = compounds.tally(of, paid * h.area[rows] * world.firms.price[of])
        paid_in = world.books.pay("households", "firm", yuan)
        self._forgiven = compounds.tally(of, gone - paid) / compounds.households
        world.record.put("arrears_paid", paid_in / compounds.households)
        world.record.put("arrears_forgiven", self._forgiven)

    def _agree(self) -> None:
        """Those who owe and are offered instalments agree or not; the plan begins with the next month."""
        world, compounds = self.world, self.world.compounds
        chance = self.strength * self.offers
        draw = uniform(world.population.key, "offered instalments", world.month)
        rows = np.flatnonzero(self._owing() & (draw < chance[compounds.of_row]))
        draw = uniform(world.population.key[rows], "agrees to instalments", world.month)
        agrees = world.households.decide(Resident.agrees_to_instalments, draw, rows=rows)
        self.plans[rows[agrees]] = True

    def at_trust(self) -> None:
        """Who owes nothing sees what is forgiven to others."""
        world, h = self.world, self.world.households
        if self._forgiven.any():
            seen = world.compounds.to_rows(self._forgiven)
            h.trust_firm[:] = h.decide(Resident.resents_forgiveness, seen)
