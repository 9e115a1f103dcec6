"""What holds in every compound in every month, whatever is given: money, people, issues, bounds, ties."""

import numpy as np

from agents.landlord import GroundFloorLandlord
from model.issues import ESCALATED, EXTERNAL, NEVER, NO_CHANNEL, OPEN
from model.neighbourhood import Neighbourhood

FEELINGS = (
    "hardship", "grievance", "disturbance", "trust_committee", "trust_firm", "trust_neighbours", "efficacy",
    "belonging", "mitigation",
)  # fmt: skip


def money_is_conserved(world: Neighbourhood) -> None:
    """No fen comes from nowhere, no account is overdrawn."""
    assert (world.books.total() == 0).all()
    for account in ("fund", "works budget", "maintenance fund"):
        assert (world.books.balance(account) >= 0.0).all(), account
    assert (world.books.reserve >= 0.0).all()
    assert (world.books.reserve <= world.books.balance("works budget")).all()


def nobody_is_lost(world: Neighbourhood) -> None:
    """Every household is one row, of the kind that its dwelling and people make it."""
    h, theirs = world.households, world.population.landlords
    assert len(h) == world.compounds.rows == world.compounds.households.sum()
    landlords = np.array([issubclass(kind, GroundFloorLandlord) for kind in h.classes])[h.kind]
    assert (landlords == theirs).all()
    assert (h.kind[~theirs] == h.group[~theirs]).all()
    assert (h.present == ~(h.off_site | h.converted)).all()
    assert not (h.converted & ~theirs).any()
    assert not (h.lawful & ~h.converted).any()
    assert h.owner[theirs].all()
    identity = set(zip(h.compound.tolist(), world.population.key.tolist(), strict=True))
    assert len(identity) == len(h)
    assert np.isin(h.group, (0, 1, 2)).all()


def nothing_is_out_of_bounds(world: Neighbourhood) -> None:
    """No number is missing, feelings and shares lie within 0 and 1."""
    for table in world.tables():
        for name, column in table.columns.items():
            if np.issubdtype(column.dtype, np.floating):
                assert not np.isnan(column).any(), name
    for name in FEELINGS:
        column = world.households.columns[name]
        assert column.min() >= 0.0, name
        assert column.max() <= 1.0, name
    for name in ("quality", "collection"):
        assert ((world.firms.columns[name] >= 0.0) & (world.firms.columns[name] <= 1.0)).all(), name
    assert (world.residents_committees.capacity >= 0.0).all()


def every_issue_is_in_one_state(world: Neighbourhood) -> None:
    """What is told has a channel, what waits has a day, what is closed is gone."""
    issues, month = world.issues, world.month
    assert issues.live().all()
    assert ((issues.reported == NEVER) == (issues.status == OPEN)).all()
    assert ((issues.channel == NO_CHANNEL) == (issues.status == OPEN)).all()
    assert (issues.closed == NEVER).all()
    told = issues.reported != NEVER
    assert (issues.raised <= month).all()
    assert (issues.reported[told] >= issues.raised[told]).all()
    assert (issues.told() <= month).all() and (issues.told_later >= issues.told_again).all()
    assert told[issues.told_again > 0].all()
    waiting = issues.returns != NEVER
    assert issues.is_in(EXTERNAL, ESCALATED)[waiting].all()
    assert waiting[issues.status == EXTERNAL].all()
    assert (issues.returns[waiting] > month - 1).all()
    assert ((issues.severity >= 0.0) & (issues.severity <= 1.0)).all()
    assert (issues.work >= 0.0).all()
    assert (world.compounds.of_row[issues.reporter] == issues.compound).all()
    assert (world.compounds.stair_of_row[issues.reporter] == issues.stairwell).all()
    paired = issues.partner >= 0
    assert (world.compounds.of_row[issues.partner[paired]] == issues.compound[paired]).all()
    assert (issues.partner != issues.reporter).all()
    assert len(set(zip(issues.compound.tolist(), issues.key.tolist(), strict=True))) == len(issues)


def ties_are_mutual_and_within_compounds(world: Neighbourhood) -> None:
    """Who knows whom is known by them, and lives in the same compound."""
    ties, of = world.ties, world.compounds.of_row
    one, other = ties.ends
    assert (one != other).all()
    assert (of[one] == of[other]).all()
    assert ties.slots.min() >= -1
    assert ties.slots.max() < len(of)
    assert ties.degree.sum() == 2 * len(one)
    assert ((ties.slots >= 0).sum(axis=1) <= ties.most).all()
    rng = np.random.default_rng(0)
    x, y = rng.random((2, len(of)))
    assert np.isclose(x @ ties.neighbour_sums(y), y @ ties.neighbour_sums(x))
    group = world.households.group
    across = np.bincount(one, group[one] != group[other], len(of)) + np.bincount(
        other, group[one] != group[other], len(of)
    )
    assert (world.households.cross_ties == across).all()


def always_holds(world: Neighbourhood) -> None:
    """Everything below; for an observer of a world."""
    money_is_conserved(world)
    nobody_is_lost(world)
    nothing_is_out_of_bounds(world)
    every_issue_is_in_one_state(world)
    ties_are_mutual_and_within_compounds(world)
