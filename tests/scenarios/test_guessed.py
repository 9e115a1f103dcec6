"""What was measured of guesses: there for installed packages, and stale once the ledger changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import guessed, read
from scenarios.guessed import Measured, fingerprint


def test_the_table_of_the_package_is_that_of_the_evidence() -> None:
    evidence = Path(read.__file__).parents[1] / "docs/evidence/guesses.csv"
    assert guessed.FILE.read_bytes() == evidence.read_bytes()


def test_everything_measured_names_a_case_governance_models_and_outcomes_of_the_project() -> None:
    found = guessed.guessed()
    assert Measured("xihu", "one-four-n", "baseline", 24) in found
    for where, outcomes in found.items():
        assert where.case in read.cases()
        assert {where.governance, where.against} - {""} <= set(read.governance_models())
        assert outcomes and set(outcomes) <= set(read.outcome_entries())
        for one in outcomes.values():
            assert one.alone.low <= one.alone.value <= one.alone.high
            assert 0 <= one.luck.low <= one.luck.high <= 1 and -1e-9 < one.luck.value < 1 + 1e-9


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("range: [0, 0.5]", "range: [0, 0.6]", True),
        ("grade: official\n    source: W56", "grade: survey\n    source: W56", True),
        ("default: 92.17", "default: 92.18", False),
        ("en: dwelling area}", "en: area of a dwelling}", False),
    ],
)
def test_the_fingerprint_changes_with_ranges_and_grades_and_nothing_else(
    damage: Callable[..., None], old: str, new: str, changes: bool
) -> None:
    before = fingerprint()
    damage("parameters.yaml", old, new)
    assert (fingerprint() != before) == changes


def test_what_was_measured_with_another_ledger_is_not_current(
    damage: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = guessed.FILE.read_text(encoding="utf-8-sig")
    held = next(iter(guessed._rows()))["ledger"]
    monkeypatch.setattr(guessed, "FILE", tmp_path / "guessed.csv")
    guessed.FILE.write_text(now.replace(held, fingerprint()), encoding="utf-8-sig")
    assert guessed.is_current()
    damage("parameters.yaml", "range: [0, 0.5]", "range: [0, 0.6]")
    assert not guessed.is_current()
