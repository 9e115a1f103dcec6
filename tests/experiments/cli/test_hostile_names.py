"""Names that would be a formula in a spreadsheet, markup on a page or a style on a terminal are names."""

import csv
import re
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from experiments.store.tables import for_spreadsheets, from_spreadsheets
from experiments.store.tables import read as read_study

ROOT = Path(__file__).parents[3]
NAME = "[/] [red]甲[/red] :house: <img src=x> [a](http://x.cn) ![b](y) **c** `d` $x_{$ # & &lt; _e_ ~~f~~ |g|"
CASE, MODEL = "=HYPERLINK(1)", "@SUM(1)"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's with a case and a governance model of hostile names."""
    monkeypatch.chdir(tmp_path)
    name = "{zh: '" + NAME + "', en: '" + NAME + "'}"
    (tmp_path / f"{CASE}.yaml").write_text(f"extends: xihu\nname: {name}\n", encoding="utf-8")
    (tmp_path / f"{MODEL}.yaml").write_text(f"extends: [troika]\nname: {name}\n", encoding="utf-8")
    return tmp_path


COMPARE = ("compare", f"./{CASE}.yaml", "--governance", f"baseline,./{MODEL}.yaml", "--months", "2")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_name_is_printed_as_it_is_written(gongzhi, here: Path, spoken: str) -> None:
    said = gongzhi("run", f"./{CASE}.yaml", f"./{MODEL}.yaml", "--months", "2", "--lang", spoken)
    assert said.code == 0 and NAME in " ".join(said.out.split())
    said = gongzhi(*COMPARE, "--replicates", "2", "--lang", spoken)
    assert said.code == 0 and NAME in " ".join(said.out.split())
    said = gongzhi("diff", "baseline", f"./{MODEL}.yaml", "--lang", spoken)
    assert said.code == 0


@pytest.mark.usefixtures("world", "unpainted")
def test_a_name_is_no_markup_on_the_summary(gongzhi, here: Path) -> None:
    assert gongzhi(*COMPARE, "--replicates", "2", "--out", "out", "--lang", "en").code == 0
    text = (here / "out/summary.md").read_text("utf-8")
    shown = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    inside = [one for token in shown for one in token.children or ()]
    assert {one.type for one in inside} <= {"text", "image", "softbreak", "text_special"}
    assert any(NAME in "".join(one.content for one in token.children or ()) for token in shown)
    for picture in (one for one in inside if one.type == "image"):
        assert (here / "out" / unquote(str(picture.attrs["src"]))).is_file()


@pytest.mark.usefixtures("world", "unpainted")
def test_no_cell_of_any_table_begins_a_formula_and_numbers_stay_numbers(gongzhi, here: Path) -> None:
    assert gongzhi(*COMPARE, "--replicates", "2", "--out", "out").code == 0
    for file in (here / "out").glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as text:
            cells = [cell for row in csv.reader(text) for cell in row]
        assert f"'{MODEL}" in cells and f"'{CASE}" in cells
        assert not [cell for cell in cells if cell[:1] in "=@" and cell]
    written = read_study(here / "out")
    again = from_spreadsheets(pd.read_csv(here / "out/comparison.csv", encoding="utf-8-sig"))
    assert written.comparison is not None and written.governance == ["baseline", MODEL]
    assert again["b"].tolist() == written.comparison["b"].tolist()
    assert (again["difference"] < 0).any() and pd.api.types.is_float_dtype(again["difference"])


def test_a_table_for_spreadsheets_comes_back_whole() -> None:
    table = pd.DataFrame(
        {"=a": ["=1", "甲\n@b", "-3", None], "n": [-1.5, 2, 3, 4], "m": ["x", "y", "z", "w"]}
    )
    safe = for_spreadsheets(table)
    assert safe.iloc[:3, 0].tolist() == ["'=1", "甲\n'@b", "-3"] and safe.columns.tolist() == [
        "'=a",
        "n",
        "m",
    ]
    pd.testing.assert_frame_equal(from_spreadsheets(safe), table)
    pd.testing.assert_series_equal(safe["n"], table["n"])


def test_every_table_is_made_safe_before_it_is_written() -> None:
    for folder in ("experiments", "results", "scenarios", "model", "agents"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert text.count(".to_csv(") == len(
                re.findall(r"safe = for_spreadsheets\(\w+\)\n\s+(?:text = )?safe\.to_csv\(", text)
            ), file
            assert "csv.writer" not in text and ("csv.DictWriter" not in text or "in_cell(" in text), file


def test_only_one_console_prints_what_users_named() -> None:
    made = [
        file.name
        for folder in ("experiments", "results")
        for file in (ROOT / folder).rglob("*.py")
        if re.search(r" Console\(|\(Console\)", file.read_text(encoding="utf-8"))
    ]
    assert sorted(made) == ["run_all.py", "terminal.py"]
