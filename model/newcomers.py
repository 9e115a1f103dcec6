"""Newcomers: of which age group those are who settle in a dwelling, whether they rent it, and whether they
are incomers, that is from elsewhere (S15).

Whoever moves often is replaced often. A group therefore keeps its size if it has the share among newcomers
that it has among those who leave: its stock times its hazard of moving out. The first settlers are the stock
itself. So are those who come because of a renewal: the stock of the young grows by them, and they rent as
often as it does; all of them are incomers. Who takes the place of others is one as often as the first were.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.column import BoolArray, Column, IntArray
from agents.resident import ELDERLY, YOUNG
from model.compounds import Compounds

GROUP_KINDS = ("elderly", "established", "young")  # in the order of the group codes
LEAST = 2.0**-40  # a hazard: where nobody ever leaves, newcomers are as the case's shares


class Stock(NamedTuple):
    """The share of each age group among those who live there, and the chance that each of them rents."""

    shares: tuple[Column, ...]
    tenancy: tuple[Column, ...]


class Mix(NamedTuple):
    """The share of the elderly, of the young and of incomers among those who settle in each dwelling, and the
    chance that each age group rents there; where they follow others, the stock that is to keep its size.
    """

    elderly: Column
    young: Column
    rents: tuple[Column, ...]
    incomers: Column
    stock: Stock | None = None


class Newcomers:
    """Draws up the mix of those who settle, from the case's shares and the ledger's hazards of moving out."""

    def __init__(self, compounds: Compounds, ground: BoolArray) -> None:
        """Note how many dwellings are landlords' (``ground``), who never rent."""
        self.compounds, self.ground = compounds, ground
        self._ground_share = compounds.means(ground)

    def first(self, rows: IntArray) -> Mix:
        """Return the mix of the first settlers of ``rows``: the case's shares and its tenants."""
        of = self.compounds.of_row[rows]
        return Mix(
            self._at("population.elderly_share", of),
            self._at("population.young_share", of),
            self._tenancy(of),
            self._at("identity.incomers", of),
        )

    def young(self, rows: IntArray) -> Mix:
        """Return the mix of those who come because of a renewal: all young and from elsewhere, renting as
        the young here do.
        """
        return Mix(0.0, 1.0, self._tenancy(self.compounds.of_row[rows]), 1.0)

    def following(self, rows: IntArray, renewed: BoolArray) -> Mix:
        """Return the mix of those who move into ``rows`` when others have left: P(group) ∝ share · outflow
        and P(rents | group) = outflow of its tenants / outflow. A landlord's dwelling has one hazard for all.
        """
        of, upper = self.compounds.of_row[rows], ~self.ground[rows]
        tenants = self._at("turnover.tenant", of)
        rents, coming = [], []
        stock = Stock(self._shares(of, renewed), self._tenancy(of))
        for kind, share, renting in zip(GROUP_KINDS, *stock, strict=True):
            by_tenants = renting * np.maximum(tenants, LEAST)
            outflow = by_tenants + (1.0 - renting) * np.maximum(self._at(f"{kind}.move_out", of), LEAST)
            rents.append(by_tenants / outflow)
            coming.append(share * np.where(upper, outflow, 1.0))
        total = sum(coming)
        shares = coming[ELDERLY] / total, coming[YOUNG] / total
        return Mix(*shares, tuple(rents), self._at("identity.incomers", of), stock)

    def _shares(self, of: IntArray, renewed: BoolArray) -> tuple[Column, Column, Column]:
        """Shares of the three groups in the case; a renewed compound has more young for good."""
        young = self._at("population.young_share", of)
        gain = np.where(renewed, self._at("renewal.youth_gain", of), 0.0)
        others = 1.0 - gain / np.maximum(1.0 - young, gain + 2.0**-20)
        elderly = self._at("population.elderly_share", of) * others
        return elderly, 1.0 - elderly - (young + gain), young + gain

    def _tenancy(self, of: IntArray) -> tuple[Column, ...]:
        """Probability of each group to rent: the case's share over all dwellings,
        young households ``tenant_young_weight`` times as often.
        """
        share, weight, young = (
            self._at(f"population.{name}", of)
            for name in ("tenant_share", "tenant_young_weight", "young_share")
        )
        homes = np.maximum(1.0 - self._ground_share[of], 1.0 / self.compounds.households[of])
        plain = np.minimum(share / homes, 1.0) / (young * weight + 1.0 - young)
        plain, among_young = np.minimum(plain, 1.0), np.minimum(plain * weight, 1.0)
        return plain, plain, among_young

    def _at(self, key: str, of: IntArray) -> Column:
        return self.compounds.at(self.compounds.value(key), of)
