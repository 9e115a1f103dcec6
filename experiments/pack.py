"""A pack: one archive of a study that reruns on another machine. Code, data, description, and how to rerun.

The rule it holds: the archive needs nothing from where it was made. Files of the user's own that the study
names go along, and the study in the archive names them there.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.folder import MANIFEST, FolderError, reason
from experiments.manifest import code_hash
from experiments.markdown import plain
from experiments.store import ASIDE, DAMAGED, IDENTITY, LOCK
from scenarios.language import _
from scenarios.study import StudyPlan

ROOT = Path(__file__).parent.parent
CODE = ("agents", "model", "scenarios", "experiments", "results")
FILES = (
    *("pyproject.toml", "requirements.txt", "requirements-extras.txt", "setup_environment.py", "Makefile"),
    *("LICENSE", "README.md", "README.zh.md", "CITATION.cff", "CHANGELOG.md"),
)
DOCUMENTS = ("odd", "trace", "stress")
LEFT_OUT = {"__pycache__", "studies", ".mypy_cache"}
DATA, OWN, RERUN = "data", "own", "RERUN.md"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the same study gives the same bytes."""


def pack(plan: StudyPlan, written: Path, store: Path, target: Path) -> Path:
    """Write the archive of a study and its store; FolderError if the store is not there or the disk is full.

    written: the study's own file; target: a .zip file, replaced if it is there.
    """
    if not (store / IDENTITY).exists():
        raise FolderError(_("{folder} holds no study of gongzhi.", folder=store))
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with TemporaryDirectory() as place, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            folder = Path(place)
            _gather(plan, written, store, folder)
            for file in sorted(file for file in folder.rglob("*") if file.is_file()):
                _add(archive, file, f"{target.stem}/{file.relative_to(folder).as_posix()}")
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        told = _("{file} cannot be written: {reason}.", file=target, reason=reason(error))
        raise FolderError(told) from error
    return target


def _add(archive: zipfile.ZipFile, file: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, file.read_bytes())


def _gather(plan: StudyPlan, written: Path, store: Path, folder: Path) -> None:
    """Everything that goes into the archive, laid out in a folder."""
    for name in CODE:
        shutil.copytree(ROOT / name, folder / name, ignore=_not_ours)
    for name in FILES:
        shutil.copy2(ROOT / name, folder / name)
    (folder / "docs").mkdir()
    for file in (ROOT / "docs").glob("*.md"):
        if file.name.split(".")[0] in DOCUMENTS:
            shutil.copy2(file, folder / "docs" / file.name)
    ours = (ASIDE, DAMAGED, LOCK)
    shutil.copytree(store, folder / DATA, ignore=shutil.ignore_patterns(*ours, ".*", "*.unfinished"))
    (folder / _file(plan)).write_text(_with_own_files(plan, written, folder), encoding="utf-8")
    (folder / MANIFEST).write_text(_manifest(plan), encoding="utf-8")
    (folder / RERUN).write_text(_rerun(plan), encoding="utf-8")


def _not_ours(folder: str, names: list[str]) -> set[str]:
    """Caches, and studies that other commands left; the examples of study files are part of the project."""
    studies = Path(folder).name == "results"
    return {name for name in names if name in LEFT_OUT and (name != "studies" or studies)}


def _with_own_files(plan: StudyPlan, written: Path, folder: Path) -> str:
    """The study's text; files of the user's own are copied and named where they lie now."""
    text = written.read_text(encoding="utf-8")
    for file in _own_files(plan):
        (folder / OWN).mkdir(exist_ok=True)
        shutil.copy2(file, folder / OWN / file.name)
        for name in _ways_to_name(file, written.parent):
            text = text.replace(name, f"{OWN}/{file.name}")
    return text


def _file(plan: StudyPlan) -> str:
    """The study's file in the archive; its name is the study's id, from which its worlds come."""
    return f"{plan.id}.yaml"


def _own_files(plan: StudyPlan) -> Iterator[Path]:
    named = (*plan.case_names.values(), *plan.governance_names.values())
    return (Path(name) for name in named if Path(name).is_absolute())


def _ways_to_name(file: Path, folder: Path) -> list[str]:
    """How a study in that folder may have named the file, the longest first."""
    ways = [str(file)]
    if file.is_relative_to(folder):
        inside = file.relative_to(folder).as_posix()
        ways += [f"./{inside}", inside]
    return sorted(ways, key=len, reverse=True)


def _manifest(plan: StudyPlan) -> str:
    told = {"made_by": "gongzhi", "pack": plan.id, "code": code_hash(), "months": plan.months}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _rerun(plan: StudyPlan) -> str:
    """How to run it again, in both languages."""
    commands = (
        "make setup",
        f".venv/bin/gongzhi study {_file(plan)} --out again",
        f".venv/bin/gongzhi study {_file(plan)} --out {DATA}",
    )
    shown = "\n".join(commands)
    return (
        f"# {plain(plan.name.zh)} · {plain(plan.name.en)}\n\n"
        "需要 Python 3.12 或更新的版本和 make。第二条命令重新运行整个研究；第三条核对 data 里的存储是否完整，"
        "完整时不会运行任何东西。两个文件夹中的 Parquet 文件应逐字节相同。结果只在模型之内成立。\n\n"
        "Python 3.12 or newer and make are needed. The second command runs the whole study again; the third "
        "sees whether the store in data is complete and then runs nothing. The Parquet files of both folders "
        "should be the same byte for byte. Results hold within the model.\n\n"
        f"```sh\n{shown}\n```\n"
    )
