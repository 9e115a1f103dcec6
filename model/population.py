"""Population: who lives behind each door, drawn from the case's shares by draws of the household's own.

A household's identity is its dwelling and the number of those who lived there before (occupancy). Turnover
raises the occupancy and draws the newcomers; no row moves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from agents.column import BoolArray, FloatArray, IntArray, KeyArray
from agents.households import Households
from agents.resident import (
    ALWAYS_PAYS,
    CONDITIONAL,
    ELDERLY,
    ESTABLISHED,
    FREE_RIDER,
    HUMP,
    NEVER_PAYS,
    OTHER,
    WEIGHS,
    YOUNG,
)
from model.arrears import paying_share
from model.classes_in_use import named_in, numbered
from model.compounds import Compounds
from model.given_people import COLUMNS, GivenPeople
from model.kinds import KINDS
from model.new_kinds import Here, NewKinds
from model.newcomers import GROUP_KINDS, Mix, Newcomers
from model.streams import Draws, as_normal, beta_about, keys, uniform

GROUND = 1

_FLOATS = [
    "hardship",
    "grievance",
    "disturbance",
    "trust_committee",
    "trust_firm",
    "trust_neighbours",
    "efficacy",
    "belonging",
    "perceived_norm",
    "threshold",
    "contacts",
    "age",
    "area",
    "donation",
    "owed",
    "promised",
    "given",
    "rent_premium",
    "emission",
    "mitigation",
]
_TRUTHS = [
    "owner",
    "party",
    "online",
    "staff_tie",
    "present",
    "active",
    "paid",
    "converted",
    "lawful",
    "isolated",
    "off_site",
    "incomer",
]


DRAWS = (
    "age",
    "owner",
    "party",
    "online",
    "off site",
    "staff tie",
    "isolated",
    "cooperator",
    "payer",
    "threshold",
    "paid before",
    "incomer",
    "population.trust_committee",
    "population.trust_firm",
    "population.trust_neighbours",
)


class Population:
    """The households of a world: their table, identities and newcomers.

    Attributes:
        ground: (rows,) dwellings on the ground floor; landlords: those of them that are a landlord's, all but
            those given as homes; landlord_rows: their rows.
        given: what the cases give of their first households; None where nothing.
    """

    def __init__(self, compounds: Compounds, one_by_one: bool = False) -> None:
        """Settle every dwelling with its first household."""
        self.compounds = compounds
        self.named = named_in(compounds.placements)
        self.classes, self._class_of = numbered(self.named, KINDS)
        self.ground: BoolArray = compounds.floor == GROUND
        self.landlords: BoolArray = self.ground & ~compounds.home
        self.given = GivenPeople.of(compounds)
        self.newcomers = Newcomers(compounds, self.landlords)
        self.new_kinds = NewKinds(compounds, self.newcomers, self.classes, self._class_of)
        columns: dict[str, npt.NDArray[Any]] = {name: np.zeros(compounds.rows) for name in _FLOATS}
        columns |= {name: np.zeros(compounds.rows, dtype=np.bool_) for name in _TRUTHS}
        columns |= {
            name: np.zeros(compounds.rows, dtype=np.int8)
            for name in ("kind", "group", "cooperator", "payer", "cross_ties")
        }
        columns |= {
            "occupancy": np.zeros(compounds.rows, dtype=np.int32),
            "months_idle": np.full(compounds.rows, 99, dtype=np.int16),
        }
        columns |= {"quiet_until": np.zeros(compounds.rows, dtype=np.int16)}
        columns |= {"floor": compounds.floor, "stairwell": compounds.stair_of_row}
        self.table = Households(self.classes, compounds.of_row, compounds.values, columns, one_by_one)
        self.key: KeyArray = np.zeros(compounds.rows, dtype=np.uint64)
        self.landlord_rows = np.flatnonzero(self.landlords)
        self.dwelling_key = keys(compounds.seed_key[compounds.of_row], compounds.local)
        everyone = np.arange(compounds.rows)
        self.table.area[:] = _dwelling_area(compounds, self.dwelling_key)
        self.settle(everyone, self.newcomers.first(everyone), self.given)

    def settle(self, rows: IntArray, mix: Mix, given: GivenPeople | None = None) -> None:
        """Let new households move into ``rows``; ``mix``: which age groups they are of, who rents,
        and who is from elsewhere; ``given``: what is given of the first households, who are of all rows.
        """
        table, of = self.table, self.compounds.of_row[rows]
        self.key[rows] = key = keys(self.dwelling_key[rows], table.occupancy[rows])
        group, own = _groups(key, mix), None
        if given:
            group = given.groups(group)
        if self.new_kinds.names:
            group, own = self.new_kinds.draw(rows, key, group, self.landlords[rows], mix, given)
        table.group[rows] = group
        table.kind[rows] = self._class_of[of, np.where(self.landlords[rows], len(GROUP_KINDS), group)]
        draws = Draws(key, DRAWS)
        self._draw_person(rows, draws, group, mix)
        if own is not None:
            self.new_kinds.settle(self, rows, own)
        self._draw_mind(rows, draws, of)
        if given:
            self._be_as(given)
        table.own_states.begin(table, rows)
        table.rows_changed_kind(rows)

    def _be_as(self, given: GivenPeople) -> None:
        """Let the first households be as they are given; a landlord owns the dwelling, whoever rents it."""
        table = self.table
        for name in COLUMNS:
            column = table.columns[name]
            column[:] = given.over(name, column)
        table.owner[:] |= self.landlords
        table.present[:] = ~table.off_site

    def are(self, here: Here) -> BoolArray:
        """Which households are of a kind of the user's own where it is: (rows,)."""
        there = self.compounds.to_rows(here.compounds) if self.compounds.count > 1 else here.compounds[0]
        return np.isin(self.table.kind, here.numbers) & there

    def of_kind(self, kind: str) -> BoolArray:
        """Which households are of a kind, whatever stands for it in their compound: (rows,)."""
        numbers = [number for number, one in enumerate(self.table.classes) if one.kind == kind]
        return np.isin(self.table.kind, numbers)

    def _draw_person(self, rows: IntArray, draws: Draws, group: IntArray, mix: Mix) -> None:
        table, at, of = self.table, self._at, self.compounds.of_row[rows]
        table.age[rows] = self._ages(draws["age"], group, of)
        table.owner[rows] = self.landlords[rows] | (draws["owner"] >= np.choose(group, mix.rents))
        party = [at(f"population.party_{kind}", of) for kind in GROUP_KINDS]
        table.party[rows] = draws["party"] < np.choose(group, party)
        online = np.where(
            group == ELDERLY, at("population.online_elderly", of), at("population.online_other", of)
        )
        table.online[rows] = draws["online"] < online
        off_site = self.landlords[rows] & (draws["off site"] < at("landlord.off_site", of))
        table.off_site[rows] = off_site
        table.present[rows] = ~off_site
        table.staff_tie[rows] = draws["staff tie"] < at("population.staff_tie_share", of)
        table.incomer[rows] = draws["incomer"] < mix.incomers
        table.isolated[rows] = draws["isolated"] < at("ties.isolates", of)
        kinds = draws["cooperator"]
        conditional = at("population.conditional_share", of)
        riders = conditional + at("population.free_rider_share", of)
        humps = riders + at("population.hump_share", of)
        table.cooperator[rows] = np.select(
            [kinds < conditional, kinds < riders, kinds < humps], [CONDITIONAL, FREE_RIDER, HUMP], OTHER
        )
        never = draws["payer"] >= 1.0 - at("fee.refusing", of)
        always = draws["payer"] < at("fee.unconditional", of)
        table.payer[rows] = np.select([always, never], [ALWAYS_PAYS, NEVER_PAYS], WEIGHS)

    def _draw_mind(self, rows: IntArray, draws: Draws, of: IntArray) -> None:
        table, at = self.table, self._at
        spread = at("population.trust_spread", of)
        for column, source in (
            (table.trust_committee, "population.trust_committee"),
            (table.trust_firm, "population.trust_firm"),
            (table.trust_neighbours, "population.trust_neighbours"),
        ):
            column[rows] = beta_about(draws[source], at(source, of), spread)
        table.hardship[rows] = at("population.hardship", of)
        table.efficacy[rows] = at("population.efficacy", of)
        table.belonging[rows] = at("population.belonging", of)
        table.perceived_norm[rows] = at("participation.norm_centre", of)
        threshold = at("population.threshold_mean", of) + at("population.threshold_spread", of) * as_normal(
            draws["threshold"]
        )
        table.threshold[rows] = np.minimum(threshold, 1.0)
        table.donation[rows] = at("fund.donation", of)
        for column in (table.contacts, table.grievance, table.given):
            column[rows] = 0.0
        table.months_idle[rows] = np.iinfo(np.int16).max // 2
        table.active[rows] = False
        usual = at("fee.collection_start", of), at("fee.unconditional", of), at("fee.refusing", of)
        pays = draws["paid before"] < paying_share(*usual)
        payer = table.payer[rows]
        table.paid[rows] = (payer == ALWAYS_PAYS) | ((payer == WEIGHS) & pays)
        table.owed[rows] = table.promised[rows] = 0.0

    def _at(self, key: str, of: IntArray) -> Any:
        return self.compounds.at(self.compounds.value(key), of)

    def _ages(self, draw: FloatArray, group: IntArray, of: IntArray) -> FloatArray:
        at = self._at
        old, young = at("population.age_elderly_from", of), at("population.age_young_to", of)
        low = np.choose(group, [old, young, at("population.age_young_from", of)])
        high = np.choose(group, [at("population.age_elderly_to", of), old, young])
        return np.floor(low + (high - low) * draw)


def _groups(key: KeyArray, mix: Mix) -> IntArray:
    draw = uniform(key, "group")
    return np.where(
        draw < mix.elderly, ELDERLY, np.where(draw >= 1.0 - mix.young, YOUNG, ESTABLISHED)
    ).astype(np.int8)


def _dwelling_area(compounds: Compounds, key: KeyArray) -> FloatArray:
    mean, spread = (
        compounds.value_to_rows("place.dwelling_area"),
        compounds.value_to_rows("place.dwelling_area_spread"),
    )
    return mean * (1.0 + spread * np.sqrt(3.0) * (2.0 * uniform(key, "area") - 1.0))
