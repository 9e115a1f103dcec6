"""A table is read whatever program wrote it, and a file that is none is one message."""

from pathlib import Path

import openpyxl
import pytest

from experiments.errors import ArgumentError
from experiments.field_data.headings import columns_of, heading_test
from experiments.field_data.raw_table import RawTable, read_raw_table
from experiments.field_data.written_number import number_in

KNOWN = {"building": ("楼栋",), "age": ("年龄",), "area": ("面积",)}
ROWS = [
    ["幸福里住户表", "", "", ""],
    ["楼栋", "年龄（岁）", "建筑面积", "户主"],
    ["1", "67", "80", "王无人"],
    ["", "", "", ""],
    ["2", "", "75.5", "李无名"],
]


def read(file: Path) -> RawTable:
    return read_raw_table(file, heading_test(KNOWN, {"area": "建筑面积"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_file_of_any_program_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes("\r\n".join(separator.join(row) for row in ROWS).encode(encoding))
    check(read(file))


def test_a_sheet_of_excel_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        assert book.active is not None
        book.active.append(row)
    book.save(tmp_path / "table.xlsx")
    check(read(tmp_path / "table.xlsx"))


def check(table: RawTable) -> None:
    """The headings are found below the title, and rows have the numbers that a spreadsheet shows."""
    assert table.header_row == 2
    assert [row.number for row in table.rows] == [3, 5]
    columns = columns_of(table, KNOWN, {"area": "建筑面积"})
    assert columns.places == {"building": 0, "age": 1, "area": 2}
    assert [one.sort for one in columns.left_out] == ["name"]
    assert table.column(columns.places["area"]) == ["80", "75.5"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("王无人.csv", b"a,b\n1,2\n"),
        ("table.csv", b"\xff\x00\x81"),
        ("table.xlsx", b"no zip"),
        ("table.xls", b""),
        ("19900000001.csv", "楼栋,年龄\n".encode()),
    ],
)
def test_what_is_no_table_is_one_message_that_shows_nothing_personal(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ArgumentError) as found:
        read(tmp_path / name)
    assert "王无人" not in str(found.value)
    assert "19900000001" not in str(found.value)


def sheet(tmp_path: Path, rows: list[list[object]], merged: str = "", cover: bool = False) -> RawTable:
    book = openpyxl.Workbook()
    assert book.active is not None
    if cover:
        book.active.sheet_state = "hidden"
        book.create_sheet("table")
    page = book.worksheets[-1]
    for row in rows:
        page.append(row)
    if merged:
        page.merge_cells(merged)
    book.save(tmp_path / "table.xlsx")
    return read(tmp_path / "table.xlsx")


def test_cells_merged_downwards_hold_for_each_row(tmp_path: Path) -> None:
    table = sheet(tmp_path, [["楼栋", "年龄"], ["3", 67], [None, 45], [None, 30], [4, 20]], "A2:A4")
    assert table.column(0) == ["3", "3", "3", "4"]


def test_headings_may_take_two_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["楼栋", "户主", "户主"], [None, "年龄", "建筑面积"], [1, 67, 80]]
    table = sheet(tmp_path, rows)
    assert (table.headings, table.column(1)) == (("楼栋", "年龄", "建筑面积"), ["67"])


def test_a_hidden_sheet_is_passed_over_and_said(tmp_path: Path) -> None:
    table = sheet(tmp_path, [["楼栋", "年龄"], [1, 67]], cover=True)
    assert (table.other_sheets, len(table.rows)) == (1, 1)


def test_marks_that_nobody_sees_and_points_of_whole_numbers_do_not_matter(tmp_path: Path) -> None:
    for content in (
        "\ufeff楼栋,年龄\n1.0,67\n".encode("gb18030"),
        "\ufeff\ufeff楼栋,年龄\n1.0,67\n".encode(),
    ):
        (tmp_path / "table.csv").write_bytes(content)
        table = read(tmp_path / "table.csv")
        assert (table.headings, table.column(0)) == (("楼栋", "年龄"), ["1"])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("67,5", 67.5),
        ("1,067", 1067),
        ("1.067,50", 1067.5),
        ("1,067.5", 1067.5),
        ("1 067", 1067),
        ("6,,7", None),
    ],
)
def test_a_comma_is_read_as_it_is_meant(text: str, number: float | None) -> None:
    assert number_in(text) == number
