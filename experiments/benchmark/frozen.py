"""A frozen copy of the code and the scenarios: what is started from it never sees an edit of the tree."""

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("scenarios", "agents", "model", "experiments")


def frozen(folder: Path) -> Path:
    """Copy the packages that carry out a study to a folder, which must not be there yet."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def surroundings(folder: Path) -> dict[str, str]:
    """The environment in which Python takes the packages from the copy."""
    ahead = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), *([ahead] if ahead else [])])}
