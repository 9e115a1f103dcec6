"""Pages of evidence say which code of the model made them, and which of them are older than the model."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from experiments.evidence import __main__ as evidence
from experiments.evidence import code_of_pages
from experiments.evidence.code_of_pages import (
    FOLDER,
    INDEX,
    MARK,
    PageOrigin,
    Present,
    main,
    mark,
    marked,
    model_code,
    note,
    note_derived,
    noted,
    pages,
    same_rows,
)
from experiments.evidence.parts import shipped_parts
from results.evidence import __main__ as exhibits
from scenarios.catalogue import of_clone
from scenarios.shipped import own_files

HERE = Path(__file__).resolve().parents[3] / FOLDER
OLD = "0" * 12
PAGE = "# 甲 A\n\n说。\n\nSaid.\n"


def test_every_page_and_table_of_ours_says_what_made_it() -> None:
    there = {file.name for file in code_of_pages.evidence(HERE)}
    assert there == noted(HERE).keys() and len(there) > 30


AS_SHIPPED = pytest.mark.skipif(
    bool(of_clone("parameters") or own_files("agents") or own_files("instruments")),
    reason="pages are of the model that comes with gongzhi, and here lies somebody's own",
)


@AS_SHIPPED
def test_our_pages_are_marked_for_the_model_as_it_is() -> None:
    stale = [file.name for file, text in pages(HERE).items() if file.read_text("utf-8") != text]
    assert stale == [], "the model has changed since: run make marks"


@AS_SHIPPED
def test_a_page_without_a_mark_of_age_is_of_the_present_code() -> None:
    for file in HERE.glob("*.md"):
        text = file.read_text("utf-8")
        if file.name == INDEX or any(
            mark in text for mark in ("earlier version", "earlier patterns", "not recorded")
        ):
            continue
        same = f"which gives the same rows as the code as it is, {model_code()}"
        assert f"Made by the code {model_code()} of the model." in text or same in text, file.name


def test_a_page_of_a_code_that_gives_the_same_rows_says_so_until_the_model_changes(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    note(tmp_path, ["page.md"], "make", OLD)
    main(["--folder", str(tmp_path)])
    assert "earlier version" in (tmp_path / "page.md").read_text("utf-8")
    main(["--folder", str(tmp_path), "--same-as", OLD, "--checked-by", "all tables made again"])
    text = (tmp_path / "page.md").read_text("utf-8")
    assert f"the same rows as the code as it is, {model_code()}" in text and "all tables made again" in text
    assert "earlier version" not in text
    assert same_rows(tmp_path, "1" * 12) == {}
    with pytest.raises(SystemExit):
        main(["--folder", str(tmp_path), "--same-as", OLD])


@pytest.mark.parametrize(
    ("made", "chinese", "english"),
    [
        (PageOrigin("", ()), "**未记录由哪一版代码生成**。", "**Code not recorded.**"),
        (PageOrigin("", (OLD,)), f"由较早版本的代码（{OLD}）生成", f"the code of an earlier version ({OLD})"),
        (
            PageOrigin("", (), (OLD,)),
            "但属较早版本",
            "Code not recorded; made by the code of an earlier version",
        ),
        (PageOrigin("", (OLD,), ("1" * 12,)), "但属较早版本", "not recorded; made by the code of an earlier"),
    ],
)
def test_a_page_that_is_older_says_so_under_its_title_in_both_languages(
    made: PageOrigin, chinese: str, english: str
) -> None:
    lines = marked(PAGE, made, Present(model_code())).split("\n")
    assert lines[0] == "# 甲 A" and lines[2] == MARK
    assert chinese in lines[3] and english in lines[5] and lines[6:8] == ["", "说。"]


def test_a_page_of_the_present_code_names_it_and_a_mark_takes_the_place_of_the_one_before() -> None:
    older = marked(PAGE, PageOrigin("", (OLD,)), Present(model_code()))
    now = marked(older, PageOrigin("", (model_code(),)), Present(model_code()))
    assert f"Made by the code {model_code()} of the model." in now and OLD not in now
    assert now.count(MARK) == 1 and now.endswith("说。\n\nSaid.\n")


def test_a_page_told_from_tables_is_of_the_code_of_its_tables(tmp_path: Path) -> None:
    note(tmp_path, ["a.csv"], "make a", OLD)
    note(tmp_path, ["b.csv"], "make b")
    note_derived(tmp_path, "page.md", ["a.csv", "b.csv"], "tell")
    note_derived(tmp_path, "half.md", ["b.csv", "unknown.csv"], "tell")
    known = noted(tmp_path)
    assert known["page.md"] == PageOrigin("tell", tuple(sorted((OLD, model_code()))))
    assert known["page.md"].differs_from(model_code()) and not known["b.csv"].differs_from(model_code())


def test_a_page_of_other_patterns_or_another_posterior_than_there_are_says_so(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    note(tmp_path, ["page.md", "table.csv"], "make", asked=["patterns"])
    note_derived(tmp_path, "page.md", ["table.csv"], "tell")
    mark(tmp_path)
    assert f"Made by the code {model_code()} of the model." in (tmp_path / "page.md").read_text("utf-8")
    file = tmp_path / "code.json"
    edited = file.read_text("utf-8").replace('"patterns ', '"patterns 0')
    file.write_text(edited, "utf-8")
    assert mark(tmp_path) == [tmp_path / "page.md", tmp_path / INDEX]
    text = (tmp_path / "page.md").read_text("utf-8")
    assert "**Made with earlier patterns or an earlier posterior**" in text and "较早的模式清单或后验" in text


@pytest.mark.parametrize("half", ["code_hash", "values_hash"])
def test_pages_are_marked_anew_when_the_model_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    note(tmp_path, ["page.md"], "make page")
    assert mark(tmp_path) == [tmp_path / "page.md", tmp_path / INDEX]
    assert mark(tmp_path) == []
    before = model_code()
    monkeypatch.setattr(code_of_pages, half, lambda: "f" * 64)
    assert mark(tmp_path) == [tmp_path / "page.md", tmp_path / INDEX]
    assert f"earlier version ({before})" in (tmp_path / "page.md").read_text("utf-8")
    assert "older than the model" in (tmp_path / INDEX).read_text("utf-8")


def test_files_that_no_command_of_ours_writes_are_noted_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kills.json").write_text("{}", "utf-8")
    main(["kills.json", "--by", "python -m experiments.benchmark.crash_test", "--folder", str(tmp_path)])
    assert noted(tmp_path) == {
        "kills.json": PageOrigin("python -m experiments.benchmark.crash_test", (model_code(),))
    }
    with pytest.raises(SystemExit) as left:
        main(["kils.json", "--folder", str(tmp_path)])
    assert left.value.code == 2 and "kils.json" in capsys.readouterr().err


def test_evidence_that_is_made_notes_its_code_and_what_is_told_of_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pd.read_csv(HERE / "structures.csv", encoding="utf-8-sig")
    monkeypatch.setitem(shipped_parts.PARTS, "structures", lambda asked, steps: {"structures": table})
    monkeypatch.setattr(exhibits, "PICTURES", {})
    evidence.main(["structures", "--out", str(tmp_path), "--keep", str(tmp_path / "steps")])
    exhibits.main(["--folder", str(tmp_path)])
    known = noted(tmp_path)
    assert known.keys() == {"structures.csv", "structures.md"}
    assert {made.codes for made in known.values()} == {(model_code(),)}
    assert f"Made by the code {model_code()}" in (tmp_path / "structures.md").read_text("utf-8")


def test_telling_old_tables_anew_makes_them_no_younger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(HERE / "structures.csv", tmp_path)
    note(tmp_path, ["structures.csv"], "once", OLD)
    monkeypatch.setattr(exhibits, "PICTURES", {})
    exhibits.main(["--folder", str(tmp_path)])
    assert f"earlier version ({OLD})" in (tmp_path / "structures.md").read_text("utf-8")
