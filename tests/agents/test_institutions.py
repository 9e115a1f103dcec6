"""What landlords, firms, committees, offices and organisations decide."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.construction_company import ConstructionCompany
from agents.landlord import GroundFloorLandlord, Neighbours
from agents.owners_committee import OwnersCommittee
from agents.party_committee import PartyCommittee
from agents.perceptions import Waiting
from agents.property_firm import PropertyFirm
from agents.representative import ResidentRepresentative
from agents.residents_committee import ResidentsCommittee
from agents.social_organisation import SocialOrganisation
from agents.street_office import StreetOffice
from agents.table import Table

type Rows = Callable[..., Table]
type Chance = Callable[..., float]
type Seen = Callable[..., Any]


def test_landlords_convert_when_rent_beats_fines(rows: Rows) -> None:
    values = {"conversion.tax": 0.05, "conversion.fine": 3000.0, "conversion.social_cost": 300.0}
    fine = 0.1 * 3000.0 + 0.5 * 300.0
    rents = np.array([fine * 0.99, fine * 1.01]) / 0.95
    landlords = rows(GroundFloorLandlord, values, rent_premium=rents)
    wants = landlords.decide(GroundFloorLandlord.wants_shop, Neighbours(opposing=0.5, inspection=0.1))
    assert list(wants) == [False, True]


def test_sour_looks_and_inspections_deter_landlords(rows: Rows) -> None:
    landlords = rows(GroundFloorLandlord, rent_premium=np.linspace(0.0, 1000.0, 101))
    free = landlords.decide(GroundFloorLandlord.wants_shop, Neighbours(0.0, 0.02)).sum()
    opposed = landlords.decide(GroundFloorLandlord.wants_shop, Neighbours(1.0, 0.02)).sum()
    inspected = landlords.decide(GroundFloorLandlord.wants_shop, Neighbours(0.0, 0.15)).sum()
    assert free > opposed
    assert free > inspected


def test_no_flat_converts_where_the_estate_has_none_that_can(rows: Rows) -> None:
    landlords = rows(GroundFloorLandlord, {"landlord.converts_at": 0.0}, rent_premium=1e6)
    assert not landlords.decide(GroundFloorLandlord.wants_shop, Neighbours(0.0, 0.0)).any()


def test_mitigation_costs_its_square_and_ends_at_silence(rows: Rows) -> None:
    values = {"conversion_consent.mitigation_cost": 1000.0, "conversion.tax": 0.0}
    landlords = rows(GroundFloorLandlord, values, rent_premium=[100.0, 350.0, 5000.0])
    offer = landlords.decide(GroundFloorLandlord.offers_mitigation, np.array([200.0, 100.0, 100.0]))
    assert offer == pytest.approx([0.0, 0.5, 1.0])


def test_quality_moves_toward_what_the_fee_carries(rows: Rows) -> None:
    firm = rows(PropertyFirm, quality=0.6, collection=[0.8, 0.4, 0.0], price=1.0, cost_price=1.0)
    assert firm.decide(PropertyFirm.aims_at) == pytest.approx([0.6, 0.3, 0.05])
    assert firm.decide(PropertyFirm.changes_quality) == pytest.approx([0.6, 0.57, 0.545])


def test_without_a_firm_the_compound_slides_into_neglect(rows: Rows) -> None:
    left = rows(PropertyFirm, here=0.0, quality=0.6, collection=0.9, price=1.0, cost_price=1.0)
    for _ in range(60):
        left.columns["quality"][:] = left.decide(PropertyFirm.changes_quality)
    assert left.columns["quality"][0] == pytest.approx(0.2, abs=2e-3)


def test_a_firm_leaves_by_hazard_once_its_debt_is_more_than_it_bears(rows: Rows) -> None:
    draw = np.array([0.05, 0.05, 0.15, 0.05])
    debt = np.array([5.9, 6.1, 6.1, 6.1])
    values = {"fee.exit_months": 6.0, "fee.exit_hazard": 0.1}
    firms = rows(PropertyFirm, values, here=[1.0, 1.0, 1.0, 0.0])
    assert list(firms.decide(PropertyFirm.leaves, debt, draw)) == [False, True, False, False]


def test_good_firms_and_firms_in_an_alliance_finish_faster(rows: Rows) -> None:
    poor, good = rows(PropertyFirm, quality=[0.3, 0.6]).decide(PropertyFirm.finishes, 1.0)
    assert poor == pytest.approx(good / 2.0)
    assert rows(PropertyFirm, quality=0.6).decide(PropertyFirm.finishes, 1.5)[0] == pytest.approx(1.5 * good)


def test_an_alliance_closes_part_of_the_gap_in_coordination(rows: Rows) -> None:
    committee = rows(PartyCommittee, convening=[0.3, 0.8, 1.0])
    assert committee.decide(PartyCommittee.coordinates, 0.0) == pytest.approx([0.3, 0.8, 1.0])
    assert committee.decide(PartyCommittee.coordinates, 0.2) == pytest.approx([0.44, 0.84, 1.0])


def test_a_committee_works_with_what_administration_and_instruments_leave(rows: Rows) -> None:
    values = {"triage.days": 20.0, "triage.admin_share": 0.6}
    committee = rows(ResidentsCommittee, values, staff=[2.0, 2.0, 2.0])
    days = committee.decide(
        ResidentsCommittee.has_days, np.array([0.0, 3.0, 0.0]), np.array([0.0, 5.0, 99.0])
    )
    assert days == pytest.approx([16.0, 14.0, 0.0])


def test_a_severe_issue_comes_first_and_any_the_earlier_the_longer_it_waits(rows: Rows, seen: Seen) -> None:
    committee = rows(ResidentsCommittee, {"triage.age_scale": 6.0})
    in_full = {"lead": 1.0, "off_agenda": 1.0, "offline": 1.0}

    def urgency(**of: float) -> float:
        waiting = seen(Waiting, **{"severity": 0.5, **in_full, **of})
        return float(committee.decide(ResidentsCommittee.urgency, waiting)[0])

    assert urgency(severity=0.6) > urgency() == 0.5
    assert urgency(months=6.0) == pytest.approx(1.0)
    assert urgency(lead=2.0) == pytest.approx(1.0)
    assert urgency(off_agenda=0.8) == pytest.approx(0.4)
    assert urgency(offline=0.5) == pytest.approx(0.25)
    assert urgency(told=9.0) == urgency(grievance=1.0) == urgency(dispute=True) == 0.5


def test_only_a_good_owners_committee_asks_for_a_new_firm_and_only_after_months(rows: Rows) -> None:
    committees = rows(OwnersCommittee, here=[1.0, 1.0, 1.0, 0.0], quality=[0.6, 0.6, 0.4, 0.6])
    wants = committees.decide(OwnersCommittee.wants_new_firm, np.array([6.0, 5.0, 6.0, 6.0]))
    assert list(wants) == [True, False, False, False]


def test_a_bad_owners_committee_spoils_trust_and_is_slow(rows: Rows) -> None:
    committees = rows(OwnersCommittee, here=[1.0, 1.0, 0.0], quality=[0.25, 0.75, 0.25])
    assert committees.decide(OwnersCommittee.spoils_trust) == pytest.approx([0.01, 0.0, 0.0])
    slow, fast, _ = committees.decide(OwnersCommittee.finishes)
    assert fast == pytest.approx(3.0 * slow)


def test_representatives_come_to_most_sessions_and_tire(chance: Chance) -> None:
    values, kind = {"representative.attends": 0.9}, ResidentRepresentative
    come = [chance(kind.comes, kind=kind, values=values, sessions_lately=n) for n in (0, 3, 20)]
    assert come == pytest.approx([0.9, 0.6, 0.0], abs=1e-3)


def test_a_street_office_is_faster_once_a_convenor_keeps_asking(rows: Rows) -> None:
    slow, same, fast = rows(StreetOffice, budget=np.zeros(3)).decide(
        StreetOffice.finishes, np.array([0.3, 0.5, 0.51])
    )
    assert slow == same
    assert fast == pytest.approx(1.5 * slow)


def test_a_builder_at_the_table_builds_faster_and_repairs_free_under_warranty(rows: Rows) -> None:
    builders = rows(ConstructionCompany, here=[1.0, 1.0, 0.0], warranty_months=[1.0, 0.0, 1.0])
    away = builders.decide(ConstructionCompany.builds, 0.0)
    table = builders.decide(ConstructionCompany.builds, 1.0)
    assert table / away == pytest.approx([1.5, 1.5, 1.0])
    assert list(builders.decide(ConstructionCompany.repairs_free)) == [True, False, False]


def test_outside_experts_leave_a_hole_for_a_year_and_then_none(rows: Rows) -> None:
    engaged = rows(SocialOrganisation, months_here=[0.0, 36.0, 37.0, 48.0, 49.0])
    assert engaged.decide(SocialOrganisation.brings, 2.0) == pytest.approx([2.0, 2.0, -0.5, -0.5, 0.0])
