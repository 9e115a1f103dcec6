"""Files of patterns: what they may say, and what is said about a slip in them."""

from pathlib import Path

import pytest

from scenarios.pattern import CLAIMS, VALIDATION, read_patterns
from scenarios.side import Measurable
from scenarios.window import Window, window

KNOWN = Measurable(
    ("conflict_index", "fee_collection"),
    ("fee_collection", "sessions", "collected"),
    ("vote",),
    ("all", "young"),
)
WHOLE = """\
mine:
  source: a survey
  role: V
  form: difference
  text: {zh: 甲, en: A}
  outcome: fee_collection
  window: last 12
  case: xihu
  governance: baseline
  sides:
    usual:
    cheap:
      settings:
        fee.ratio: 0.8
  target: down
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def write(text: str = WHOLE) -> Path:
        file = tmp_path / "mine.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_a_pattern_says_what_is_compared_and_what_is_expected(written) -> None:
    pattern = read_patterns(written(), KNOWN)["mine"]
    first, second = pattern.all_sides()
    assert (first.case, first.settings, second.settings) == ("xihu", {}, {"fee.ratio": 0.8})
    assert (pattern.aim, pattern.low, pattern.high) == ("down", None, 0.0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("target: up", ("up", None, 0.0, None)),
        ("target: 0.7\n  tolerance: 0.1", (None, 0.7, pytest.approx(0.6), pytest.approx(0.8))),
        ("target: 0.7\n  tolerance: [0.5, 0.8]", (None, 0.7, 0.5, 0.8)),
        ("tolerance: [null, 0.8]", (None, None, None, 0.8)),
        ("target: down\n  tolerance: [null, -0.15]", ("down", None, None, -0.15)),
    ],
)
def test_a_range_is_a_direction_a_number_with_a_tolerance_or_two_bounds(written, said, expected) -> None:
    pattern = read_patterns(written(WHOLE.replace("target: down", said)), KNOWN)["mine"]
    assert (pattern.aim, pattern.target, pattern.low, pattern.high) == expected


def test_more_of_a_ratio_is_more_than_once(written) -> None:
    text = WHOLE.replace("form: difference", "form: ratio").replace("target: down", "target: up")
    assert read_patterns(written(text), KNOWN)["mine"].low == 1.0


def test_a_file_of_ones_own_needs_no_source_role_or_second_language(written) -> None:
    lines = ["form: level", "outcome: fee_collection", "case: xihu", "governance: baseline", "target: up"]
    pattern = read_patterns(written("\n  ".join(["fees:", *lines])), KNOWN, own=True)["fees"]
    assert (pattern.source, pattern.role, pattern.text.zh) == ("mine.yaml", "V", "fees")


MAPPED = "role: C\n  maps: {zh: 甲。, en: A.}"


def test_a_pattern_to_calibrate_on_says_what_it_maps_and_how_far_off_that_is(written) -> None:
    text = WHOLE.replace("role: V", f"{MAPPED}\n  discrepancy: 0.05")
    pattern = read_patterns(written(text), KNOWN)["mine"]
    assert pattern.maps and (pattern.maps.en, pattern.discrepancy) == ("A.", 0.05)
    own = read_patterns(written(WHOLE.replace("role: V", "role: C\n  maps: A.")), KNOWN, own=True)["mine"]
    assert own.maps and (own.maps.zh, own.discrepancy) == ("A.", 0.0)


SLIPS = [
    ("role: V", "role: C", "mine.maps is missing", "line 1"),
    ("role: V", MAPPED, "mine.discrepancy is missing", "line 1"),
    ("role: V", f"{MAPPED}\n  discrepancy: -1", "mine.discrepancy is -1; the least is 0", "line 5"),
    ("form: difference", "form: difference\n  colour: red", "mine.colour is unknown", "line 5"),
    (
        "form: difference",
        "form: differnce",
        'mine.form is "differnce"; allowed are: level, difference',
        "line 4",
    ),
    ("role: V", "role: X", 'mine.role is "X"; allowed are: I, C, V', "line 3"),
    ("fee.ratio: 0.8", "fee.ratio: 9", "sides.cheap.settings.fee.ratio = 9 is out of range", "line 14"),
    ("fee.ratio: 0.8", "fee.rato: 0.8", "is not in the ledger. Did you mean fee.ratio?", "line 14"),
    ("case: xihu", "case: xihoo", 'mine.case is "xihoo", which is unknown; known are: ', "line 8"),
    ("case: xihu", "case: xihoo", "Did you mean xihu?", "line 8"),
    ("governance: baseline", "governance: bassline", "Did you mean baseline?", "line 9"),
    ("outcome: fee_collection", "outcome: fee_colection", "Did you mean fee_collection?", "line 6"),
    ("outcome: fee_collection", "outcome: conflict_index", "has no months to choose from", "line 6"),
    ("window: last 12", "window: lately", "allowed are: all, first 12, last 12, 13 to 24", "line 7"),
    ("window: last 12", "group: yung", "Did you mean young?", "line 7"),
    ("target: down", "target: sideways", "it must be up, down or a number", "line 15"),
    ("target: down", "target: 3", "mine.tolerance is missing", "line 1"),
    ("target: down", "tolerance: [2, 1]", "mine.tolerance runs from 2 down to 1", "line 15"),
    ("form: difference", "form: difference\n  tarqet: up", "mine.tarqet is unknown", "line 5"),
    ("target: down", "tarqet: down", "mine.tarqet is unknown", "line 15"),
    (
        "target: down",
        "target: 1\n  tolerance: -1",
        "mine.tolerance is -1; it must be a number, 0 or",
        "line 16",
    ),
    ("target: down", "target: 1\n  tolerance: .nan", "mine.tolerance is nan; it must be a number", "line 16"),
    ("target: down", "target: .nan\n  tolerance: 1", "mine.target is nan; it must be up, down or", "line 15"),
    ("target: down", 'target: "50%"\n  tolerance: 1', "up, down or a number. Write 0.5.", "line 15"),
    ("target: down", "tolerance: [.nan, 1]", "it must be [low, high], null where it is open", "line 15"),
    ("target: down", "tolerance: [null, null]", "mine.tolerance is open at both ends", "line 15"),
    ("window: last 12", "window: last 100000", 'is "last 100000", and the run has 60 months', "line 7"),
    ("window: last 12", "window: 13 to 61", 'is "13 to 61", and the run has 60 months', "line 7"),
    ("window: last 12", "start: 61", "mine.start is 61; it must be a month of the run, -59 to 60", "line 7"),
    ("window: last 12", "start: -100", "mine.start is -100; it must be a month of the run", "line 7"),
    ("window: last 12", "months: 6\n  start: 7", "must be a month of the run, -59 to 6", "line 8"),
    ("target: down", "tolerance: wide", "it must be [low, high], null where it is open", "line 15"),
    ("  target: down\n", "", "mine.target is missing", "line 1"),
    ("    usual:\n", "", "mine.sides has 1 sides; difference needs 2", "line 10"),
    ("form: difference", "form: share", "mine.within is missing", "line 1"),
    (
        "form: difference",
        "form: difference\n  within: [0, 1]",
        "mine.within does not go with the form difference",
        "line 5",
    ),
    ("settings:\n        fee.ratio: 0.8", "instruments: [patroll]", "Did you mean patrol?", "line 13"),
    ("  outcome: fee_collection\n", "", "mine.outcome is missing", "line 1"),
    ("  case: xihu\n", "", "mine.case is missing", "line 1"),
]


@pytest.mark.parametrize(("old", "new", "told", "line"), SLIPS, ids=[slip[1][:30] for slip in SLIPS])
def test_a_slip_is_told_with_file_line_and_key(written, message, old, new, told, line) -> None:
    assert old in WHOLE
    file = written(WHOLE.replace(old, new, 1))
    english, chinese = (message(lambda: read_patterns(file, KNOWN), language) for language in ("en", "zh"))
    assert english.startswith(f"mine.yaml, {line}, ") and told in english
    assert chinese.startswith("mine.yaml") and "。" in chinese
    assert not {"is", "must", "allowed", "Did"} & set(chinese.split())


@pytest.mark.parametrize(
    ("text", "months", "expected"),
    [
        ("all", 60, range(60)),
        ("first 12", 60, range(12)),
        ("last 12", 60, range(48, 60)),
        ("last 12", 6, range(6)),
        ("25 to 35", 35, range(24, 35)),
        ("13 to 24", 20, range(12, 20)),
    ],
)
def test_a_window_is_some_of_the_recorded_months(text, months, expected) -> None:
    assert list(range(months))[window(text).of(months)] == list(expected)


@pytest.mark.parametrize("text", ["", "lately", "0 to 3", "5 to 3", "last", "first -1"])
def test_what_is_no_window_is_refused(text) -> None:
    with pytest.raises(ValueError):
        window(text)


def test_windows_are_told_apart() -> None:
    assert window("first 12") == Window(1, 12) != window("last 12")


@pytest.mark.parametrize("file", [CLAIMS, VALIDATION], ids=lambda file: file.stem)
def test_our_files_are_plain_enough_to_be_read_quickly(file: Path) -> None:
    assert file.is_file() and "\t" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["case", "governance"])
def test_a_file_that_a_pattern_names_lies_where_the_pattern_file_says(
    written, message, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    usual = {"case": "xihu", "governance": "baseline"}[key]
    (tmp_path / "own.yaml").write_text(f"extends: {usual}\n", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    at_a_side = WHOLE.replace("    usual:\n", f"    usual:\n      {key}: own.yaml\n")
    for text in (WHOLE.replace(f"{key}: {usual}", f"{key}: own.yaml"), at_a_side):
        first = read_patterns(written(text), KNOWN)["mine"].all_sides()[0]
        assert getattr(first, key) == str(tmp_path / "own.yaml")
    file = written(WHOLE.replace(f"{key}: {usual}", f"{key}: ../none.yaml"))
    line = 1 + file.read_text("utf-8").split("\n").index(f"  {key}: ../none.yaml")
    said = message(lambda: read_patterns(file, KNOWN))
    assert f"mine.yaml, line {line}, " in said
    assert said.endswith(f"mine.{key} names ../none.yaml, which does not exist.")
    file = written(WHOLE.replace(f"{key}: {usual}", f"{key}: ~nouser/x.yaml"))
    assert "mine.yaml, line" in message(lambda: read_patterns(file, KNOWN))
