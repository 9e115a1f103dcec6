"""Who can answer for a parameter is said of every section, and of nothing that there is not."""

from scenarios import read
from scenarios.known_by import KNOWERS, known_by, table


def test_every_section_has_somebody_who_knows_and_nothing_else_is_named() -> None:
    found, ledger, sections = table(), read.ledger(), read.sections()
    assert not set(sections) - set(found)
    assert not set(found) - set(sections) - set(ledger)
    assert {known_by(key) for key in ledger} == set(KNOWERS)
    assert known_by("triage.firm_speed") == "firm" and known_by("triage.staff") == "committee"
    assert known_by("an_instrument_of_ones_own.strength") == "committee"
