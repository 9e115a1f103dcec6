"""The key of a run: what changes it, and what does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from experiments.benchmark.crash_test import ROOT, frozen
from experiments.provenance import run_key, sources
from experiments.provenance.imports import Imports
from experiments.provenance.run_key import Code
from experiments.provenance.sources import CodeError
from experiments.provenance.syntax import syntax
from scenarios import read


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the code, which a test may edit; keys are made of it."""
    copy, found = frozen(tmp_path / "code"), sources.place_of

    def place_of(name: str) -> Path | None:
        places = (copy / name, copy / f"{name}.py")
        return next((place for place in places if place.exists()), None) or found(name)

    monkeypatch.setattr(sources, "place_of", place_of)
    return copy


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
    for library in ("numpy", "scipy", "mesa", "pandas", "networkx"):
        with monkeypatch.context() as other:
            again = keys()
            other.setattr("importlib.metadata.version", lambda name, changed=library: f"{name == changed}")
            assert changed(again) == set(before), library


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
    monkeypatch.setattr(run_key, "issue_kinds", lambda: (heavier, *rest))
    assert Code().key(given, 1) != before


def test_syntax_forgets_layout_only() -> None:
    assert (
        syntax('def f(a):\n    """Say."""\n    return a  # why\n').text == syntax("def f(a): return a").text
    )
    assert syntax("a = 'x'").text != syntax("a = 'y'").text


HELPERS = {
    "in a folder of the rules": ("model/weights/steep.py", "from .weights.steep import SLOPE"),
    "in a folder, as an attribute": ("agents/moods/__init__.py", "import agents.moods"),
    "beside the packages": ("steepness.py", "import steepness"),
    "in a package beside the packages": ("steepness/slope.py", "from steepness import slope"),
    "among the scenarios": ("scenarios/slopes.py", "from scenarios import slopes"),
    "among the instruments": ("model/instruments/patrol.py", "from model.instruments import patrol"),
    "inside a function": ("steepness.py", "def late():\n    from steepness import SLOPE"),
    "by a name in full": ("steepness.py", "import importlib\nimportlib.import_module('steepness')"),
    "with everything in a package": ("steepness/slope.py", "from steepness import *"),
}


@pytest.mark.parametrize(("helper", "line"), HELPERS.values(), ids=HELPERS)
def test_what_a_rule_imports_is_part_of_the_key_wherever_it_lies(code: Path, helper: str, line: str) -> None:
    edit(code / "model/triage.py", "\ndef ", f"\n{line}\n\n\ndef ")
    (code / helper).parent.mkdir(exist_ok=True)
    with (code / helper).open("a", encoding="utf-8") as file:
        file.write("\nSLOPE = 1\n")
    before, model = keys(), Code().hash()
    edit(code / helper, "SLOPE = 1", "SLOPE = 1  # as in the seeds")
    assert not changed(before)
    edit(code / helper, "SLOPE = 1", "SLOPE = 2")
    assert changed(before) == set(before) and Code().hash() != model


def test_a_package_comes_before_a_module_of_its_name(code: Path) -> None:
    edit(code / "model/triage.py", "\ndef ", "\nfrom model import steep\n\n\ndef ")
    (code / "model/steep").mkdir()
    for file in ("steep.py", "steep/__init__.py"):
        (code / "model" / file).write_text("SLOPE = 1\n", "utf-8")
    before = keys()
    edit(code / "model/steep.py", "1", "2")
    assert not changed(before)
    edit(code / "model/steep/__init__.py", "1", "2")
    assert changed(before) == set(before)


def test_what_is_imported_for_type_checkers_alone_is_not_part_of_the_key(code: Path) -> None:
    line = "if TYPE_CHECKING:\n    import steepness"
    edit(code / "model/triage.py", "\ndef ", f"\n{line}\n\n\ndef ")
    (code / "steepness.py").write_text("SLOPE = 1\n", "utf-8")
    before = keys()
    edit(code / "steepness.py", "1", "2")
    assert not changed(before)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("import importlib; rule = importlib.import_module(NAME)", "import_module"),
        ("from importlib import import_module as load; load('a')", "import_module"),
        ("rule = __import__(NAME)", "__import__"),
        ("exec(open('rule.txt').read())", "exec"),
        ("import sys; sys.path.append('rules')", "sys.path"),
        ("from sys import path; path.append('rules')", "sys.path"),
    ],
)
def test_code_that_cannot_be_followed_is_refused_with_file_and_line(code: Path, line: str, name: str) -> None:
    edit(code / "agents/elderly.py", "\nclass ", f"\n{line}\n\n\nclass ")
    with pytest.raises(CodeError, match=rf"elderly\.py, line \d+: what {name} loads cannot be followed"):
        keys()


def test_an_instrument_that_cannot_be_followed_stops_only_those_who_hold_it(code: Path) -> None:
    edit(code / "model/instruments/culture.py", "\nclass ", "\nexec('1')\n\n\nclass ")
    holder = next(
        model
        for model in read.governance_models()
        if any(one.kind == "culture" for one in read.governance(model).instruments)
    )
    Code().key(read.scenario("xihu", "baseline"), 7)
    with pytest.raises(CodeError, match="what exec loads"):
        Code().key(read.scenario("xihu", holder), 7)


@pytest.mark.slow
def test_a_world_loads_nothing_that_the_key_does_not_follow() -> None:
    words = (
        "import sys; from model.instrument import instrument_kinds; import model.neighbourhood as m;"
        "from scenarios.read import scenario as s; instrument_kinds();"
        "m.Neighbourhood([m.Placement(s('xihu', 'one-four-n', months=1), 7)]).run(); print(*sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    loaded = {name for name in said.stdout.split() if name.partition(".")[0] in sources.OURS}
    found = Imports()
    assert "model.instruments.patrol" in loaded <= set(found.reached(found.kinds))
