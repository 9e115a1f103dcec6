"""A new project: whole or not there, and whatever is wrong in a project is one message and exit code 2."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from experiments.cli.app import main
from experiments.new import new_project as making
from experiments.new.new_project import TEMPLATE, new_project
from experiments.provenance.chosen_project import forget_choice
from scenarios.language import use
from tests.own_project import standing_in

type Write = Callable[[Path], object]


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is no project, in which one stands."""
    with standing_in(tmp_path, monkeypatch):
        yield tmp_path
    use(None)


@pytest.fixture
def mine(outside: Path) -> Path:
    """A new project in a folder beside."""
    return new_project("mine")


@pytest.fixture
def enter(mine: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Go into the project, as one who opens a terminal there."""

    def go() -> None:
        monkeypatch.chdir(mine)
        forget_choice()

    return go


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    """The exit code of a command, and what it says on standard error."""
    with pytest.raises(SystemExit) as left:
        main(words)
    return left.value.code, capsys.readouterr().err.strip()


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    """The one message of a command that cannot be done, in English and Chinese."""
    found = []
    for language in ("en", "zh"):
        code, text = said(capsys, *words, "--lang", language)
        assert code == 2 and "\n" not in text and text, text
        found.append(text)
    assert re.search("[\u4e00-\u9fff]", found[1]) and found[0] != found[1]
    return found[0], found[1]


def test_a_new_project_holds_every_file_of_the_template_and_its_own_name(mine: Path) -> None:
    def files(folder: Path) -> set[str]:
        return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if "_cache" not in str(one)}

    assert files(mine) == files(TEMPLATE)
    assert 'name = "mine"' in (mine / "gongzhi.toml").read_text(encoding="utf-8")
    assert (mine / "README.md").read_text(encoding="utf-8").startswith("# mine\n")


def test_a_new_project_is_seen_by_every_list(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for what, name in (
        ("cases", "our-compound"),
        ("governance", "captains"),
        ("instruments", "stairwell_captains"),
        ("parameters", "wait_and_see.least"),
        ("outcomes", "participation_per_yuan"),
    ):
        with pytest.raises(SystemExit) as left:
            main(("list", what, "--json", "--project", str(mine)))
        assert left.value.code == 0 and f'"{name}"' in capsys.readouterr().out


@pytest.mark.parametrize("name", ["我们的小区", "with space", 'qu"ote', "deep/er/in"])
def test_a_project_may_have_any_name_that_a_folder_can_have(outside: Path, name: str) -> None:
    folder = new_project(name)
    assert folder == outside / name
    from scenarios.project import _read

    assert _read(folder, 0).name == Path(name).name


def test_a_project_goes_into_an_empty_folder_in_which_one_stands(outside: Path) -> None:
    before = os.stat(outside).st_ino
    assert new_project(".") == outside
    assert (outside / "gongzhi.toml").exists() and os.stat(outside).st_ino == before


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", '"" is no name for a folder.'),
        ("a\nb", "is no name for a folder."),
        ("-", "must begin with a letter or a digit"),
        (".hidden", "must begin with a letter or a digit"),
        ("x" * 300, "(File name too long)"),
        ("taken", "taken is not empty; give the name of a new folder."),
        ("file", "file is a file, not a folder; give another name."),
        ("file/below", "file/below cannot be made: part of the path is a file."),
        ("mine/inner", "mine/inner lies in the project"),
    ],
)
def test_where_no_project_can_be_nothing_is_written(
    mine: Path, outside: Path, capsys: pytest.CaptureFixture[str], name: str, told: str
) -> None:
    (outside / "taken").mkdir()
    (outside / "taken/something").touch()
    (outside / "file").touch()
    before = sorted(outside.rglob("*"))
    assert told in refused(capsys, "new", "project", name)[0]
    assert sorted(outside.rglob("*")) == before


def test_a_disk_that_is_full_leaves_nothing_behind(
    outside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_put_name", full)
    assert "cannot be made: the disk is full." in refused(capsys, "new", "project", "deep/new")[0]
    (outside / "empty").mkdir()
    assert "the disk is full" in refused(capsys, "new", "project", "empty")[0]
    assert [one.name for one in outside.rglob("*")] == ["empty"]


def test_what_cannot_be_begun_is_told_with_what_can(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "new", "projekt", "x")[0].endswith("Did you mean project?")


def put(name: str, text: str) -> Write:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


def change(name: str, old: str, new: str) -> Write:
    def write(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return write


def copied(name: str, to: str) -> Write:
    return lambda folder: (folder / to).write_bytes((folder / name).read_bytes())


RULE, INSTRUMENT = "agents/wait_and_see.py", "instruments/stairwell_captains.py"
TRUST, FORMULAS = "outcomes/trust_polarisation.py", "outcomes/formulas.yaml"
CASE, LEDGER = "cases/our-compound.yaml", "parameters.yaml"
WRONG: dict[str, tuple[Write, str]] = {
    "a misspelt key": (
        put("gongzhi.toml", "naem = 'x'"),
        "naem is unknown; known are: name, text, currency.",
    ),
    "a damaged file": (put("gongzhi.toml", "name = 'x"), "gongzhi.toml: This is not valid TOML"),
    "no words": (put("gongzhi.toml", "name = 3"), "gongzhi.toml: name is 3; it must be words."),
    "a case of ours": (copied(CASE, "cases/xihu.yaml"), "the name xihu is taken by xihu.yaml of gongzhi"),
    "a governance model of ours": (
        copied("governance/captains.yaml", "governance/troika.yaml"),
        "the name troika is taken by troika.yaml of gongzhi",
    ),
    "a study of ours": (
        copied("studies/first.yaml", "studies/guesses.yaml"),
        "the name guesses is taken by guesses.yaml",
    ),
    "agents of ours": (copied(RULE, "agents/young.py"), "the name young is taken by young.py of gongzhi"),
    "an instrument of ours": (
        copied(INSTRUMENT, "instruments/patrol.py"),
        "the name patrol is taken by patrol.py of gongzhi",
    ),
    "an outcome of ours": (
        copied(TRUST, "outcomes/conflict_index.py"),
        "the name conflict_index is taken by outcomes.yaml of gongzhi",
    ),
    "a hyphen": (copied(RULE, "agents/wait-and-see.py"), "agents/wait-and-see.py: the name of a Python file"),
    "a formula without text": (put(FORMULAS, "x: {unit: a}"), "x.formula is missing; nothing else computes"),
    "an unknown outcome": (
        put(FORMULAS, "x: conflict_indx + 1"),
        "conflict_indx, which is no outcome",
    ),
    "code in a formula": (put(FORMULAS, "x: __import__('os').getcwd()"), "x holds __import__('os').getcwd()"),
    "a formula of ours": (put(FORMULAS, "trust_RC: trust_prop"), "trust_RC is an outcome already"),
    "a class without unit": (change(TRUST, "unit =", "units ="), "TrustPolarisation does not say its unit."),
    "a class without code": (
        change(TRUST, "def month", "def moth"),
        "TrustPolarisation has no method month; nothing computes this outcome.",
    ),
    "a computed unit": (change(TRUST, 'unit = "0 to 1"', "unit = str(1)"), "unit must be a plain value"),
    "two classes": (
        change(
            TRUST, "class TrustPolarisation", "class Other(Outcome):\n    pass\n\n\nclass TrustPolarisation"
        ),
        "must hold one class of model.outcome.Outcome; it holds 2.",
    ),
    "no rule": (
        change(CASE, "wait_and_see}", "wait_and_sea}"),
        'rules.elderly is "wait_and_sea", which is no file of agents; there are: ',
    ),
    "no rules at all": (
        lambda folder: (folder / RULE).unlink(),
        'rules.elderly is "wait_and_see", ',
    ),
    "no kind": (change(CASE, "{elderly:", "{eldery:"), "rules.eldery is no kind of agents"),
    "a parameter of ours": (
        change(LEDGER, "wait_and_see:", "patrol:\n  rounds: {default: 1, range: [0, 2]}\nwait_and_see:"),
        "patrol.rounds is in gongzhi's ledger already",
    ),
    "an instrument without code": (
        lambda folder: (folder / INSTRUMENT).unlink(),
        "strength makes this an instrument, and there is no instruments/stairwell_captains.py",
    ),
}


@pytest.mark.parametrize(("write", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_project_is_one_message(
    mine: Path, enter: Callable[[], None], capsys: pytest.CaptureFixture[str], write: Write, told: str
) -> None:
    enter()
    write(mine)
    assert told in refused(capsys, "study", "first")[0]
    assert not (mine / "results").exists()


RUN = ("run", "our-compound", "captains", "--months", "1")
BROKEN: dict[str, tuple[Write, str]] = {
    "another kind": (
        change(INSTRUMENT, 'str] = "stairwell_captains"', 'str] = "stair"'),
        "stairwell_captains.py: must say kind = 'stairwell_captains'. To see it alone",
    ),
    "no class of rules": (
        put(RULE, "class X:\n    pass\n"),
        "holds no class of agents",
    ),
    "a rule that ends the program": (
        change(RULE, "from __future__ import annotations", "raise SystemExit(3)"),
        "wait_and_see.py:6: the file cannot be loaded: it ends the program (SystemExit: 3)",
    ),
    "a rule that does not load": (
        change(RULE, "from __future__ import annotations", "1 / 0"),
        "wait_and_see.py:6",
    ),
    "an outcome that does not load": (
        change(TRUST, "from __future__ import annotations", "import nonesuch"),
        "trust_polarisation.py:3: the file cannot be loaded",
    ),
    "a number for all": (
        change(TRUST, "return by_compound", "return 3.0 or by_compound"),
        "outcomes/trust_polarisation.py, line 24: TrustPolarisation.month answers float; it must give one",
    ),
    "words for an answer": (change(RULE, "return False", 'return "no"'), "it must answer True or False"),
    "a parameter that is not there": (
        change(RULE, "wait_and_see.least", "wait_and_see.lest"),
        "Did you mean wait_and_see.least?",
    ),
}


@pytest.mark.parametrize(("write", "told"), BROKEN.values(), ids=BROKEN)
def test_code_of_a_project_that_does_not_work_is_told_with_its_file(
    mine: Path, enter: Callable[[], None], capsys: pytest.CaptureFixture[str], write: Write, told: str
) -> None:
    enter()
    write(mine)
    assert told in refused(capsys, *RUN)[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--project", "nowhere"), "nowhere is no project: it has no gongzhi.toml."),
        (("--project", "."), "is no project: it has no gongzhi.toml."),
        (("--project=",), "--project needs a value."),
        (("--project",), "--project needs a value."),
    ],
)
def test_a_folder_that_is_no_project_is_refused(
    outside: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert told in refused(capsys, "list", "cases", *words)[0]


def test_a_copy_of_all_data_is_refused_with_what_to_do(
    outside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GONGZHI_SCENARIOS", "anywhere")
    assert "gongzhi new project DIR" in refused(capsys, "list", "cases")[0]


@pytest.mark.parametrize("taken", ["captains-settle-quarrels", "SF1-shops"])
def test_a_pattern_whose_id_is_taken_is_refused(
    mine: Path, enter: Callable[[], None], capsys: pytest.CaptureFixture[str], taken: str
) -> None:
    text = (mine / "patterns/expected.yaml").read_text(encoding="utf-8")
    put("patterns/again.yaml", text.replace("captains-settle-quarrels:", f"{taken}:"))(mine)
    enter()
    found = refused(capsys, "patterns", "--id", "conversion")[0]
    assert f"there is a pattern {taken} already" in found
