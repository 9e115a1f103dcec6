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
    signed = np.zeros(compounds.rows, dtype=np.bool_)
    if not len(rows):
        return signed
    draw = uniform(world.population.key[rows], "futility", world.month)
    loud = in_air[rows]
    sweeps = compounds.each("petitions.sweeps")[compounds.of_row[rows]]
    for sweep in range(int(sweeps.max())):
        crowd = Crowd(loud, *_around(world, signed, rows))
        now = h.decide(Resident.joins_petition, crowd, draw, rows=rows)
        now = np.where(sweep < sweeps, now, signed[rows])
        if (now == signed[rows]).all():
            break
        signed[rows] = now
    return signed


def _around(world: Neighbourhood, signed: BoolArray, rows: IntArray) -> tuple[FloatArray, FloatArray]:
    """Neighbours who have signed: how many, and which share of stairwell and acquaintances."""
    compounds, ties = world.compounds, world.ties
    if not signed.any():
        return np.zeros(len(rows)), np.zeros(len(rows))
    stair = compounds.stair_of_row[rows]
    size = compounds.stair_size[stair] - 1.0 + ties.degree[rows]
    active = compounds.stair_counts(signed)[stair] - signed[rows] + ties.neighbours_of(signed, rows)
    spread = world.levers.petition_spread[compounds.of_row[rows]] * world.households.online[rows]
    if spread.any():
        talk = compounds.each("ties.wechat_weight")[compounds.of_row[rows]] * spread * size
        online = signed & world.households.online
        share = compounds.counts(online) / np.maximum(compounds.counts(world.households.online), 1.0)
        heard = active + talk * share[compounds.of_row[rows]]
        # a quiet group hides nobody: one goes by the neighbours or by all one hears of, whichever is more
        return heard, np.maximum(active / np.maximum(size, 1.0), heard / np.maximum(size + talk, 1.0))
    return active, active / np.maximum(size, 1.0)


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
