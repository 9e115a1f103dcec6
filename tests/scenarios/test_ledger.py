"""The ledger: every parameter once, in both languages, its default within its range."""

import re

import pytest

from scenarios.read import Parameter, ledger, sections

PARAMETERS = list(ledger().values())
INSTRUMENTS = [section.id for section in sections().values() if section.instrument]


def per_parameter(values: list[Parameter] = PARAMETERS) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("entry", values, ids=lambda entry: entry.key)


def is_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


@per_parameter()
def test_every_parameter_has_a_name_and_a_sentence_in_both_languages(entry: Parameter) -> None:
    for words in (entry.name, entry.text):
        assert is_chinese(words.zh) and not is_chinese(words.en)
        assert entry.key not in (words.zh, words.en)
    assert entry.text.zh.endswith("。") and entry.text.en.endswith(".")


@per_parameter()
def test_every_default_lies_within_its_range(entry: Parameter) -> None:
    assert entry.low <= entry.default <= entry.high


@per_parameter()
def test_only_fixed_parameters_have_a_range_of_one_value(entry: Parameter) -> None:
    assert entry.low < entry.high or entry.prior == "fixed"


@per_parameter()
def test_an_assumption_says_so_and_why_and_all_else_names_its_source(entry: Parameter) -> None:
    assert (entry.grade == "assumption") == entry.source.startswith("assumption: ")
    named = re.search(r"\b(S[0-4]|W\d{1,2})\b|Civil Code|Law|Regulation|Rules", entry.source)
    assert entry.grade == "assumption" or named


@per_parameter()
def test_shares_stay_between_zero_and_one(entry: Parameter) -> None:
    if entry.unit.startswith("share") or entry.unit == "0 to 1":
        assert 0 <= entry.low and entry.high <= 1


@pytest.mark.parametrize("kind", INSTRUMENTS)
def test_every_instrument_has_a_strength_from_nothing_to_full_and_costs_staff_days(kind: str) -> None:
    strength = ledger()[f"{kind}.strength"]
    assert (strength.low, strength.default, strength.high) == (0, 1, 1)
    days = [entry for entry in PARAMETERS if entry.key in (f"{kind}.staff_days", f"{kind}.session_days")]
    assert days and all(entry.low > 0 for entry in days)


@pytest.mark.parametrize("section", sections().values(), ids=lambda section: section.id)
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
        ledger()["fee.quality"].default = 7  # type: ignore[misc]
