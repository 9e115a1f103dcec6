"""The verbs for what is one's own: `new` writes a folder with a small example that works, `check-rule` looks
whether a rule of one's own is pure.

Invariant: what `new` writes is whole or not there, and nothing is written over; `check-rule` writes nothing.
"""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.command_line import options
from experiments.errors import ArgumentError
from scenarios.language import _, msgid

HELP = {
    "new": msgid("Begin a project of your own: a folder with an example of everything, which runs at once."),
    "check_rule": msgid(
        "Look whether the rules of a file depend on nothing but what they are given; line, reason, remedy."
    ),
}

IMPURE = 1
"""The exit code where a rule is not pure."""


def new(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="What to begin: project.")],
    name: Annotated[str, typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty.")],
    lang: options.Language = None,
) -> None:
    """Write it, and say what can be done with it."""
    from scenarios.problems import listed, nearest

    if (make := MAKERS.get(what)) is None:
        known = listed(MAKERS)
        message = _("There is no new {what}; there is {known}.", what=what or '""', known=known)
        raise ArgumentError(message + nearest(what, MAKERS))
    make(name)


def check_rule(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Python file with rules of agents.")],
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Look at the rules of a file as they are written, and ask them in small worlds."""
    from experiments.cli.command_line.output import print_json
    from experiments.rule_check.checked_file import checked_file
    from results.document.terminal import print_tables
    from results.findings.checked_rules import checked_rules, plain

    found = checked_file(file)
    if as_json:
        print_json(plain(found))
    else:
        print_tables(checked_rules(found))
    if found.problems:
        raise typer.Exit(IMPURE)


def _project(name: str) -> None:
    from experiments.new.new_project import new_project

    folder = new_project(name)
    print(
        _(
            "{folder} is a project: cases, governance models, rules, instruments and outcomes of your own.",
            folder=folder,
        )
    )
    print(_("What next:"))
    print(f"  cd {shlex.quote(_short(folder))}")
    print(f"  gongzhi study first  # {_('an example that uses everything in it')}")
    print(f"  pytest  # {_('whether everything in it does as it should')}")


def _short(folder: Path) -> str:
    """The way to a folder from here, if that is shorter."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


MAKERS: dict[str, Callable[[str], None]] = {"project": _project}
"""What can be begun, and what writes it."""
