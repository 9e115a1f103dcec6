"""A finished folder opens in a spreadsheet: headings in words, numbers as numbers, no formula."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from experiments.errors import ArgumentError
from experiments.store import tables as store
from results.workbook import workbook
from results.workbook.workbook import headings, write_workbook
from scenarios import codebook, read
from scenarios.language import Language, spoken


@pytest.fixture
def folder(make_study, tmp_path: Path) -> Path:
    """A comparison of which one table has words of a user's own."""
    study = make_study(["xihu", "minzhu"], ["baseline", "troika"])
    (tmp_path / "cmp").mkdir()
    words = pd.DataFrame({"case": ["=1+1", "#REF!", "@x", "plain"], "flag": [True, False, True, False]})
    words["seed"], words["share"] = [10**17, 3, 4, 5], [0.5, float("nan"), float("inf"), -1.0]
    tables = {"runs": study.runs, "monthly": study.monthly, "comparison": study.comparison, "theirs": words}
    store.write_tables(tables, study.manifest, tmp_path / "cmp")
    return tmp_path / "cmp"


def book_of(folder: Path, language: Language, **how) -> openpyxl.Workbook:
    with spoken(language):
        file = write_workbook(folder, folder.parent / f"{language}.xlsx", **how)
    return openpyxl.load_workbook(file)


def test_a_workbook_has_chinese_headings_with_units(folder: Path) -> None:
    book = book_of(folder, "zh")
    assert book.sheetnames == ["说明", "各列含义", "比较", "运行", "逐月观测", "theirs"]
    heads = [cell.value for cell in book["运行"][1]]
    assert heads[:4] == ["案例", "治理模式", "重复模拟编号", "随机种子"]
    assert "矛盾指数（严重程度/百户）" in heads and len(set(heads)) == len(heads)
    assert book["运行"].freeze_panes == "A2" and book["运行"].column_dimensions["E"].width > 20
    about = [row[0] for row in book["说明"].iter_rows(values_only=True)]
    assert any("只在模型之内成立" in str(line) for line in about)
    assert any("gongzhi compare" in str(line) for line in about) and "theirs" in about


def test_a_workbook_in_english_has_english_headings(folder: Path) -> None:
    book = book_of(folder, "en")
    assert book.sheetnames[:4] == ["about", "columns", "comparison", "runs"]
    assert "conflict index (severity per 100 households)" in [cell.value for cell in book["runs"][1]]


def test_numbers_are_numbers_and_the_same_as_in_the_tables(folder: Path) -> None:
    runs = pd.read_parquet(folder / "runs.parquet")
    sheet = book_of(folder, "en")["runs"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(runs)
    for name, values in zip(runs.columns, zip(*rows, strict=True), strict=True):
        missing = [one is None for one in values]
        assert missing == runs[name].isna().to_list(), name
        there = runs[name].dropna().to_list()
        near = pytest.approx(there, rel=1e-15) if name in read.outcome_entries() else there
        assert [one for one in values if one is not None] == near, name
    kinds = dict(zip(runs.columns, (cell.data_type for cell in sheet[2]), strict=True))
    assert kinds["case"] == "s" and kinds["replicate"] == "n" and kinds["satisfaction"] == "n"


def test_no_cell_is_a_formula_or_an_error_value(folder: Path) -> None:
    sheet = book_of(folder, "en")["theirs"]
    columns = list(zip(*sheet.iter_rows(min_row=2), strict=True))
    assert [cell.value for cell in columns[0]] == ["=1+1", "#REF!", "@x", "plain"]
    assert {cell.data_type for cell in columns[0]} == {"s"}
    assert [cell.value for cell in columns[1]] == [True, False, True, False]
    assert [cell.value for cell in columns[2]] == [str(10**17), 3, 4, 5]
    assert [cell.value for cell in columns[3]] == [0.5, None, "inf", -1]


def test_a_table_that_no_sheet_holds_is_told_before_anything_is_written(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 10)
    with pytest.raises(ArgumentError, match=r"comparison has \d+ rows .* holds 10 rows.*--tables"):
        write_workbook(folder, folder.parent / "a.xlsx")
    assert [file.name for file in folder.parent.iterdir()] == ["cmp"]
    book = book_of(folder, "en", names=["theirs"])
    assert book.sheetnames == ["about", "columns", "theirs"]


def test_a_table_that_is_not_there_is_told_with_those_that_are(folder: Path) -> None:
    with pytest.raises(ArgumentError, match=r"no table runz; there are: comparison, runs.*Did you mean runs"):
        write_workbook(folder, folder.parent / "a.xlsx", ["runz"])


def test_every_column_of_a_table_has_a_heading_of_its_own() -> None:
    names = [*read.outcome_entries(), *read.ledger()]
    for table in ("runs", *codebook.described_tables().tables):
        own = codebook.described_tables().columns.get(table, ())
        found = headings(table, list(dict.fromkeys([*own, *names])))
        assert len(set(found)) == len(found)
