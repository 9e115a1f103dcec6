"""The files of the project that runs go through, with their text, for whoever reads the results."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from experiments.provenance.imports import OF_PROJECT
from experiments.provenance.run_key import Code, names_of
from scenarios.project_folder import project_folder
from scenarios.read import Scenario


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
        OwnFile(inside.as_posix(), digest, (folder / inside).read_text(encoding="utf-8"))
        for name, digest in sorted(found.items())
        if name.parts[0] == OF_PROJECT
        for inside in [name.relative_to(OF_PROJECT)]
    ]
