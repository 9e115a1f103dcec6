"""Something new of one's own: in the right place, whole or not there, and as every check wants it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.cli.app import main
from experiments.errors import ArgumentError
from experiments.new import several_files, where_to_write
from experiments.new.new_project import new_project
from experiments.new.new_thing import THINGS, new_thing
from experiments.provenance.chosen_project import forget_choice
from experiments.store.output_folder import FolderError
from scenarios import catalogue, shipped
from scenarios.language import spoken, use
from scenarios.problems import ScenarioError
from tests.own_project import standing_in

ROOT = Path(__file__).resolve().parents[3]
LONGEST = "a" * 19 + "_" + "b" * 20
DATA = ("case", "governance", "study")


def named(what: str, name: str) -> str:
    """The name as that sort of thing can have it."""
    return name.replace("_", "-") if what in DATA else name


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is neither a project nor a clone, in which one stands."""
    with standing_in(tmp_path, monkeypatch):
        yield tmp_path
    use(None)


@pytest.fixture
def mine(outside: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, in which one stands."""
    folder = new_project("mine")
    monkeypatch.chdir(folder)
    forget_choice()
    return folder


@pytest.fixture
def clone(outside: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What of a clone of gongzhi new things are written into, in which one stands."""
    folder = outside / "clone"
    for part in ("agents", "model/instruments", "tests", "scenarios"):
        (folder / part).mkdir(parents=True)
    for part in ("cases", "governance", "studies"):
        shutil.copytree(ROOT / "scenarios" / part, folder / "scenarios" / part)
    for file in (ROOT / "scenarios").glob("*.*"):
        shutil.copy(file, folder / "scenarios" / file.name)
    monkeypatch.setattr(where_to_write, "ROOT", folder)
    monkeypatch.setattr(catalogue, "HERE", folder / "scenarios")
    monkeypatch.setattr(shipped, "FILE", folder / "scenarios/shipped.toml")
    monkeypatch.chdir(folder)
    return folder


def files(folder: Path) -> set[str]:
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str, str]:
    """The exit code of a command, and what it says on standard output and standard error."""
    with pytest.raises(SystemExit) as left:
        main(words)
    told = capsys.readouterr()
    return left.value.code, told.out, told.err.strip()


WHERE = {
    "rule": {"agents/fresh.py", "tests/agents/test_rule_fresh.py"},
    "kind": {"agents/fresh.py", "tests/agents/test_kind_fresh.py"},
    "instrument": {
        "model/instruments/fresh.py",
        "scenarios/governance/with-fresh.yaml",
        "tests/model/test_instrument_fresh.py",
    },
    "case": {"scenarios/cases/fresh.yaml", "tests/scenarios/test_case_fresh.py"},
    "governance": {"scenarios/governance/fresh.yaml", "tests/scenarios/test_governance_fresh.py"},
    "study": {"scenarios/studies/fresh.yaml", "tests/scenarios/test_study_fresh.py"},
}


@pytest.mark.parametrize("what", THINGS)
def test_in_a_clone_a_new_thing_goes_where_those_of_gongzhi_lie(clone: Path, what: str) -> None:
    before = files(clone)
    made = new_thing(what, "fresh")
    assert files(clone) - before == WHERE[what]
    assert (made.longer is not None) == (what == "instrument")


@pytest.mark.parametrize("what", THINGS)
def test_in_a_project_a_new_thing_goes_into_its_folders(mine: Path, what: str) -> None:
    before = files(mine)
    new_thing(what, "fresh")
    folder = {"rule": "agents", "kind": "agents", "instrument": "instruments", "case": "cases"}
    folder |= {"governance": "governance", "study": "studies"}
    ending = "yaml" if what in DATA else "py"
    assert {f"{folder[what]}/fresh.{ending}", f"tests/test_{what}_fresh.py"} <= files(mine) - before


def test_a_project_without_contract_tests_gets_them(mine: Path) -> None:
    shutil.rmtree(mine / "tests")
    new_thing("case", "fresh")
    assert "experiments.contract_tests import *" in (mine / "tests/test_contracts.py").read_text("utf-8")


def test_a_new_thing_goes_into_the_project_that_is_named_wherever_one_stands(
    mine: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(outside)
    forget_choice()
    code, out, _err = said(capsys, "new", "study", "fresh", "--project", "mine", "--lang", "en")
    assert code == 0 and (mine / "studies/fresh.yaml").exists()
    assert "study fresh --project mine  # run it" in out


@pytest.mark.parametrize("what", ["rule", "kind"])
def test_elsewhere_a_rule_goes_into_the_current_folder(outside: Path, what: str) -> None:
    new_thing(what, "fresh")
    assert files(outside) == {"fresh.py", f"test_{what}_fresh.py"}


@pytest.mark.parametrize("what", ["instrument", "case", "governance", "study"])
def test_elsewhere_what_needs_a_project_is_told_how_to_make_one(
    outside: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    code, _out, err = said(capsys, "new", what, "fresh", "--lang", "en")
    assert code == 2 and "gongzhi new project DIR" in err and not files(outside)


def test_what_was_written_is_told_with_the_next_command_in_both_languages(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _err = said(capsys, "new", "instrument", "fresh", "--lang", "en")
    assert code == 0 and "instruments/fresh.py" in out and "parameters.yaml  # a section was added" in out
    assert "compare minzhu --governance baseline,with-fresh --replicates 8" in out
    code, out, _err = said(capsys, "new", "rule", "fresh_rule", "--lang", "zh")
    assert code == 0 and "已写好" in out and "try --rules agents/fresh_rule.py" in out
    assert re.search("[\u4e00-\u9fff]", (mine / "agents/fresh_rule.py").read_text("utf-8"))


def test_an_instrument_is_there_at_once(mine: Path) -> None:
    new_thing("instrument", "fresh")
    found = catalogue.ledger()
    assert found.parameters["fresh.better"].source == "own idea" and found.sections["fresh"].instrument
    assert "with-fresh" in catalogue.governance_shelf().entries


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["ab", LONGEST])
def test_what_is_written_is_as_the_style_of_the_house_wants_it(clone: Path, language, name: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", clone / "pyproject.toml")
    written: list[Path] = []
    for what in THINGS:
        with spoken(language):
            written += new_thing(what, named(what, {"kind": "k" + name[1:]}.get(what, name))).files
    ours = 'lint.isort.known-first-party=["agents", "experiments", "gongzhi", "model", "scenarios"]'
    for words in (["check", "--config", ours], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "."],
            cwd=clone,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    assert len(written) == 13 and not [file for file in written if "$" in file.read_text("utf-8")]


@pytest.mark.parametrize(
    ("what", "name", "told"),
    [
        ("rule", "Stay Home", "small letters a to z.*Did you mean stay_home?"),
        ("rule", "stay-home", "Did you mean stay_home?"),
        ("rule", "stay.py", "Did you mean stay?"),
        ("rule", "", '"" cannot be the name of a Python file'),
        ("rule", "x" * 41, "has 2 to 40 letters"),
        ("rule", "class", "class is a word, or a package, of Python"),
        ("rule", "random", "random is a word, or a package, of Python"),
        ("rule", "numpy", "numpy is a word, or a package, of Python"),
        ("rule", "model", "model is a word, or a package, of Python"),
        ("rule", "elderly", "The name elderly is taken; give another one"),
        ("kind", "landlord", "The name landlord is taken"),
        ("kind", "some", "its class would be Some"),
        ("rule", "truth", "its class would be Truth"),
        ("instrument", "levers", "its class would be Levers"),
        ("instrument", "patrol", "The name patrol is taken"),
        ("instrument", "place", "The name place is taken"),
        ("case", "minzhu", "The name minzhu is taken"),
        ("case", "民主村", "The name 民主村 is taken"),
        ("case", "lake/side", "Did you mean lake-side?"),
        ("case", "Lakeside.yaml", "Did you mean lakeside?"),
        ("governance", "troika", "The name troika is taken"),
        ("governance", "1+4", "begins with a letter"),
        ("study", "guesses", "The name guesses is taken"),
        ("study", "a\nb", "cannot be the name of a file of data"),
    ],
)
def test_a_name_that_cannot_be_or_is_taken_is_one_message_and_nothing_is_written(
    mine: Path, capsys: pytest.CaptureFixture[str], what: str, name: str, told: str
) -> None:
    before = files(mine)
    for language in ("en", "zh"):
        code, _out, err = said(capsys, "new", what, name, "--lang", language)
        assert code == 2 and err and "\n" not in err
        assert language == "zh" or re.search(told.replace("?", r"\?").replace("+", r"\+"), err), err
    assert files(mine) == before


def test_nothing_that_is_there_is_written_over(mine: Path) -> None:
    (mine / "tests/test_case_fresh.py").write_text("mine", encoding="utf-8")
    before = files(mine)
    with pytest.raises(FolderError, match=r"test_case_fresh\.py is there already"):
        new_thing("case", "fresh")
    assert files(mine) == before and (mine / "tests/test_case_fresh.py").read_text("utf-8") == "mine"
    new_thing("rule", "again")
    with pytest.raises(ArgumentError, match="taken"):
        new_thing("kind", "again")


@pytest.mark.parametrize("step", ["_link", "_make_folders"])
def test_several_files_are_written_or_none(mine: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    usual, calls = getattr(several_files, step), []

    def full(*given: object) -> None:
        calls.append(given)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        usual(*given)

    shutil.rmtree(mine / "governance")
    ledger, before = (mine / "parameters.yaml").read_bytes(), files(mine)
    monkeypatch.setattr(several_files, step, full)
    with pytest.raises(FolderError, match="cannot be written: the disk is full"):
        new_thing("instrument", "fresh")
    assert files(mine) == before and not (mine / "governance").exists()
    assert (mine / "parameters.yaml").read_bytes() == ledger


def empty(project: Path) -> None:
    """Take away what goes with the numbers in the project's ledger."""
    for part in ("agents", "cases", "governance", "instruments", "studies"):
        shutil.rmtree(project / part)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"# Numbers of the instrument"),
        (b"x:\n  y: {default: 1, range: [0, 2]}", b"[0, 2]}\n\n# Numbers of the instrument"),
        (b"x:\r\n  y: {default: 1, range: [0, 2]}\r\n", b"[0, 2]}\r\n\r\n# Numbers of the instrument"),
    ],
)
def test_the_section_of_an_instrument_is_added_as_the_file_is_written(
    mine: Path, before: bytes, after: bytes
) -> None:
    empty(mine)
    (mine / "parameters.yaml").write_bytes(before)
    with spoken("en"):
        new_thing("instrument", "fresh")
    written = (mine / "parameters.yaml").read_bytes()
    assert after in written and (b"\r" in before) == (b"\r" in written)
    assert "fresh.better" in catalogue.ledger().parameters


def test_a_ledger_to_which_nothing_can_be_added_stays_as_it_is(mine: Path) -> None:
    empty(mine)
    (mine / "parameters.yaml").write_text("{}\n", encoding="utf-8")
    before = files(mine)
    with pytest.raises(ScenarioError, match=r"parameters\.yaml"):
        new_thing("instrument", "fresh")
    assert files(mine) == before
