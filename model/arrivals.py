"""Arrivals: how new issues arise, and of what size (S2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.column import FloatArray, IntArray
from agents.perceptions import Trouble
from agents.resident import ELDERLY, YOUNG, Resident
from model import learning, origins
from model.issues import COMPOUND, DYAD, NEVER, STAIRWELL, kinds
from model.streams import Draws, as_exponential, beta_by, keys, uniform, uniforms

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


ENDS = ("clear", "lost", "done", "faded")  # how an issue may leave a hand, each by a draw of its own
TROUBLES = ("trouble", "noise", "habits", "fee dispute", "encroachment", "revenue", "origin", "security")
DRAWS = ("capital", "ambiguous", "severity", "work", *ENDS)


class Arrival(NamedTuple):
    """New issues of one sort: who raises them, which kind and scale they are, and with whom (-1: nobody)."""

    rows: IntArray
    kind: IntArray
    scale: IntArray
    partner: IntArray

    @classmethod
    def of(cls, rows: IntArray, kind: int, scale: int, partner: IntArray | int) -> Arrival:
        """Make issues that are all of one kind and scale."""
        count = len(rows)
        whom = partner if isinstance(partner, np.ndarray) else np.full(count, partner)
        return cls(rows, np.full(count, kind), np.full(count, scale), whom)


def arise(world: Neighbourhood) -> None:
    """Stage 3: ordinary demands and disputes come up, each household by its own draw."""
    h, trouble, number = world.households, _trouble(world), kinds().number
    draw = Draws(world.population.key, TROUBLES, world.month)
    demands = np.flatnonzero(h.decide(Resident.meets_trouble, trouble, draw["trouble"]))
    noise = np.flatnonzero(h.decide(Resident.minds_noise, draw["noise"]))
    habits = np.flatnonzero(h.decide(Resident.clashes_over_habits, trouble, draw["habits"]))
    fee = np.flatnonzero(h.decide(Resident.quarrels_over_fee, trouble, draw["fee dispute"]))
    clutter = np.flatnonzero(h.decide(Resident.encroaches, trouble, draw["encroachment"]))
    revenue = np.flatnonzero(h.decide(Resident.claims_revenue, trouble, draw["revenue"]))
    others = origins.share_of_others(world)
    origin = np.flatnonzero(h.decide(Resident.clashes_over_origin, others, draw["origin"]))
    unsafe = np.flatnonzero(h.decide(Resident.fears_for_safety, trouble, draw["security"]))
    opposite = np.where(h.group[habits] == ELDERLY, YOUNG, ELDERLY)
    arrived = [
        _ordinary(world, demands),
        Arrival.of(noise, number["noise"], DYAD, world.nuisance.source_of(noise)),
        _between_neighbours(world, habits, "young-old", "quarrels with", h.group, opposite),
        Arrival.of(fee, number["fee-service"], DYAD, -1),
        Arrival.of(clutter, number["encroachment"], STAIRWELL, -1),
        Arrival.of(revenue, number["revenue"], COMPOUND, -1),
        _between_neighbours(world, origin, "identity", "at odds with", h.incomer, ~h.incomer[origin]),
        Arrival.of(unsafe, number["security"], STAIRWELL, -1),
    ]
    _enter(world, *(np.concatenate(column) for column in zip(*arrived, strict=True)))


def _between_neighbours(
    world: Neighbourhood, rows: IntArray, kind: str, stream: str, column: Any, wanted: Any
) -> Arrival:
    """Make disputes with a neighbour of the stairwell whose ``column`` is as wanted."""
    partner = neighbour_in_stairwell(world, rows, stream, column, wanted)
    return Arrival.of(rows, kinds().number[kind], DYAD, partner)


def _trouble(world: Neighbourhood) -> Trouble:
    compounds, each = world.compounds, world.compounds.each
    short = np.maximum(each("issues.quality_anchor") - world.firms.quality, 0.0)
    rate = (
        each("issues.rate")
        * each("place.persons")
        / 1000.0
        / 12.0
        * (1.0 + each("issues.quality_effect") * short)
    )
    fee = each("issues.fee_service") * short * (world.firms.here > 0.0) * world.levers.fee_disputes
    fee = fee * (1.0 + world.misrule)
    encroach = each("issues.encroachment") * each("issues.encroachment_factor")
    revenue = (
        each("issues.revenue")
        * world.unclear_ownership()
        * (1.0 + world.misrule)
        * (1.0 + world.levers.claims)
    )
    group = world.households.group
    shares = (
        compounds.stair_counts(group == ELDERLY)
        * compounds.stair_counts(group == YOUNG)
        / np.square(compounds.stair_size)
    )
    spread = compounds.to_rows
    return Trouble(
        spread(1.0 - np.exp(-rate)),
        compounds.stairs_to_rows(shares),
        spread(fee),
        spread(encroach),
        spread(revenue),
        spread(_insecurity(world, short)),
    )


def _insecurity(world: Neighbourhood, short: FloatArray) -> FloatArray:
    """Hazard of a dispute over security in each compound; ``short``: how far its service falls short."""
    each = world.compounds.each
    guards = 1.0 + each("security.quality") * short
    owners = 1.0 + each("security.committee") * world.misrule
    exposed = each("security.rate") * each("security.exposure")
    return exposed * guards * owners * (1.0 - world.levers.safer)


def _ordinary(world: Neighbourhood, rows: IntArray) -> Arrival:
    """Draw which demand of the catalogue each one is, and how far it reaches."""
    compounds = world.compounds
    key, of = world.population.key[rows], compounds.of_row[rows]
    which, spared, draw = uniforms(key, ("which demand", "prevented", "scale"), world.month)
    kind = _which_demand(world, rows, which)
    arises = spared >= world.levers.safer[of] * kinds().safety[kind]
    rows, kind, draw, of = rows[arises], kind[arises], draw[arises], of[arises]
    dyads = compounds.each("issues.dyad_share")[of]
    scale = np.where(
        draw < dyads,
        DYAD,
        np.where(draw < dyads + compounds.each("issues.stairwell_share")[of], STAIRWELL, COMPOUND),
    )
    partner = np.where(scale == DYAD, neighbour_in_stairwell(world, rows, "shares a demand with"), -1)
    return Arrival(rows, kind, scale, partner)


def _which_demand(world: Neighbourhood, rows: IntArray, draw: FloatArray) -> IntArray:
    """Choose from the catalogue what concerns everybody or the household's own age group, by weight."""
    demands, group = world.demands, world.households.group[rows]
    kind = np.zeros(len(group), dtype=np.int64)
    whose = demands.of_compound[world.compounds.of_row[rows]] if len(demands.cumulative) > 1 else None
    for place, table in enumerate(demands.cumulative):
        for number, cumulative in enumerate(table):
            mine = group == number if whose is None else (group == number) & (whose == place)
            kind[mine] = np.searchsorted(cumulative, draw[mine] * cumulative[-1], side="right")
    return np.minimum(kind, len(kinds().all) - 1)


def _enter(world: Neighbourhood, rows: IntArray, kind: IntArray, scale: IntArray, partner: IntArray) -> None:
    """Write new issues into the ledger, each with draws of its own (keyed by who, when and what)."""
    if not len(rows):
        return
    catalogue, of = kinds(), world.compounds.of_row[rows]
    key = keys(world.population.key[rows], world.month, kind)
    new = {
        "key": key,
        "compound": of,
        "reporter": rows,
        "partner": partner,
        "stairwell": world.compounds.stair_of_row[rows],
        "kind": kind,
        "scale": scale,
        "fixer": catalogue.fixer[kind],
        "dispute": catalogue.dispute[kind],
        "profile": world.profile(rows),
        "raised": world.month,
        "reported": NEVER,
        "returns": NEVER,
        "done": NEVER,
        "closed": NEVER,
        "lead": 1.0,
    }
    draws = Draws(key, DRAWS)
    new |= {f"until_{end}": as_exponential(draws[end]) for end in ENDS}
    world.issues.add(new | _size(world, draws, kind, scale, of))
    world.record.add("raised", of)
    world.record.add("disputes_raised", of[catalogue.dispute[kind]])


def _size(
    world: Neighbourhood, draws: Draws, kind: IntArray, scale: IntArray, of: IntArray
) -> dict[str, Any]:
    """Draw how severe, how clear and how dear new issues are, and how much work."""
    at, catalogue = world.compounds.reader(of), kinds()
    floor = at("triage.work_floor")
    capital = ~catalogue.dispute[kind] & (draws["capital"] < at("issues.capital_share"))
    unclear = np.where(catalogue.ambiguous[kind], at("issues.ambiguous_high"), at("issues.ambiguous_low"))
    large = np.where(scale == COMPOUND, at("triage.capital_large"), at("triage.capital_small"))
    return {
        "capital": capital,
        "ambiguous": draws["ambiguous"] < unclear,
        "cost": np.where(capital, large, 0.0),
        "severity": beta_by(draws["severity"], at("issues.severity_a"), at("issues.severity_b")),
        "work": learning.days_a_case(world)[of] * (floor + (1.0 - floor) * as_exponential(draws["work"])),
        "procedure": at("forum.procedure_without"),
    }


def neighbour_in_stairwell(
    world: Neighbourhood, rows: IntArray, stream: str, column: Any = None, wanted: Any = None
) -> IntArray:
    """Choose for each of ``rows``, by a draw of ``stream``, somebody else of its stairwell, or -1;
    where a ``column`` is given, somebody at home whose value there is as ``wanted`` by the row.
    """
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    compounds, table = world.compounds, world.households
    stair = compounds.stair_of_row[rows]
    size = int(compounds.stair_size.max(initial=1))
    member = compounds.stair_first[stair][:, None] + np.arange(size)
    fits = (np.arange(size) < compounds.stair_size[stair][:, None]) & (member != rows[:, None])
    member = np.minimum(member, compounds.rows - 1)
    if column is not None:
        fits &= (column[member] == wanted[:, None]) & table.present[member]
    rank = np.floor(uniform(world.population.key[rows], stream, world.month) * fits.sum(axis=1))
    chosen = (np.cumsum(fits, axis=1) > rank[:, None]) & fits
    return np.where(chosen.any(axis=1), member[np.arange(len(rows)), chosen.argmax(axis=1)], -1)
