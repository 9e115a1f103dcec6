"""A district: what its file says, the scenarios of its compounds, what is wrong with one."""

import pickle

import pytest

from scenarios.entries import Sourced
from scenarios.read import DistrictMap, ScenarioError, case, cases, households, ledger, scenario

SMALL = "cases/district-small.yaml"


def test_the_whole_of_xihu_has_its_compounds_committees_streets_and_households() -> None:
    district = scenario("xihu-district", "baseline")
    assert sum(member.count for member in district.members) == 629
    assert district.district == DistrictMap(committees=138, streets=12, firms=60)
    assert {member.scenario.case.compound_type for member in district.members} == {
        "danwei", "street", "affordable", "resettled", "commodity",
    }  # fmt: skip
    assert (
        district.households == households(case("xihu-district")) == pytest.approx(485_000 / 2.62, rel=0.001)
    )
    assert district.households / 629 == pytest.approx(294, abs=1)


@pytest.mark.parametrize("name", ["xihu-district", "district-small"])
def test_every_count_of_a_district_has_a_source_and_an_assumed_one_its_range(name: str) -> None:
    district = case(name).district
    assert district is not None
    counts: list[Sourced] = [district.committees, district.streets, district.firms, *district.members]
    for given in counts:
        assert (given.grade == "assumption") == given.source.startswith("assumption: ")
        assert given.grade != "assumption" or given.note is not None


def test_a_member_is_the_scenario_of_its_case_alone() -> None:
    for member in scenario("xihu-district", "troika", months=24, overrides={"fee.quality": 4.0}).members:
        alone = scenario(member.scenario.case.id, "troika", months=24, overrides={"fee.quality": 4.0})
        assert member.scenario == alone


def test_values_of_the_district_itself_are_those_of_ledger_governance_and_override() -> None:
    given = scenario("district-small", "council", overrides={"district.by_need": 1.0})
    assert given.parameters["fee.ratio"] == ledger()["fee.ratio"].default
    assert given.parameters["forum.representatives"] == 0.5
    assert {one.scenario.parameters["district.by_need"] for one in given.members} == {1.0}
    assert given.parameters["district.by_need"] == 1.0


def test_whatever_a_district_is_made_of_changes_its_digest(folder, damage) -> None:
    before = scenario("district-small", "baseline").digest()
    assert before == scenario("district-small", "baseline").digest()
    others = {scenario("district-small", "baseline", overrides={"fee.price": 0.9}).digest()}
    for file, old, new in (
        (SMALL, "value: 3", "value: 4"),
        (SMALL, "count: 2", "count: 3"),
        ("cases/xihu-danwei.yaml", "value: 300", "value: 301"),
    ):
        damage(file, old, new)
        others.add(scenario("district-small", "baseline").digest())
    assert before not in others and len(others) == 4


def test_a_district_survives_pickling_with_its_identity() -> None:
    made = scenario("district-small", "three-joys")
    copy = pickle.loads(pickle.dumps(made))
    assert copy == made and copy.members == made.members and copy.district == made.district


def test_what_a_district_gives_holds_for_all_its_compounds(folder) -> None:
    (folder / "cases/poor.yaml").write_text(
        "extends: district-small\nname: {zh: 缺钱, en: poor}\ntext: {zh: 缺钱。, en: Poor.}\n"
        "events: [{kind: funding_cut, month: 3}]\n"
        "parameters:\n  triage.coordination: {value: 0.2, grade: seed, source: S1}\n",
        encoding="utf-8",
    )
    poor = scenario("poor", "baseline")
    assert {one.scenario.parameters["triage.coordination"] for one in poor.members} == {0.2}
    assert [event.kind for one in poor.members for event in one.scenario.events] == ["funding_cut"] * 5
    assert poor.members != scenario("district-small", "baseline").members


def test_a_district_of_one_compound_is_that_compound(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.yaml").write_text(
        "compound_type: mixed\ndistrict: {committees: 1, streets: 1, firms: 1, members: {xihu: 1}}\n"
    )
    district = scenario("one.yaml", "troika")
    assert [(one.scenario, one.count) for one in district.members] == [(scenario("xihu", "troika"), 1)]
    assert district.households == 294


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("xihu-danwei:", "xihu-danwey:", 'district.members.xihu-danwey is "xihu-danwey", which is unknown'),
        ("xihu-danwei:", "xihu-danwey:", "Did you mean xihu-danwei?"),
        ("xihu-danwei:", "xihu-district:", "is a district itself; a district is made of compounds"),
        ("xihu-danwei:", "district-small:", "builds on itself: district-small → district-small"),
        ("count: 2", "count: 0", "district.members.xihu-danwei.count is 0; the least is 1"),
        ("count: 2", "count: 100000000", "district.members has 100000"),
        ("count: 2", "count: 1.5", "district.members.xihu-danwei.count is 1.5; it must be a whole number"),
        ("      count: 2\n", "", "district.members.xihu-danwei.count is missing"),
        ("      grade: assumption\n", "", "district.members.xihu-danwei.grade is missing"),
        ("    value: 2\n", "    value: 0\n", "district.committees.value is 0; the least is 1"),
        ("    value: 2\n", "    value: 2.5\n", "district.committees.value is 2.5; it must be a whole number"),
        ("    value: 2\n", "    value: 13\n", "district.committees.value is 13; there are only 12 compounds"),
        ("    value: 1\n", "    value: 3\n", "district.streets.value is 3; there are only 2 committees"),
        ("    value: 3\n", "    value: 13\n", "district.firms.value is 13; there are only 12 compounds"),
        (
            "  firms:\n",
            "  firm:\n",
            "district.firm is unknown; allowed are: committees, streets, firms, members",
        ),
        ("  members:\n", "  member:\n", "Did you mean members?"),
        (
            "      count: 2\n",
            "      case: xihu\n",
            "must not be written; it follows from the place in the file",
        ),
    ],
)
def test_a_damaged_district_is_told_with_file_line_and_key(damage, message, old, new, told) -> None:
    damage(SMALL, old, new)
    assert message(cases).startswith(f"{SMALL}, line ") and told in message(cases)
    chinese = message(cases, "zh")
    assert "。" in chinese and not {"is", "must", "there", "which"} & set(chinese.split())


def test_shares_of_one_whole_are_checked_in_every_compound() -> None:
    with pytest.raises(ScenarioError, match=r"elderly_share \(0\.45\) \+ population\.young_share \(0\.6\)"):
        scenario("xihu-district", "baseline", overrides={"population.young_share": 0.6})


def test_a_district_has_no_more_households_than_a_metropolis() -> None:
    with pytest.raises(ScenarioError, match="has 125800000 households; the most is 5000000"):
        scenario("xihu-district", "baseline", overrides={"place.households": 200_000})
