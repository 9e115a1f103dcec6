"""What comes with gongzhi, and what in a clone of it is somebody's own: all that the list beside leaves out.

Invariant: only the standard library is imported here; the list is `shipped.toml` and nothing else.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

FILE = Path(__file__).with_name("shipped.toml")

type Part = Literal["agents", "instruments", "cases", "governance", "studies", "sections"]

FOLDERS: dict[Part, str] = {
    "agents": "agents",
    "instruments": "model/instruments",
    "cases": "scenarios/cases",
    "governance": "scenarios/governance",
    "studies": "scenarios/studies",
}
"""Where what is listed lies in gongzhi's own folder; sections lie in the ledger."""


def shipped(part: Part) -> frozenset[str]:
    """The names of what comes with gongzhi: files without their endings, sections of the ledger."""
    return _read(FILE)[part]


def is_shipped(part: Part, name: str) -> bool:
    """Whether that comes with gongzhi; what is somebody's own need not say where its numbers come from."""
    return name in shipped(part)


def own_files(part: Part) -> list[Path]:
    """The files of somebody's own that lie in gongzhi's own folder, by name."""
    folder = FILE.resolve().parents[1] / FOLDERS[part]
    files = (file for file in folder.glob("*.*") if file.suffix in (".py", ".yaml"))
    return sorted(file for file in files if file.name[0] not in "._" and not is_shipped(part, file.stem))


def lies_among_ours(file: Path) -> bool:
    """Whether a file of data comes with gongzhi: it lies in `scenarios`, and is not somebody's own there."""
    folder = FILE.parent
    if not file.is_relative_to(folder):
        return False
    part = next((part for part, place in FOLDERS.items() if folder.parent / place == file.parent), None)
    return part is None or is_shipped(part, file.stem)


@lru_cache(maxsize=1)
def _read(file: Path) -> dict[str, frozenset[str]]:
    with file.open("rb") as content:
        return {part: frozenset(names) for part, names in tomllib.load(content).items()}
