"""The verb `figure`: one figure of a folder or from a file, one message where that will not do."""

from pathlib import Path

import pytest

from experiments.analysis.comparison import carry_out, comparison
from experiments.analysis.figure_request import KINDS
from experiments.store.tables import write
from scenarios import read


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small comparison."""
    made = tmp_path_factory.mktemp("made")
    models = [read.governance(name) for name in ("troika", "baseline")]
    asked = comparison([read.case("xihu")], models, 1, 2, {"place.households": 28.0})
    write(carry_out(asked, 1, monthly=True, quiet=True), made)
    return made


def test_a_figure_is_drawn_and_drawn_again_in_its_own_language(folder: Path, gongzhi, tmp_path: Path) -> None:
    file = tmp_path / "one.svg"
    first = gongzhi("figure", str(folder), "--kind", "costs", "--out", str(file), "--lang", "zh")
    assert (first.code, first.out) == (0, f"{file}\n")
    again = gongzhi("figure", str(file), "--out", str(tmp_path / "two.svg"))
    assert again.code == 0 and (tmp_path / "two.svg").read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "请用 --kind 说明要哪一幅图"),
        (("--kind", "moons"), "没有名为 moons 的图"),
        (("--kind", "network", "--month", "9"), "--month"),
        (("--kind", "costs", "--out", "one.pdf"), "--out 必须以"),
    ],
)
def test_what_is_wrong_with_the_question_is_one_message(
    folder: Path, gongzhi, words: tuple[str, ...], said: str
) -> None:
    answer = gongzhi("figure", str(folder), *words, "--lang", "zh")
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and answer.out == ""


def test_a_file_takes_no_options_but_language_and_place(gongzhi, tmp_path: Path) -> None:
    answer = gongzhi("figure", str(tmp_path / "one.svg"), "--kind", "costs", "--lang", "en")
    assert answer.code == 2 and "is no folder" in answer.err
    answer = gongzhi("figure", str(tmp_path / "one.svg"), "--lang", "en")
    assert answer.code == 2 and "There is no file" in answer.err


def test_kinds_are_listed_where_none_is_named(folder: Path, gongzhi) -> None:
    answer = gongzhi("figure", str(folder), "--lang", "en")
    assert all(kind in answer.err for kind in KINDS)
