"""The syntax of a source text: the same under every version of Python."""

import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from experiments.benchmark.crash_test import ROOT
from experiments.provenance import syntax as here
from experiments.provenance.sources import RULES
from experiments.provenance.syntax import syntax

EVERYTHING = """
type Pair[T: int, *Ts, **P] = tuple[T, ...]
def f[T](a, /, b: int = 1, *rest, c=None, d, **more) -> None: return
async def g(): return [await x async for x in y if x] + [*z] + [{**w}, {1: 2}, set(), {3}]
class C[T](B, metaclass=M): a: int; b: int = 0; "told"
match f"{a!r:>{b}} {c=} {{}} {'x' 'y'}":
    case {"a": [1, *_], **k} | C(x=-1j): pass
    case None: raise E from None
    case _: del a, b[1:2, ::3, ...]
try:
    with a as (b, c), d: global e; e = lambda *a, k=1: (yield)
except* (X, Y) as z: assert (n := 1e300 * 1e10) > 0.1, (b"\\xff" rb"a", u"k" "居民")
else: x @= not -1 if a and b or c else ~2 ** 3
finally:
    from .. import h as i, j
    for x, *y in z: continue
    else: break
"""
PRINTS = (
    "import hashlib, runpy, sys; syntax = runpy.run_path(sys.argv[1])['syntax'];"
    "read = lambda name: hashlib.sha256(repr(syntax(open(name, encoding='utf-8').read())).encode());"
    "print(*(read(name).hexdigest() for name in sys.argv[2:]))"
)


def other_pythons() -> list[str]:
    """Pythons from 3.12 on that run here, of another version than this one."""
    pyenv = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))
    names = [found for minor in range(12, 20) if (found := shutil.which(f"python3.{minor}"))]
    told: dict[tuple[int, ...], str] = {}
    for python in [*names, *map(str, pyenv)]:
        words = [python, "-I", "-c", "import sys; print(*sys.version_info[:2])"]
        said = subprocess.run(words, capture_output=True, text=True, check=False)
        version = tuple(map(int, said.stdout.split())) if said.returncode == 0 else (0, 0)
        if version >= (3, 12) and version != sys.version_info[:2]:
            told.setdefault(version, python)
    return list(told.values())


@pytest.mark.slow
def test_every_version_of_python_says_the_same_of_the_same_text(tmp_path: Path) -> None:
    pythons = other_pythons()
    if not pythons:
        pytest.skip("there is no other Python from 3.12 on")
    (tmp_path / "everything.py").write_text(EVERYTHING, "utf-8")
    ours = [file for package in RULES for file in sorted((ROOT / package).rglob("*.py"))]
    files = [tmp_path / "everything.py", *ours]
    now = [sha256(repr(syntax(file.read_text("utf-8"))).encode()).hexdigest() for file in files]
    for python in pythons:
        words = [python, "-I", "-c", PRINTS, str(here.__file__), *map(str, files)]
        said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
        assert [file.name for file, a, b in zip(files, now, said, strict=True) if a != b] == [], python


def test_nothing_of_a_text_is_lost_but_what_is_not_run() -> None:
    told = syntax(EVERYTHING).text
    for part in ("Pair", "ParamSpec", "MatchStar", "居民", "1e+300", "conversion=114", "kw_defaults"):
        assert part in told
    assert "told" not in told
