"""What an instrument may touch in a world: levers when it begins, no outcome ever, and nobody next door."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from experiments.contract_tests.small_worlds import differing, eventful, rows_of
from experiments.contract_tests.under_test import instruments
from experiments.contract_tests.what_always_holds import FEELINGS, always_holds
from experiments.recording.world_fingerprint import changed, fingerprint
from model.instrument import Instrument
from model.neighbourhood import Neighbourhood, Placement
from scenarios.language import _
from scenarios.project import project

__all__ = [
    "test_an_instrument_keeps_books_people_and_issues_in_order",
    "test_an_instrument_lives_the_same_months_alone_and_beside_others",
    "test_an_instrument_moves_levers_and_no_outcome",
    "touched",
]

type Touched = Callable[[str], set[str]]

SETTING_UP = ("prepare", "begin")
STAGES = tuple(name for name in vars(Instrument) if name.startswith("at_"))
OUTCOMES = frozenset(
    {
        *(f"Households.{name}" for name in FEELINGS),
        *("record.satisfaction", "record.participation", "record.conflict_index", "record.resolved"),
    }
)
"""What outcomes are read from; people and submodels change it, instruments do not."""

OF_ITS_NATURE = {
    "case_manager": {"Households.trust_committee"},
    "group_services": {"Households.trust_committee"},
    "tenant_inclusion": {"Households.trust_committee"},
    "wishes": {"Households.trust_committee"},
    "outside_experts": {"SocialOrganisations.months_here"},
}
"""What shipped instruments do change: trust of those who see others served first, which is their downside,
and how long an organisation that comes with the instrument has been here.
"""


@pytest.fixture(scope="module")
def touched(in_its_project: None) -> Touched:
    """What an instrument changed of agents, record, books and issues: anything when it begins, and of what
    outcomes are read from when it acts. Gongzhi's are watched in one world, a project's one by one.
    """
    known: dict[str, set[str]] = {}

    def ask(kind: str) -> set[str]:
        if kind not in known:
            known.update(_changes(instruments() if project() is None else [kind]))
        return known[kind]

    return ask


def _changes(kinds: Sequence[str]) -> dict[str, set[str]]:
    world = Neighbourhood([Placement(eventful((kind,), months=5, burn_in=1), 3) for kind in kinds])
    found: dict[str, set[str]] = {kind: set() for kind in kinds}
    for instrument in world.held:
        for name in (*SETTING_UP, *STAGES):
            _watch(world, instrument, name, found[instrument.kind])
    for _month in range(world.burn_in + world.months):
        if not any(found.values()) or len(kinds) > 1:  # one that meddles may stop the world
            world.step()
    return found


def _watch(world: Neighbourhood, instrument: Instrument, name: str, found: set[str]) -> None:
    """Look before and after each call of a method of an instrument, if it has written it itself."""
    method: Callable[..., Any] = getattr(instrument, name)
    if getattr(type(instrument), name) is getattr(Instrument, name) and name in STAGES:
        return

    def watched(*given: Any) -> None:
        before = fingerprint(world)
        method(*given)
        seen = changed(before, fingerprint(world))
        found.update(seen if name in SETTING_UP else OUTCOMES.intersection(seen))

    vars(instrument)[name] = watched


def test_an_instrument_moves_levers_and_no_outcome(touched: Touched, kind: str) -> None:
    found = touched(kind) - OF_ITS_NATURE.get(kind, set())
    assert not found, _(
        "{kind} changes {columns} itself: move levers, and let people and submodels do the rest.",
        kind=kind,
        columns=", ".join(sorted(found)),
    )


def test_an_instrument_lives_the_same_months_alone_and_beside_others(kind: str) -> None:
    given, usual = eventful((kind,), months=16, burn_in=4), eventful((), months=16, burn_in=4)
    together = Neighbourhood([Placement(usual, 3), Placement(given, 3), Placement(usual, 4)]).run()
    alone = Neighbourhood([Placement(given, 3)]).run(), Neighbourhood([Placement(usual, 3)]).run()
    for place, lone in ((1, alone[0]), (0, alone[1])):
        found = differing(rows_of(together, place), rows_of(lone))
        assert not found, _(
            "With {kind} a compound does not live as it would alone: {columns} differ.",
            kind=kind,
            columns=", ".join(sorted(found)),
        )


def test_an_instrument_keeps_books_people_and_issues_in_order(kind: str) -> None:
    places = [Placement(eventful((kind,), months=12, burn_in=6), seed) for seed in range(2)]
    Neighbourhood(places, observers=[always_holds]).run()
