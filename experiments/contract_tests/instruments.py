"""What every instrument of governance must do, whichever it is: found by its file, tested by itself."""

import pytest

from experiments.contract_tests.small_worlds import ABOUT_MONEY, Lives, differing, eventful
from experiments.contract_tests.under_test import instruments
from model.instrument import Instrument, instrument_kinds
from scenarios.language import _
from scenarios.project import project
from scenarios.read import Scenario, governance_models, ledger, sections

__all__ = [
    *("four_months", "in_full", "placebos"),
    "test_an_instrument_costs_days_and_perhaps_money_even_where_it_does_nothing",
    "test_an_instrument_has_strength_and_cost_in_the_ledger",
    "test_an_instrument_in_full_changes_more_than_cost",
    "test_at_strength_zero_an_instrument_changes_nothing_but_cost",
    "test_before_its_start_an_instrument_neither_acts_nor_costs",
]

PARTNERS = {"by_type": ("forum", "micro_projects"), "four_haves": ("forum", "patrol")}  # whom it helps
LACKING = {  # what it supplies, or where it pays
    "four_haves": {"place.has_venue": 0.0, "place.has_staff": 0.0},
    "arrears_settlement": {"fee.collection_start": 0.4, "fee.firm_present": 1},
    "fee_negotiation": {
        "owners_committee.initial": 1,
        "fee.firm_present": 1,
        "fee.ratio": 0.7,
        "fee.quality_start": 0.3,
    },
    "private_capital": {"triage.capital_large": 30_000, "fund.revenue": 15, "private_capital.found": 0.5},
}


LARGER = {"place.households": 150}
"""What is small shows where more happens: nobody knows what instruments of a project are about."""


def partners(kind: str) -> tuple[str, ...]:
    """The instruments beside which one is tried: those it helps, those of the project's first governance
    model that holds it.
    """
    if project() is None:
        return PARTNERS.get(kind, ())
    own = {file.stem for file in project().files("governance")}  # type: ignore[union-attr]
    for name, model in governance_models().items():
        kinds = [adopted.kind for adopted in model.instruments]
        if name in own and kind in kinds:
            return tuple(one for one in kinds if one != kind)
    return ()


def beside(kind: str) -> list[str]:
    """The instruments among which one is to be without effect at strength zero."""
    if project() is None:
        return [other for other in instruments() if other != kind]
    return list(partners(kind))


@pytest.fixture(scope="module")
def placebos(in_its_project: None) -> Lives:
    """Under other instruments, and with one at strength zero beside them."""
    ways = {}
    for kind in instruments():
        others, values = beside(kind), {f"{kind}.strength": 0.0}
        with_it = eventful(sorted([*others, kind]), values, months=26)
        ways[kind] = {"without": eventful(others, values, months=26), "placebo": with_it}
    return Lives(ways, together=project() is None)


@pytest.fixture(scope="module")
def in_full(in_its_project: None) -> Lives:
    """With and without each instrument, beside those it helps."""
    ways = {}
    for kind in instruments():
        helped = partners(kind)
        values = LACKING.get(kind, {}) if project() is None else LARGER
        ways[kind] = {"without": eventful(helped, values), "with": eventful((*helped, kind), values)}
    return Lives(ways, together=project() is None)


@pytest.fixture(scope="module")
def four_months(in_its_project: None) -> Lives:
    """Under no instrument, and under each alone: at full strength, at none, and from the fourth month on."""
    ways: dict[str, dict[object, Scenario]] = {}
    for kind in instruments():
        ways[kind] = {(): eventful((), months=4, burn_in=2)}
        for strength, start in ((1.0, 1), (0.0, 1), (1.0, 4)):
            values = {f"{kind}.strength": strength}
            given = eventful((kind,), values, months=4, burn_in=2, start=start)
            ways[kind][strength, start] = given
    return Lives(ways, together=project() is None)


def test_at_strength_zero_an_instrument_changes_nothing_but_cost(placebos: Lives, kind: str) -> None:
    lived = placebos.of(kind)
    found = set(differing(lived["without"], lived["placebo"])) - ABOUT_MONEY
    assert not found, _(
        "At strength 0 {kind} changes {columns}: multiply what it does by self.strength.",
        kind=kind,
        columns=", ".join(sorted(found)),
    )


def test_an_instrument_in_full_changes_more_than_cost(in_full: Lives, kind: str) -> None:
    """Beside the days it takes from other work: here it takes none, and nobody's are taken from others."""
    with pytest.MonkeyPatch.context() as patch:
        for instrument in instrument_kinds().values():
            patch.setattr(instrument, "staff_days", Instrument.staff_days)
        lived = in_full.of(kind)
    found = set(differing(lived["without"], lived["with"])) - ABOUT_MONEY
    assert found, _("{kind} costs and changes nothing.", kind=kind)


@pytest.mark.parametrize("strength", [1.0, 0.0])
def test_an_instrument_costs_days_and_perhaps_money_even_where_it_does_nothing(
    four_months: Lives, kind: str, strength: float
) -> None:
    lived = four_months.of(kind)
    without, alone = lived[()], lived[strength, 1]
    days = alone["staff_days_instruments"] - without["staff_days_instruments"]
    assert days.min() >= 0.0 and days.sum() > 0.0, _("{kind} takes nobody's days.", kind=kind)
    yuan = alone["cost_running"] - without["cost_running"]
    assert yuan.min() >= -1e-9, _("{kind} makes money.", kind=kind)


def test_before_its_start_an_instrument_neither_acts_nor_costs(four_months: Lives, kind: str) -> None:
    lived = four_months.of(kind)
    without, alone = lived[()], lived[1.0, 4]
    before = without["month"] < 4
    later = "demands_in_time"  # entered in the month in which a demand was told, up to three months before
    found = set(differing(without[before], alone[before])) - {later}
    assert not found, _(
        "Before it starts {kind} changes {columns}.", kind=kind, columns=", ".join(sorted(found))
    )
    assert alone.loc[~before, "staff_days_instruments"].sum() > 0.0, _(
        "{kind} takes nobody's days.", kind=kind
    )


def test_an_instrument_has_strength_and_cost_in_the_ledger(kind: str) -> None:
    strength = f"{kind}.strength"
    assert sections()[kind].instrument and strength in ledger(), _("The ledger has no {key}.", key=strength)
    assert instrument_kinds()[kind].full_strength.key == strength, _(
        "{kind}.full_strength must be {setting}.", kind=kind, setting=f'Setting("{strength}")'
    )
    entry = ledger()[strength]
    assert (entry.default, entry.low, entry.high) == (1.0, 0.0, 1.0), _(
        "{key} must have default 1 and range [0, 1].", key=strength
    )
    costs = [key for key in ledger() if key.startswith(f"{kind}.") and "days" in key]
    assert costs, _(
        "The ledger has no staff-days of {kind}, as in {key}.", kind=kind, key=f"{kind}.staff_days"
    )
