"""Who can answer for a parameter is said of every section, and of nothing that there is not."""

from scenarios import read
from scenarios.known_by import KNOWERS, known_by, table


def test_every_section_has_somebody_who_knows_and_nothing_else_is_named() -> None:
    ledger = read.ledger()
    assert set(table("sections")) == set(read.sections())
    assert set(table("parameters")) <= set(ledger)
    assert set(table("units")) <= {entry.unit for entry in ledger.values()}
    assert {known_by(key) for key in ledger} == set(KNOWERS)


def test_a_coefficient_is_for_records_and_what_somebody_sees_is_for_them() -> None:
    assert known_by("fee.quality") == "records" and known_by("triage.firm_speed") == "firm"
    assert known_by("triage.staff") == "committee" == known_by("an_instrument_of_ones_own.strength")
