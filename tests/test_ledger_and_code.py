"""The ledger and the code agree: every parameter is read, and no number of behaviour stands in the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.patterns import parameter_usage
from experiments.patterns.parameter_usage import ROOT
from scenarios.read import ledger
from scenarios.shipped import own_files

EVERYWHERE = {0, 1, 2, 0.5, 12, 100, 1000, 1200}
"""None, all, halves and squares, months a year, per 100 and per 1 000, monthly as yearly per 100."""

BITS = "the hash, and the grid of a quantile function"
ELSEWHERE = {
    "model/streams.py": (None, BITS),
    "model/groups.py": ((18, 30, 50, 60, 70, 80), "age groups that are only watched"),
    "model/inequality.py": ((3, 6, 60), "columns of profiles, and a floor that a logarithm needs"),
    "model/newcomers.py": ((20, 40), "floors that a division needs"),
    "model/population.py": ((3, 99), "spread of a uniform number; longer ago than anyone asks"),
    "model/observations.py": ((3,), "how many age groups there are"),
    "model/forum.py": ((6,), "spread of the difference of two uniform numbers"),
    "agents/rulebook.py": ((0.75,), "how alike a misspelt name is to the one that was meant"),
    "agents/resident.py": ((3,), "a code of how households give"),
    "model/heterogeneity.py": ((3, 5, 7), "sorts of households"),
    "model/ties.py": ((3,), "spare room for ties made later"),
    "model/record.py": ((3,), "how many channels there are"),
    "model/instruments/digital_platform.py": ((3,), "the platform has three parts"),
    "model/directory.py": ((3, 4), "parts of a door"),
    "model/month_state.py": ((3, 4, 6), "columns of the record, and of profiles"),
    "model/instruments/fee_negotiation.py": (
        (1e-9,),
        "how far rounding may put a price below one that covers the cost",
    ),
    "model/issues.py": ((3, 4, 9, 999), "states of an issue, and a month that has not come"),
    "model/mediators.py": ((5,), "codes of who mediates"),
    "model/triage.py": ((40,), "the largest chance below one that has a finite hazard"),
    "model/institutions.py": ((10, 10_000_000), "room for numbers of agents"),
    "model/district.py": ((20211210,), "fixes the map of a district"),
}
"""By file: numbers that decide nothing about behaviour, and what they are (None: whatever it takes)."""


def numbers(file: Path) -> Iterator[tuple[float, int]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value is not True:
            yield node.value, node.lineno


def unexplained(file: Path) -> list[str]:
    allowed, _why = ELSEWHERE.get(file.relative_to(ROOT).as_posix(), ((), ""))
    return [
        f"{file.name}:{line} {value}"
        for value, line in numbers(file)
        if value not in EVERYWHERE and allowed is not None and value not in allowed
    ]


@pytest.mark.parametrize("package", ["agents", "model"])
def test_no_number_of_behaviour_stands_in_the_code(package: str) -> None:
    own = {*own_files("agents"), *own_files("instruments")}
    files = (file for file in sorted((ROOT / package).rglob("*.py")) if file not in own)
    found = [one for file in files for one in unexplained(file)]
    assert found == [], "put it into scenarios/parameters.yaml"


def test_a_number_of_behaviour_in_the_code_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_ledger_and_code.ROOT", tmp_path)
    file = tmp_path / "rule.py"
    file.write_text("def pays(self, draw):\n    return draw < 0.37 * self.trust\n", encoding="utf-8")
    assert unexplained(file) == ["rule.py:2 0.37"]


def test_what_is_allowed_in_a_file_still_stands_there() -> None:
    for name, (allowed, _why) in ELSEWHERE.items():
        there = {value for value, _line in numbers(ROOT / name)}
        assert allowed is None or set(allowed) <= there, name


def test_every_parameter_is_read_by_some_file_of_the_model() -> None:
    assert [key for key, files in parameter_usage.readers().items() if not files] == []
    assert set(parameter_usage.readers()) == set(ledger())


def test_a_parameter_that_nobody_reads_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in parameter_usage.PACKAGES:
        (tmp_path / package).mkdir()
    declared = 'class Firm:\n    speed = Parameter("fee.quality_speed")\n'
    declared += '    target = Parameter("fee.quality_target")\n'
    rule = "\n    def moves(self):\n        return self.target\n"
    (tmp_path / "agents/firm.py").write_text(declared + rule, encoding="utf-8")
    (tmp_path / "model/bill.py").write_text('price = each("fee.price") + each(f"belonging.{what}")\n')
    monkeypatch.setattr(parameter_usage, "ROOT", tmp_path)
    found = parameter_usage.readers()
    assert found["fee.quality_target"] == ("agents/firm.py",) and found["fee.quality_speed"] == ()
    assert found["fee.price"] == found["belonging.won"] == ("model/bill.py",)
    assert found["triage.staff"] == ()
