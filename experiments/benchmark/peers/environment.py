"""`python -m experiments.benchmark.peers.environment`: make `.venv-peers` with the pinned peers, once.

The pins lift mesa-frames' bound on NumPy, which the others are beyond, so that all run on one NumPy; pip does
not resolve them again. A peer that cannot be installed costs its own row of the tables and nothing else.
"""

from __future__ import annotations

import filecmp
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PINS = ROOT / "requirements-peers.txt"
FOLDER = ROOT / ".venv-peers"

type Install = Callable[[Path], bool]


def pinned(text: str) -> list[str]:
    """The requirements of a file of pins, each with its hashes."""
    return [one.strip() for one in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE) if one.strip()]


def install_all(pins: Path, install: Install) -> list[str]:
    """Install what is pinned: at once, or one by one where that fails; return what could not be installed."""
    if install(pins):
        return []
    missing = []
    for one in pinned(pins.read_text(encoding="utf-8")):
        with tempfile.TemporaryDirectory() as folder:
            alone = Path(folder, "one.txt")
            alone.write_text(one, encoding="utf-8")
            if not install(alone):
                missing.append(one.split()[0])
    return missing


def by_pip(pins: Path) -> bool:
    """Install the packages of a file into `.venv-peers`; False if pip stops, below what it printed."""
    python = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    command = [str(python), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement", str(pins)]
    return subprocess.run(command, check=False).returncode == 0


def main() -> None:
    """Make the environment if the pins have changed since it was made."""
    kept = FOLDER / PINS.name
    if kept.exists() and filecmp.cmp(kept, PINS, shallow=False):
        return
    print("Making .venv-peers (some minutes) …", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    venv.create(FOLDER, with_pip=True, prompt="peers")
    missing = install_all(PINS, by_pip)
    if missing:
        print(f"Could not be installed: {', '.join(missing)}")
    shutil.copy(PINS, kept)


if __name__ == "__main__":
    main()
