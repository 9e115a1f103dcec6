"""Collective petitions: legitimate voice that gathers neighbours until it is heard (S14).

Epstein's (2002) activation with Granovetter's (1978) threshold: a household signs if grievance, times how
much the topic is in the air this month, exceeds perceived futility, and enough of its neighbours have signed.
Nobody is arrested or deterred here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.perceptions import Crowd
from agents.resident import Resident
from model.streams import normal, uniform
from model.ties import members_known

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def activate(world: Neighbourhood) -> None:
    """Stage 13: signatures gather in sweeps;
    enough of them in one building cluster are a petition, which brings relief and costs trust.
    """
    clusters, each, month = world.clusters, world.clusters.each, world.month
    signed = _gather(world, _in_the_air(world))
    count = world.signatures = clusters.counts(signed)
    rest = each("petitions.refractory_months")
    large = (month - world.last_large >= rest) & (count >= each("petitions.large_households"))
    group = large | ((month - world.last_group >= rest) & (count >= each("petitions.group_households")))
    world.last_large[large] = month
    world.last_group[group] = month
    _count(world, large, group)
    if large.any():
        _hear(world, signed, large)


def _in_the_air(world: Neighbourhood) -> FloatArray:
    """How much the topic is in the air in each cluster: half of what moves it is the whole compound's,
    half its own.
    """
    compounds, clusters = world.compounds, world.clusters
    everywhere = normal(compounds.seed_key, "salience", world.month)[clusters.compound]
    here = normal(clusters.key, "cluster salience", world.month)
    return np.exp(clusters.each("petitions.salience") * np.sqrt(0.5) * (everywhere + here))


def _count(world: Neighbourhood, large: BoolArray, group: BoolArray) -> None:
    """Enter this month's petitions: every cluster's, and whether the compound had one and a large one."""
    compounds, compound, record = world.compounds, world.clusters.compound, world.record
    handed_in = compounds.tally(compound[group])
    record.put("petitioners", compounds.tally(compound, world.signatures))
    record.put("cluster_petitions", handed_in)
    record.put("group_petitions", np.minimum(handed_in, 1.0))
    record.put("large_petitions", np.minimum(compounds.tally(compound[large]), 1.0))


def _gather(world: Neighbourhood, salience: FloatArray) -> BoolArray:
    """Let households sign, sweep by sweep, until nobody changes;
    only those whose grievance could suffice are asked.
    """
    h, compounds = world.households, world.compounds
    in_air = world.clusters.to_rows(salience)
    could = h.present & (h.grievance * in_air > compounds.value_to_rows("petitions.threshold"))
    rows = np.flatnonzero(could)
    everybody = np.zeros(compounds.rows, dtype=np.bool_)
    if not len(rows):
        return everybody
    draw = uniform(world.population.key[rows], "futility", world.month)
    loud, circle = in_air[rows], Circle(world, rows)
    sweeps = compounds.each("petitions.sweeps")[compounds.of_row[rows]]
    signed = np.zeros(len(rows), dtype=np.bool_)
    for sweep in range(int(sweeps.max())):
        crowd = Crowd(loud, *circle.around(signed))
        now = h.decide(Resident.joins_petition, crowd, draw, rows=rows)
        now = np.where(sweep < sweeps, now, signed)
        if (now == signed).all():
            break
        signed = now
    everybody[rows] = signed
    return everybody


class Circle:
    """The households that could sign this month, and what each of them sees of the others: no one else
    signs, so that nobody else need be looked at.
    """

    def __init__(self, world: Neighbourhood, rows: IntArray) -> None:
        """Note who of ``rows``, ascending, knows whom and shares whose stairwell."""
        compounds = world.compounds
        self.ends = world.ties.among(rows)
        stair = compounds.stair_of_row[rows]
        self.stair = np.cumsum(np.diff(stair, prepend=stair[0]) > 0)
        self.neighbours = compounds.stair_size[stair] - 1.0 + world.ties.degree[rows]
        self.of, self.compounds = compounds.of_row[rows], compounds.count
        self.online = world.households.online[rows]
        self.spread = world.levers.petition_spread[self.of] * self.online
        if self.spread.any():
            self.talk = compounds.each("ties.wechat_weight")[self.of] * self.spread * self.neighbours
            self.on_wechat = np.maximum(compounds.counts(world.households.online), 1.0)

    def around(self, signed: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Neighbours who have signed: how many, and which share of stairwell and acquaintances."""
        count = len(signed)
        if not signed.any():
            return np.zeros(count), np.zeros(count)
        near = np.bincount(self.stair[signed], minlength=self.stair[-1] + 1)[self.stair] - signed
        active = near + members_known(self.ends, signed)
        share = active / np.maximum(self.neighbours, 1.0)
        if not self.spread.any():
            return active, share
        online = np.bincount(self.of[signed & self.online], minlength=self.compounds)
        heard = active + self.talk * (online / self.on_wechat)[self.of]
        # a quiet group hides nobody: one goes by the neighbours or by all one hears of, whichever is more
        return heard, np.maximum(share, heard / np.maximum(self.neighbours + self.talk, 1.0))


def _hear(world: Neighbourhood, signed: BoolArray, large: BoolArray) -> None:
    """A cluster's large petition is heard: hardship there is relieved, most for those who signed;
    help comes to the compound; the others of the cluster trust a little less.
    """
    h, compounds = world.households, world.compounds
    there = world.clusters.to_rows(large)
    relief = np.where(
        signed,
        compounds.value_to_rows("petitions.relief_joined"),
        compounds.value_to_rows("petitions.relief_all"),
    )
    h.hardship[:] = np.where(there, h.hardship * relief, h.hardship)
    others = there & ~signed
    loss = np.where(others, compounds.value_to_rows("petitions.trust_loss"), 0.0)
    h.trust_committee[:] = np.maximum(h.trust_committee - loss, 0.0)
    heard = compounds.tally(world.clusters.compound[large]) > 0.0
    world.help_after_petition[:] = np.where(heard, compounds.each("petitions.capacity"), 0.0)
