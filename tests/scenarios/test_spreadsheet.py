"""Cells of a CSV file: no word of them is a formula, and what is read back is what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.spreadsheet import from_cell, in_cell

MARKS = "=+-@＝＋－＠'\"\t\r\n \u2028a1.e"


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", "\t", "\r", "\n", " ", "甲\n", "甲\r\n", "'", "\u2028"])
def test_a_word_that_would_be_a_formula_is_written_behind_an_apostrophe(mark: str, before: str) -> None:
    written = in_cell(f"{before}{mark}HYPERLINK(1)")
    for line in written.splitlines():
        assert line.lstrip("\t \u3000")[:1] not in ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    assert from_cell(written) == f"{before}{mark}HYPERLINK(1)"


@pytest.mark.parametrize(
    "text", ["-0.5", "+1e-3", "-12", "甲", "", "1+4+N", "a=b", "'quoted'", "baseline+forum"]
)
def test_numbers_and_ordinary_words_stay_as_they_are(text: str) -> None:
    assert in_cell(text) == from_cell(text) == text


@given(st.text(MARKS, max_size=9))
def test_what_is_read_back_is_what_was_meant(text: str) -> None:
    assert from_cell(in_cell(text)) == text
