"""What shows only when a rule is asked, in every way in which its answer must be the same."""

import sys
from pathlib import Path

import pytest

from experiments.provenance.chosen_project import find_anew
from experiments.rule_check.asked_rules import Asked, asked
from experiments.rule_check.checked_file import checked_file, problems
from experiments.rule_check.rule_file import RuleFile
from experiments.rule_check.shipped_rules import FOLDER, shipped
from scenarios.language import use
from tests.experiments.rule_check import test_planted_impurities as planting
from tests.experiments.rule_check.test_planted_impurities import HEAD, english, line_of, rule, shown

__all__ = ["english"]

STEMS = sorted({name.split(".")[1] for name in shipped()} - {"actor"})

PLANTED = {
    "two-ways": rule(after="return draw < (0.9 if isinstance(draw, float) else 0.1)"),
    "asked-twice": rule("SEEN.append(1)", after="return draw < 1.0 / len(SEEN)"),
    "who-else": rule(after="return draw < (0.5 if np.size(draw) == 1 or np.size(draw) > 200 else 0.1)"),
    "writes": rule("self._table.columns['trust_committee'][:] = 0.5"),
    "rolls": rule(after="return draw < np.random.random()"),
    "undeclared": rule(after="return 2.0 * draw"),
    "stops": rule(after="return draw < meeting.norms"),
    "draw-idle": rule(after="return 0.0 * draw + meeting.norm > 0.1"),
}


def written(folder: Path, text: str) -> Path:
    """The file, without the state that no world of these tests has."""
    return planting.written(folder, text, HEAD.replace("    fear = State()\n", ""))


def answers(folder: Path, text: str) -> Asked:
    """What asking alone shows, whatever stands there."""
    return asked(RuleFile(written(folder, text)), ())


@pytest.mark.parametrize("code", PLANTED)
def test_what_shows_in_answers_is_found_with_its_rule_and_its_line(code: str, tmp_path: Path) -> None:
    found = answers(tmp_path, PLANTED[code])
    [one] = found.problems
    line = "return draw < meeting.norms" if code == "stops" else "def takes_part(self, meeting, draw):"
    assert one.code == code and one.rule == "Planted.takes_part", shown(found.problems)
    assert one.line == line_of(tmp_path / "mine.py", line) and one.remedy and "{" not in one.reason
    use("zh")
    [same] = answers(tmp_path, PLANTED[code]).problems
    assert same.reason != one.reason and same.remedy != one.remedy


def test_a_class_that_no_world_takes_is_told_with_its_line(tmp_path: Path) -> None:
    text = "    move_outs = State()\n"
    [one] = answers(tmp_path, text).problems
    assert one.code == "refused" and "move_outs" in one.reason
    assert one.line == line_of(tmp_path / "mine.py", text)


def test_what_is_found_as_it_is_written_is_not_asked_any_more(tmp_path: Path) -> None:
    found = checked_file(written(tmp_path, PLANTED["rolls"]))
    assert [one.code for one in found.problems] == ["random"] and not found.asked
    found = checked_file(written(tmp_path, rule() + "\n\nopen('x')\n"))
    assert [one.code for one in found.problems] == ["files"] and not found.asked


@pytest.mark.parametrize(
    "text",
    [
        rule() + "\n\nwhile True:\n    pass\n",
        rule() + "    while 1: pass\n",
        rule(after="return draw < waits()")
        + "\n    def has_time(self, bill, draw):\n        return waits()\n"
        + "\n\ndef waits():\n    while True:\n        pass\n",
    ],
    ids=["outside", "in the class", "in a helper of two rules"],
)
def test_a_file_with_an_endless_loop_is_never_loaded(tmp_path: Path, monkeypatch, text: str) -> None:
    def never(*_given: object) -> None:
        raise AssertionError("it was asked")

    monkeypatch.setattr("experiments.rule_check.asked_rules.asked", never)
    found = checked_file(written(tmp_path, text))
    assert "endless" in {one.code for one in found.problems} and not found.asked


def test_a_file_that_ends_the_program_does_not_end_the_check(tmp_path: Path) -> None:
    [one] = answers(
        tmp_path, rule() + "\n\n(SystemExit if draws else exit)(3)\n".replace("draws", "0")
    ).problems
    assert one.code == "refused" and "ends the program" in one.reason
    assert one.line == line_of(tmp_path / "mine.py", "(SystemExit if 0 else exit)(3)")


def test_what_was_looked_at_is_counted_wherever_it_stands(gongzhi, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    quiet = "class _Quiet:\n    def takes_part(self, meeting, draw):\n        return draw < 0.1\n\n\n"
    (tmp_path / "mine.py").write_text(
        f"from agents.elderly import ElderlyResident\n\n\n{quiet}"
        "class Mine(_Quiet, ElderlyResident):\n    pass\n"
    )
    told = gongzhi("check-rule", "mine.py", "--lang", "en").out
    assert "looked at as they are written: 1 (_Quiet.takes_part)" in told and "draws: 1 (" in told
    (tmp_path / "mine.py").write_text(
        "from agents.elderly import ElderlyResident\n\n\nclass Mine(ElderlyResident):\n    time_cost = 3.0\n"
    )
    assert "no method of its own" in gongzhi("check-rule", "mine.py", "--lang", "en").out
    assert "文件没有自己的方法" in gongzhi("check-rule", "mine.py", "--lang", "zh").out


def test_a_rule_that_goes_through_a_helper_of_the_file_is_asked_too(tmp_path: Path) -> None:
    text = (
        "    def _follows(self, meeting):\n        return 0.1 if isinstance(meeting.norm, float) else 0.9\n"
    )
    found = answers(tmp_path, text)
    assert {one.code for one in found.problems} == {"two-ways"} and "Resident.takes_part" in found.rules


@pytest.mark.parametrize("stem", STEMS)
def test_every_shipped_rule_is_clean(stem: str) -> None:
    found = problems(FOLDER / f"{stem}.py")
    assert not found, shown(found)


def test_the_verb_says_what_is_wrong_or_what_is_clean(gongzhi, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, rule("self.fear = 1.0", before="    @one_by_one\n"))
    told = gongzhi("check-rule", "mine.py", "--lang", "en")
    assert told.code == 1 and "mine.py:37 Planted.takes_part: It writes self.fear" in told.out
    assert "next_mood(self, month)" in told.out and told.out.rstrip().endswith("mine.py: 1 problem.")
    assert "规则改写了 self.fear" in gongzhi("check-rule", "mine.py", "--lang", "zh").out
    assert '"code": "writes-self"' in gongzhi("check-rule", "mine.py", "--json").out
    written(tmp_path, rule())
    told = gongzhi("check-rule", "mine.py", "--lang", "en")
    assert told.code == 0 and "mine.py is clean." in told.out and "Planted.takes_part" in told.out
    told = gongzhi("check-rule", "yours.py", "--lang", "en")
    assert told.code == 2 and told.err == "yours.py does not exist.\n"


def test_a_file_that_lies_beside_our_packages_leaves_our_classes_as_they_are(monkeypatch) -> None:
    """Nothing of ours is loaded again when the file's folder is the one that our `agents` lies in."""
    house = sys.modules["agents.elderly"]
    monkeypatch.setattr(sys.modules["agents"], "__path__", [str(FOLDER), str(FOLDER.parent)])
    find_anew()
    assert sys.modules["agents.elderly"] is house


HOOKS = """    fear = State(0.2)
    draws = ("asked",)

    def next_fear(self, month):
        return clip(0.9 * self.fear + 0.1 * month.took_part, 0.0, 1.0)

    def takes_part(self, meeting, draw, asked):
        return (draw < self.fear) | ((meeting.asked > 0.0) & (asked < 0.5))
"""


def test_states_of_ones_own_and_further_draws_are_asked_too(tmp_path: Path) -> None:
    found = checked_file(written(tmp_path, HOOKS))
    assert not found.problems, shown(found.problems)
    assert {"Planted.next_fear", "Planted.takes_part"} <= set(found.asked)
    [one] = problems(written(tmp_path, HOOKS.replace("month.took_part", "month.took_parts")))
    assert (one.code, one.rule) == ("stops", "Planted.next_fear") and "took_part" in one.reason
    [one] = problems(written(tmp_path, HOOKS.replace("month.took_part", "month.took_part.mean()")))
    assert (one.code, one.rule) == ("others", "Planted.next_fear")
