"""A city: what its file says, the scenarios of its districts, how is shared out, what is wrong with one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import read
from scenarios.allocation import ALLOCATIONS, Resources, resources, weight
from scenarios.city_districts import each, rule_of, sorts
from scenarios.city_starts import ORDERS, STARTS, staged
from scenarios.read import ScenarioError
from scenarios.study import study_of

PAIR = """\
parameters: {place.households: 40}
district: {committees: 1, streets: 1, firms: 1, members: {xihu-danwei: 1, xihu-street: 1}}
compound_type: mixed
"""
CITY = """\
compound_type: mixed
parameters: {issues.rate: 40}
city:
  allocation: need
  districts:
    old: {case: pair.yaml, count: 2, staff: 0.8, money: 0.5, parameters: {population.elderly_share: 0.5}}
    new: {case: pair.yaml, parameters: {issues.rate: 60}}
"""


@pytest.fixture
def city(tmp_path: Path) -> Callable[..., read.Case]:
    """The case in the file of a city, with some of it written otherwise."""

    def written(old: str = "", new: str = "") -> read.Case:
        assert old in CITY
        (tmp_path / "pair.yaml").write_text(PAIR, encoding="utf-8")
        (tmp_path / "town.yaml").write_text(CITY.replace(old, new) if old else CITY, encoding="utf-8")
        return read.case(str(tmp_path / "town.yaml"))

    return written


def totals(case: read.Case, side: str) -> Resources:
    model = read.governance(side)
    made = [one.scenario for one in each(case, model, sorts(case, model, months=6))]
    return Resources(*(sum(kind) for kind in zip(*map(resources, made), strict=True)))


def test_a_city_has_the_households_of_its_districts_and_the_most_special_value_wins(city) -> None:
    case = city()
    assert (read.households(case), case.compounds, case.city.count) == (240, 6, 3)
    assert 11e6 < read.households(read.case("city-65")) < 13e6
    made = sorts(case, read.governance("baseline@own"), months=6)
    compounds = {name: found.members[0].scenario.parameters for name, (found, _count) in made.items()}
    assert [one["issues.rate"] for one in compounds.values()] == [40, 60]
    assert [one["population.elderly_share"] for one in compounds.values()] == [0.5, 0.45]
    ledger = read.ledger()
    for key, share in (("triage.staff", 0.8), ("street.days", 0.8), ("triage.budget", 0.5)):
        assert [one[key] for one in compounds.values()] == [share * ledger[key].default, ledger[key].default]
    labels = [one.label for one in each(case, read.governance("baseline@own"), made)]
    assert labels == ["town/old-1", "town/old-2", "town/new-1"]


@pytest.mark.parametrize("name", ["city-small", "town"])
def test_what_is_shared_out_is_the_same_to_the_day_and_to_the_yuan(name: str, city) -> None:
    case = city() if name == "town" else read.case(name)
    whole = totals(case, "one-four-n@own")
    for rule in ALLOCATIONS[1:]:
        assert totals(case, f"one-four-n@{rule}") == pytest.approx(whole, rel=1e-12)
        made = sorts(case, read.governance(f"one-four-n@{rule}"), months=6)
        for found, _count in made.values():
            share = weight(found, rule) / sum(count * weight(one, rule) for one, count in made.values())
            assert resources(found) == pytest.approx([share * total for total in whole])


def test_a_side_says_how_is_shared_and_a_city_where_no_side_does(city) -> None:
    case, plain = city(), read.governance("troika")
    assert rule_of(case, plain) == "need" and rule_of(case, read.governance("troika@votes")) == "votes"
    side = read.known_governance("troika@votes")
    assert side is not None and side.name.en == "troika (shared by votes)".replace("troika", plain.name.en)
    scenarios = [sorts(case, one, months=6)["old"][0].digest() for one in (plain, side)]
    assert len(set(scenarios)) == 2
    assert plain.id == "troika" and read.known_governance("nobody@votes") is None


WAVES = {
    "together": [1, 1, 1],
    "need-first": [4, 7, 1],
    "need-last": [1, 4, 7],
    "votes-first": [1, 4, 7],
    "own-month": [5, 5, 1],
}


@pytest.mark.parametrize("start", STARTS)
def test_a_city_begins_at_once_or_in_waves_of_as_many_districts_as_far_apart(start: str, city) -> None:
    case = city("allocation: need", "stages: {wave: 1, every: 3}")
    part = case.city.districts["old"].model_copy(update={"start": 5})
    parts = {**case.city.districts, "old": part}
    case = case.model_copy(update={"city": case.city.model_copy(update={"districts": parts})})
    model = read.governance(f"troika@{start}")
    made = sorts(case, model, months=7)
    found = [one.scenario for one in each(case, model, made)]
    assert [one.start for one in found] == WAVES[start]
    assert all(member.scenario.start == one.start for one in found for member in one.members)
    assert (found[0] is found[1]) is (found[0].start == found[1].start)
    if start in ORDERS:
        in_pairs = each(staged(case, 2, None), model, made)
        assert sorted(one.scenario.start for one in in_pairs) == [1, 1, 4]
        with pytest.raises(
            ScenarioError, match=r"last district of town begins in month 13.*run has 7 months"
        ):
            list(each(staged(case, None, 6), model, made))
        with pytest.raises(ScenarioError, match=r"town does not say in which waves.*city\.stages"):
            list(each(city(), model, made))
    if start == "own-month":
        with pytest.raises(ScenarioError, match=r"No district of town has a month of its own"):
            list(each(city(), model, made))


def test_a_side_may_say_both_how_is_shared_and_where_it_begins(city) -> None:
    names = ("troika@votes@need-first", "troika@need-first@votes")
    found = [read.governance(name) for name in names]
    assert {one.id for one in found} == {names[0]} and found[0].reference == names[0]
    assert found[0].name.en.endswith("(shared by votes; need first)")
    assert (found[1].allocation, found[1].start) == ("votes", "need-first")
    for name in ("troika@votes@need", "troika@need-first@need-last"):
        with pytest.raises(ScenarioError, match="says already"):
            read.governance(name)
    with pytest.raises(ScenarioError, match=r"stages\.every is 0"):
        city("allocation: need", "stages: {wave: 1, every: 0}")


DAMAGES = {
    (
        "allocation: need",
        "allocation: wants",
    ): r"town\.yaml.*city\.allocation is .wants..*equal, need, votes",
    ("count: 2", "count: 0"): r"town\.yaml.*city\.districts\.old\.count.*0",
    ("count: 2", "count: 2000"): r"town\.yaml.*city\.districts.*2001 districts; the most is 1000",
    ("old: {case: pair.yaml", "old: {case: minzhu"): r"old\.case.*is a single compound; a city is made of",
    ("old: {case: pair.yaml", "old: {case: city-small"): r"old\.case.*is a city itself; a city is made of",
    (
        "old: {case: pair.yaml",
        "old: {case: district-smal",
    ): r"old\.case.*unknown.*Did you mean district-small",
    ("old: {case: pair.yaml, ", "old: {"): r"city\.districts\.old\.case.*is missing",
    ("staff: 0.8", "staf: 0.8"): r"city\.districts\.old\.staf.*Did you mean staff",
    ("staff: 0.8", "staff: 0"): r"old\.staff is 0; it must be above 0",
    ("old: {case", '"": {case'): r'city\.districts names a district ""',
    ("old: {case", '"a\\nb": {case'): r"city\.districts names a district .*one line",
    ("staff: 0.8", "staff: 9"): r"city\.districts\.old\.staff.*5",
    ("rate: 60", "rat: 60"): r"city\.districts\.new\.parameters\.issues\.rat.*Did you mean issues\.rate",
    ("rate: 60", "rate: 900"): r"city\.districts\.new\.parameters\.issues\.rate.*900.*0 to 500",
    ("compound_type", "extends: district-small\ncompound_type"): r"district.*stands beside a city",
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda pair: pair[1])
def test_what_is_wrong_with_a_city_is_one_message_with_file_and_key(damage: tuple[str, str], city) -> None:
    with pytest.raises(ScenarioError, match=DAMAGES[damage]):
        city(*damage)


def test_more_than_the_ledger_allows_cannot_be_shared_out(city) -> None:
    case = city("staff: 0.8, money: 0.5", "staff: 0.8, money: 5")
    with pytest.raises(
        ScenarioError, match=r"old, after staff and money were shared out: triage\.budget.*0 to 50"
    ):
        sorts(case, read.governance("troika@own"), overrides={"triage.budget": 20.0})
    with pytest.raises(ScenarioError, match=r"triage\.staff = 0 in every compound"):
        dry = city("population.elderly_share: 0.5", "triage.staff: 0")
        sorts(dry, read.governance("troika@equal"))


def test_whatever_is_not_made_for_many_worlds_says_so(city) -> None:
    with pytest.raises(
        ScenarioError, match=r"city-small is a city.*gongzhi compare.*district-old-small, district-small"
    ):
        read.scenario("city-small", "baseline")
    with pytest.raises(ScenarioError, match=r"baseline@need says what.*minzhu is no city"):
        read.scenario("minzhu", "baseline@need")
    content = {"cases": ["city-small"], "governance": ["baseline"], "replicates": 2}
    with pytest.raises(ScenarioError, match=r"cases.*city-small.*, a city; gongzhi compare runs it"):
        study_of("asked", content)
