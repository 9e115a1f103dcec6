"""Cases and governance models: complete, in both languages, found by any of their names."""

import pytest

from scenarios.read import (
    Case,
    Governance,
    ScenarioError,
    case,
    cases,
    governance,
    governance_models,
    ledger,
    scenario,
    sections,
)

CASES, MODELS = list(cases().values()), list(governance_models().values())
NAMED = pytest.mark.parametrize("entry", [*CASES, *MODELS], ids=lambda entry: entry.id)
EACH_CASE = pytest.mark.parametrize("place", CASES, ids=lambda entry: entry.id)
EACH_MODEL = pytest.mark.parametrize("model", MODELS, ids=lambda entry: entry.id)


def test_the_cases_and_governance_models_of_the_first_release_are_there() -> None:
    assert {"minzhu", "xihu", "honghu"} <= cases().keys()
    assert {"baseline", "one-four-n", "troika"} <= governance_models().keys()


@NAMED
def test_an_entry_is_found_by_every_name_it_has(entry: Case | Governance) -> None:
    find = case if isinstance(entry, Case) else governance
    for name in (entry.id, entry.name.zh, entry.name.en, *entry.aliases):
        assert find(name).id == entry.id
        assert find(f" {name.upper()} ").id == entry.id


def test_no_two_entries_share_a_name() -> None:
    for entries in (CASES, MODELS):
        own = [{name.casefold() for name in (e.id, e.name.zh, e.name.en, *e.aliases)} for e in entries]
        names = [name for one in own for name in one]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("１＋４＋Ｎ", "one-four-n"),
        ("1+4+n", "one-four-n"),
        ("三驾马车", "troika"),
        ("三位一体", "troika"),
        ("政府主导", "baseline"),
        ("b0", "baseline"),
        ("One_Four_N", "one-four-n"),
    ],
)
def test_full_width_letters_and_case_do_not_matter(typed: str, found: str) -> None:
    assert governance(typed).id == found


@EACH_CASE
def test_a_case_grades_every_value_and_notes_its_assumptions(place: Case) -> None:
    for key, given in place.parameters.items():
        assert ledger()[key].low <= given.value <= ledger()[key].high
        assert (given.grade == "assumption") == given.source.startswith("assumption: ")
        assert given.grade != "assumption" or given.note is not None


@EACH_CASE
@EACH_MODEL
def test_every_case_goes_with_every_governance_model(place: Case, model: Governance) -> None:
    made = scenario(place, model)
    assert made.parameters.keys() == ledger().keys()
    assert made.instruments == tuple(adopted.kind for adopted in model.instruments)
    assert made.events == place.events


@EACH_MODEL
def test_a_governance_model_says_in_both_languages_what_each_instrument_does_there(model: Governance) -> None:
    for adopted in model.instruments:
        assert sections()[adopted.kind].instrument
        assert adopted.sentence.zh.endswith("。") and adopted.sentence.en.endswith(".")


@EACH_MODEL
def test_a_governance_model_writes_down_only_what_differs_from_the_ledger(model: Governance) -> None:
    for adopted in model.instruments:
        for key, value in adopted.settings.items():
            assert value != ledger()[f"{adopted.kind}.{key}"].default


def test_the_baseline_adopts_nothing_and_the_others_the_instruments_of_their_texts() -> None:
    adopted = {model.id: {one.kind for one in model.instruments} for model in MODELS}
    assert adopted["baseline"] == set()
    assert adopted["troika"] == {"convenor", "alliance", "property_reform", "owners_committee"}
    assert adopted["one-four-n"] == {
        "convenor", "forum", "mediation", "closed_loop", "community_fund", "craft_workshop",
        "digital_platform", "volunteers", "group_services", "outside_experts",
    }  # fmt: skip
    assert adopted["one-four-n-consent"] - adopted["one-four-n"] == {"conversion_consent"}
    assert adopted["troika-forum"] - adopted["troika"] == {"forum"}


def test_the_three_places_are_those_of_the_seeds() -> None:
    households = {name: scenario(name, "baseline").parameters["place.households"] for name in cases()}
    assert households == {"minzhu": 518, "xihu": 294, "honghu": 2991}
    assert scenario("honghu", "baseline").parameters["population.tenant_share"] == pytest.approx(
        438 / 2991, abs=1e-4
    )
    assert scenario("minzhu", "baseline").parameters["population.elderly_share"] == 0.4
    assert [(event.kind, event.month) for event in cases()["minzhu"].events] == [("renewal", 1)]


@pytest.mark.parametrize("typed", ["minzu", "民主春", "Honghoo"])
def test_a_misspelt_case_is_answered_with_the_nearest(typed: str) -> None:
    with pytest.raises(ScenarioError, match=r"Did you mean (Minzhu|minzhu|民主村|Honghu|honghu)\?"):
        case(typed)


def test_a_misspelt_governance_model_is_answered_with_the_nearest_and_all_known() -> None:
    with pytest.raises(ScenarioError, match=r"Known ones: baseline.*Did you mean troika\?"):
        governance("troica")
