"""Demands of a place: what its case says of them is checked, and is what comes up there."""

from pathlib import Path

import pytest

from model.compounds import Placement
from model.neighbourhood import Neighbourhood
from scenarios import read
from scenarios.problems import ScenarioError

CASE = "extends: old-small\nparameters: {issues.rate: 200}\n"


def write(folder: Path, text: str) -> str:
    file = folder / "ours.yaml"
    file.write_text(CASE + text, encoding="utf-8")
    return str(file)


def test_demands_come_up_by_the_weights_of_the_case_and_elsewhere_by_the_catalogues(tmp_path: Path) -> None:
    ours = read.scenario(write(tmp_path, 'demands: {"3.1": 60, "5.1": 30, "8.1": 0}'), "baseline", months=12)
    theirs = read.scenario("old-small", "baseline", months=12, overrides={"issues.rate": 200})
    assert ours.digest() != theirs.digest()
    world = Neighbourhood([Placement(ours, 1), Placement(theirs, 1)], archive=True)
    alone = Neighbourhood(theirs, rng=1, archive=True)
    for one in (world, alone):
        one.run_model()
    table = world.issues_table()
    table = table[~table["dispute"]]
    share = table[table["compound"] == 0]["kind"].value_counts(normalize=True)
    assert share["3.1"] == pytest.approx(60 / 118, abs=0.1) and share["5.1"] == pytest.approx(0.25, abs=0.1)
    assert "8.1" not in share
    kinds = alone.issues_table()["kind"].tolist()
    assert world.issues_table().query("compound == 1")["kind"].tolist() == kinds


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('demands: {"3.9": 2}', "demands.3.9 is no demand of the catalogue"),
        ("demands: {noise: 2}", "demands.noise is no demand of the catalogue"),
        ('demands: {"3.1": -1}', "demands.weights.3.1"),
        ("demands: 3", "demands is 3"),
        ('demands: {weights: {"3.1": 2}}', "demands.grade is missing"),
    ],
)
def test_a_slip_in_the_demands_of_a_case_is_one_message(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ScenarioError, match=problem):
        read.case(write(tmp_path, text))


@pytest.mark.parametrize("bounds", ["[0.2, 0.05]", "[0.2, 0.3]", "[-1, 0.2]"])
def test_what_is_left_open_of_a_value_rises_and_holds_it(tmp_path: Path, bounds: str) -> None:
    file = tmp_path / "ours.yaml"
    given = f"{{value: 0.1, range: {bounds}, grade: survey, source: our survey}}"
    file.write_text(f"extends: old-small\nparameters:\n  issues.capital_share: {given}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"issues.capital_share.range"):
        read.case(str(file))
