"""Verdicts: whether it matters, whether it was shown, which way it goes."""

import math
import re
from pathlib import Path

import pytest

from experiments.statistics.verdict import Verdict, sentence, short, verdict, word
from scenarios import language


@pytest.mark.parametrize(
    ("difference", "low", "high", "p", "p_equivalence", "direction", "smallest", "expected"),
    [
        (0.3, 0.2, 0.4, 0.001, 1, 1, 0.02, "better"),
        (-0.3, -0.4, -0.2, 0.001, 1, 1, 0.02, "worse"),
        (-0.3, -0.4, -0.2, 0.001, 1, -1, 0.02, "better"),
        (0.3, 0.2, 0.4, 0.001, 1, -1, 0.02, "worse"),
        (0.3, 0.2, 0.4, 0.001, 1, 0, 0.02, "higher"),
        (-0.3, -0.4, -0.2, 0.001, 1, 0, 0.02, "lower"),
        (0.086, 0.049, 0.125, 0.008, 1, -1, 0.1, "shown, but smaller than what matters"),
        (-0.086, -0.125, -0.049, 0.008, 1, 0, 0.1, "shown, but smaller than what matters"),
        (0.01, 0.005, 0.015, 0.001, 0.01, 1, 0.02, "no practical difference"),
        (0.01, 0.005, 0.015, 0.001, 0.06, 1, 0.02, "shown, but smaller than what matters"),
        (0.01, -0.015, 0.019, 0.9, 0.04, 1, 0.02, "no practical difference"),
        (0.01, -0.015, 0.019, 0.9, 0.06, 1, 0.02, "no difference could be shown"),
        (0.01, -0.015, 0.021, 0.9, 0.04, 1, 0.02, "no difference could be shown"),
        (0.0, -0.01, 0.01, 1.0, math.nan, 1, 0.0, "no difference could be shown"),
        (0.01, -0.02, 0.04, 0.4, 0.3, 1, 0.02, "no difference could be shown"),
        (0.3, 0.2, 0.4, 0.06, 1, 1, 0.02, "no difference could be shown"),
        (0.086, 0.049, 0.125, 0.06, 1, 1, 0.1, "no difference could be shown"),
        (0.3, -0.01, 0.4, 0.04, 1, 1, 0.02, "no difference could be shown"),
        (0.3, math.nan, math.nan, math.nan, math.nan, 1, 0.02, "no difference could be shown"),
        (0.02, 0.01, 0.03, 0.001, 0.5, 1, 0.02, "better"),
    ],
)
def test_a_verdict_follows_from_interval_correction_and_direction(
    difference: float,
    low: float,
    high: float,
    p: float,
    p_equivalence: float,
    direction: int,
    smallest: float,
    expected: str,
) -> None:
    assert verdict(difference, low, high, p, p_equivalence, direction, smallest, spread=1.0) == expected


@pytest.mark.parametrize("end", [0.0, 0.001, 0.3, math.nan])
def test_what_is_zero_in_every_replicate_is_identical_however_wide_its_interval(end: float) -> None:
    found = verdict(0.0, -end, end, 1.0, 0.001, 1, 0.02, spread=0.0)
    assert found == "identical in every replicate"


def test_what_is_the_same_but_not_zero_in_every_replicate_is_not_identical() -> None:
    assert verdict(0.3, 0.3, 0.3, 0.0, 1.0, 1, 0.02, spread=0.0) == "better"


def test_the_table_of_the_docs_names_every_verdict() -> None:
    page = (Path(__file__).parents[3] / "docs/how-to/compare.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    named = [word for line in rows for word in re.findall(r"`([^`]+)`", line.split("|")[1])]
    assert named == [str(found) for found in Verdict]


@pytest.mark.parametrize("found", Verdict)
def test_every_verdict_has_words_in_both_languages(found: Verdict) -> None:
    said = {}
    for spoken in language.LANGUAGES:
        language.use(spoken)
        said[spoken] = (word(found), short(found), sentence(found, "A", "B"))
    language.use(None)
    assert all(zh != en for zh, en in zip(said["zh"], said["en"], strict=True))
    assert "A" in said["zh"][2] and "B" in said["en"][2]
