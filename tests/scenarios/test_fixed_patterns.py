"""What is calibrated on, and what judges a calibration, was fixed before anything was fitted: a later change
of a range, a role or of what is measured is seen here.
"""

import csv
import hashlib
import json
from pathlib import Path

import pytest

from experiments.patterns.evaluate import patterns
from scenarios.pattern import VALIDATION, Pattern
from scenarios.side import Side

FIXED = VALIDATION.with_name("fixed.csv")
COLUMNS = ("id", "role", "low", "high", "target", "discrepancy", "measured", "since")
DAY = "2026-11-30"
"""The day of the list; a line that was changed later bears a later one."""

HOW = (
    f"differs from what was fixed in {FIXED.name} before anything was fitted. If it must change, put its new "
    "line there, with the day in the last column, and tell id and reason in CHANGELOG.md (a line that begins "
    'with "Results change:"): a calibration made before then used another target.'
)


def line(pattern: Pattern, since: str = DAY) -> dict[str, str]:
    """A pattern's line: its range, and a hash of what is measured and where."""
    sides = [{key: getattr(side, key) for key in sorted(Side.model_fields)} for side in pattern.all_sides()]
    measured = [pattern.form, pattern.scale, pattern.aim, pattern.within, list(pattern.ranks), sides]
    text = json.dumps(measured, sort_keys=True, default=list)
    numbers = (pattern.low, pattern.high, pattern.target, pattern.discrepancy)
    told = ["" if number is None else f"{number:.6g}" for number in numbers]
    row = (pattern.id, pattern.role, *told, hashlib.sha256(text.encode()).hexdigest()[:12], since)
    return dict(zip(COLUMNS, row, strict=True))


def fixed() -> dict[str, dict[str, str]]:
    with FIXED.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def judging() -> dict[str, Pattern]:
    return {name: one for name, one in patterns().items() if one.role != "I"}


def test_ranges_roles_and_what_is_measured_are_those_that_were_fixed() -> None:
    held = fixed()
    for name, pattern in judging().items():
        found = line(pattern, held[name]["since"] if name in held else DAY)
        assert found == held.get(name), f"{name} {HOW}\n{','.join(found.values())}"
    assert set(held) == set(judging()), f"{sorted(set(held) ^ set(judging()))} {HOW}"


def test_what_changed_since_is_told_in_the_changelog() -> None:
    changelog = Path("CHANGELOG.md").read_text(encoding="utf-8")
    assert all(row["since"] >= DAY for row in fixed().values())
    for name in (name for name, row in fixed().items() if row["since"] > DAY):
        assert f"`{name}`" in changelog, f"{name} {HOW}"


def test_a_change_of_a_target_is_seen() -> None:
    known = judging()["disturbed"]
    for change in ({"low": 0.4}, {"role": "V"}, {"discrepancy": 0.1}, {"case": "xihu"}, {"months": 24}):
        assert line(known.model_copy(update=change)) != fixed()["disturbed"], change
    assert line(known.model_copy(update={"source": "another"})) == fixed()["disturbed"]


@pytest.mark.parametrize(("role", "least"), [("C", 25), ("V", 25)])
def test_there_are_enough_to_fit_and_enough_to_judge(role: str, least: int) -> None:
    rows = [row for row in fixed().values() if row["role"] == role]
    if role == "C":
        rows = [row for row in rows if row["low"] and row["high"]]
    assert len(rows) >= least
