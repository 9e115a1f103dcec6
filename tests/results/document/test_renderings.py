"""The same blocks on a terminal, as Markdown and as HTML: what names hold is text in each of them."""

from pathlib import Path

import pytest

from results.document.blocks import BLANK, Cell, Command, Heading, Paragraph, Picture, Points, Table, closing
from results.document.html import html, write_summary
from results.document.markdown import markdown
from results.document.terminal import print_tables

NAMED = "[a](b) <i>c</i>"
DOCUMENT = (
    Heading(1, "What came out"),
    Paragraph("Better: resolution."),
    Points(["one", NAMED]),
    Table(
        ["", "difference"], [["troika", Cell("+0.1 ±0.2", "better", "green")], ["total", "3"]], sections=(1,)
    ),
    Command("gongzhi compare xihu"),
)


def test_every_word_is_in_all_three_renderings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_tables(DOCUMENT)
    shown = capsys.readouterr().out
    for text in (shown, markdown(DOCUMENT, tmp_path), html(DOCUMENT)):
        for words in (
            "What came out",
            "Better: resolution.",
            "troika",
            "+0.1 ±0.2",
            "better",
            "compare xihu",
        ):
            assert words in text
    assert f"- {NAMED}\n" in shown, "on a terminal nothing is markup"


def test_a_name_is_neither_a_link_nor_markup(tmp_path: Path) -> None:
    assert r"- \[a\](b) \<i>c\</i>" in markdown(DOCUMENT, tmp_path)
    assert "<li>[a](b) &lt;i&gt;c&lt;/i&gt;</li>" in html(DOCUMENT)


def test_numbers_are_flush_right_and_a_section_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_tables(DOCUMENT[3:4])
    lines = capsys.readouterr().out.splitlines()
    row, below, line, total = lines[3:7]
    assert row.rstrip("│ ").endswith("+0.1 ±0.2")
    assert (
        below.rstrip("│ ").endswith("better")
        and set(line) <= set("├─┼┤")
        and total.rstrip("│ ").endswith("3")
    )
    assert len({len(one) for one in lines}) == 1


def test_a_terminal_has_no_pictures_and_leaves_empty_lines(capsys: pytest.CaptureFixture[str]) -> None:
    print_tables([Paragraph("a"), BLANK, Picture(Path("none.svg"), "a picture"), Paragraph("b")])
    assert capsys.readouterr().out == "a\n\nb\n"


def test_a_summary_ends_with_the_command_that_makes_it_again(tmp_path: Path) -> None:
    write_summary(
        [Heading(1, "Title"), *closing("gongzhi x", "All is in a.csv.", cannot_tell=["c"])], tmp_path
    )
    page = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert page.startswith(
        "# Title\n\n## What this cannot tell\n\n- c\n\n## To make it again\n\n```\ngongzhi x"
    )
    assert "<title>Title</title>" in (tmp_path / "summary.html").read_text(encoding="utf-8")
