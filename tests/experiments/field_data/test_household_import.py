"""A household table becomes a case: all faulty rows named, shares as counted, nobody to be found in it."""

import re
from pathlib import Path

import pytest

from experiments.cli.app import main
from scenarios.files import open_data

SAMPLES = Path(__file__).resolve().parents[3] / "docs/field-data"
FAULTY = (12, 27, 40, 54, 69, 86, 100, 113, 131, 148, 166, 191)
PERSONAL = re.compile(
    r"199[\s-]?0000|000000(?:19|20)\d\d|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨](?:无人|无名|某人)"
)


def said(*words: str, code: int = 0) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert (left.value.code or 0) == code


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_faulty_rows_are_named_and_nothing_is_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said("import", "households", str(SAMPLES / "households.csv"), "--case", "ours", code=2)
    told = capsys.readouterr()
    assert [int(row) for row in re.findall(r"^  row (\d+)", told.err, re.MULTILINE)] == list(FAULTY)
    assert list(here.iterdir()) == []
    assert not PERSONAL.search(told.out + told.err)


@pytest.mark.parametrize("table", ["households.csv", "households.xlsx"])
def test_a_table_becomes_a_case_in_which_nobody_is_to_be_found(
    here: Path, capsys: pytest.CaptureFixture[str], table: str
) -> None:
    words = ("import", "households", str(SAMPLES / table), "--case", "ours", "--leave-out-faulty")
    said(*words, "--lang", "zh")
    told = capsys.readouterr()
    written = {file.name: file.read_text(encoding="utf-8") for file in here.iterdir()}
    assert sorted(written) == ["ours-households.csv", "ours-households.md", "ours.yaml"]
    for text in (told.out, told.err, *written.values()):
        assert not PERSONAL.search(text)
    assert "去掉了 4 列个人信息" in told.out
    rows = written["ours-households.csv"].splitlines()
    assert rows[0].startswith("building,stairwell,floor,door,age,owner")
    assert rows[1].startswith("1,1,1,101,")
    assert len(rows) == 189


def test_summed_up_a_true_share_of_elderly_is_accepted(here: Path) -> None:
    words = ("import", "households", str(SAMPLES / "households.csv"), "--case", "ours", "--leave-out-faulty")
    said(*words, "--sum")
    case = open_data(here / "ours.yaml").document.data
    assert isinstance(case, dict)
    assert "households" not in case
    share = case["parameters"]["population.elderly_share"]
    assert 0.6 < share["range"][0] < share["value"] < share["range"][1] < 0.85
    assert share["grade"] == "survey"
    assert "n=181" in share["source"]


def test_a_case_that_is_there_keeps_its_comments_and_keys(here: Path) -> None:
    (here / "ours.yaml").write_text(
        "# our street\nextends: old-small\nevents: [{kind: renewal, month: 3}]  # it comes\n"
        "parameters:\n  fee.price: 1.2  # as the contract says\n",
        encoding="utf-8",
    )
    said(
        "import",
        "households",
        str(SAMPLES / "households.csv"),
        "--case",
        "ours",
        "--leave-out-faulty",
        "--sum",
    )
    text = (here / "ours.yaml").read_text(encoding="utf-8")
    for kept in ("# our street", "[{kind: renewal, month: 3}]  # it comes", "1.2  # as the contract says"):
        assert kept in text


def test_the_samples_are_those_that_their_script_makes(tmp_path: Path) -> None:
    import runpy

    runpy.run_path(str(SAMPLES / "make_samples.py"))["write"](tmp_path)
    for name in ("households.csv", "ties.csv", "fees.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes()


def imported(here: Path, text: str, *more: str, code: int = 0) -> None:
    (here / "登记-李建国.csv").write_text(text, encoding="utf-8")
    said("import", "households", "登记-李建国.csv", "--case", "ours", *more, code=code)


def test_names_among_buildings_in_headings_values_and_file_names_are_shown_nowhere(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"金桂,1,{floor}01,6{floor}," for floor in range(1, 4)]
    rows += ["李建国,1,401,60,", "1,张阿姨家,501,60,", "1,1,601,李建国的母亲,", "1,1,602,85123456,"]
    imported(here, "\n".join(["楼栋,单元,门牌,年龄（李建国填）,网格员李建国", *rows]), "--leave-out-faulty")
    told = capsys.readouterr()
    files = [file for file in here.iterdir() if file.name.startswith("ours")]
    for text in (told.out, told.err, *(file.read_text(encoding="utf-8") for file in files)):
        assert not re.search("建国|阿姨|85123456", text), text
    assert (here / "ours-households.csv").read_text(encoding="utf-8").count("金桂,1") == 3
    assert all(f"row {row}, " in told.out for row in (5, 6, 7, 8))


def test_where_no_row_is_sound_each_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(here, "门牌,年龄\n101,多大\n102,7000\n", "--leave-out-faulty", code=2)
    assert '  row 2, 年龄: "多大"; allowed are' in capsys.readouterr().err


def of_three(here: Path, order: str, ending: str = "") -> None:
    text = "\n".join(["楼栋,单元,门牌,年龄", *(f"{place},1,101,6{place}" for place in order)])
    (here / "table.csv").write_text(text, encoding="utf-8")
    said("import", "households", "table.csv", "--case", "ours", *ending.split())


@pytest.fixture
def tied(here: Path) -> Path:
    """Give a case of three households, 2 and 3 of whom know each other, and 2 and 5."""
    of_three(here, "235")
    (here / "ties.csv").write_text("one,other\n2-1-101,3-1-101\n1,5-1-101\n", encoding="utf-8")
    said("import", "ties", "ties.csv", "--case", "ours")
    return here


def test_ties_given_by_numbers_are_said_to_be_of_the_rows_of_the_case(tied: Path) -> None:
    assert "are the rows of ours-households.csv" in (tied / "ours-ties.md").read_text(encoding="utf-8")


def test_ties_go_with_their_dwellings_when_households_are_imported_again(tied: Path) -> None:
    of_three(tied, "1234")
    assert (tied / "ours-ties.csv").read_text(encoding="utf-8") == "one,other\n2,3\n"
    assert "1 ties of dwellings" in (tied / "ours-households.md").read_text(encoding="utf-8")


def test_summed_up_the_case_has_its_people_one_by_one_no_longer(tied: Path) -> None:
    of_three(tied, "235", "--sum")
    case = open_data(tied / "ours.yaml").document.data
    assert isinstance(case, dict)
    assert {"households", "ties"}.isdisjoint(case)
    assert "taken out of it" in (tied / "ours-households.md").read_text(encoding="utf-8")
