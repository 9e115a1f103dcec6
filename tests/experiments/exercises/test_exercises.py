"""Each exercise: as it begins it is not right, a right solution passes, a wrong one gets its hint."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from experiments.cli.app import main
from experiments.exercises import only_when_asked, what_better_hides
from experiments.exercises.exercise import judge
from experiments.exercises.exercise_folder import TASKS, TITLES, begin
from experiments.exercises.judged import Judged, all_right
from experiments.exercises.paired_outcomes import PairedOutcomes, paired_outcomes
from experiments.provenance.chosen_rules import choose_rules
from scenarios.language import LANGUAGES, use
from scenarios.problems import ScenarioError
from tests.own_project import standing_in

READ = {
    **{
        "file": "agents\\resident.py",
        "rule": "Resident.takes_part",
        "sees": "`Meeting`",
        "neighbours": "norm",
    },
    **{"parameter": "elderly.time_cost", "value": "0.50", "grade": "假设", "doubled": "更少"},
}
PREDICTED = {
    **{"participation_month": "lower", "gap_elderly_young_participation": "更低"},
    **{"resolution_ratio": "same"},
}
ASKED_ONLY = """from agents.resident import Resident


class OnlyWhenAsked(Resident):
    def takes_part(self, meeting, draw):
        return super().takes_part(meeting, draw) & (meeting.asked > 0)
"""
ONE_BY_ONE = """from agents.resident import Resident
from agents.table import one_by_one


class OnlyWhenAsked(Resident):
    @one_by_one
    def takes_part(self, meeting, draw):
        if not meeting.asked:
            return False
        return super().takes_part(meeting, draw)
"""
BUSY = """from agents.young import YoungNewcomer


class BusyYoung(YoungNewcomer):
    draws = ("evening",)

    def takes_part(self, meeting, draw, evening):
        return super().takes_part(meeting, draw) & (evening < 0.25)
"""
STRETCHED = """from agents.young import YoungNewcomer


class BusyYoung(YoungNewcomer):
    def takes_part(self, meeting, draw):
        return super().takes_part(meeting, draw / 0.25)
"""
ONE_DRAW_FOR_BOTH = STRETCHED.replace("meeting, draw / 0.25)", "meeting, draw) & (draw < 0.25)")
HIDDEN = {
    **{"outcome": "老青参与差距（探索性）", "group": "elderly", "group_before": "7.4%", "group_now": "0.045"},
    **{"others_before": "0.009", "others_now": "0.009", "closes_because": "falls"},
    **{"participation_month": "lower"},
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder in which one stands; in the end the shipped rules hold again."""
    with standing_in(tmp_path, monkeypatch):
        yield tmp_path
        choose_rules(None)
    use(None)


@pytest.fixture(scope="module")
def runs() -> dict[str, PairedOutcomes]:
    """What was simulated already, by the text of the rules: a check makes the same runs each time."""
    return {}


@pytest.fixture(autouse=True)
def _simulated_once(monkeypatch: pytest.MonkeyPatch, runs: dict[str, PairedOutcomes]) -> None:
    def once(rules: Path) -> PairedOutcomes:
        text = rules.read_text(encoding="utf-8")
        if text not in runs:
            runs[text] = paired_outcomes(rules)
        return runs[text]

    for module in (only_when_asked, what_better_hides):
        monkeypatch.setattr(module, "paired_outcomes", once)


def answer(number: int, file: str, answers: dict[str, str]) -> None:
    lines = (f"{name}：{said}\n" for name, said in answers.items())  # as a Chinese input method types it
    Path(f"exercise-{number}", file).write_text("".join(lines), encoding="utf-8")


def found(number: int) -> dict[str, Judged]:
    return {one.question: one for one in judge(number)}


def wrong(judged: dict[str, Judged]) -> list[str]:
    assert all(bool(one.hint) != one.right for one in judged.values() if "judged once" not in one.seen)
    return [name for name, one in judged.items() if not one.right]


def test_there_are_four_with_the_same_files_in_both_languages() -> None:
    files = {
        (number, language): sorted(file.name for file in (TASKS / str(number) / language).iterdir())
        for number in TITLES
        for language in LANGUAGES
    }
    assert [*TITLES] == [1, 2, 3, 4]
    assert all(files[number, "zh"] == files[number, "en"] for number in TITLES)


def test_what_is_read_is_judged_answer_by_answer() -> None:
    begin(1)
    assert wrong(found(1)) == [*READ]
    answer(1, "answers.txt", {**READ, "file": "agents/elderly.py", "doubled": "more"})
    judged = found(1)
    assert wrong(judged) == ["file", "doubled"]
    assert "builds on another one" in judged["file"].hint and "resident.py" not in judged["file"].hint
    answer(1, "answers.txt", READ)
    assert not wrong(found(1))


@pytest.mark.slow
def test_who_predicts_first_and_comes_only_when_asked_is_right() -> None:
    place = begin(2)
    (place / "only_when_asked.py").write_text(ASKED_ONLY, encoding="utf-8")
    assert wrong(found(2)) == [*PREDICTED]
    answer(2, "prediction.txt", {**PREDICTED, "resolution_ratio": "lower"})
    judged = found(2)
    assert wrong(judged) == ["resolution_ratio"]
    assert "first-prediction.txt" in judged["resolution_ratio"].hint
    assert "until nobody is left" in judged["participation_month"].seen
    answer(2, "prediction.txt", PREDICTED)
    assert not wrong(found(2))
    assert "resolution_ratio: lower" in (place / "first-prediction.txt").read_text(encoding="utf-8")


def test_a_rule_that_lets_others_come_unasked_is_told_who_and_no_run_is() -> None:
    place = begin(2)
    answer(2, "prediction.txt", PREDICTED)
    judged = found(2)
    assert wrong(judged) == ["unasked", *PREDICTED]
    assert "meeting" in judged["unasked"].hint and "judged once" in judged["resolution_ratio"].seen
    for_the_elderly = ASKED_ONLY.replace("resident", "elderly").replace("Resident", "ElderlyResident")
    (place / "only_when_asked.py").write_text(for_the_elderly, encoding="utf-8")
    assert "on which class do all four build" in found(2)["unasked"].hint


def test_who_is_asked_must_decide_as_before() -> None:
    place = begin(2)
    always = ASKED_ONLY.replace("super().takes_part(meeting, draw) &", "(draw < 0.5) &")
    (place / "only_when_asked.py").write_text(always, encoding="utf-8")
    assert wrong(found(2))[0] == "asked"
    (place / "only_when_asked.py").write_text(ONE_BY_ONE, encoding="utf-8")
    assert wrong(found(2)) == [*PREDICTED]


def test_the_rule_with_random_numbers_of_its_own_is_impure_and_its_line_is_asked() -> None:
    begin(3)
    judged = found(3)
    assert len(wrong(judged)) == 5 and "random.random" in judged["pure"].seen
    answer(3, "answers.txt", {"line": "13"})
    assert found(3)["line"].right


@pytest.mark.parametrize("solution", [BUSY, STRETCHED])
def test_a_repaired_rule_is_right_however_it_is_written(solution: str) -> None:
    place = begin(3)
    answer(3, "answers.txt", {"line": "13"})
    (place / "busy_young.py").write_text(solution, encoding="utf-8")
    assert not wrong(found(3))


@pytest.mark.parametrize(
    ("text", "names", "hint"),
    [
        (ONE_DRAW_FOR_BOTH, ["independent"], "one and the same number"),
        (BUSY.replace("0.25", "0.5"), ["one_in_four", "independent"], "draw < chance"),
        (
            BUSY.replace("agents.young", "agents.resident").replace("YoungNewcomer", "Resident"),
            ["others"],
            "young newcomers alone",
        ),
    ],
)
def test_a_rule_repaired_wrongly_gets_its_hint(text: str, names: list[str], hint: str) -> None:
    place = begin(3)
    answer(3, "answers.txt", {"line": "13"})
    (place / "busy_young.py").write_text(text, encoding="utf-8")
    judged = found(3)
    assert wrong(judged) == names and hint in judged[names[0]].hint


@pytest.mark.slow
def test_what_a_gap_hides_is_told_by_its_levels() -> None:
    begin(4)
    assert wrong(found(4)) == [*HIDDEN]
    answer(4, "answers.txt", {**HIDDEN, "closes_because": "rises", "group_now": "0.2", "others_now": "much"})
    assert wrong(found(4)) == ["group_now", "others_now", "closes_because"]
    answer(4, "answers.txt", HIDDEN)
    assert not wrong(found(4))


def test_where_no_gap_hides_anything_the_exercise_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    begin(4)
    monkeypatch.setattr(what_better_hides, "paired_outcomes", lambda _rules: PairedOutcomes({}, ()))
    with pytest.raises(ScenarioError, match="no gap closes because those ahead fall back"):
        judge(4)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """The exit code of a command, and what it says."""

    def asked(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["exercise", *words])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return asked


def test_the_verb_lists_begins_and_judges(ask: Callable[..., tuple[int, str, str]], folder: Path) -> None:
    assert "3  修好一条自己另抽随机数的规则" in ask("--lang", "zh")[1]
    code, said, _said = ask("1", "--lang", "zh")
    assert code == 0 and "exercise-1/task.md" in said
    assert "找到一条规则" in (folder / "exercise-1/task.md").read_text(encoding="utf-8")
    code, said, _said = ask("1", "--check", "--json")
    assert code == 1 and not json.loads(said)["right"] and json.loads(said)["questions"][0]["hint"]
    answer(1, "answers.txt", READ)
    code, said, _said = ask("1", "--check", "--lang", "zh")
    assert code == 0 and "8 个问题答对了 8 个" in said


def test_bad_input_is_one_message_and_nothing_is_written_over(
    ask: Callable[..., tuple[int, str, str]], folder: Path
) -> None:
    assert ask("7")[::2] == (2, 'There is no exercise "7"; there are 1, 2, 3, 4.\n')
    assert ask("2", "--check")[0] == 2 and ask("--check")[0] == 2
    begin(2)
    answer(2, "prediction.txt", {"resolution_ratio": "lower"})
    assert ask("2")[0] == 2
    assert "lower" in (folder / "exercise-2/prediction.txt").read_text(encoding="utf-8")
    answer(2, "prediction.txt", {"resolution_ratio": "perhaps"})
    assert ask("2", "--check")[::2] == (
        2,
        'prediction.txt: resolution_ratio is "perhaps"; write higher, lower or same.\n',
    )


@pytest.mark.parametrize("text", ["outcom: x\n", "outcome x\n", "outcome: x\noutcome: y\n"])
def test_a_file_of_answers_that_cannot_be_read_is_told_with_its_line(text: str) -> None:
    (begin(4) / "answers.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"answers\.txt:[12]: "):
        judge(4)


def test_all_is_right_only_where_every_question_is() -> None:
    assert all_right([Judged("a", True, "")]) and not all_right(
        [Judged("a", True, ""), Judged("b", False, "")]
    )


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["md", "zh.md"])
@pytest.mark.parametrize("number", TITLES)
def test_the_solutions_of_the_teachers_sheet_are_right(number: int, ending: str, folder: Path) -> None:
    begin(number)
    text = (SHEETS / f"teachers-sheet.{ending}").read_text(encoding="utf-8")
    solutions = dict(re.findall(r"^# file: (exercise-\S+)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL))
    for name, content in solutions.items():
        if name.startswith(f"exercise-{number}/"):
            assert (folder / name).is_file()
            (folder / name).write_text(content, encoding="utf-8")
    assert not wrong(found(number))


SHEETS = Path(__file__).resolve().parents[3] / "docs/tutorial"
