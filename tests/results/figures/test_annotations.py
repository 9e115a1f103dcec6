"""Words that fit: lines are broken where they may be, and keys have as many columns as there is room for."""

import pytest

from results.figures.annotations import broken, columns, width


@pytest.mark.parametrize(
    "text",
    [
        "government-market-society with street-wide property",
        "政府市场社会三位一体（大街区大物业）",
        "三驾马车（业委会不受约束） minus 1+4+N",
        "disputes between young and old over habits and shared space",
    ],
)
def test_broken_lines_are_narrow_enough_and_lose_nothing(text: str) -> None:
    lines = broken(text, 1.6, 9).split("\n")
    assert len(lines) > 1 and all(width(line, 9) <= 1.6 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_begins_with_a_closing_sign() -> None:
    text = "甲乙丙丁（戊己），庚辛、壬癸。" * 3
    for inches in (0.4, 0.5, 0.6, 0.7):
        assert not any(line[0] in "，。、；：）" for line in broken(text, inches, 9).split("\n"))


def test_a_short_text_and_a_word_too_long_stay_whole() -> None:
    assert broken("three joys", 3.0, 9) == "three joys"
    assert broken("neighbourhoods", 0.5, 9) == "neighbourhoods"


def test_chinese_takes_more_room_than_latin_letters() -> None:
    assert width("满意度", 9) > width("abc", 9) and width("abc", 9, bold=True) > width("abc", 9)


def test_a_key_has_fewer_columns_the_longer_its_labels() -> None:
    assert columns(["a"] * 8, 10.5, 9, most=4) == 4
    assert columns(["government-market-society with street-wide property"] * 8, 10.5, 9, most=4) == 2
    assert columns(["x" * 200] * 3, 10.5, 9, most=4) == 1
    assert columns(["a"], 10.5, 9, most=4) == 1
