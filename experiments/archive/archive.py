"""A pack: one archive of a study that reruns on another machine. Code, data, description, and how to rerun.

Invariant: the archive needs nothing from where it was made. Files of the user's own that the study
is made of go along, and the study in the archive names them there. What it then asks for is what the store
holds, and a small study is unpacked and run again to see that, with the code and files of the archive alone.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from experiments.archive.packed_files import copy_study
from experiments.archive.packed_project import PACKED
from experiments.design.cells import Cells
from experiments.design.formula_columns import defined
from experiments.design.runs import BATCH_WORK
from experiments.design.study_identity import summary
from experiments.markdown import plain
from experiments.provenance.chosen_project import chosen
from experiments.statistics.paired import EQUAL
from experiments.store import datapackage
from experiments.store.manifest import code_hash
from experiments.store.output_folder import MANIFEST, FolderError, check_replaceable, reason
from experiments.store.store import (
    ASIDE,
    DAMAGED,
    FAILURES,
    LOCK,
    MONTHLY,
    RUNS,
    SETTLED,
    Store,
    StoreError,
    existing,
)
from scenarios.language import _
from scenarios.project import project
from scenarios.project_folder import VARIABLE
from scenarios.rules_file import VARIABLE as RULES_VARIABLE
from scenarios.rules_file import rules_file
from scenarios.study import StudyPlan, read_study

ROOT = Path(__file__).parent.parent.parent
CODE = ("agents", "model", "scenarios", "experiments", "results")
FILES = (
    *("pyproject.toml", "requirements.txt", "requirements-extras.txt", "requirements-notebooks.txt"),
    "requirements-docs.txt",
    *("setup_environment.py", "Makefile"),
    *("gongzhi.py", "LICENSE", "README.md", "README.zh.md", "CITATION.cff", "CHANGELOG.md"),
)
DOCUMENTS = ("odd", "trace", "stress")
LEFT_OUT = {"__pycache__", "studies", ".mypy_cache"}
DATA, RERUN, RULES = "data", "RERUN.md", "rules"
SMALL = BATCH_WORK
"""Household-months up to which an archive is run again unless that is refused: half a minute at most."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the same study gives the same bytes."""

HIDDEN = ("PYTHONPATH", "PYTHONSAFEPATH", "PYTHONHOME", VARIABLE, RULES_VARIABLE)
"""What would let the command in the archive find other code than its own, another project or other rules."""


def pack(plan: StudyPlan, written: Path, folder: Path, target: Path, check: bool | None = None) -> bool:
    """Write the archive of a study and its store; whether it was unpacked and run again before.

    written: the study's own file; target: a .zip file, replaced if it is there; check: whether to run it
    again, None for small studies only. FolderError if the store is not there, not finished or not that of
    the file, if the archive does not give the same rows, or if the disk is full.
    """
    if missing := [name for name in FILES if not (ROOT / name).is_file()]:
        raise FolderError(
            _(
                "A pack is made from a clone of gongzhi: {folder}, from which this command runs, has no "
                "{file}. Give the command in a clone.",
                folder=ROOT,
                file=missing[0],
            )
        )
    store = existing(folder)
    cells, plan = Cells(plan), _as_carried_out(plan, store)
    _check_finished(store, cells, plan)
    if check is None:
        check = _work(cells, plan) <= SMALL
    check_replaceable(target)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with TemporaryDirectory() as place:
            _gather(plan, written, store, Path(place))
            copy_study(written, Path(place) / _file(plan), project(), target)
            _finish(plan, cells, store, Path(place))
            _zip(Path(place), unfinished, target.stem)
        if check:
            prove(unfinished, _words(plan, written), DATA)
        unfinished.replace(target)
    except BaseException as error:
        with suppress(OSError):  # nothing is there where nothing could be written
            unfinished.unlink(missing_ok=True)
        if isinstance(error, FolderError) or not isinstance(error, OSError):
            raise
        message = _("{file} cannot be written: {reason}.", file=target, reason=reason(error))
        raise FolderError(message) from error
    return check


def _zip(inside: Path, target: Path, top: str) -> None:
    """Put all files of a folder into an archive, under one folder of this name."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(file for file in inside.rglob("*") if file.is_file()):
            _add(archive, file, f"{top}/{file.relative_to(inside).as_posix()}")


def _as_carried_out(plan: StudyPlan, store: Store) -> StudyPlan:
    """The study with as many replicates as its store was asked for, whatever its file says."""
    request: Any = store.identity().get("asked")
    if not isinstance(request, dict) or not isinstance(number := request.get("replicates"), int):
        return plan
    return plan.model_copy(update={"replicates": number, "precision": None})


def _check_finished(store: Store, cells: Cells, plan: StudyPlan) -> None:
    """StoreError unless the store holds all that the study asks for now, or says that it failed."""
    content, rows = store.identity(), store.counts(RUNS).total() + store.counts(FAILURES).total()
    missing = rows < len(cells.natural) * (plan.replicates or 1)
    if content.get("plan") != cells.fingerprint() or not content.get(SETTLED) or missing:
        raise StoreError(
            _(
                "{folder} does not hold the study as its file and the code are now, or not all of it; carry "
                "it out first.",
                folder=store.folder,
            )
        )
    store.verify()


def _finish(plan: StudyPlan, cells: Cells, store: Store, folder: Path) -> None:
    """Let the store in the archive say where its files lie now; FolderError unless the study in it, made in
    the project in it, asks for the same runs and outcomes.
    """
    with chosen(folder / PACKED if project() else None):
        there = read_study(folder / _file(plan))
        if Cells(there).fingerprint() != cells.fingerprint() or defined(there.defined) != cells.defined:
            raise FolderError(_("No archive was written: the study in it would be another."))
        Store(folder / DATA).identify(_identity(store, there, folder / DATA))
        datapackage.write(folder / DATA)
        described = datapackage.describe(folder / DATA, f"{DATA}/")
    (folder / datapackage.FILE).write_bytes(datapackage.text_of(described))


def _work(cells: Cells, plan: StudyPlan) -> int:
    """Household-months of the study."""
    replicates = plan.replicates or (plan.precision.most if plan.precision else 1)
    once = cells.work(cells.places(cells.natural, replicates))
    return 2 * once if plan.cost == EQUAL else once


def _add(archive: zipfile.ZipFile, file: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, file.read_bytes())


def _gather(plan: StudyPlan, written: Path, store: Store, folder: Path) -> None:
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
    ignored = shutil.ignore_patterns(*ours, ".*", "*.unfinished")
    shutil.copytree(store.folder, folder / DATA, ignore=ignored)
    if (rules := rules_file()) is not None:
        (folder / RULES).mkdir()
        shutil.copyfile(rules, folder / RULES / rules.name)
    (folder / MANIFEST).write_text(_manifest(plan), encoding="utf-8")
    (folder / RERUN).write_text(_rerun(plan, _words(plan, written)), encoding="utf-8")


def _not_ours(folder: str, names: list[str]) -> set[str]:
    """Caches, and studies that other commands left; the examples of study files are part of the project."""
    studies = Path(folder).name == "results"
    return {name for name in names if name in LEFT_OUT and (name != "studies" or studies)}


def _identity(store: Store, plan: StudyPlan, folder: Path) -> Mapping[str, object]:
    """What the store in the archive says of itself: the same, but for where files lie."""
    content, there = store.identity(), summary(plan, folder)
    request, ours = content.get("asked"), there["asked"]
    if isinstance(request, dict) and isinstance(ours, dict) and request.get("sampling"):
        there["asked"] = {**request, "sampling": ours["sampling"]}
    else:
        there["asked"] = request
    return {**content, **{name: there[name] for name in ("cases", "governance", "asked") if name in content}}


def _file(plan: StudyPlan) -> str:
    """The study's file in the archive; its name is the study's id, from which its worlds come."""
    return f"{plan.id}.yaml"


def _manifest(plan: StudyPlan) -> str:
    content = {"made_by": "gongzhi", "pack": plan.id, "code": code_hash(), "months": plan.months}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _words(plan: StudyPlan, written: Path) -> list[str]:
    """What follows `gongzhi study` in the archive."""
    other = read_study(written).replicates != plan.replicates
    further = ["--replicates", str(plan.replicates)] if other else []
    rules = rules_file()
    own = [] if rules is None else ["--rules", f"{RULES}/{rules.name}"]
    return [_file(plan), *further, *(["--project", PACKED] if project() else []), *own]


def _rerun(plan: StudyPlan, words: list[str]) -> str:
    """How to run it again, in both languages."""
    study = f".venv/bin/gongzhi study {' '.join(words)} --out"
    commands = ("make setup", f"{study} again", f"{study} {DATA}")
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


def prove(archive: Path, study: Sequence[str], data: str) -> None:
    """FolderError unless the study in the archive, run again where nothing else is, gives the rows in it.

    study: the words of the command after `gongzhi study`, without a folder; data: where its store lies.
    """
    with TemporaryDirectory() as place:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(place)
        (folder,) = Path(place).iterdir()
        _run_study(folder, study, "again")
        if _rows(folder / "again") != _rows(folder / data):
            raise _unproven(_("the rows are others than those of the store"))
        if made := _run_study(folder, study, data):
            raise _unproven(_("{count} runs are missing in the store", count=made))


def _run_study(folder: Path, study: Sequence[str], out: str) -> int:
    """Run the study in the archive; how many runs were made."""
    words = [sys.executable, "-m", "experiments", "study", *study, "--out", out, "--json"]
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    try:
        return int(json.loads(done.stdout)["made"])
    except (ValueError, KeyError, TypeError):
        raise _unproven(done.stderr.strip().rpartition("\n")[2]) from None


def _rows(store: Path) -> dict[str, bytes]:
    """Every part of the tables that are the same wherever a study is run; tracebacks name folders."""
    files = (file for name in (RUNS, MONTHLY) for file in (store / name).glob("*.parquet"))
    return {file.relative_to(store).as_posix(): file.read_bytes() for file in files}


def _unproven(problem: str) -> FolderError:
    return FolderError(
        _("No archive was written: unpacked and run again, it failed ({problem}).", problem=problem)
    )
