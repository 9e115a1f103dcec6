"""A kind of resident in one file, on the command line: listed, run, and asked why."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from experiments.cli.app import main
from experiments.provenance.chosen_rules import choose_rules, chosen_rules
from experiments.rule_check.checked_file import checked_file
from scenarios.language import use
from tests.own_project import standing_in
from tests.scenarios.test_kind_places import RIDERS

SHORT = ["--months", "3", "--set", "place.households=112"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a file of two kinds, in which one stands."""
    with standing_in(tmp_path, monkeypatch):
        (tmp_path / "riders.py").write_text(RIDERS, encoding="utf-8")
        yield tmp_path
        choose_rules(None)
    use(None)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command says that ends well."""
    choose_rules(None)
    with pytest.raises(SystemExit) as ended:
        main([*words, "--rules", "riders.py"])
    said = capsys.readouterr()
    assert not ended.value.code, said.err
    return said.out


@pytest.mark.usefixtures("folder")
def test_kinds_are_listed_with_class_place_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    found = {one["kind"]: one for one in json.loads(answer(capsys, "list", "kinds", "--json"))}
    assert list(found) == ["elderly", "established", "young", "landlord", "rider", "stairwell_head"]
    assert found["landlord"]["where"].startswith("agents/landlord.py:") and found["landlord"]["place"] is None
    rider, head = found["rider"], found["stairwell_head"]
    assert (rider["name"], rider["class"], rider["where"]) == ("delivery rider", "Rider", "riders.py:8")
    assert rider["place"] == {"share": 0.04, "of": "upper"} and rider["derived_from"] == ["YoungNewcomer"]
    assert head["own_rules"] == ["takes_part"] and not head["shipped"]
    told = answer(capsys, "list", "kinds", "--lang", "zh")
    assert all(word in told for word in ("外卖骑手", "楼上的 4.0%", "每单元一户", "自编的"))


def test_rules_of_a_kind_are_checked_like_others(folder: Path) -> None:
    found = checked_file(folder / "riders.py")
    assert not found.problems
    assert found.asked == ("StairwellHead.takes_part",)


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_why_calls_a_household_by_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    from scenarios.read import scenario

    told = answer(capsys, "run", "minzhu", "baseline", *SHORT, "--seed", "5", "--out", "r", "--lang", "en")
    assert "Kinds of residents added by riders.py: delivery rider" in told
    with chosen_rules("riders.py"):
        from model.neighbourhood import Neighbourhood

        given = scenario("minzhu", "baseline", months=3, overrides={"place.households": 112.0})
        world = Neighbourhood(given, rng=5)
        while world.month < 2:
            world.step()
        row = int(np.flatnonzero(world.population.of_kind("rider"))[0])
        door = world.households.door(row)
    why = answer(capsys, "why", "r", "--agent", door, "--month", "2", "--rule", "takes_part", "--lang", "en")
    assert why.startswith(f"What delivery rider {door} did in month 2")
