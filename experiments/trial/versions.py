"""Two versions of the code and the data that a run goes through: the working copy as it lies on disk, and
another one to compare it with: the last commit, another revision, a folder, or the same without one's rules.

Invariant: a revision is unpacked into a folder of its own that vanishes at the end; neither the index nor the
working copy of a repository is ever touched.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.provenance.sources import RULES, place_of
from scenarios.language import _
from scenarios.problems import shown
from scenarios.project_folder import FILE, project_folder

PARTS = (*RULES, "experiments", "gongzhi.py")
"""What a run needs of gongzhi, and what tells what is wrong with it."""

LAST_COMMIT = "HEAD"


class CodeVersion(NamedTuple):
    """Where the code of gongzhi lies, the project (None: there is none) and the file of rules (None)."""

    code: Path
    project: Path | None = None
    rules: Path | None = None

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders whose files belong to it."""
        return (self.code, *((self.project,) if self.project else ()))


class TwoVersions(NamedTuple):
    """The version compared with and the working copy; `against` says in words which one the first is, and
    `unseen` what of the working copy has no other version.
    """

    before: CodeVersion
    now: CodeVersion
    against: str
    unseen: tuple[Path, ...] = ()


def working_copy(rules: Path | None = None) -> CodeVersion:
    """The code that this process would load, its project, and a file of rules."""
    place = place_of("agents")
    assert place is not None
    return CodeVersion(place.parent.resolve(), _resolved(project_folder()), _resolved(rules))


def _resolved(path: Path | None) -> Path | None:
    return None if path is None else path.resolve()


@contextmanager
def two_versions(against: str | None, rules: Path | None = None) -> Iterator[TwoVersions]:
    """The working copy and what it is compared with; ArgumentError if that is not there."""
    now = working_copy(rules)
    if against is None and now.rules is not None:
        yield TwoVersions(now._replace(rules=None), now, _("the same without {file}", file=now.rules.name))
        return
    if against is not None and Path(against).exists():
        yield _of_path(Path(against).resolve(), against, now)
        return
    with tempfile.TemporaryDirectory(prefix="gongzhi-try-") as folder:
        yield _of_revision(against or LAST_COMMIT, now, Path(folder))


def _of_path(path: Path, typed: str, now: CodeVersion) -> TwoVersions:
    """Compared with a folder of gongzhi or of a project, or with another file of rules."""
    if path.is_file() and path.suffix == ".py" and now.rules is not None:
        return TwoVersions(now._replace(rules=path), now, typed)
    before = now
    if all((path / package).is_dir() for package in RULES):
        before = before._replace(code=path)
    elif (path / FILE).is_file() and now.project is not None:
        before = before._replace(project=path)
    else:
        message = _(
            "--against {folder} is neither a folder of gongzhi (with agents, model and scenarios) nor, in a "
            "project, one of a project (with {file}).",
            folder=shown(typed),
            file=FILE,
        )
        raise ArgumentError(message)
    if now.rules is not None and (path / now.rules.name).is_file():
        before = before._replace(rules=path / now.rules.name)
    return TwoVersions(before, now, typed)


def _of_revision(revision: str, now: CodeVersion, folder: Path) -> TwoVersions:
    """Compared with a revision of all that lies in a repository and has that revision."""
    tops = {one: _top(one if one.is_dir() else one.parent) for one in now if one is not None}
    if not any(tops.values()):
        raise ArgumentError(_no_repository(now))
    asked = [one for one, top in tops.items() if top and _commit(one, revision)]
    if not asked or (revision != LAST_COMMIT and now.project in tops and now.project not in asked):
        raise ArgumentError(_no_revision(revision, now))
    before = now
    for name, one in zip(CodeVersion._fields, now, strict=True):
        if one in asked and not (name == "code" and _untouched(one, revision)):
            place = _unpacked(one, revision, folder / name, PARTS if name == "code" else ())
            before = before._replace(**{name: place})
    if before.rules is not None and not before.rules.is_file():
        before = before._replace(rules=None)
    unseen = tuple(one for one in (now.project or now.code, now.rules) if one and one not in asked)
    return TwoVersions(before, now, _words(asked, revision), unseen)


def _untouched(code: Path, revision: str) -> bool:
    """Whether the code is that of the last commit: then it need not be unpacked, nor loaded for the
    first time.
    """
    return revision == LAST_COMMIT and not _git(code, "status", "--porcelain", "--", *RULES).strip()


def _words(asked: list[Path], revision: str) -> str:
    commits = list(dict.fromkeys(_commit(one, revision)[:7] for one in asked))
    if revision == LAST_COMMIT:
        return _("the last commit ({commits})", commits=", ".join(commits))
    return f"{revision} ({', '.join(commits)})"


def _unpacked(one: Path, revision: str, target: Path, parts: tuple[str, ...]) -> Path:
    """A folder, or a file, of a revision in a folder of its own."""
    place = one if one.is_dir() else one.parent
    names = [one.name] if one.is_file() else list(parts)
    there = _git(place, "ls-tree", "--name-only", revision, *(("--", *names) if names else ())).split("\n")
    wanted = [name for name in there if name]
    target.mkdir()
    if not wanted:
        return target / one.name if one.is_file() else target
    packed = _run(place, "archive", "--format=tar", revision, "--", *wanted).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(target, filter="data")
    return target / one.name if one.is_file() else target


def _top(folder: Path) -> str:
    """The top folder of the repository that a folder lies in; empty if it lies in none."""
    return _git(folder, "rev-parse", "--show-toplevel").strip()


def _commit(one: Path, revision: str) -> str:
    """The commit that a revision is where a folder or file lies; empty if there is none."""
    folder = one if one.is_dir() else one.parent
    return _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    ).strip()


def _git(folder: Path, *words: str) -> str:
    """What git says; empty where it says no."""
    done = _run(folder, *words)
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    except FileNotFoundError:
        message = _("The program git is not there; install it, or name a folder with --against FOLDER.")
        raise ArgumentError(message) from None


def _no_repository(now: CodeVersion) -> str:
    return _(
        "{folder} lies in no git repository, so there is no last commit to compare with. Begin one "
        "(git init, git add -A, git commit -m begin) before you edit, or name an unedited copy with "
        "--against FOLDER.",
        folder=shown(now.project or now.code),
    )


def _no_revision(revision: str, now: CodeVersion) -> str:
    folder = shown(now.project or now.code)
    if revision == LAST_COMMIT:
        return _(
            "The repository of {folder} has no commit yet. Commit what there was before your edit (git add "
            "-A, git commit -m begin), or name an unedited copy with --against FOLDER.",
            folder=folder,
        )
    return _(
        "--against {revision} is neither a folder nor a revision of the repository of {folder}; git log "
        "lists the revisions.",
        revision=shown(revision),
        folder=folder,
    )
