"""Half of a study is told as half of it wherever it is shown, with the number of its runs."""

from pathlib import Path

import openpyxl
import pytest

from experiments.design.cells import Shard
from experiments.execution.executors import opening
from experiments.execution.results import not_finished
from experiments.execution.stored_study import StoredStudy
from experiments.execution.sweep import Order, carry_out
from results.report.first_page import first_page
from results.report.material import material
from results.web.traced import Numbers
from results.workbook.workbook import write_workbook
from scenarios.language import Language, spoken
from scenarios.study import read_study

FILE = """\
cases: [xihu]
governance: [baseline]
months: 1
burn_in: 0
replicates: 1
parameters: {issues.rate: [20, 30, 40, 50]}
"""


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """The store of one shard of two; of the points of the study every other one is in it, and whole."""
    (tmp_path / "mine.yaml").write_text(FILE, encoding="utf-8")
    carry_out(read_study(tmp_path / "mine.yaml"), tmp_path / "half", opening(1), Order(shard=Shard(1, 2)))
    return tmp_path / "half"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "This study is not finished: 2 runs are there."), ("zh", "已有 2 次运行")]
)
def test_half_of_a_study_is_told_as_half_with_the_number_of_its_runs(
    half: Path, language: Language, said: str
) -> None:
    with spoken(language):
        assert said in "".join(first_page(material(half), Numbers()))
        book = openpyxl.load_workbook(write_workbook(half, half.parent / "half.xlsx"))
    assert any(said in str(line[0]) for line in book.worksheets[0].iter_rows(values_only=True))


def test_a_study_is_finished_once_all_its_points_are_there(half: Path) -> None:
    with spoken("en"):
        assert "2 runs are there" in not_finished(StoredStudy(half))
    carry_out(read_study(half.parent / "mine.yaml"), half, opening(1))
    assert not not_finished(StoredStudy(half)) and StoredStudy(half).state().made == 4
    assert "not finished" not in "".join(first_page(material(half), Numbers()))
