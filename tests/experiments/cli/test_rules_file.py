"""A file of rules: its classes stand for kinds of agents in every verb, and results say so and ask for it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.app import main
from experiments.execution.results import results_in
from experiments.provenance.chosen_rules import choose_rules
from scenarios.language import use
from scenarios.own_kinds import RESIDENTS
from scenarios.problems import ScenarioError
from scenarios.resolve import BURN_IN
from scenarios.rules_file import rules_file
from tests.conftest import USUAL
from tests.own_project import standing_in

ROOT = Path(__file__).resolve().parents[3]
STAYS = '''"""Residents who never take part."""

from agents.{module} import {general}


class Stays({general}):
    """Stays at home."""

    def takes_part(self, meeting, draw):
        """Never."""
        return draw < 0.0
'''
SHORT = ["--months", "6", "--set", "place.households=60", "--set", "participation.intercept=-4"]
COMPARED = ["compare", "minzhu", "--governance", "baseline,1+4+N", "--replicates", "2", "--jobs", "1", *SHORT]


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, brief_past: None, unpainted: None
) -> Iterator[Path]:
    """A folder with files of rules, in which one stands; in the end the shipped rules hold again."""
    with standing_in(tmp_path, monkeypatch):
        (tmp_path / "stays.py").write_text(STAYS.format(module="resident", general="Resident"))
        (tmp_path / "old_stay.py").write_text(STAYS.format(module="elderly", general="ElderlyResident"))
        yield tmp_path
        choose_rules(None)
    use(None)


type Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """The exit code of a command, and what it says."""

    def asked(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return asked


def outcomes(answer: str) -> dict[str, float]:
    return dict(json.loads(answer)["outcomes"])


def test_the_class_of_a_file_stands_for_its_kind_and_one_in_general_for_all(folder: Path, ask: Ask) -> None:
    run = ["run", "minzhu", "baseline", "--json", *SHORT]
    usual, old, nobody, again = (
        outcomes(ask(*run, *further)[1])["participation_month"]
        for further in ([], ["--rules", "old_stay.py"], ["--rules", "stays.py"], [])
    )
    assert usual == again > old > nobody == 0.0


def test_runs_with_other_rules_have_other_keys_and_the_same_worlds(folder: Path, ask: Ask) -> None:
    assert ask(*COMPARED, "--out", "plain")[0] == 0
    assert ask(*COMPARED, "--out", "own", "--rules", "stays.py", "--equal-cost")[0] == 0
    runs = [pd.read_parquet(folder / name / "runs.parquet") for name in ("plain", "own")]
    assert set(runs[0]["seed"]) == set(runs[1]["seed"])
    plain, own = (results_in(folder / name).origin.digests for name in ("plain", "own"))
    assert plain.keys() <= own.keys() and not set(plain.values()) & set(own.values())
    alone = runs[1].query("governance == 'baseline'")  # elsewhere some are called to sessions
    assert len(alone) and (alone["participation_month"] == 0.0).all()
    assert results_in(folder / "own").origin.rules == dict.fromkeys(
        ("elderly", "established", "young", "landlord"), "stays"
    )


def test_whoever_asks_a_run_back_is_told_to_give_its_rules_and_no_idle_draw(folder: Path, ask: Ask) -> None:
    assert ask(*COMPARED, "--out", "own", "--rules", "stays.py")[0] == 0
    why = ["why", "own#minzhu/baseline/0", "--agent", "1-2-1", "--month", "2", "--rule", "takes_part"]
    code, _out, err = ask(*why)
    assert code == 2 and "stays.py: give --rules FILE" in err
    code, out, err = ask(*why, "--rules", "stays.py")
    assert code == 0 and "Never." in out and "stays.py" in out, err
    assert "Whatever the draw" in out and "Draw:" not in out  # any draw gives the answer, so none is told
    out = ask(*why, "--rules", "stays.py", "--lang", "zh")[1]
    assert "Never." in out and "随机数：" not in out
    assert ask(*why[:-2], "--rules", "old_stay.py")[0] == 2


def test_results_say_by_whose_rules_they_are(folder: Path, ask: Ask) -> None:
    out = ask(*COMPARED, "--rules", "old_stay.py")[1]
    assert "By the rules of old_stay.py, in place of gongzhi's: elderly" in " ".join(out.split())
    assert "old_stay.py 中的规则" in ask(*COMPARED, "--rules", "old_stay.py", "--lang", "zh")[1].replace(
        "\n", ""
    )


def test_a_study_with_rules_has_a_folder_of_its_own_and_goes_on_with_them(folder: Path, ask: Ask) -> None:
    (folder / "small.yaml").write_text(
        "name: small\ntext: small\ncases: [minzhu]\ngovernance: [baseline]\nreplicates: 2\nmonths: 3\n"
        "parameters: {place.households: 40}\n"
    )
    made = [json.loads(ask("study", "small.yaml", "--json", "--rules", "stays.py")[1]) for _time in range(2)]
    assert [one["made"] for one in made] == [2, 0]
    assert made[0]["folder"] == "results/studies/small-stays"
    text = (folder / "stays.py").read_text()
    (folder / "stays.py").write_text(text.replace('"""Never."""', '"""Never, whatever happens."""'))
    assert json.loads(ask("study", "small.yaml", "--json", "--rules", "stays.py")[1])["made"] == 0
    (folder / "stays.py").write_text(text.replace("0.0", "0.5"))
    again = json.loads(ask("study", "small.yaml", "--json", "--rules", "stays.py")[1])
    assert again["made"] == 2 and again["code_changed"] == ["rules/stays.py"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("gone", None, "there is no file gone.py"),
        ("elderly", STAYS, "elderly.py: the name elderly is taken by elderly.py of gongzhi"),
        ("my rules", STAYS, "the name of a Python file is made of letters"),
        (
            "exits",
            "import sys\n\nsys.exit(3)\n",
            "exits.py:3: the file cannot be loaded: it ends",
        ),
        ("empty", "", "empty.py: holds no class of agents"),
        ("halves", "class X(\n", "halves.py:1: this is no Python"),
        ("typo", "from agents.elder import X\n", "typo.py:1"),
        ("twice", "{0}\n\n\nclass Other({1}):\n    pass\n", "both of the kind resident"),
        ("spelled", STAYS.replace("takes_part", "take_part"), "Did you mean takes_part?"),
    ],
)
def test_what_is_wrong_with_a_file_of_rules_is_one_message(
    folder: Path, ask: Ask, name: str, text: str | None, told: str
) -> None:
    if text is not None:
        text = text.replace("{0}", STAYS).replace("{1}", "Resident")
        (folder / f"{name}.py").write_text(
            text.replace("{module}", "resident").replace("{general}", "Resident")
        )
    code, out, err = ask("run", "minzhu", "baseline", "--rules", f"{name}.py", *SHORT)
    assert (code, out) == (2, "") and told in err and err.count("\n") == 1


def test_two_files_of_rules_are_refused(folder: Path, ask: Ask) -> None:
    code, _out, err = ask("--rules", "stays.py", "run", "minzhu", "baseline", "--rules=old_stay.py", *SHORT)
    assert code == 2 and "--rules is given more than once (stays.py, old_stay.py)" in err


def test_the_list_of_kinds_has_the_classes_that_stand_for_them(folder: Path, ask: Ask) -> None:
    listed = json.loads(ask("list", "kinds", "--json", "--rules", "old_stay.py")[1])
    found = {one["kind"]: one for one in listed}
    assert (found["elderly"]["class"], found["elderly"]["where"]) == ("Stays", "old_stay.py:6")
    assert found["elderly"]["own_rules"] == ["takes_part"] and not found["elderly"]["shipped"]
    assert found["young"]["class"] == "YoungNewcomer" and found["young"]["shipped"]
    everybody = json.loads(ask("list", "kinds", "--json", "--rules", "stays.py")[1])
    assert {one["class"] for one in everybody if one["kind"] in RESIDENTS} == {"Stays"}


def test_a_run_of_a_study_is_found_as_one_of_a_comparison_is(folder: Path, ask: Ask) -> None:
    (folder / "small.yaml").write_text(
        "name: small\ntext: small\ncases: [minzhu]\ngovernance: [baseline]\nreplicates: 2\nmonths: 3\n"
        "parameters: {place.households: 40}\n"
    )
    assert ask("study", "small.yaml", "--rules", "stays.py")[0] == 0
    why = ["--agent", "1-2-1", "--month", "2", "--rule", "takes_part", "--rules", "stays.py"]
    code, out, err = ask("why", "results/studies/small-stays#minzhu/baseline/1", *why)
    assert code == 0 and "Never." in out, err
    assert (
        "has 0 runs minzhu/baseline/7" in ask("why", "results/studies/small-stays#minzhu/baseline/7", *why)[2]
    )


def test_a_file_of_rules_in_utf_16_is_named_with_its_encoding(folder: Path, ask: Ask) -> None:
    (folder / "wide.py").write_text(STAYS, encoding="utf-16")
    run = ["run", "minzhu", "baseline", "--rules", "wide.py", *SHORT]
    assert ask(*run) == (2, "", "wide.py is in UTF-16; save it as UTF-8.\n")
    assert ask(*run, "--lang", "zh")[2] == "wide.py 用的是 UTF-16 编码，请另存为 UTF-8。\n"


def test_a_folder_is_no_file_of_rules(folder: Path, ask: Ask) -> None:
    code, out, err = ask("run", "minzhu", "baseline", "--rules", ".", *SHORT)
    assert (code, out) == (2, "") and "is a folder; name the Python file in it" in err
    assert "是文件夹" in ask("run", "minzhu", "baseline", "--rules", ".", "--lang", "zh", *SHORT)[2]


def test_a_file_that_ends_the_program_does_not_end_a_notebook(folder: Path) -> None:
    import gongzhi

    (folder / "exits.py").write_text("import sys\n\nsys.exit(3)\n")
    ends = pytest.raises(ScenarioError, match=r"exits.py:3: .* ends the program")
    with ends, gongzhi.chosen_rules("exits.py"):
        raise AssertionError("it was chosen")


def test_what_was_chosen_before_holds_again_after_a_block(folder: Path) -> None:
    import gongzhi

    with gongzhi.chosen_rules("stays.py"):
        assert rules_file() == folder / "stays.py"
        with gongzhi.chosen_rules(None):
            assert rules_file() is None
        assert gongzhi.scenario("minzhu", "baseline").case.rules["elderly"] == "stays"
    assert rules_file() is None and not gongzhi.scenario("minzhu", "baseline").case.rules


@pytest.mark.slow
def test_rules_reach_other_processes_and_archives(
    folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(USUAL, "burn_in", BURN_IN)  # as in the other process
    two = [word if word != "1" else "2" for word in COMPARED]
    command = [sys.executable, "-m", "experiments", *two, "--json", "--rules", "stays.py"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env=surroundings, capture_output=True, text=True
    )  # with workers of its own
    one = ask(*COMPARED, "--json", "--rules", "stays.py")[1]
    assert done.stdout and json.loads(done.stdout) == json.loads(one), done.stderr
    (folder / "small.yaml").write_text(
        "name: small\ntext: small\ncases: [minzhu]\ngovernance: [baseline]\nreplicates: 2\nmonths: 3\n"
    )
    assert ask("study", "small.yaml", "--rules", "stays.py")[0] == 0
    code, out, err = ask("pack", "small.yaml", "--out", "small.zip", "--rules", "stays.py")
    assert code == 0 and "byte for byte" in out, err
