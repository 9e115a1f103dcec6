"""Ties: the acquaintances beyond the stairwell (layer L2 of the network; S13).

Each household owns some slots, each empty or holding the row of the household it knows; a tie counts for
both. At the start the ties of a group form a ring lattice of which some are rewired (Watts & Strogatz 1998),
and a share goes to other age groups (homophily); with full rewiring this is a stochastic block network. Where
a case gives its ties, they are these. The other layers need no list: the stairwell (L1) and the WeChat group
(L3) are means, the tie to staff (L4) is a column.
"""

from __future__ import annotations

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.resident import Resident
from model.given_people import HELD_UNTIL
from model.given_ties import given_ties
from model.newcomers import GROUP_KINDS
from model.population import Population
from model.streams import uniform, uniforms

SPARE = 3  # slots above the initial ones, for ties made later
EMPTY = -1


class Ties:
    """The tie slots of all households and what they add up to.

    Attributes:
        slots: (rows, width) row of the household known, or EMPTY.
        stubs: (rows,) initial ties a household owns; degree: (rows,) ties of each; ends: the two ends of
            every tie.
    """

    def __init__(self, population: Population) -> None:
        """Draw the initial network, or take it as it is given."""
        self.population = population
        self.compounds = population.compounds
        degree = self.compounds.value_to_rows("ties.degree") / 2.0
        whole = np.floor(degree)
        extra = uniform(population.key, "stubs") < degree - whole
        self.most = np.broadcast_to(np.ceil(degree) + SPARE, (self.compounds.rows,)).astype(np.int64)
        self.stubs = np.where(population.table.isolated, 0, whole + extra).astype(np.int16)
        self.given = given = given_ties(self.compounds)
        if given:
            self.stubs[given.rows] = 0
            self.most[given.rows] = np.maximum(self.most, given.owned + SPARE)[given.rows]
        width = int(self.most.max())
        self.slots = np.full((self.compounds.rows, width), EMPTY, dtype=np.int32)
        self.refresh_pools()
        for slot in range(int(self.stubs.max(initial=0))):
            rows = np.flatnonzero(self.stubs > slot)
            self.slots[rows, slot] = self._first_partner(rows, slot)
        if given:
            self.stubs[given.rows] = given.owned[given.rows]
            self.slots[given.one, given.slot] = given.other
        self.refresh()

    def refresh_pools(self) -> None:
        """List who can be met: the households that know anybody, by compound and age group."""
        table, groups = self.population.table, len(GROUP_KINDS)
        sociable = np.flatnonzero(~table.isolated)
        block = self.compounds.of_row[sociable].astype(np.int64) * groups + table.group[sociable]
        order = np.argsort(block, kind="stable")
        self.pool = sociable[order].astype(np.int32)
        self.pool_size = np.bincount(block, minlength=self.compounds.count * groups)
        self.pool_first = np.concatenate(([0], np.cumsum(self.pool_size)[:-1]))
        self._rank = np.zeros(self.compounds.rows, dtype=np.int32)
        self._rank[self.pool] = np.arange(len(self.pool)) - np.repeat(self.pool_first, self.pool_size)

    def _first_partner(self, rows: IntArray, slot: int) -> IntArray:
        key, of = self.population.key[rows], self.compounds.of_row[rows]
        same = uniform(key, f"tie within {slot}") < self.compounds.at(
            self.compounds.value("ties.homophily"), of
        )
        rewired = uniform(key, f"tie rewired {slot}") < self.compounds.at(
            self.compounds.value("ties.rewiring"), of
        )
        partner = self.pick(rows, same, uniform(key, f"tie partner {slot}"))
        ring = same & ~rewired
        partner[ring] = self._ring(rows[ring], slot + 1)
        return partner

    def _block(self, rows: IntArray) -> IntArray:
        return (
            self.compounds.of_row[rows].astype(np.int64) * len(GROUP_KINDS)
            + self.population.table.group[rows]
        )

    def _ring(self, rows: IntArray, step: int) -> IntArray:
        block = self._block(rows)
        place = (self._rank[rows] + step) % self.pool_size[block]
        found = self.pool[self.pool_first[block] + place]
        return np.where(found == rows, EMPTY, found)

    def pick(self, rows: IntArray, same: FloatArray, draw: FloatArray) -> IntArray:
        """Choose somebody for each of ``rows``: of the same age group where ``same``, else of another;
        EMPTY if there is nobody.
        """
        groups = len(GROUP_KINDS)
        block = self._block(rows)
        start = block - block % groups
        first = self.pool_first[start]
        total = self.pool_first[start + groups - 1] + self.pool_size[start + groups - 1] - first
        own, own_first = self.pool_size[block], self.pool_first[block]
        there = np.where(same, own, total - own)
        place = np.floor(draw * there).astype(np.int64)
        across = np.where(place >= own_first - first, place + own, place) + first
        position = np.minimum(np.where(same, own_first + place, across), max(len(self.pool) - 1, 0))
        found = self.pool[position] if len(self.pool) else np.full(len(rows), EMPTY)
        return np.where((there > 0) & (found != rows), found, EMPTY)

    def refresh(self) -> None:
        """Add the slots up: both ends of every tie, degrees, ties across age groups."""
        flat = self.slots.ravel()
        held = np.flatnonzero(flat >= 0)
        self.held = held.astype(np.int32)
        self.ends = held // self.slots.shape[1], flat[held].astype(np.int64)
        one, other = self.ends
        rows, group = self.compounds.rows, self.population.table.group
        self.degree = times_named(one, other, rows)
        across = np.flatnonzero(group[one] != group[other])
        count = times_named(one[across], other[across], rows)
        self.population.table.cross_ties[:] = np.minimum(count, np.iinfo(np.int8).max)

    def neighbour_sums(self, column: FloatArray) -> FloatArray:
        """Sum a column over the acquaintances of each household: (rows,)."""
        one, other = self.ends
        rows = self.compounds.rows
        return np.bincount(one, column[other], rows) + np.bincount(other, column[one], rows)

    def neighbour_counts(self, member: BoolArray) -> FloatArray:
        """Count the acquaintances of each household that are members (cheap where members are few)."""
        return members_known(self.ends, member)

    def acquainted(self, row: int) -> IntArray:
        """The rows of the acquaintances of one household, ascending."""
        one, other = self.ends
        return np.union1d(other[one == row], one[other == row])

    def active_near(self) -> FloatArray:
        """How many acquaintances and stairwell neighbours of each household are active now: (rows,)."""
        compounds, active = self.compounds, self.population.table.active
        near: FloatArray = compounds.stairs_to_rows(compounds.stair_counts(active)) - active
        return near + self.neighbour_counts(active)

    def among(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """The ties of which both ends are among ``rows``: for each the two places in ``rows``."""
        place = np.full(self.compounds.rows, EMPTY, dtype=np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        one = place[self.ends[0]]
        held = np.flatnonzero(one >= 0)
        one, other = one[held], place[self.ends[1][held]]
        both = other >= 0
        return one[both].astype(np.intp), other[both].astype(np.intp)

    def forget(self, rows: IntArray, month: int) -> None:
        """Drop every tie of households that have moved out; newcomers begin with ties of their own, and those
        who
        lost an acquaintance find another.
        """
        if not len(rows):
            return
        gone = np.zeros(self.compounds.rows, dtype=np.bool_)
        gone[rows] = True
        self.slots[rows] = EMPTY
        parted = self.held[gone[self.ends[1]]]
        self.slots.ravel()[parted] = EMPTY
        degree = self.compounds.value_to_rows("ties.degree") / 2.0
        degree = degree if isinstance(degree, float) else degree[rows]
        extra = uniform(self.population.key[rows], "stubs") < degree - np.floor(degree)
        self.stubs[rows] = np.where(self.population.table.isolated[rows], 0, np.floor(degree) + extra)
        for slot in range(int(self.stubs[rows].max(initial=0))):
            chosen = rows[self.stubs[rows] > slot]
            self.slots[chosen, slot] = self._later_partner(chosen, f"newcomer {slot}", 0)
        left = np.unique(parted // self.slots.shape[1])
        self.add(left[~gone[left]], "after a move", month)

    def _later_partner(self, rows: IntArray, name: str, month: int) -> IntArray:
        key, of = self.population.key[rows], self.compounds.of_row[rows]
        within, partner = uniforms(key, (f"{name} within", f"{name} partner"), month)
        homophily = self.compounds.at(self.compounds.value("ties.homophily"), of)
        return self.pick(rows, within < homophily, partner)

    def drift(self, month: int) -> None:
        """Let ties go quiet and new ones form at the rate at which
        the initial network would keep its size; those that a case gives stay until the record begins.
        """
        table, key = self.population.table, self.population.key
        slots = self.most.astype(float)
        lost = table.decide(Resident.loses_tie, slots, uniform(key, "tie lost", month))
        quiet = np.flatnonzero(lost < slots)
        rate = self.compounds.value_to_rows("ties.decay") * self.stubs
        made = np.flatnonzero(uniform(key, "tie made", month) < rate)
        if month < HELD_UNTIL and self.given:
            quiet, made = (rows[~self.compounds.among(rows, self.given.rows)] for rows in (quiet, made))
        self.slots[quiet, lost[quiet].astype(np.int64)] = EMPTY
        self.add(made, "made", month)

    def add(self, rows: IntArray, name: str, month: int) -> None:
        """Give each of ``rows`` a new tie to somebody met by chance."""
        self.connect(rows, self._later_partner(rows, name, month))

    def connect(self, rows: IntArray, partner: IntArray) -> None:
        """Enter ties into the first free slot of each of ``rows`` (each at most once);
        full households make none.
        """
        free = (self.slots[rows] < 0) & (np.arange(self.slots.shape[1]) < self.most[rows, None])
        can = free.any(axis=1) & (partner >= 0)
        self.slots[rows[can], free[can].argmax(axis=1)] = partner[can]


def times_named(one: IntArray, other: IntArray, count: int) -> FloatArray:
    """How often each of so many households is named on either side: (count,)."""
    return (np.bincount(one, minlength=count) + np.bincount(other, minlength=count)).astype(float)


def members_known(ends: tuple[IntArray, IntArray], member: BoolArray) -> FloatArray:
    """How many members each household knows by these ties: (members,)."""
    one, other = ends
    return times_named(one[member[other]], other[member[one]], len(member))
