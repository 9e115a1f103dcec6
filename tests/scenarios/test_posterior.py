"""A posterior: a table of weighted draws that any study can draw from, checked when it is read."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from experiments.design.sampling import drawn, points, varied
from scenarios import read
from scenarios.by_type import parameter_of
from scenarios.posterior import intervals, posterior_files, read_posterior
from scenarios.problems import ScenarioError
from scenarios.study import read_study

GOOD = "weight,fee.quality,place.floors,distance\n0.5,3,6,0\n1.5,4,7,0\n"
MINE = "design: posterior, points: 4, posterior: mine.csv"
STUDY = """\
cases: [xihu]
governance: [baseline]
months: 3
parameters: {parameters}
{sampling}
replicates: 2
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write a posterior beside the studies."""
    monkeypatch.chdir(tmp_path)

    def write(text: str = GOOD, name: str = "mine.csv") -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8-sig")
        return file

    return write


def study(folder: Path, parameters: str, sampling: str, name: str = "drawn"):
    file = folder / f"{name}.yaml"
    file.write_text(STUDY.format(parameters=parameters, sampling=sampling), encoding="utf-8")
    return read_study(file)


def test_weights_sum_to_one_and_columns_that_are_no_parameters_are_passed_over(table) -> None:
    found = read_posterior(str(table()))
    assert found.keys == ("fee.quality", "place.floors") and found.weights == (0.25, 0.75)
    assert found.draws[1] == {"fee.quality": 4.0, "place.floors": 7.0}


def test_spaces_in_the_header_and_old_line_ends_do_no_harm(table) -> None:
    whole = read_posterior(str(table()))
    assert read_posterior(str(table(GOOD.replace(",", " , ")))) == whole
    assert read_posterior(str(table(GOOD.replace("\n", "\r")))) == whole
    assert read_posterior(str(table(GOOD + "\n\n"))) == whole


def test_a_table_in_gbk_or_no_file_at_all_is_told(table) -> None:
    file = table()
    file.write_bytes("权重,weight,fee.quality\n一,1,3\n".encode("gbk"))
    with pytest.raises(ScenarioError, match="is in GBK; save it as UTF-8"):
        read_posterior("mine.csv")
    file.unlink()
    file.symlink_to("/dev/zero")
    with pytest.raises(ScenarioError, match="it is not an ordinary file"):
        read_posterior("mine.csv")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "mine.csv is no posterior: it needs a column weight"),
        ("weight,fee.quality\n", "is no posterior"),
        ("fee.quality\n3\n", "is no posterior"),
        ("weight,fee.qualty\n1,3\n", "mine.csv: fee.qualty is not in the ledger. Did you mean fee.quality?"),
        (
            "weight,fee.quality@stret\n1,3\n",
            "mine.csv: fee.quality@stret: no case is of type stret; .* street?",
        ),
        ("weight,fee.quality\n1,3\n1,30\n", "mine.csv, line 3: fee.quality = 30 is out of range"),
        ("weight,place.floors\n1,6.5\n", "line 2: place.floors = 6.5 must be a whole number"),
        ("weight,fee.quality\n1,\n", 'line 2: fee.quality must be a number, not ""'),
        ("weight,fee.quality\n-1,3\n", "line 2: a weight cannot be below 0"),
        ("weight,fee.quality\n0,3\n", "mine.csv: no draw has a weight above 0"),
        ("weight,fee.quality\n1e308,3\n1e308,3\n", "mine.csv: the weights are too large to be summed"),
        ("weight,fee.quality\n1,3,7\n", "line 2: cells: 3, columns: 2; there must"),
        ("weight,fee.quality\n\n1\n", "line 3: cells: 1, columns: 2; there must"),
        ("weight,fee.quality, fee.quality\n1,3,4\n", "mine.csv: the column fee.quality appears twice"),
        ("weight,fee.quality\n1," + "3" * 200_000, "mine.csv is no table of numbers"),
    ],
)
def test_a_slip_in_the_table_is_one_message(table, text: str, problem: str) -> None:
    with pytest.raises(ScenarioError, match=problem):
        read_posterior(str(table(text)))


def test_a_posterior_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"nothing\.csv does not exist"):
        read_posterior(str(tmp_path / "nothing.csv"))
    with pytest.raises(ScenarioError, match="There is no posterior patern"):
        read_posterior("patern")


@pytest.mark.parametrize("name", list(posterior_files()))
def test_the_projects_own_posteriors_fit_the_ledger(name: str) -> None:
    found = read_posterior(name)
    assert len(found.draws) >= 30 and sum(found.weights) == pytest.approx(1)
    bounds = {key: read.ledger()[parameter_of(key)] for key in found.keys}
    assert all(one.least <= draw[key] <= one.most for draw in found.draws for key, one in bounds.items())


def test_defaults_that_patterns_say_something_of_are_the_draw_in_the_middle() -> None:
    told = json.loads((posterior_files()["patterns"].with_suffix(".json")).read_text(encoding="utf-8"))
    fitted = {key: intervals()[key] for key in told["medoid"]}
    assert 5 <= len(fitted) < len(intervals())
    for key, (low, _median, high) in fitted.items():
        assert read.ledger()[key].default == float(f"{told['medoid'][key]:.4g}") and low < high
        assert low <= read.ledger()[key].default <= high
    whole = read_posterior("patterns")
    for key, (low, _median, high) in intervals().items():
        column = np.array([draw[key] for draw in whole.draws])
        inside = np.mean((low <= column) & (column <= high))
        assert inside >= 0.895
        if key in read.ledger() and read.ledger()[key].kind == "number":
            assert inside == pytest.approx(0.9, abs=0.005)


def test_draws_come_as_often_as_their_weights_say_and_from_the_name_of_the_study(table) -> None:
    posterior = read_posterior(str(table()))
    counted = Counter(draw["fee.quality"] for draw in drawn(posterior, 40, "one"))
    assert counted == {3.0: 10, 4.0: 30}
    assert drawn(posterior, 7, "one") == drawn(posterior, 7, "one") != drawn(posterior, 7, "other")


def test_a_study_draws_all_parameters_of_a_posterior_together(table, tmp_path: Path) -> None:
    table()
    plan = study(tmp_path, "{triage.work: [3, 4]}", f"sampling: {{{MINE}}}")
    assert varied(plan) == ("triage.work", "fee.quality", "place.floors") and list(plan.sampled) == [
        "fee.quality",
        "place.floors",
    ]
    found = points(plan)
    assert len(found) == 8 and [one["triage.work"] for one in found] == [3.0] * 4 + [4.0] * 4
    assert Counter((one["fee.quality"], one["place.floors"]) for one in found) == {(3, 6): 2, (4, 7): 6}


def test_one_word_stands_for_the_projects_posterior(table, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("scenarios.posterior.FOLDER", tmp_path)
    table(name="patterns.csv")
    plan = study(tmp_path, "posterior", "")
    assert plan.sampling is not None and plan.sampling.points == 64 == len(points(plan))
    few = study(tmp_path, "posterior", "sampling: {design: posterior, points: 3}")
    assert len(points(few)) == 3


@pytest.mark.parametrize(
    ("parameters", "sampling", "problem"),
    [
        ("posterior", "design: lhs, points: 4", "parameters are drawn from the posterior; sampling must be"),
        ("{fee.trust: sampled}", MINE, "parameters.fee.trust has a range, and the points come from the"),
        ("{fee.quality: 4}", MINE, "parameters.fee.quality is drawn from the posterior and cannot be"),
        ("{}", "design: posterior, points: 4, posterior: mne", r"sampling.posterior is .mne., which"),
        (
            "{}",
            "design: posterior, points: 4, posterior: no.csv",
            r"drawn.yaml, line 5, column 1: sampling.posterior names no\.csv, which",
        ),
        ("{fee.trust: sampled}", MINE.replace("posterior", "lhs", 1), "is for the design posterior"),
        ("{}", f"{MINE}, groups: grade", "groups is for the designs sobol and morris"),
    ],
)
def test_a_study_that_asks_for_both_is_one_message(
    table, tmp_path: Path, parameters: str, sampling: str, problem: str
) -> None:
    table()
    with pytest.raises(ScenarioError, match=problem):
        study(tmp_path, parameters, f"sampling: {{{sampling}}}")
