"""The files of rules and scenarios that are not as the last commit has them, with what was edited in each.

Invariant: nothing is written, and a file that cannot be read any more is among them all the same.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.provenance.sources import RULES
from experiments.reset.last_commit import LastCommit
from experiments.reset.own_sections import own_sections, with_sections
from experiments.trial.edits import Edit, edits_of_file, files_of
from experiments.trial.rule_names import rules_of
from experiments.trial.versions import CodeVersion, working_copy
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest, shown
from scenarios.project_folder import PACKAGES

OF_A_PROJECT = (*PACKAGES.values(), "cases", "governance", "parameters.yaml")
"""What of a project holds its rules and scenarios."""

CHANGED, GONE, NEW, UNMERGED = "M", "D", "A", "U"

MINE = ".mine"
"""What the name of a version of one's own that was kept goes on with."""


class ChangedFile(NamedTuple):
    """A file as seen from the folder, whether it is gone, what was edited, why that cannot be said (empty
    where it can), and what it becomes, where that is not all of what the commit has.
    """

    file: str
    gone: bool
    edits: tuple[Edit, ...]
    problem: str = ""
    becomes: bytes | None = None

    def is_meant_by(self, name: str) -> bool:
        """Whether it holds a rule, a class or a number of that name."""
        return any(name in (one.name, one.stem, *one.name.split(".")) for one in self.edits)


class ChangedFiles(NamedTuple):
    """What is not as the last commit has it: the folder of the clone or of the project, the commit, the files
    that can be put back, and those that the commit does not have, which stay, with their sections of the
    ledger.
    """

    commit: LastCommit
    files: tuple[ChangedFile, ...]
    new: tuple[str, ...]
    sections: tuple[str, ...] = ()


def changed_files(names: Sequence[str] = ()) -> ChangedFiles:
    """All of the project if there is one, else of gongzhi; names: only the files that are called so, lie in a
    folder called so, or hold an edit of a rule called so. ArgumentError if there is no last commit, or
    nothing is meant by a name.
    """
    now = working_copy()
    folder = now.project or now.code
    commit = LastCommit(folder)
    parts = commit.holds(OF_A_PROJECT if now.project else RULES)
    if not parts:
        raise ArgumentError(
            _(
                "The last commit of the repository around {folder} has none of its files.",
                folder=shown(folder),
            )
        )
    changed = commit.changed(parts)
    if unmerged := [file for file, letter in changed if letter == UNMERGED]:
        raise ArgumentError(_("{files}: a merge is not finished; end it first.", files=listed(unmerged)))
    new = (*commit.unknown(parts), *(file for file, letter in changed if letter == NEW))
    new = tuple(file for file in new if MINE not in file)
    undone = [(file, letter) for file, letter in changed if letter != NEW]
    kept, sections = _kept(commit, undone, new)
    changed = [one for one in undone if one[0] not in kept or kept[one[0]] != (folder / one[0]).read_bytes()]
    files = tuple(_with_edits(commit, changed, now, kept))
    if names:
        files = tuple(_chosen(files, new, names, folder))
    return ChangedFiles(commit, files, new, sections)


def _kept(
    commit: LastCommit, changed: Iterable[tuple[str, str]], new: Sequence[str]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """What files become that keep sections of new files, and the names of these sections."""
    becomes: dict[str, bytes] = {}
    names: list[str] = []
    for file, letter in changed:
        if letter != CHANGED:
            continue
        was = commit.text(file)
        sections, found = own_sections(file, was, (commit.folder / file).read_bytes(), new)
        if found:
            becomes[file] = with_sections(was, sections)
            names += found
    return becomes, tuple(names)


def _with_edits(
    commit: LastCommit, changed: Sequence[tuple[str, str]], now: CodeVersion, kept: Mapping[str, bytes]
) -> Iterator[ChangedFile]:
    with tempfile.TemporaryDirectory(prefix="gongzhi-reset-") as place:
        top = Path(place)
        for file, _letter in changed:
            (top / file).parent.mkdir(parents=True, exist_ok=True)
            (top / file).write_bytes(kept.get(file) or commit.text(file))
        before = now._replace(project=top) if now.project else CodeVersion(top)
        known, present = files_of(before), files_of(now)
        rules = {*rules_of(now.code), *rules_of(before.code)}
        for file, letter in changed:
            name = f"project/{file}" if now.project else file
            try:
                edits = tuple(edits_of_file(name, known.get(name), present.get(name), rules))
                yield ChangedFile(file, letter == GONE, edits, "", kept.get(file))
            except (ArgumentError, ScenarioError) as error:
                yield ChangedFile(file, letter == GONE, (), str(error), kept.get(file))


def _chosen(
    files: Sequence[ChangedFile], new: Sequence[str], names: Sequence[str], folder: Path
) -> list[ChangedFile]:
    """Those that are meant by the names."""
    chosen: dict[str, ChangedFile] = {}
    for name in names:
        meant = [one for one in files if _lies_at(one.file, name, folder) or one.is_meant_by(name)]
        if not meant and any(_lies_at(file, name, folder) for file in new):
            raise ArgumentError(
                _("{name} is new: the last commit does not have it, so it stays as it is.", name=shown(name))
            )
        if not meant:
            _refuse(name, files)
        chosen |= {one.file: one for one in meant}
    return [one for one in files if one.file in chosen]


def _lies_at(file: str, name: str, folder: Path) -> bool:
    """Whether a file is, or lies in, what a name is from where one stands or from the folder."""
    ways = (Path(os.path.abspath(name)), Path(os.path.abspath(folder / name)))
    return any((folder / file).is_relative_to(way) for way in ways if way != folder)


def _refuse(name: str, files: Sequence[ChangedFile]) -> None:
    known = [one.file for one in files]
    if not known:
        raise ArgumentError(
            _(
                "{name}: no rule and no scenario is other than in the last commit, so there is nothing to "
                "undo.",
                name=shown(name),
            )
        )
    message = _(
        "{name} is none of the rules and scenarios that were changed; changed are {known}.",
        name=shown(name),
        known=listed(known),
    )
    raise ArgumentError(message + nearest(name, known))
