"""The key of a run: what changes it, and what does not."""

import shutil
from pathlib import Path

import pytest

from experiments import key
from experiments.key import Code, sources, syntax
from scenarios import read


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the code, which a test may edit; keys are made of it."""
    for package in (*key.CORE, key.INSTRUMENTS):
        target = tmp_path / "code" / package.replace(".", "/")
        target.mkdir(parents=True, exist_ok=True)
        for file in sources(package):
            shutil.copy(file, target)
    monkeypatch.setattr(
        key,
        "sources",
        lambda package: sorted((tmp_path / "code" / package.replace(".", "/")).glob("*.py")),
    )
    monkeypatch.setattr(
        "experiments.sources.place_of",
        lambda package: tmp_path / "code" / package if package in key.CORE else None,
    )
    return tmp_path / "code"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def keys() -> dict[str, str]:
    code = Code()
    models = ("baseline", "troika", "council", "one-four-n")
    return {model: code.key(read.scenario("xihu", model), 7) for model in models}


def changed(before: dict[str, str]) -> set[str]:
    return {model for model, now in keys().items() if now != before[model]}


def test_a_comment_or_a_docstring_changes_no_key(code: Path) -> None:
    before = keys()
    edit(code / "model/triage.py", '"""', '"""Other words. ')
    edit(code / "agents/elderly.py", "\nclass ", "\n# why\nclass ")
    assert not changed(before)


def test_an_instrument_changes_the_keys_of_those_who_hold_it_and_of_no_others(code: Path) -> None:
    before = keys()
    edit(code / "model/instruments/convenor.py", "class Convenor", "OTHER = 1\n\n\nclass Convenor")
    holders = {
        model for model in before if any(one.kind == "convenor" for one in read.governance(model).instruments)
    }
    assert changed(before) == holders and holders not in (set(), set(before))


def test_an_instrument_that_imports_another_runs_its_code_too(code: Path) -> None:
    edit(
        code / "model/instruments/convenor.py", "\nclass ", "\nfrom model.instruments import patrol\n\nclass "
    )
    before = keys()
    edit(code / "model/instruments/patrol.py", "\nclass ", "\nOTHER = 1\n\nclass ")
    with_convenor = {
        model
        for model in before
        if {one.kind for one in read.governance(model).instruments} & {"convenor", "patrol"}
    }
    assert changed(before) == with_convenor


def test_the_core_and_the_libraries_change_every_key(code: Path, monkeypatch) -> None:
    before = keys()
    edit(code / "agents/elderly.py", "\nclass ", "\nOTHER = 1\n\nclass ")
    assert changed(before) == set(before)
    again = keys()
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0")
    assert changed(again) == set(before)


def test_scenario_seed_and_kind_of_place_are_part_of_the_key() -> None:
    code, given = Code(), read.scenario("xihu", "baseline")
    other = read.scenario("xihu", "baseline", overrides={"fee.quality": 4.5})
    place = read.case("xihu").model_copy(update={"compound_type": "street"})
    found = [code.key(given, 1), code.key(given, 2), code.key(other, 1)]
    found.append(code.key(read.scenario(place, "baseline"), 1))
    assert len(set(found)) == (4 if read.case("xihu").compound_type != "street" else 3)


def test_the_kinds_of_issue_are_part_of_the_key(monkeypatch) -> None:
    given = read.scenario("xihu", "baseline")
    before = Code().key(given, 1)
    first, *rest = read.issue_kinds()
    heavier = first.model_copy(update={"weight": first.weight + 0.1})
    monkeypatch.setattr(key, "issue_kinds", lambda: (heavier, *rest))
    assert Code().key(given, 1) != before


def test_syntax_forgets_layout_only() -> None:
    assert syntax('def f(a):\n    """Say."""\n    return a  # why\n') == syntax("def f(a): return a")
    assert syntax("a = 'x'") != syntax("a = 'y'")
