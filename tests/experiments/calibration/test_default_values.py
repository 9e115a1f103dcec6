"""Defaults from a calibration: written into the ledger as they were found, or not at all."""

import json
from pathlib import Path

import pytest

from experiments.calibration import default_values
from experiments.calibration.default_values import FILE, main
from scenarios.ledger_file import read_ledger

FOUND = {"issues.rate": 7.86249, "fee.exit_months": 11.6, "petitions.refractory_months": 1.6}
FOUND |= {"forum.firm_at_table": 1.0, "issues.rate@street": 5.4}


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of one's own that is gongzhi's, with line ends as on Windows."""
    copy = tmp_path / FILE.name
    copy.write_bytes(FILE.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(default_values, "FILE", copy)
    return copy


def told(tmp_path: Path, content: object) -> list[str]:
    """A file as it lies beside a posterior, to be given on the command line."""
    file = tmp_path / "told.json"
    file.write_text(json.dumps(content))
    return [str(file)]


def test_the_medoid_becomes_the_defaults_and_nothing_else_of_the_ledger_changes(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, words = ledger.read_bytes().split(b"\n"), told(tmp_path, {"medoid": FOUND})
    main(words)
    assert capsys.readouterr().out.startswith("Defaults that changed: 4 (")
    after = ledger.read_bytes().split(b"\n")
    changed = [new.strip() for old, new in zip(before, after, strict=True) if old != new]
    assert sorted(changed) == [b"default: 1", b"default: 11.6", b"default: 2", b"default: 7.862"]
    entries = read_ledger(ledger).parameters
    rounded = {"issues.rate": 7.862, "fee.exit_months": 11.6, "petitions.refractory_months": 2}
    assert {key: entries[key].default for key in rounded} == rounded
    main(words)
    assert capsys.readouterr().out.splitlines() == [
        "No default changes.",
        "Left out, for a default holds at every type of compound: issues.rate@street.",
    ]
    assert ledger.read_bytes().split(b"\n") == after


@pytest.mark.parametrize(
    "key, value, said",
    [
        ("issues.rate", 300, "issues.rate.default = 300 is out of range; allowed is 3.3 to 210"),
        ("issues.rates", 8, "issues.rates is not in the ledger. Did you mean issues.rate?"),
        ("fee.quality", None, "fee.quality.default is None; it must be a number"),
        ("issues.rate", float("nan"), "issues.rate.default is nan; it must be a finite number"),
        ("landlord.converts_at", 0.4, "= 0.4 must be 0 or 1"),
    ],
)
def test_values_that_cannot_be_defaults_leave_the_ledger_as_it_was(
    ledger: Path, tmp_path: Path, key: str, value: object, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ledger.read_bytes()
    with pytest.raises(SystemExit, match="2"):
        main(told(tmp_path, {"medoid": {"wait.most": 7, key: value}}))
    message = capsys.readouterr().err
    assert f"error: {ledger}, line " in message and said in message
    assert ledger.read_bytes() == before


@pytest.mark.parametrize("content", [{}, {"medoid": 3}, [1], "{"])
def test_a_file_without_a_medoid_is_told_of(
    tmp_path: Path, content: object, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(told(tmp_path, content))
    assert capsys.readouterr().err.endswith("told.json tells no medoid of a posterior.\n")
