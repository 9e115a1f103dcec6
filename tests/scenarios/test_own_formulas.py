"""Formulas of a project's own: in any order and in any file, with units that are not made up."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.design.formula_columns import with_formulas
from scenarios.catalogue import defined_outcomes
from scenarios.entries import OutcomeEntry
from scenarios.own_outcomes import measured_outcome, own_outcomes
from tests.own_project import FILES

type Message = Callable[..., str]


def own(folder: Path, **texts: str) -> dict[str, OutcomeEntry]:
    """The entries of formulas written to files of these names."""
    files = [folder / f"{name}.yaml" for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    return dict(own_outcomes((), files, defined_outcomes()))


def test_a_formula_may_name_one_that_stands_after_it_or_in_a_later_file(tmp_path: Path) -> None:
    found = own(tmp_path, a="one: two + 1\ntwo: three * 2\n", b="three: trust_RC / 2\n")
    assert list(found) == ["three", "two", "one"]


def test_columns_come_of_formulas_in_any_order(tmp_path: Path) -> None:
    found = own(tmp_path, a="one: two + 1\ntwo: three * 2\nthree: trust_RC / 2\n")
    rows = pd.DataFrame({"trust_RC": [0.5]})
    for names in (["one", "two", "three"], ["three", "two", "one"], ["two", "one", "three"]):
        columns = with_formulas(rows, {name: found[name] for name in names})
        assert np.isclose(columns["one"], 1.5).all() and list(columns) == ["trust_RC", *names]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("one: one + trust_RC\n", "a.yaml, line 1, column 1: one is made of itself: one → one."),
        ("one:\n  formula: two * 2\ntwo: one\n", "is made of itself: one → two → one."),
    ],
)
def test_a_formula_that_is_made_of_itself_is_refused(
    tmp_path: Path, message: Message, text: str, told: str
) -> None:
    assert told in message(lambda: own(tmp_path, a=text))
    assert "由它自己" in message(lambda: own(tmp_path, a=text), "zh")


def test_the_advice_on_a_name_is_a_sentence_of_its_own(tmp_path: Path, message: Message) -> None:
    said = message(lambda: own(tmp_path, a="one: trust_RCC\n"))
    assert said.endswith(". Did you mean trust_RC?")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("trust_RC", "0 to 1"),
        ("trust_RC - trust_prop", "0 to 1"),
        ("trust_RC * 10", "trust_RC * 10"),
        ("trust_RC + 1", "trust_RC + 1"),
        ("trust_RC / trust_RC", "trust_RC / trust_RC"),
        ("trust_RC + cost_total", "trust_RC + cost_total"),
    ],
)
def test_a_formula_has_the_unit_of_outcomes_only_where_it_keeps_it(
    tmp_path: Path, text: str, unit: str
) -> None:
    assert own(tmp_path, a=f"one: {text}\n")["one"].unit == unit


CLASS = FILES["outcomes/hardship_p95.py"]


def test_a_class_that_says_a_wrong_direction_is_told_in_words(tmp_path: Path, message: Message) -> None:
    file = tmp_path / "hardship_p95.py"
    file.write_text(CLASS.replace("direction = -1", 'direction = "less"'), encoding="utf-8")
    said = message(lambda: measured_outcome(file))
    assert said.endswith('hardship_p95.py, line 10: direction is "less"; allowed are: -1, 0, 1.')
