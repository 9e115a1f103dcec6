"""The type of a compound is one of six or any word of the user's own; what looks like a slip is told."""

import pytest

from scenarios import language
from scenarios.compound_types import PRESETS, type_of
from scenarios.read import ScenarioError, case, cases, scenario


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(here, written: str, name: str = "ours") -> str:
    (here / f"{name}.yaml").write_text(f"extends: xihu-street\ncompound_type: {written}\n", encoding="utf-8")
    return f"{name}.yaml"


def test_any_word_is_a_type_and_is_shown_as_written(here) -> None:
    ours = case(typed(here, "owners' association"))
    assert (ours.compound_type, type_of(ours)) == ("owners' association", "owners' association")


def test_a_type_is_called_in_words_where_they_are_given(here) -> None:
    ours = case(typed(here, "{id: vve, words: {zh: 业主协会, en: owners' association}}"))
    assert (ours.compound_type, type_of(ours)) == ("vve", "owners' association")
    with language.spoken("zh"):
        assert type_of(ours) == "业主协会"


def test_a_case_has_type_and_words_of_the_one_it_builds_on_unless_it_has_its_own(here) -> None:
    typed(here, "{id: vve, words: owners' association}", "parent")
    (here / "child.yaml").write_text("extends: parent.yaml\n", encoding="utf-8")
    assert type_of(case("child.yaml")) == "owners' association"
    (here / "other.yaml").write_text("extends: parent.yaml\ncompound_type: street\n", encoding="utf-8")
    other = case("other.yaml")
    assert (other.compound_type, other.type_words) == ("street", None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("stret", "street"), ("Street", "street"), ("comodity", "commodity"), ("mixd", "mixed")),
        *(("resettle", "resettled"), ("商品房", "commodity"), ("老街坊", "street"), ("Danwei", "danwei")),
    ],
)
def test_what_is_nearly_one_of_the_six_or_called_so_is_told(here, written: str, meant: str) -> None:
    with pytest.raises(ScenarioError) as told:
        case(typed(here, written))
    assert f"write {meant}, or {{id: {written}}} for a type of your own" in str(told.value)
    assert case(typed(here, f"{{id: {written}}}")).compound_type == written


@pytest.mark.parametrize("word", ["vve", "village", "cité", "housing association", "Plattenbau", "城中村"])
def test_a_word_that_is_like_none_of_the_six_is_nobodys_slip(here, word: str) -> None:
    assert case(typed(here, word)).compound_type == word


def test_a_type_that_is_no_word_is_refused_where_it_stands(here) -> None:
    for written, problem in (("5", "is 5; it must be words"), ("{name: vve}", "name is unknown")):
        with pytest.raises(ScenarioError, match=problem):
            case(typed(here, written))


def test_every_shipped_case_is_of_one_of_the_six() -> None:
    assert {one.compound_type for one in cases().values()} == set(PRESETS)
    assert all(one.type_words is None for one in cases().values())


def test_a_type_of_ones_own_moves_no_number(here) -> None:
    ours = scenario(typed(here, "vve"), "three-joys").parameters
    assert ours == scenario("xihu-street", "three-joys").parameters
