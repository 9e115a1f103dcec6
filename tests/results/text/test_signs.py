"""Marks say whether a sign holds, in shapes that every font has, and words say on what they rest."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.encoding import sayable
from experiments.sign_counts.known_signs import KnownSigns
from experiments.sign_counts.sign_count import SignCount
from experiments.statistics.verdict import Verdict
from results.document.terminal import as_text
from results.findings.comparisons import case_tables
from results.report.first_page import first_page
from results.report.material import Material
from results.text.headlines.headline import headline
from results.text.signs.sign_marks import SignMark, marks, sentence
from results.text.signs.sign_sentences import basis, for_json, on_signs, pair_sentences
from results.web.traced import Numbers
from scenarios import language

ROW: dict[str, object] = {
    "case": "minzhu",
    "cost": "natural",
    "a": "baseline",
    "b": "troika",
    "outcome": "conflict_index",
}
ROW |= {"n": 9, "direction": -1, "difference": -0.4, "verdict": Verdict.BETTER, "family": "primary"}


def known(**counts: tuple[int, int]) -> KnownSigns:
    """In 20 draws so many above and below."""
    found = {
        source: SignCount(source, 20, *some, 36, 1, "version-one" if source == "posterior" else "", "abcdef")
        for source, some in counts.items()
    }
    key = tuple(str(ROW[name]) for name in ("case", "cost", "a", "b", "outcome"))
    return KnownSigns({key: found}, (60,), ("gongzhi", "compare", "minzhu"), "123456")


@pytest.mark.parametrize(
    ("verdict", "difference", "counts", "mark"),
    [
        (Verdict.BETTER, -0.4, (2, 18), SignMark.HOLDS),
        (Verdict.BETTER, -0.4, (2, 17), SignMark.WEAKER),
        (Verdict.BETTER, -0.4, (3, 17), SignMark.FLIPS),
        (Verdict.WORSE, 0.4, (18, 2), SignMark.HOLDS),
        (Verdict.NO_PRACTICAL, 0.01, (1, 1), SignMark.HOLDS),
        (Verdict.NO_PRACTICAL, 0.01, (9, 9), SignMark.WEAKER),
    ],
)
def test_a_verdict_has_the_mark_of_its_share(
    verdict: Verdict, difference: float, counts: tuple[int, int], mark: SignMark
) -> None:
    row = ROW | {"verdict": verdict, "difference": difference}
    assert marks(row, known(prior=counts)) == f"?{mark}?"


def test_where_nothing_was_shown_there_is_no_sign_but_how_often_either_came_out(spoken: str) -> None:
    row = ROW | {"verdict": Verdict.NOT_SHOWN}
    assert marks(row, known(posterior=(3, 8))) == "+40−15 ? ?"
    better = {"en": "better in 40 %, worse in 15 %", "zh": "40% 更好、15% 更差"}[spoken]
    assert better in sentence(row, known(posterior=(3, 8)))
    assert for_json(row, known(posterior=(3, 8)))["posterior"]["mark"] is None  # type: ignore[index]


def test_words_say_what_flips_on_how_many_draws_it_rests_and_how_to_find_out_the_rest(spoken: str) -> None:
    found = known(posterior=(7, 13))
    (pair,), below = list(pair_sentences([ROW], found)), " ".join(on_signs([ROW], found))
    wanted = {
        "en": (
            "flips in 35 %",
            "Posterior: 20 draws over 36 months",
            "version one",
            "earlier code",
            "Not known",
        ),
        "zh": ("35% 方向相反", "后验：20 次抽样，36 个月", "第一版", "较早的模型代码", "未知"),
    }[spoken]
    assert wanted[0] in pair and [words for words in wanted[1:] if words not in below] == []
    assert "gongzhi compare minzhu --under prior" in below and "60" in below


def test_the_count_under_the_calibration_is_of_the_pairs_that_are_shown(
    make_study: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = known(posterior=(1, 19))
    monkeypatch.setattr("results.text.headlines.headline.known_signs", lambda _study: found)
    said = []
    for models in (["baseline", "one-four-n", "troika"], ["one-four-n", "baseline", "troika"]):
        study: Any = make_study(["minzhu"], models)
        better = study.comparison.assign(verdict=str(Verdict.BETTER))
        said.append(headline(replace(study, comparison=better)).calibrated)
    assert "1" in said[0] and said[1] == "", "the troika against the baseline alone is known of"


def test_counts_are_of_an_earlier_code_where_the_comparison_goes_by_none_of_theirs() -> None:
    found = known(prior=(7, 13))
    for code, earlier in (("123456", True), ("abcdef99", False), ("123456 abcdef99", False), ("", False)):
        assert ("earlier code" in " ".join(basis([ROW], found._replace(code=code)))) == earlier


def test_marks_differ_without_colour_and_in_any_encoding() -> None:
    for encoding in ("utf-8", "gbk", "latin-1", "ascii"):
        assert len({sayable(mark, encoding) for mark in SignMark}) == len(SignMark)


@pytest.fixture
def told(make_study: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> Material:
    """A study of which something is known."""
    study = make_study(["minzhu"], ["baseline", "troika"])
    for module in ("findings.comparisons.case_tables", "text.headlines.headline", "report.charts"):
        monkeypatch.setattr(f"results.{module}.known_signs", lambda _study: known(prior=(19, 1)))
    return Material(Path(), study)  # type: ignore[arg-type]


def test_terminal_and_page_one_bear_the_marks_and_explain_them(told: Material, spoken: str) -> None:
    text = as_text(case_tables.case_tables(told.study))
    page = "".join(first_page(told, Numbers()))
    assert language.language() == spoken
    assert any(mark in text for mark in ("?✓?", "?×?", "+5−95")) and "✓" in page
    assert max(map(len, (line for line in text.splitlines() if line.startswith("│")))) <= 120
    said = {"en": ("Three marks", "Sign under"), "zh": ("三个标记", "换成后验")}[spoken]
    assert said[0] in text and said[1] in page
    assert json.dumps(for_json(ROW, known(prior=(1, 19))))
