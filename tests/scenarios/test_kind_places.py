"""Where a case has residents of a kind of the user's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.place import OneA, Some
from experiments.provenance.chosen_rules import chosen_rules
from model.kind_classes import new_kinds_of
from model.neighbourhood import Neighbourhood, Placement
from scenarios import language
from scenarios.own_kinds import name_of_kind, own_kinds
from scenarios.problems import ScenarioError
from scenarios.read import scenario
from tests.own_project import standing_in, written

RIDERS = '''"""Delivery riders."""

from agents.place import OneA, Some
from agents.resident import Resident
from agents.young import YoungNewcomer


class Rider(YoungNewcomer):
    """Out until late."""

    kind = "rider"
    words = {"zh": "外卖骑手", "en": "delivery rider"}
    place = Some(0.04, of="upper")


class StairwellHead(Resident):
    """One a stairwell."""

    kind = "stairwell_head"
    words = {"zh": "楼长"}
    place = OneA("stairwell")

    def takes_part(self, meeting, draw):
        """Nearly always."""
        return self._if_present(draw < 0.95)
'''
CASE = "extends: old-small\nparameters: {place.households: 60}\n"
RULES = "rules: {rider: riders, stairwell_head: riders}\n"


@pytest.fixture
def riders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a file of rules, which is chosen, and no project."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "riders.py").write_text(RIDERS, encoding="utf-8")
    with chosen_rules(tmp_path / "riders.py"):
        yield tmp_path


def case(text: str, name: str = "own.yaml") -> str:
    """A case in a file: its path."""
    Path(name).write_text(CASE + text, encoding="utf-8")
    return name


def places(text: str) -> dict[str, Some | OneA]:
    """Where the kinds of such a case are found."""
    given = scenario(case(text), "baseline", months=1, burn_in=0)
    return {kind.name: kind.place for kind in new_kinds_of(Placement(given, 1))}


@pytest.mark.usefixtures("riders")
def test_a_case_has_a_kind_where_it_says_and_else_where_the_class_says() -> None:
    assert places("") == {"rider": Some(0.04, "upper"), "stairwell_head": OneA("stairwell")}
    assert places("kinds: {rider: {share: 0.1}}")["rider"] == Some(0.1, "upper")
    assert places("kinds: {rider: {share: 0, of: all}}")["rider"] == Some(0.0, "all")
    assert places("kinds: {rider: {one_a: stairwell, of: young}}")["rider"] == OneA("stairwell", "young")


@pytest.mark.usefixtures("riders")
def test_the_digest_tells_places_apart_and_is_the_usual_one_without() -> None:
    plain, more = (scenario(case(text), "baseline") for text in ("", "kinds: {rider: {share: 0.1}}\n"))
    assert plain.digest() != more.digest()
    with chosen_rules(None):
        assert '"kinds"' not in scenario(case(""), "baseline")._canonical()


@pytest.mark.usefixtures("riders")
def test_a_case_that_builds_on_another_and_a_district_hand_places_on() -> None:
    case("kinds: {rider: {share: 0.5}}\n", "street.yaml")
    Path("more.yaml").write_text("extends: street.yaml\nkinds: {stairwell_head: {one_a: stairwell}}\n")
    district = "name: all\ncompound_type: mixed\nkinds: {rider: {share: 0.2}}\n"
    district += "district: {committees: 1, streets: 1, firms: 1, members: {street.yaml: 2, more.yaml: 1}}\n"
    Path("all.yaml").write_text(district)
    more = scenario("more.yaml", "baseline", months=1, burn_in=0)
    assert {name: place.share for name, place in more.case.kinds.items()} == {
        "rider": 0.5,
        "stairwell_head": None,
    }
    world = Neighbourhood(scenario("all.yaml", "baseline", months=1, burn_in=0))
    assert [one.scenario.case.kinds["rider"].share for one in world.compounds.placements] == [0.2] * 3
    assert (world.compounds.counts(world.population.of_kind("rider")) > 0).all()


WRONG = [
    (
        "kinds: {riders: {share: 0.1}}",
        ("line 3", "kinds.riders", "rider, stairwell_head", "Did you mean rider?"),
    ),
    ("kinds: {elderly: {share: 0.1}}", ("line 3", "kinds.elderly", "rider, stairwell_head")),
    ("kinds: {rider: {share: 1.5}}", ("line 3", "kinds.rider.share", "1.5", "1")),
    ("kinds: {rider: {share: 10%}}", ("line 3", "kinds.rider.share", "10%")),
    ("kinds: {rider: {share: 0.1, of: upstairs}}", ("line 3", "kinds.rider.of", "upstairs", "upper")),
    ("kinds: {rider: {part: 0.1}}", ("line 3", "kinds.rider.part", "share")),
    ("kinds: {rider: {of: upper}}", ("line 3", "kinds.rider", "share (0 to 1)", "one_a (stairwell)")),
    ("kinds: {rider: {share: 0.1, one_a: stairwell}}", ("line 3", "kinds.rider", "either")),
    ("kinds: {rider: {one_a: floor}}", ("line 3", "kinds.rider.one_a", "floor", "stairwell")),
    ("kinds: 3", ("line 3", "kinds", "3")),
]


@pytest.mark.usefixtures("riders")
@pytest.mark.parametrize(("text", "words"), WRONG)
def test_a_place_that_makes_no_sense_is_one_message(text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(case(text), "baseline")
    assert all(word in str(error.value) for word in words), str(error.value)


def test_a_kind_that_no_file_gives_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match=r"own.yaml, line 3.*kinds.baker.*under rules"):
        scenario(case("kinds: {baker: {share: 0.1}}"), "baseline")
    with pytest.raises(ScenarioError, match=r"own.yaml, line 3.*rules.baker is no kind of agents"):
        scenario(case("rules: {baker: bakers}"), "baseline")


def test_a_project_has_kinds_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = "kinds: {rider: {share: 0.2}}\n"
    folder = written(tmp_path / "ours")
    (folder / "agents" / "riders.py").write_text(RIDERS, encoding="utf-8")
    (folder / "cases" / "ours.yaml").write_text(CASE + RULES + places, encoding="utf-8")
    with standing_in(folder, monkeypatch):
        world = Neighbourhood(scenario("ours", "baseline", months=1, burn_in=0))
        assert world.population.of_kind("rider").any() and world.population.of_kind("stairwell_head").any()
        assert not Neighbourhood(scenario("lane", "baseline", months=1, burn_in=0)).population.new_kinds.names
        assert name_of_kind("rider") == "delivery rider" and name_of_kind("elderly") == "elderly household"
        with language.spoken("zh"):
            assert name_of_kind("stairwell_head") == "楼长"
    assert name_of_kind("rider") == "rider"


@pytest.mark.usefixtures("riders")
def test_kinds_are_read_from_a_file_without_running_it() -> None:
    rider, head = own_kinds()["rider"], own_kinds()["stairwell_head"]
    assert (rider.name, rider.bases, rider.line) == ("Rider", ("YoungNewcomer",), 8)
    assert rider.place == {"share": 0.04, "of": "upper"} and head.place == {"one_a": "stairwell", "of": "all"}
    assert head.methods == ("takes_part",) and head.words is not None and head.words.en == "楼长"
    Path("riders.py").write_text("raise SystemExit\n\n\n" + RIDERS, encoding="utf-8")
    assert own_kinds()["rider"].line == 11
    Path("riders.py").write_text("class Rider(", encoding="utf-8")
    assert not [one for one in own_kinds().values() if one.file.name == "riders.py"]
