"""Bad folders of results: every verb that reads one says in one line what is wrong, or does as always."""

import shutil
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from experiments.errors import ArgumentError
from experiments.provenance.run_key import Code
from tests.bad_results import Damage, damaged, damages
from tests.exhaustive import EVERY, some

PATIENCE = 300
"""Seconds after which a verb hangs, however busy the machine is."""

COMPARE = ("compare", "xihu", "--governance", "baseline,troika", "--replicates", "2", "--months", "2")
STUDY = {
    "cases": "[xihu]",
    "governance": "[baseline, troika]",
    "months": "2",
    "burn_in": "1",
    "replicates": "2",
    "parameters": "{issues.rate: sampled, fee.quality: sampled}",
    "sampling": "{design: lhs, points: 3}",
    "outcomes": "[conflict_index]",
    "monthly": "true",
}
READS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "compared": (
        ("report", "bad"),
        ("figure", "bad"),
        ("figure", "bad", "--kind", "months", "--out", "x.svg"),
        ("plan", "--study", "bad"),
        ("why", "bad#xihu/baseline/0", "--agent", "7", "--month", "99"),
        ("story", "bad#xihu/baseline/0", "--issue", "ffffffff"),
    ),
    "stored": (
        ("sensitivity", "bad", "--governance", "troika"),
        ("regions", "bad", "--better", "troika", "--than", "baseline"),
        ("robustness", "bad"),
        ("report", "bad"),
        ("figure", "bad"),
        ("plan", "--study", "bad", "--outcome", "conflict_index"),
        ("why", "bad", "--agent", "7", "--month", "99"),
        ("story", "bad"),
        ("replay", "ffffffff", "--study", "bad"),
        ("merge", "bad", "--out", "merged"),
        ("pack", "study.yaml", "--study", "bad", "--out", "x.zip", "--no-check"),
    ),
}


type Ready = Callable[[str], list[Damage]]


@pytest.fixture
def ready(
    gongzhi, tmp_path: Path, monkeypatch, world: object, unpainted: None, bare_fonts: None
) -> Iterator[Ready]:
    """Makes a sound folder of a kind beside where the user stands, and gives its damages. A report has no
    pictures, for `figure` draws them.
    """

    def hangs(*_how: Any) -> None:
        raise TimeoutError("it hangs")

    def lived(*_how: Any, **_more: Any) -> None:
        raise ArgumentError("the run is found and would be made again")

    def make(kind: str) -> list[Damage]:
        (here / "study.yaml").write_text("".join(f"{key}: {value}\n" for key, value in STUDY.items()))
        asked = COMPARE if kind == "compared" else ("study", "study.yaml")
        assert gongzhi(*asked, "--jobs", "1", "--out", f"../{kind}").code == 0
        return list(damages(tmp_path / kind))

    code = Code()
    monkeypatch.setattr("experiments.store.manifest.Code", lambda: code)  # it is the same all the time
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr("experiments.explanation.run_lookup.PastRun.world", lived)
    monkeypatch.setattr("results.report.screen._pictures", lambda _found: ())
    signal.signal(signal.SIGALRM, hangs)
    yield make
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _wrong(gongzhi: Any, sound: Path, damage: Damage, words: Sequence[str]) -> str:
    """What is wrong with the answer; empty if it is one line and nothing is left, or all is well."""
    here = Path.cwd()
    damaged(sound, here / "bad", damage)
    before = sorted(here.rglob("*"))
    signal.alarm(PATIENCE)
    said = gongzhi(*words, "--lang", ("zh", "en")[len(damage.fault) % 2])
    signal.alarm(0)
    left = sorted(set(here.rglob("*")) - set(before))
    for file in here.iterdir():
        if file.name not in ("bad", "study.yaml"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
    one = said.err.count("\n") == 1 and said.err.strip() and not said.out and not left
    must = damage.seen and words[0] == "report"
    shown = f"{' '.join(words)} with {damage.file}, {damage.fault}: exit {said.code}: {said.err[-300:]!r}"
    return "" if (said.code == 0 and not must) or (said.code == 2 and one) else f"{shown} {left}"


@pytest.mark.slow
@pytest.mark.parametrize("kind", READS)
def test_every_bad_folder_is_told_in_one_line(gongzhi, ready: Ready, tmp_path: Path, kind: str) -> None:
    """A damage with one of the verbs, the next with the next; with two where all damages are tried."""
    found = ready(kind)
    assert len(found) > 120
    each = 2 if EVERY == 1 else 1
    wrong = [
        _wrong(gongzhi, tmp_path / kind, damage, READS[kind][(each * place + other) % len(READS[kind])])
        for place, damage in enumerate(some(found))
        for other in range(each)
    ]
    assert not any(wrong), "\n".join(filter(None, wrong))
