"""Bad files: whatever is wrong with one, every verb that reads its kind says so in one line and leaves."""

import json
import multiprocessing.process
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from experiments.execution.job_queue import read_cluster
from experiments.patterns.evaluate import patterns
from scenarios.posterior import read_posterior
from scenarios.read import case, governance
from scenarios.study import read_study
from tests.bad_files import Bad, bad_files, bad_posteriors
from tests.exhaustive import EVERY, some

PATIENCE = 300
"""Seconds after which a verb hangs: thirty times what it may take, for a machine that is busy."""

SMALL = ("--months", "2", "--jobs", "1")
TWO = ("--replicates", "2")
BOTH = ("--governance", "baseline,troika")
SEARCHED = ("--budget", "5", "--outcome", "conflict_index", *TWO)
USUAL: Mapping[str, object] = {
    **{"cases": ["xihu"], "governance": ["baseline", "troika"], "months": 2, "burn_in": 1, "replicates": 2}
}
READS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "case": (
        ("run", "bad.yaml", "baseline", "--months", "2"),
        ("compare", "bad.yaml", *BOTH, *TWO, *SMALL),
        ("ablate", "bad.yaml", "troika", *TWO, *SMALL),
        ("plan", "bad.yaml", *BOTH, "--pilot", "5", *SMALL),
        ("search", "bad.yaml", *SEARCHED, *SMALL),
        ("part", "bad.yaml", "baseline,troika", "--months", "2"),
        ("audit", "bad.yaml", "baseline,troika", "--quick", *TWO, *SMALL),
        ("study", "of-case.yaml", "--jobs", "1"),
        ("pack", "of-case.yaml", "--out", "x.zip"),
        ("patterns", "--file", "pattern-of-case.yaml", *TWO),
        ("run", "built-on.yaml", "baseline", "--months", "2"),
        ("run", "district.yaml", "baseline", "--months", "2"),
    ),
    "governance": (
        ("run", "xihu", "bad.yaml", "--months", "2"),
        ("compare", "xihu", "--governance", "baseline,bad.yaml", *TWO, *SMALL),
        ("ablate", "xihu", "bad.yaml", *TWO, *SMALL),
        ("diff", "baseline", "bad.yaml"),
        ("diff", "bad.yaml", "troika"),
        ("plan", "xihu", "--governance", "baseline,bad.yaml", *SMALL),
        ("search", "xihu", *SEARCHED, "--from", "bad.yaml", *SMALL),
        ("search", "xihu", *SEARCHED, "--beside", "bad.yaml", *SMALL),
        ("part", "xihu", "baseline,bad.yaml", "--months", "2"),
        ("audit", "xihu", "baseline,bad.yaml", "--quick", *TWO, *SMALL),
        ("study", "of-governance.yaml", "--jobs", "1"),
        ("pack", "of-governance.yaml", "--out", "x.zip"),
        ("patterns", "--file", "pattern-of-governance.yaml", *TWO),
    ),
    "study": (
        ("study", "bad.yaml", "--jobs", "1", "--out", "store"),
        ("study", "bad.yaml", "--jobs", "1", "--replicates", "2"),
        ("study", "bad.yaml", "--jobs", "1", "--shard", "1/2"),
        ("estimate", "bad.yaml", "--jobs", "1", "--out", "store"),
        ("pack", "bad.yaml", "--out", "x.zip", "--no-check"),
    ),
    "patterns": (("patterns", "--file", "bad.yaml", *TWO, "--jobs", "1"),),
    "cluster": (("study", "usual.yaml", "--cluster", "./bad.yaml"),),
    "posterior": (
        ("study", "drawn.yaml", "--jobs", "1", "--out", "store"),
        ("pack", "drawn.yaml", "--out", "x.zip", "--no-check"),
    ),
}
BESIDE: Mapping[str, Mapping[str, object]] = {
    "usual.yaml": USUAL,
    "of-case.yaml": {**USUAL, "cases": ["bad.yaml"]},
    "of-governance.yaml": {**USUAL, "governance": ["baseline", "bad.yaml"]},
    "built-on.yaml": {"extends": "bad.yaml"},
    "district.yaml": {"extends": "district-small", "district": {"members": {"bad.yaml": 1}}},
    "pattern-of-case.yaml": {"one": {"case": "bad.yaml", "governance": "troika"}},
    "pattern-of-governance.yaml": {"one": {"case": "xihu", "governance": "bad.yaml"}},
    "drawn.yaml": {
        **USUAL,
        "parameters": "posterior",
        "sampling": {"design": "posterior", "posterior": "bad.csv", "points": 2},
    },
}
READERS: Mapping[str, Callable[[Path], object]] = {
    "case": lambda file: case(str(file)),
    "governance": lambda file: governance(str(file)),
    "study": read_study,
    "patterns": patterns,
    "cluster": read_cluster,
    "posterior": lambda file: read_posterior(str(file)),
}
MEASURED = {"form": "level", "outcome": "conflict_index", "target": 0.7, "tolerance": 0.1}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: object) -> Iterator[Path]:
    """A folder of the user's with sound files that name a bad one. No process can be started from here, and
    what hangs is a fault.
    """

    def refused(*_how: Any, **_more: Any) -> None:
        raise AssertionError("a process is started")

    def hangs(*_how: Any) -> None:
        raise TimeoutError("it hangs")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(multiprocessing.process.BaseProcess, "start", refused)
    monkeypatch.setattr(subprocess, "Popen", refused)
    monkeypatch.setattr("scenarios.documents.MOST_NODES", 20_000)  # the limit is met sooner, so is the end
    for name, content in BESIDE.items():
        told = {"one": {**MEASURED, **content["one"]}} if "one" in content else content  # type: ignore[dict-item]
        (tmp_path / name).write_text(json.dumps(told), encoding="utf-8")
    signal.signal(signal.SIGALRM, hangs)
    yield tmp_path
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _listing(folder: Path) -> list[tuple[str, int, int]]:
    found = ((file, file.lstat()) for file in sorted(folder.rglob("*")))
    return [(str(file), about.st_mtime_ns, about.st_size) for file, about in found]


def _wrong(gongzhi: Callable[..., Any], here: Path, bad: Bad, words: Sequence[str], lang: str) -> str:
    """What is wrong with the answer to a bad file; empty if it is as it should be."""
    name = "bad.csv" if bad.kind == "posterior" else "bad.yaml"
    file = here / name
    bad.put(file)
    before = _listing(here)
    signal.alarm(PATIENCE)
    said = gongzhi(*words, "--lang", lang)
    signal.alarm(0)
    after = _listing(here)
    file.rmdir() if file.is_dir() and not file.is_symlink() else file.unlink(missing_ok=True)
    one = said.err.count("\n") == 1 and said.err.endswith("\n") and said.err.strip() and not said.out
    right = said.code == 2 and one and name in said.err and after == before
    shown = f"{' '.join(words)} --lang {lang} with {bad.fault!r}: exit {said.code}: {said.err[-600:]!r}"
    return "" if right else shown + (f" left {set(after) - set(before)}" if after != before else "")


def _files(kind: str) -> list[Bad]:
    return list(bad_posteriors() if kind == "posterior" else bad_files(kind))


def test_there_are_enough_bad_files_of_every_kind() -> None:
    files = [bad for kind in READS for bad in _files(kind)]
    assert len({(bad.kind, bad.content) for bad in files}) >= 1500
    assert all(sum(not bad.fine for bad in _files(kind)) >= 90 for kind in READS)
    assert [bad for kind in READS for bad in _files(kind)] == files


@pytest.mark.parametrize("kind", READS)
def test_a_file_that_is_fine_all_the_same_is_read(here: Path, kind: str) -> None:
    fine = [bad for bad in _files(kind) if bad.fine]
    assert len(fine) >= 4
    for bad in fine:
        file = here / ("bad.csv" if kind == "posterior" else "bad.yaml")
        bad.put(file)
        assert READERS[kind](file), bad.fault


@pytest.mark.slow
@pytest.mark.parametrize("kind", READS)
def test_every_bad_file_is_told_in_one_line_by_every_verb(gongzhi, here: Path, kind: str) -> None:
    """What is bad as a whole with every verb where all files are tried, else with three, the next with the
    next; what is bad in a value with one, as all read alike.
    """
    wrong, reads = [], READS[kind]
    several = len(reads) if EVERY == 1 else min(3, len(reads))
    for place, bad in enumerate(some([bad for bad in _files(kind) if not bad.fine])):
        each = several if bad.whole else 1
        verbs = [reads[(each * place + other) % len(reads)] for other in range(each)]
        wrong += [_wrong(gongzhi, here, bad, words, ("en", "zh")[place % 2]) for words in verbs]
    assert not any(wrong), "\n".join(filter(None, wrong))
