"""The quick reader and the general one agree, and the quick one suffices for our own files."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scenarios.read
from scenarios.documents import Broken, NotPlain, _quick, read_document, thorough

DATA = Path(scenarios.read.__file__).parent
FILES = [
    *(DATA / name for name in ("parameters.yaml", "issues.yaml", "outcomes.yaml", "rules.yaml")),
    *sorted(DATA.glob("cases/*.yaml")),
    *sorted(DATA.glob("governance/*.yaml")),
]
"""What every command reads; the quick reader must suffice for it."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_both_readers_agree_on_our_files(file) -> None:
    text = file.read_text(encoding="utf-8")
    quick, general = _quick(text), thorough(text)
    assert quick.data == general.data
    assert quick.places.items() <= general.places.items()


SCALARS = st.sampled_from(
    [
        "1",
        "-1",
        "00",
        "0.5",
        ".5",
        "-.5",
        "5.",
        "1e3",
        "1.5e-3",
        "+4",
        "1_000",
        "0x1F",
        "0o17",
        "12:30",
        "1.2.3",
        "0..1",
        ".inf",
        ".nan",
        ".",
        "-",
        "...",
        "true",
        "True",
        "yes",
        "no",
        "null",
        "~",
        "a",
        "a:b",
        "a#b",
        '"a"',
        '""',
        '"a: b"',
        '"a, b"',
        "'b'",
        "''",
        "'a, b'",
        "'a: b'",
        "'it''s'",
        "'a",
        "a'b",
        "'a' 'b'",
        "'a\"b'",
        "'a\\b'",
        "[a, 'b']",
        "['a, b', c]",
        "{a: 'b'}",
        "{a: 'x, y'}",
        "{a: 'x: y'}",
        "“c”",
        'a"b',
        "- x",
        "? y",
        "*",
        "&",
        "!",
        "%",
        "@",
        "`",
        "|",
        ">",
        "[]",
        "{}",
        "[1]",
        "[1, 2]",
        "[ 1 , a b ]",
        "[1, [2]]",
        "[a, ]",
        "[,]",
        '["a, b", c]',
        "{a: 1}",
        '{a: 1, b: "x, y"}',
        "{a: {b: 1}}",
        "{a}",
        "{a:1}",
        "{a: b c}",
        "{a: b: c}",
        "[{a: 1}]",
        "[{a: 1}, {a: 2}]",
        '{"a": 1}',
        "中文",
        "中文，逗号：冒号",
        "[1， 2]",
        "{a: 一， b: 二}",
        "2024-01-01",
        "a b",
        "12 days",
        "1+4+N, where",
        "1+4+N: where",
        "1 000",
        "12 a: b",
        "a: b",
        "a #b",
        "a # b",
        "a  b",
        "x:",
        "1:",
        "a\tb",
        "[1, 2] x",
    ]
)
KEYS = st.sampled_from(
    ["a", "b", "c_d", "e-f", "g", "h", '"1.1"', '"x y"', "1", "1.1", "true", "é", "- a", "a b", "a:b"]
)
COLONS = st.sampled_from([": ", ": ", ": ", ":  ", ":", "：", ":\u3000"])
DEPTHS = st.sampled_from(["", "", "", "  ", "    ", "   "])
ENDS = st.sampled_from(["", "", "", " ", "  # note"])
VALUES = st.one_of(SCALARS, SCALARS, st.just(""))
LINES = st.builds("{}{}{}{}{}".format, DEPTHS, KEYS, COLONS, VALUES, ENDS)


@settings(deadline=None)
@given(st.lists(LINES, min_size=1, max_size=4).map("\n".join))
def test_whatever_the_quick_reader_accepts_it_reads_as_the_general_one_does(text: str) -> None:
    try:
        quick = _quick(text)
    except NotPlain:
        return
    general = thorough(text)
    assert repr(quick.data) == repr(general.data)
    assert quick.places.items() <= general.places.items()


def test_our_files_are_read_once_each_and_by_the_quick_reader_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("scenarios.documents.thorough", asked.append)
    assert all(read_document(file.read_text(encoding="utf-8")).data for file in FILES)
    assert asked == []


def test_yaml_beyond_the_plain_part_is_read_too() -> None:
    text = "# folded\na: >-\n  one\n  two\nb:\n  - x: 1\n  - 'y'\n"
    document = read_document(text)
    assert document.data == {"a": "one two", "b": [{"x": 1}, "y"]}
    assert document.places[("b", 0, "x")] == (6, 5)


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "12:30", "0o17"])
def test_yaml_is_version_1_2_where_no_is_a_word_and_half_past_twelve_no_number(word: str) -> None:
    assert read_document(f"a: {word}").data == {"a": 15 if word == "0o17" else word}


def test_a_key_that_appears_twice_is_named_with_its_line() -> None:
    with pytest.raises(Broken) as broken:
        read_document("a: 1\nb: 2\na: 3\n")
    assert (broken.value.key, broken.value.place) == ("a", (3, 1))
