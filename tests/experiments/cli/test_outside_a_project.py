"""Files that lie in a project, named by one who stands outside it: the message says which project it is."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.provenance.chosen_project import forget_choice
from tests.own_project import FILES

type Command = Callable[..., Any]
HINT = "lies in the project ours, and none is chosen: work in its folder, or give --project ours."


@pytest.fixture
def outside(in_project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that the project lies in, in which one stands."""
    with monkeypatch.context() as patch:
        patch.chdir(in_project.parent)
        forget_choice()
        yield in_project.parent


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("study", "ours/studies/first.yaml"), "hardship_p95"),
        (("pack", "ours/studies/first.yaml", "--out", "a.zip"), "hardship_p95"),
        (("run", "ours/cases/lane.yaml", "baseline"), "hesitant"),
        (("run", "xihu", "ours/governance/captains-only.yaml"), "door_captains"),
        (("compare", "xihu", "--governance", "baseline,ours/governance/captains-only.yaml"), "door_captains"),
    ],
)
def test_a_file_in_a_project_named_from_outside_is_told_with_its_project(
    gongzhi: Command, outside: Path, words: tuple[str, ...], wrong: str
) -> None:
    said = gongzhi(*words, "--lang", "en")
    assert said.code == 2 and wrong in said.err and said.err.count("--project") == 1
    assert HINT in said.err and "?." not in said.err
    assert "项目 ours" in gongzhi(*words, "--lang", "zh").err


@pytest.mark.parametrize("words", [("run", "xihuu", "baseline"), ("study", "nowhere.yaml")])
def test_what_has_nothing_to_do_with_a_project_is_told_without_one(
    gongzhi: Command, outside: Path, words: tuple[str, ...]
) -> None:
    assert "--project" not in gongzhi(*words, "--lang", "en").err


def test_in_another_project_or_with_the_right_one_nothing_is_added(
    gongzhi: Command, in_project: Path
) -> None:
    (in_project / "studies/first.yaml").write_text(
        FILES["studies/first.yaml"].replace("lane", "lain"), encoding="utf-8"
    )
    assert "--project" not in gongzhi("study", "studies/first.yaml", "--lang", "en").err


@pytest.mark.slow
def test_tables_of_agents_are_refused_outside_the_project_with_its_name(
    gongzhi: Command, outside: Path
) -> None:
    run = ("compare", "lane", "--governance", "baseline,captains-only", "--months", "2", "--replicates", "2")
    made = gongzhi(*run, "--jobs", "1", "--out", "made", "--project", "ours")
    assert made.code == 0, made.err
    forget_choice()
    said = gongzhi("export", "made", "--agents", "a.csv", "--lang", "en")
    assert said.code == 2 and said.err.startswith("These results were made in the project Ours, and none is")
    assert "changed" not in said.err and "Did you mean" not in said.err
    said = gongzhi("why", "made#lane/baseline/0", "--agent", "1", "--month", "1", "--lang", "en")
    assert "made in the project Ours" in said.err and "Did you mean" not in said.err
