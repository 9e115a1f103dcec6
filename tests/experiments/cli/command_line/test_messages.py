"""What is wrong with a rule is told as the rule's fault, in one line, and the command leaves with code 2."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from agents.column import Truth
from agents.elderly import ElderlyResident
from agents.resident import Resident
from experiments import errors
from experiments.cli.command_line.messages import message
from experiments.errors import about_rules
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import ScenarioError, parse_override

SMALL = ("--months", "1", "--set", "place.households=20")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_rule_that_answers_nothing_stops_the_command_with_its_name(
    gongzhi: Any, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def moves_out(self: Any, draw: Any) -> Any:
        """Nobody says whether they leave."""

    monkeypatch.setattr(ElderlyResident, "moves_out", moves_out, raising=False)
    answer = gongzhi("run", "minzhu", "baseline", *SMALL, "--lang", lang)
    assert answer.code == 2 and answer.out == "" and answer.err.count("\n") == 1
    line = moves_out.__code__.co_firstlineno
    assert f"moves_out (tests/experiments/cli/command_line/test_messages.py:{line})" in answer.err
    assert " None " in answer.err.replace("；", " ") and "gongzhi run minzhu baseline" in answer.err
    assert ("True or False" if lang == "en" else "True 或 False") in answer.err
    assert "fault in gongzhi" not in answer.err and "。。" not in answer.err and ".." not in answer.err


def test_a_rule_that_takes_other_things_stops_the_command_with_its_name(
    gongzhi: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moves_out(self: Any) -> Truth:
        return True

    monkeypatch.setattr(Resident, "moves_out", moves_out)
    answer = gongzhi("run", "minzhu", "baseline", *SMALL)
    assert answer.code == 2 and "takes (self); the month asks it with (self, …)" in answer.err


def test_a_class_that_is_refused_is_the_users_to_mend(scene: Any) -> None:
    class Misspelt(ElderlyResident):
        def take_part(self, meeting: Any, draw: Any) -> Any:
            return draw < 0.5

    with pytest.raises(ValueError) as refused:
        Neighbourhood([Placement(scene(values={"place.households": 20}), 7, kinds=(("elderly", Misspelt),))])
    assert (message(refused.value) or "").endswith("Did you mean takes_part?")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose rules may be broken."""
    (tmp_path / "agents").mkdir()
    monkeypatch.setattr(errors, "HOUSE", tmp_path)
    return tmp_path


def _said(file: Path, text: str, known_as: str) -> str | None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SyntaxError) as broken:
        compile(text, known_as, "exec")
    return about_rules(broken.value)


@pytest.mark.parametrize("known_as", ["its name", "<unknown>"])
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("class Elderly：", "The line holds '：', as a Chinese input method types it; use ':' instead."),
        ("move = max(1， 2)", "The line holds '，', as a Chinese input method types it; use ',' instead."),
        ("word = “elderly”", "The line holds '“', as a Chinese input method types it; use '\"' instead."),
        ("\u3000move = 1", "The line holds a full-width space; use an ordinary space."),
        ("class Elderly", "expected ':'"),
    ],
)
def test_a_file_that_is_no_python_is_named_with_its_line(
    house: Path, line: str, said: str, known_as: str
) -> None:
    file = house / "agents/elderly.py"
    found = _said(file, f'"""Elderly."""\n\n{line}\n', str(file) if known_as == "its name" else known_as)
    assert found == f"agents/elderly.py:3: this is no Python: {said}"


def test_a_file_that_cannot_be_loaded_is_named_with_its_line(house: Path) -> None:
    file = house / "agents/broken.py"
    file.write_text("class Broken:\n    move_out = ParameterOf('young.move_out')\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("broken", file)
    assert spec is not None and spec.loader is not None
    with pytest.raises(NameError) as broken:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    said = f"{file}:2: the file cannot be loaded: NameError: name 'ParameterOf' is not defined"
    assert about_rules(broken.value) == said


def test_a_fault_of_ours_stays_ours() -> None:
    with pytest.raises(ZeroDivisionError) as fault:
        _ = 1 // 0
    assert about_rules(fault.value) is None and message(fault.value) is None


@pytest.mark.parametrize(("lang", "why"), [("en", "the name is too long"), ("zh", "名称过长")])
@pytest.mark.parametrize("verb", [("report",), ("robustness",), ("story",), ("plan", "--study")])
def test_a_folder_of_a_name_that_none_can_have_is_told_shortly(
    gongzhi: Any, lang: str, why: str, verb: tuple[str, ...]
) -> None:
    answer = gongzhi(*verb, "a" * 5000, "--lang", lang)
    assert answer.code == 2 and why in answer.err and len(answer.err) < 200 and answer.err.count("\n") == 1


@pytest.mark.parametrize("verb", ["compare", "plan"])
def test_no_case_at_all_is_a_case_that_is_unknown(gongzhi: Any, verb: str) -> None:
    answer = gongzhi(verb, " ", "--governance", "baseline,troika", "--lang", "en")
    assert answer.code == 2 and "Unknown case" in answer.err


@pytest.mark.parametrize(("typed", "value"), [("１２", 12), ("１２．５", 12.5), ("－1", None), ("3²", None)])
def test_width_makes_no_other_number_and_a_power_is_none(typed: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(ScenarioError):
            parse_override(f"issues.rate＝{typed}")
    else:
        assert parse_override(f"issues.rate＝{typed}") == ("issues.rate", value)
