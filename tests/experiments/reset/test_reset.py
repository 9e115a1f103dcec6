"""Going back to the last commit: what would be undone is named, one's version kept, nothing else touched."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from experiments.cli.app import main
from experiments.errors import ArgumentError
from experiments.provenance.chosen_project import forget_choice
from experiments.reset import changed_files as changing
from experiments.reset.changed_files import changed_files
from experiments.reset.put_back import put_back
from experiments.trial.versions import CodeVersion
from scenarios.language import use
from tests.own_project import FILES, standing_in

ROOT = Path(__file__).resolve().parents[3]
RULE = '''
    def takes_part(self, meeting, draw):
        """Tosses a coin."""
        return draw < 0.5
'''


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small clone in which one stands: two files of agents, a case, and a file that is no rule."""
    folder = tmp_path / "a clone"
    for name in ("agents/elderly.py", "agents/young.py", "agents/resident.py", "scenarios/cases/minzhu.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / "notes.txt").write_text("mine\n", encoding="utf-8")
    git(tmp_path, "init", "-q", str(folder))
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "begin")
    monkeypatch.setattr(changing, "working_copy", lambda: CodeVersion(folder))
    with standing_in(folder, monkeypatch):
        yield folder
    use(None)


def append(file: Path, text: str) -> bytes:
    with file.open("a", encoding="utf-8") as end:
        end.write(text)
    return file.read_bytes()


def test_every_edit_is_named_and_nothing_is_touched_without_yes(clone: Path) -> None:
    mine = append(clone / "agents/elderly.py", RULE)
    append(clone / "agents/young.py", "# a remark\n")
    append(clone / "notes.txt", "more\n")
    (clone / "agents/new.py").write_text("x = 1\n", encoding="utf-8")
    found = changed_files()
    assert [one.file for one in found.files] == ["agents/elderly.py", "agents/young.py"]
    assert [edit.name for edit in found.files[0].edits] == ["ElderlyResident.takes_part"]
    assert found.files[1].edits == () and found.new == ("agents/new.py",)
    assert (clone / "agents/elderly.py").read_bytes() == mine


def test_files_come_back_byte_for_byte_and_ones_version_lies_beside(clone: Path) -> None:
    before = (clone / "agents/elderly.py").read_bytes()
    mine = append(clone / "agents/elderly.py", RULE)
    (clone / "agents/young.py").unlink()
    notes = append(clone / "notes.txt", "more\n")
    done = put_back(changed_files())
    assert [(one.file, one.kept) for one in done] == [
        ("agents/elderly.py", ("agents/elderly.py.mine",)),
        ("agents/young.py", ()),
    ]
    assert (clone / "agents/elderly.py").read_bytes() == before and (clone / "agents/young.py").is_file()
    assert (clone / "agents/elderly.py.mine").read_bytes() == mine
    assert (clone / "notes.txt").read_bytes() == notes
    assert not changed_files().files and not changed_files().new


def test_no_version_takes_the_place_of_another(clone: Path) -> None:
    first = append(clone / "agents/elderly.py", RULE)
    put_back(changed_files())
    staged = append(clone / "agents/elderly.py", "# added\n")
    git(clone, "add", "agents/elderly.py")
    second = append(clone / "agents/elderly.py", "# not added\n")
    put_back(changed_files())
    kept = {file.name: file.read_bytes() for file in (clone / "agents").glob("*.mine*")}
    assert kept == {
        **{"elderly.py.mine": first, "elderly.py.mine-2": second},
        **{"elderly.py.staged.mine": staged},
    }


@pytest.mark.parametrize(
    "name",
    [
        "takes_part",
        "ElderlyResident",
        "ElderlyResident.takes_part",
        "agents/elderly.py",
        "./agents/elderly.py",
    ],
)
def test_a_rule_or_a_file_is_enough(clone: Path, name: str) -> None:
    append(clone / "agents/elderly.py", RULE)
    append(clone / "agents/young.py", "\n\nLATER = 1\n")
    assert [one.file for one in changed_files([name]).files] == ["agents/elderly.py"]


def test_a_file_that_is_no_python_any_more_comes_back_too(clone: Path) -> None:
    append(clone / "agents/elderly.py", "    def broken(:\n")
    found = changed_files()
    assert "agents/elderly.py:" in found.files[0].problem and found.files[0].edits == ()
    put_back(found)
    assert not changed_files().files


def test_where_git_stops_every_version_is_still_there(clone: Path) -> None:
    mine = append(clone / "agents/elderly.py", RULE)
    (clone / ".git/index.lock").touch()
    for _time in range(2):
        with pytest.raises(ArgumentError, match="git checkout stopped: "):
            put_back(changed_files())
    assert (clone / "agents/elderly.py").read_bytes() == mine
    assert [file.name for file in (clone / "agents").glob("*.mine*")] == ["elderly.py.mine"]


def test_without_a_repository_or_a_commit_it_is_said(clone: Path) -> None:
    shutil.rmtree(clone / ".git")
    with pytest.raises(ArgumentError, match="lies in no git repository"):
        changed_files()
    git(clone, "init", "-q")
    with pytest.raises(ArgumentError, match="has no commit yet"):
        changed_files()
    git(clone, "add", "notes.txt")
    git(clone, "commit", "-qm", "only notes")
    with pytest.raises(ArgumentError, match="has none of its files"):
        changed_files()


def test_what_is_no_edit_is_refused_with_what_is(clone: Path) -> None:
    with pytest.raises(ArgumentError, match="nothing to undo"):
        changed_files(["elderly"])
    append(clone / "agents/elderly.py", RULE)
    with pytest.raises(ArgumentError, match=r"changed are agents/elderly\.py"):
        changed_files(["notes.txt"])


type Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """The exit code of a command, and what it says."""

    def asked(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["reset", *words])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return asked


def test_the_verb_shows_it_does_it_and_says_so(clone: Path, ask: Ask) -> None:
    append(clone / "agents/elderly.py", RULE)
    code, said, _said = ask("--lang", "zh")
    assert code == 0 and "规则 ElderlyResident.takes_part" in said and "没有改动任何文件" in said
    code, said, _said = ask("--json")
    assert not json.loads(said)["done"] and json.loads(said)["files"][0]["edits"][0]["what"] == "rule"
    code, said, _said = ask("takes_part", "--yes", "--lang", "zh")
    assert code == 0 and "agents/elderly.py.mine" in said
    assert "都与上一次提交相同" in ask("--lang", "zh")[1]
    assert ask("elderly")[0] == 2


def test_in_a_project_its_own_repository_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "begin")
    with standing_in(tmp_path, monkeypatch):
        forget_choice()
        append(tmp_path / "agents/hesitant.py", RULE)
        append(tmp_path / "gongzhi.toml", "# mine\n")
        code, said, _said = ask("--yes", "--json")
        found = json.loads(said)
        assert code == 0 and [one["file"] for one in found["files"]] == ["agents/hesitant.py"]
        assert found["files"][0]["kept"] == ["agents/hesitant.py.mine"] and found["files"][0]["edits"]
    forget_choice()
    use(None)


@pytest.mark.slow
def test_the_section_of_a_new_instrument_stays_with_it(clone: Path) -> None:
    ledger = clone / "scenarios/parameters.yaml"
    was = (ROOT / "scenarios/parameters.yaml").read_bytes()
    ledger.write_bytes(was)
    (clone / "model/instruments").mkdir(parents=True)
    shutil.copy2(ROOT / "model/instruments/patrol.py", clone / "model/instruments/patrol.py")
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "the ledger")
    new = clone / "model/instruments/mine_alone.py"
    new.write_text('"""Mine."""\n', encoding="utf-8")
    section = "\n# why\nmine_alone:\n  strength: {default: 1, range: [0, 1]}\n"
    append(ledger, section)
    assert changed_files().files == ()
    assert changed_files().sections == ("mine_alone",)

    mine = append(ledger, "\nstray:\n  number: {default: 1, range: [0, 1]}\n")
    put_back(changed_files())
    assert ledger.read_bytes() == was + section.encode()
    assert (clone / "scenarios/parameters.yaml.mine").read_bytes() == mine
    new.unlink()
    put_back(changed_files())
    assert ledger.read_bytes() == was


def test_a_new_file_cannot_be_put_back_and_it_is_said_why(clone: Path) -> None:
    (clone / "agents/mine_alone.py").write_text('"""Mine."""\n', encoding="utf-8")
    with pytest.raises(ArgumentError, match="is new: the last commit does not have it"):
        changed_files(["agents/mine_alone.py"])
