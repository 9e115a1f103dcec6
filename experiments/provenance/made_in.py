"""What a folder of results says of the project that its runs were made in, and what is told where one stands
outside it.

Invariant: the project's name is said and never where it lies, so that nothing changes when it is moved.
"""

from collections.abc import Collection

from scenarios import catalogue
from scenarios.language import _
from scenarios.project import project
from scenarios.project_folder import project_folder

PROJECT, MEASURES = "project", "measures"


def said(measured: Collection[str] | None) -> dict[str, object]:
    """What is said of the project, ready for JSON; nothing where there is none.

    measured: the outcomes that were asked for; all if None.
    """
    found = project()
    return {} if found is None else {PROJECT: found.name, MEASURES: measures(measured)}


def measures(measured: Collection[str] | None) -> list[str]:
    """Those of the project's outcomes that a class measures that were asked for; all if None."""
    return [name for name in catalogue.measures() if measured is None or name in measured]


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
