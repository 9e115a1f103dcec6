"""A report's workbook begins with page one in words; its charts read cells that hold the numbers of cards."""

import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from results.report.material import material
from results.text.headlines.headline import finding, headline
from scenarios import language

NOT_KNOWN = "not known for this comparison"


@pytest.fixture
def book_of(taken):
    """A function that reads the workbook of a folder back."""

    def read_back(folder: Path, spoken_in: language.Language) -> tuple[Path, openpyxl.Workbook]:
        file = taken(folder, "xlsx", spoken_in)
        return file, openpyxl.load_workbook(file)

    return read_back


def said(folder: Path):
    found = material(folder)
    return headline(found.study, found.points, found.varied)


def test_the_first_sheet_says_page_one_in_words(folder: Path, book_of) -> None:
    _file, book = book_of(folder, "zh")
    assert book.sheetnames[:5] == ["首页", "结论卡", "成本", "结论一览", "图表"]
    assert {"说明", "比较", "运行"} <= set(book.sheetnames)
    text = "\n".join(str(row[0]) for row in book["首页"].iter_rows(values_only=True))
    with language.spoken("zh"):
        told = said(folder)
        assert told.question in text and all(one in text for one in told.limits)
        assert all(finding(pair) in text for pair in told.pairs)
    assert "只在模型之内成立；资料多是成功经验；校准后方向是否不变：不详" in text


def test_cards_are_numbers_with_formats_under_a_head_that_stays(folder: Path, book_of) -> None:
    _file, book = book_of(folder, "en")
    sheet = book["cards"]
    cards = [card for pair in said(folder).pairs for card in pair.cards]
    rows = list(sheet.iter_rows(min_row=2))
    assert sheet.freeze_panes == "A2" and len(rows) == len(cards)
    for row, card in zip(rows, cards, strict=True):
        assert row[6].value == pytest.approx(card.before.cell.value, rel=1e-15)
        share = row[11].value == "percentage points"
        assert row[8].value == pytest.approx(card.difference.cell.value * (100 if share else 1), rel=1e-15)
        assert row[6].number_format == ("0.0%" if share else row[6].number_format) != "General"
        assert row[14].value.startswith(card.certainty.mark) and row[15].value == NOT_KNOWN


def test_charts_read_cells_of_their_own_sheet(folder: Path, book_of) -> None:
    file, book = book_of(folder, "en")
    sheet = book["charts"]
    pairs = said(folder).pairs
    rows = list(sheet.iter_rows(min_row=3, max_row=5, values_only=True))
    first = [pair.cards[0] for pair in pairs]
    assert [row[1] for row in rows] == pytest.approx([card.before.cell.value for card in first[::2]])
    assert [row[2] for row in rows] == pytest.approx([card.after.cell.value for card in first[::2]])
    assert [row[4] for row in rows] == pytest.approx([card.difference.cell.value for card in first[::2]])
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None and max(Counter(archive.namelist()).values()) == 1
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    assert len(charts) == 6
    assert "'charts'!$B$3:$B$5" in charts[0] and "errBars" in charts[1]


def test_signs_of_all_verdicts_are_in_the_workbook(folder: Path, book_of) -> None:
    _file, book = book_of(folder, "en")
    matrix = said(folder).matrices[0]
    rows = list(book["verdicts"].iter_rows(min_row=4, max_row=3 + len(matrix.lines), values_only=True))
    with language.spoken("en"):
        assert [row[0] for row in rows] == [line.name for line in said(folder).matrices[0].lines]
    assert all(len([one for one in row[1:] if one]) == len(matrix.columns) for row in rows)


def test_one_governance_model_alone_has_its_words_and_its_tables(folder_of, book_of) -> None:
    _file, book = book_of(folder_of(["minzhu"], ["troika"]), "en")
    assert book.sheetnames[:2] == ["page one", "about"]
    assert any("Nothing was compared" in str(row[0]) for row in book["page one"].iter_rows(values_only=True))
