"""Cases and governance models: complete, in both languages, found by any of their names."""

import pytest

from scenarios.city_districts import sorts
from scenarios.read import (
    Case,
    Governance,
    ScenarioError,
    case,
    cases,
    governance,
    governance_models,
    households,
    ledger,
    scenario,
    sections,
)
from scenarios.shipped import is_shipped, shipped

NUMBERED = (
    *("baseline", "one-four-n", "troika", "three-joys", "joint-meeting", "gov-market-society"),
    *("council", "digital", "four-haves"),
)
KEYS_OF_TYPES = (
    *("population.elderly_share", "population.tenant_share", "ties.degree", "ties.homophily", "fee.ratio"),
    *("fee.firm_present", "owners_committee.initial", "issues.encroachment_factor", "population.belonging"),
)
TYPES = {
    "danwei": (0.45, 0.12, 8, 0.6, 0.85, 0.6, 0.15, 0.8, 0.60),
    "street": (0.40, 0.20, 7, 0.7, 0.75, 0.3, 0.05, 1.2, 0.55),
    "affordable": (0.30, 0.35, 4, 0.7, 0.75, 0.9, 0.10, 1.2, 0.45),
    "resettled": (0.35, 0.20, 7, 0.8, 0.60, 0.9, 0.10, 2.0, 0.60),
    "commodity": (0.20, 0.15, 4, 0.6, 1.10, 1.0, 0.50, 0.7, 0.45),
}
"""Elderly, tenants, ties, homophily, fee over cost, firm, owners' committee, encroachment, belonging."""

CASES = [entry for entry in cases().values() if is_shipped("cases", entry.id)]
MODELS = [entry for entry in governance_models().values() if is_shipped("governance", entry.id)]
NAMED = pytest.mark.parametrize("entry", [*CASES, *MODELS], ids=lambda entry: entry.id)
EACH_CASE = pytest.mark.parametrize("place", CASES, ids=lambda entry: entry.id)
EACH_MODEL = pytest.mark.parametrize("model", MODELS, ids=lambda entry: entry.id)


def test_the_cases_and_governance_models_of_the_first_release_are_there() -> None:
    assert {"minzhu", "xihu", "honghu"} <= cases().keys()
    assert {"baseline", "one-four-n", "troika"} <= governance_models().keys()


def test_all_seeds_and_all_five_types_have_a_case() -> None:
    seeds = {"laocheng", "minzhu", "anzhi", "xihu", "honghu", "old-small", "xihu-district", "district-small"}
    assert seeds <= cases().keys()
    types = {name: cases()[f"xihu-{name}"].compound_type for name in TYPES}
    assert types == {name: name for name in TYPES}


def test_every_shock_comes_to_some_case() -> None:
    come = {event.kind for place in CASES for event in place.events}
    assert come == {"renewal", "youth_inflow", "firm_walkout", "funding_cut", "safety_scandal"}


def test_every_instrument_is_used_by_a_governance_model() -> None:
    used = {one.kind for model in MODELS for one in model.instruments}
    assert used == shipped("instruments")


@pytest.mark.parametrize("name", TYPES)
def test_the_types_stand_in_the_cases_as_in_the_table(name: str) -> None:
    values = scenario(f"xihu-{name}", "baseline").parameters
    assert tuple(values[key] for key in KEYS_OF_TYPES) == TYPES[name]


def test_the_low_fee_trap_has_its_place() -> None:
    values = scenario("anzhi", "baseline").parameters
    assert 0.6 <= values["fee.ratio"] <= 0.8
    assert (values["place.village_committee"], values["issues.encroachment_factor"]) == (1, 2)


def test_the_unmanaged_compound_has_none_of_the_four_haves() -> None:
    values = scenario("old-unmanaged", "baseline").parameters
    assert [values[f"place.has_{have}"] for have in ("staff", "venue", "rules", "budget")] == [0, 0, 0, 0]


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
        ("幸福三重奏", "three-joys"),
        ("联席会议", "joint-meeting"),
        ("居民议事会", "council"),
        ("四有", "four-haves"),
        *((f"B{number}", name) for number, name in enumerate(NUMBERED)),
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


@EACH_MODEL
def test_every_case_goes_with_every_governance_model(model: Governance) -> None:
    for place in CASES:
        if place.city is not None:
            assert sorts(place, model).keys() == place.city.districts.keys(), place.id
            continue
        made = scenario(place, model)
        assert made.parameters.keys() == ledger().keys(), place.id
        assert made.instruments == tuple(adopted.kind for adopted in model.instruments), place.id
        assert made.events == place.events, place.id


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
    joys = {"convenor", "alliance", "forum", "micro_projects", "wishes"}
    assert adopted["baseline"] == set()
    settling = {"property_reform", "owners_committee", "fee_negotiation", "arrears_settlement"}
    assert adopted["troika"] == {"convenor", "alliance"} | settling
    assert adopted["one-four-n"] == {
        "convenor", "forum", "mediation", "closed_loop", "community_fund", "craft_workshop",
        "digital_platform", "volunteers", "group_services", "outside_experts",
    }  # fmt: skip
    assert adopted["three-joys"] == joys | settling | {"by_type"}
    assert adopted["joint-meeting"] == {
        "task_force", "convenor", "forum", "wechat_groups", "patrol", "culture",
    }  # fmt: skip
    assert adopted["gov-market-society"] == {
        "convenor", "forum", "digital_platform", "property_reform", "volunteers",
    }  # fmt: skip
    assert adopted["council"] == {"forum"}
    assert adopted["digital"] == {"digital_platform", "wechat_groups"}
    assert adopted["grid"] == {"grid_workers"}
    assert adopted["four-haves"] == {"four_haves"}


@pytest.mark.parametrize(
    ("variant", "parent", "more"),
    [
        ("one-four-n-consent", "one-four-n", {"conversion_consent"}),
        ("one-four-n-full", "one-four-n-consent", {"solicitation", "partnership", "delegates"}),
        ("troika-forum", "troika", {"forum"}),
        ("troika-unregulated", "troika", set()),
        ("three-joys-closed-loop", "three-joys", {"closed_loop"}),
        ("three-joys-full", "three-joys", {"case_manager", "four_haves", "neighbourhood_centre"}),
        ("joint-meeting-inclusive", "joint-meeting", {"tenant_inclusion", "service_window"}),
        ("gov-market-society-street", "gov-market-society", {"street_property", "smart_security"}),
        ("gov-market-society-capital", "gov-market-society", {"private_capital"}),
        ("four-haves-forum", "four-haves", {"forum", "micro_projects"}),
    ],
)
def test_a_variant_adds_to_its_governance_model_what_the_text_leaves_open(variant, parent, more) -> None:
    kinds = {name: {one.kind for one in governance(name).instruments} for name in (variant, parent)}
    assert kinds[variant] - kinds[parent] == more and kinds[parent] <= kinds[variant]
    assert governance(variant).extends == (parent,)


def test_the_joint_meeting_sits_every_month() -> None:
    assert scenario("honghu", "联席会议").parameters["forum.sessions"] == 1


def test_the_three_places_are_those_of_the_seeds() -> None:
    wanted = {"minzhu": 518, "xihu": 294, "honghu": 2991, "old-small": 173, "old-unmanaged": 77}
    assert {name: scenario(name, "baseline").households for name in wanted} == wanted
    assert {name: households(case(name)) for name in wanted} == wanted
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
