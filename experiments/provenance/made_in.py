"""What is said of the project that runs were made in: in their folder, to who stands outside it, and which
of its files they go through.

Invariant: the project's name is said and never where it lies, so that nothing changes when it is moved.
"""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from experiments.provenance.imports import OF_PROJECT
from experiments.provenance.run_key import Code, names_of
from scenarios import catalogue
from scenarios.files import text_of
from scenarios.language import _
from scenarios.project import project
from scenarios.project_folder import project_folder
from scenarios.read import Scenario

PROJECT, MEASURES = "project", "measures"


def said(measured: Collection[str] | None) -> dict[str, object]:
    """What is said of the project, ready for JSON; nothing where there is none.

    measured: the outcomes that were asked for; all if None.
    """
    found = project()
    return {} if found is None else {PROJECT: found.name, MEASURES: list(catalogue.measures(measured))}


def elsewhere(name: str) -> str:
    """A sentence on what to do where that project's results are asked for outside it; empty inside it, or
    where they are of none.
    """
    if not name:
        return ""
    found = project()
    if found is not None and found.name == name:
        return ""
    here = _("none is chosen") if project_folder() is None else _("another one is chosen")
    return " " + _(
        "These results were made in the project {name}, and {here}: work in its folder, or give --project "
        "DIR.",
        name=name,
        here=here,
    )


class OwnFile(NamedTuple):
    """A file as seen from the project's folder, the beginning of the digest of what it says, its text."""

    file: str
    digest: str
    text: str


def own_files(scenarios: Iterable[Scenario]) -> list[OwnFile]:
    """The Python files of the project that runs of these scenarios go through, by name; CodeError if that
    cannot be known.
    """
    folder = project_folder()
    if folder is None:
        return []
    code = Code()
    code.digest(sorted(set[str]().union(*map(names_of, scenarios))))
    found = {Path(name): digest for name, digest in code.parts().items()}
    return [
        OwnFile(inside.as_posix(), digest, text_of(folder / inside))
        for name, digest in sorted(found.items())
        if name.parts[0] == OF_PROJECT
        for inside in [name.relative_to(OF_PROJECT)]
    ]
