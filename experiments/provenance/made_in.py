"""What is said of the project that runs were made in: in their folder, to who stands outside it, and which
of its files they go through.

Invariant: the project's name is said and never where it lies, so that nothing changes when it is moved.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from experiments.provenance.imports import OF_FILE, OF_PROJECT
from experiments.provenance.run_key import Code, names_of
from scenarios import catalogue
from scenarios.files import text_of
from scenarios.language import _
from scenarios.problems import ScenarioError, listed
from scenarios.project import project
from scenarios.project_folder import project_folder
from scenarios.read import Scenario
from scenarios.rules_file import rules_file, rules_of_file

PROJECT, MEASURES, RULES = "project", "measures", "rules"


def said(measured: Collection[str] | None) -> dict[str, object]:
    """What is said of the project and of the file of rules, ready for JSON; nothing where there is none.

    measured: the outcomes that were asked for; all if None.
    """
    found, rules = project(), dict(rules_of_file())
    return ({} if found is None else {PROJECT: found.name, MEASURES: list(catalogue.measures(measured))}) | (
        {RULES: rules} if rules else {}
    )


def check_rules(made_with: Mapping[str, str]) -> None:
    """ScenarioError where results were made with other rules than those of the file that is chosen."""
    chosen = rules_of_file()
    if made_with == chosen:
        return
    if made_with:
        files = listed(dict.fromkeys(f"{name}.py" for name in made_with.values()))
        raise ScenarioError(
            _(
                "These results were made with the rules of {files}: give --rules FILE with that file.",
                files=files,
            )
        )
    raise ScenarioError(
        _(
            "These results were made without the rules of {file}: leave out --rules.",
            file=f"{next(iter(chosen.values()))}.py",
        )
    )


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
    """The Python files of the project, and the file of rules, that runs of these scenarios go through, by
    name; CodeError if that cannot be known.
    """
    places = {OF_PROJECT: project_folder(), OF_FILE: rules.parent if (rules := rules_file()) else None}
    if not any(places.values()):
        return []
    code = Code()
    code.digest(sorted(set[str]().union(*map(names_of, scenarios))))
    found = {Path(name): digest for name, digest in code.parts().items()}
    return [
        OwnFile(inside.as_posix(), digest, text_of(folder / inside))
        for name, digest in sorted(found.items())
        if (folder := places.get(name.parts[0])) is not None
        for inside in [name.relative_to(name.parts[0])]
    ]
