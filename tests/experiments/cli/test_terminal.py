"""What a terminal is told: in its encoding, at its width, and nothing that is none of the user's business."""

import io
import json
import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from experiments.cli.command_line.messages import without_their_warnings
from experiments.encoding import sayable

RUN = ("run", "xihu", "baseline", "--months", "2")
COMPARE = ("compare", "xihu", "--governance", "baseline,troika", "--months", "2", "--replicates", "2")
ENCODINGS = ["gbk", "gb2312", "iso-8859-1", "cp936", "ascii", "utf-8"]


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch, world: object):
    """The command on a terminal of an encoding: exit code, standard output and standard error as text."""
    from experiments.cli.app import main

    def call(encoding: str, *words: str) -> tuple[int, str, str]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _name in ("out", "err")]
        with monkeypatch.context() as within, pytest.raises(SystemExit) as left:
            within.setattr(sys, "stdout", streams[0])
            within.setattr(sys, "stderr", streams[1])
            main(words)
        said = []
        for stream in streams:
            stream.flush()
            said.append(stream.buffer.getvalue().decode(encoding))
        assert isinstance(left.value.code, int)
        return left.value.code, said[0], said[1]

    return call


@pytest.fixture(scope="module")
def in_utf_8() -> dict[str, str]:
    """The lists as JSON where the terminal knows every letter, each made once."""
    return {}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_comparison_is_said_in_what_the_terminal_knows(speaking, encoding: str, spoken: str) -> None:
    code, out, err = speaking(encoding, *COMPARE, "--lang", spoken)
    assert code == 0 and "fault" not in err
    chinese = spoken == "zh" and encoding not in ("iso-8859-1", "ascii")
    assert ("指标" if chinese else "outcome" if spoken == "en" else "??") in out
    if spoken == "en":
        assert ("−" if encoding == "utf-8" else "-") in out and "?" not in out
        assert ("+/-" if encoding == "ascii" else "±") in out
    assert ("no Chinese letters" in err) == (spoken == "zh" and not chinese)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("what", ["cases", "parameters", "outcomes", "instruments"])
@pytest.mark.slow
def test_every_list_is_said_in_what_the_terminal_knows(
    speaking, encoding: str, what: str, in_utf_8: dict[str, str]
) -> None:
    assert speaking(encoding, "list", what, "--lang", "en")[0] == 0
    code, out, _err = speaking(encoding, "list", what, "--json", "--lang", "zh")
    assert code == 0
    if what not in in_utf_8:
        in_utf_8[what] = speaking("utf-8", "list", what, "--json", "--lang", "zh")[1]
    assert json.loads(out) == json.loads(in_utf_8[what])


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1"])
def test_a_terminal_without_chinese_letters_is_spoken_to_in_english_unless_asked(
    speaking, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.GBK")
    assert "conflict index" in speaking(encoding, *RUN)[1]
    assert "矛盾指数" in speaking("gbk", *RUN)[1]


@pytest.mark.parametrize("encoding", ["gbk", "gb2312", "iso-8859-1", "cp936"])
def test_a_message_of_chinese_names_is_never_lost(speaking, encoding: str) -> None:
    code, _out, err = speaking(encoding, "run", "民主村庄−", "baseline", "--lang", "en")
    assert code == 2 and "Did you mean" in err


def test_marks_that_an_encoding_lacks_have_ascii_of_the_same_meaning() -> None:
    assert sayable("−0.3 ±0.1 → 2 … “a” é", "ascii") == '-0.3 +/-0.1 -> 2 ... "a" e'
    assert sayable("−0.3 ±0.1 → 甲", "gbk") == "-0.3 ±0.1 → 甲"
    assert sayable("甲\udcff", "ascii") == "??" and sayable("甲\udcff", "utf-8") == "甲?"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("words", [RUN, COMPARE, ("list", "outcomes")])
def test_forty_columns_cut_no_name(gongzhi, monkeypatch: pytest.MonkeyPatch, words, spoken: str) -> None:
    from results.text.names import outcome_name
    from scenarios import language

    monkeypatch.setenv("COLUMNS", "40")
    said = gongzhi(*words, "--lang", spoken).out
    assert "…" not in said
    with language.spoken("zh" if spoken == "zh" else "en"):
        name = outcome_name("conflict_index")
    assert any(name in line for line in said.splitlines())


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("value", ["--", "--json", "-x"])
def test_an_option_is_no_value_of_another(
    gongzhi, spoken: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = gongzhi(*RUN, "--lang", spoken, "--out", value)
    assert said.code == 2 and "--out" in said.err and value in said.err and len(said.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


class Full(io.StringIO):
    """An output on a full disk."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("spoken", "words"), [("en", "the disk is full"), ("zh", "磁盘已满")])
@pytest.mark.parametrize("asked", [(*RUN, "--json"), RUN, ("list", "cases")])
def test_an_answer_that_finds_a_full_disk_says_so(
    gongzhi, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], spoken: str, words: str
) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    said = gongzhi(*asked, "--lang", spoken)
    assert said.code == 2 and words in said.err and len(said.err.splitlines()) == 1


@pytest.mark.usefixtures("world")
def test_an_answer_that_nobody_reads_any_more_is_no_fault(gongzhi, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Full, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(Full, "write", broken)
    monkeypatch.setattr(sys, "stdout", Full())
    said = gongzhi(*RUN)
    assert said.code == 141 and said.err == ""


def test_a_request_to_end_is_answered_as_an_interrupt(gongzhi, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_asked: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("experiments.cli.catalogue.listed", ended)
    said = gongzhi("list", "cases", "--lang", "en")
    assert said.code == 130 and said.err == "Interrupted; nothing was written.\n"
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_study_that_is_asked_to_end_says_what_is_stored(
    gongzhi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def ended(*_asked: object, **_how: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("experiments.execution.sweep.carry_out", ended)
    file = tmp_path / "small.yaml"
    file.write_text("cases: [xihu]\ngovernance: [baseline, troika]\nmonths: 2\nreplicates: 2\n", "utf-8")
    said = gongzhi("study", str(file), "--out", str(tmp_path / "store"), "--jobs", "1", "--lang", "en")
    assert said.code == 130 and "stored" in said.err and "the same command goes on" in said.err


@pytest.mark.parametrize("library", ["SALib.analyze.sobol", "matplotlib.figure"])
def test_what_a_library_warns_of_is_not_shown_and_what_a_rule_does_is(library: str) -> None:
    shown: list[str] = []

    def show(
        message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: Any = None
    ) -> None:
        shown.append(str(message))

    theirs = {"__name__": library}
    exec("import warnings\ndef warn(level): warnings.warn('of theirs', stacklevel=level)", theirs)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = show
        with without_their_warnings():
            for level in (1, 2):
                theirs["warn"](level)  # type: ignore[operator]
            warnings.warn("of a rule", stacklevel=1)
        theirs["warn"](1)  # type: ignore[operator]
    assert shown == ["of a rule", "of theirs"]


SCRIPT = """\
from experiments.design.runs import replicated
from experiments.execution.run_all import run_all
from scenarios.read import scenario

run_all(replicated([scenario("xihu", "baseline", months=2)], 2), jobs=2)
"""
STUDY = """\
from pathlib import Path
from experiments.execution.executors import ProcessExecutor
from experiments.execution.sweep import carry_out
from scenarios.study import read_study

plan = read_study(Path("small.yaml"))
carry_out(plan, Path("store"), lambda work: ProcessExecutor(2))
"""


@pytest.mark.slow
@pytest.mark.parametrize("script", [SCRIPT, STUDY])
def test_a_script_with_worker_processes_needs_no_guard(tmp_path: Path, script: str) -> None:
    small = "cases: [xihu]\ngovernance: [baseline, troika]\nmonths: 2\nreplicates: 2\n"
    (tmp_path / "small.yaml").write_text(small, "utf-8")
    begun = "open('begun', 'a').write('once ')\n"
    (tmp_path / "mine.py").write_text(begun + script, encoding="utf-8")
    said = subprocess.run([sys.executable, "mine.py"], cwd=tmp_path, capture_output=True, text=True)
    assert said.returncode == 0 and not said.stderr
    assert (tmp_path / "begun").read_text() == "once ", "a worker ran the script again"


def test_a_pack_from_an_installed_copy_names_the_true_cause(tmp_path: Path, planned, monkeypatch) -> None:
    from experiments.archive import archive
    from experiments.store.output_folder import FolderError
    from experiments.store.store import IDENTITY

    plan = planned()
    store = tmp_path / "store"
    store.mkdir()
    (store / IDENTITY).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(archive, "ROOT", tmp_path / "site-packages")
    with pytest.raises(FolderError, match=r"site-packages.*no pyproject\.toml"):
        archive.pack(plan, tmp_path / "small.yaml", store, tmp_path / "pack.zip")
    assert not list(tmp_path.glob("*pack*"))
