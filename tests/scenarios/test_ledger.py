"""The ledger: every parameter once, in both languages, its default within its range."""

import re
from collections.abc import Callable

import pytest

from scenarios.ledger_file import is_own
from scenarios.read import Parameter, ledger, sections
from scenarios.shipped import is_shipped

PARAMETERS = [entry for entry in ledger().values() if not is_own(entry)]
SECTIONS = [section for section in sections().values() if is_shipped("sections", section.id)]
INSTRUMENTS = [section.id for section in SECTIONS if section.instrument]
SOURCE = r"\b(S[0-4]|W\d{1,2})\b|Civil Code|Law|Regulation|Rules"


def those(wrong: Callable[[Parameter], object]) -> list[str]:
    """The keys of the parameters of which something is true that should not be."""
    return [entry.key for entry in PARAMETERS if wrong(entry)]


def is_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def test_every_parameter_has_a_name_in_both_languages() -> None:
    assert those(lambda entry: not is_chinese(entry.name.zh) or is_chinese(entry.name.en)) == []
    assert those(lambda entry: entry.key in (entry.name.zh, entry.name.en)) == []


def test_every_parameter_is_explained_by_a_sentence_in_both_languages() -> None:
    assert those(lambda entry: not is_chinese(entry.text.zh) or is_chinese(entry.text.en)) == []
    assert those(lambda entry: not entry.text.zh.endswith("。") or not entry.text.en.endswith(".")) == []


def test_every_default_lies_within_its_range() -> None:
    assert those(lambda entry: not entry.low <= entry.default <= entry.high) == []


def test_only_fixed_parameters_have_a_range_of_one_value() -> None:
    assert those(lambda entry: entry.low == entry.high and entry.prior != "fixed") == []


def test_a_range_given_as_a_factor_either_way_is_drawn_by_its_logarithm() -> None:
    assert those(lambda e: "a factor of" in e.source and e.low > 0 and e.prior == "uniform") == []


def test_an_assumption_says_so_and_why_and_all_else_names_its_source() -> None:
    assert those(lambda e: (e.grade == "assumption") != e.source.startswith("assumption: ")) == []
    assert those(lambda e: e.grade != "assumption" and not re.search(SOURCE, e.source)) == []


def test_shares_stay_between_zero_and_one() -> None:
    shares = [e.key for e in PARAMETERS if e.unit.startswith("share") or e.unit == "0 to 1"]
    assert len(shares) > 100
    assert those(lambda entry: entry.key in shares and (entry.low < 0 or entry.high > 1)) == []


@pytest.mark.parametrize("kind", INSTRUMENTS)
def test_every_instrument_has_a_strength_from_nothing_to_full_and_costs_staff_days(kind: str) -> None:
    strength = ledger()[f"{kind}.strength"]
    assert (strength.low, strength.default, strength.high) == (0, 1, 1)
    days = [entry for entry in PARAMETERS if entry.key in (f"{kind}.staff_days", f"{kind}.session_days")]
    assert days and all(entry.low > 0 for entry in days)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_every_section_is_named_in_both_languages(section) -> None:
    assert is_chinese(section.name.zh) and is_chinese(section.text.zh)
    assert not is_chinese(section.name.en + section.text.en)


def test_names_are_told_apart_within_a_section() -> None:
    for side in ("zh", "en"):
        seen = [(entry.key.partition(".")[0], getattr(entry.name, side)) for entry in PARAMETERS]
        assert len(seen) == len(set(seen)), [one for one in seen if seen.count(one) > 1]


def test_the_law_is_not_varied() -> None:
    ledger_ = ledger()
    for key, value in (("votes.quorum", 2 / 3), ("votes.ordinary", 1 / 2), ("votes.special", 3 / 4)):
        assert ledger_[key].default == pytest.approx(value) and ledger_[key].prior == "fixed"


def test_the_ledger_is_one_object_as_long_as_its_file_is_the_same() -> None:
    assert ledger() is ledger()


def test_the_ledger_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        ledger()["fee.quality"] = ledger()["fee.trust"]  # type: ignore[index]
    with pytest.raises(ValueError, match="frozen"):
        ledger()["fee.quality"].default = 7


def test_people_and_place_are_set_by_cases_and_instruments_by_governance_models() -> None:
    assert {one.set_by for one in ledger().values() if one.key.split(".")[0] in ("place", "population")} == {
        "case"
    }
    for section in SECTIONS:
        assert not section.instrument or section.set_by == "governance"
    assert ledger()["triage.budget"].set_by == "governance" and ledger()["triage.loss"].set_by == "either"
