"""The verbs for what is one's own: `new` writes a file, or a folder, that works as it is, `check-rule` looks
whether a rule of one's own is pure, `exercise` sets a task and judges it.

Invariant: what `new` and `exercise` write is whole or not there, and nothing is written over; `check-rule`
writes nothing.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.command_line import options
from experiments.errors import ArgumentError
from scenarios.language import _, msgid

HELP = {
    "new": msgid(
        "Begin something of your own that runs as it is: a rule, kind of residents, instrument, case, "
        "governance model, study or project."
    ),
    "check_rule": msgid(
        "Look whether the rules of a file depend on nothing but what they are given; line, reason, remedy."
    ),
    "exercise": msgid("Set one of four exercises in a folder here, and judge what was made of it."),
}

PROJECT = "project"
WHAT = ("rule", "kind", "instrument", "case", "governance", "study", PROJECT)
"""What can be begun."""

IMPURE = NOT_RIGHT = 1
"""The exit code where a rule is not pure, or an exercise not right."""


def new(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="What to begin: rule, kind, instrument, case, governance, study or project.",
        ),
    ],
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="What it is to be called; of a project a folder that is not there yet, or is empty.",
        ),
    ],
    lang: options.Language = None,
) -> None:
    """Write it, and say what can be done with it."""
    from scenarios.problems import listed, nearest

    if what not in WHAT:
        message = _("There is no new {what}; there is {known}.", what=what or '""', known=listed(WHAT))
        raise ArgumentError(message + nearest(what, WHAT))
    if what == PROJECT:
        _project(name)
    else:
        _thing(what, name)


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


def exercise(
    number: Annotated[
        str | None, typer.Argument(metavar="N", help="Which: 1 to 4; the list if not given.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Judge what lies in the folder of the exercise.")
    ] = False,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """List the exercises, begin one, or judge one."""
    from experiments.cli.command_line.output import print_json
    from experiments.exercises.exercise import exercise_list
    from experiments.exercises.exercise_folder import begin, number_of

    if number is None:
        if check:
            raise ArgumentError(
                _("--check needs the number of an exercise, as in gongzhi exercise 1 --check.")
            )
        if as_json:
            print_json(exercise_list())
        else:
            _list_exercises()
    elif check:
        _check_exercise(number_of(number), as_json)
    else:
        folder = begin(number_of(number))
        if as_json:
            print_json({"exercise": int(number), "folder": str(folder)})
        else:
            print(
                _(
                    "The task is in {file}; when you are done: {command}",
                    file=f"{folder.name}/task.md",
                    command=f"gongzhi exercise {number} --check",
                )
            )


def _list_exercises() -> None:
    from results.document.terminal import print_tables
    from results.exercises.judged_exercise import exercise_lines

    print_tables(exercise_lines())


def _check_exercise(number: int, as_json: bool) -> None:
    from experiments.cli.command_line.output import print_json
    from experiments.exercises.exercise import as_object, judge
    from experiments.exercises.judged import all_right

    found = judge(number)
    if as_json:
        print_json(as_object(number, found))
    else:
        from results.document.terminal import print_tables
        from results.exercises.judged_exercise import judged_lines

        print_tables(judged_lines(number, found))
    if not all_right(found):
        raise typer.Exit(NOT_RIGHT)


def _thing(what: str, name: str) -> None:
    from experiments.new.new_thing import new_thing
    from scenarios.files import shown

    made = new_thing(what, name)
    print(_("Written:"))
    for file in made.files:
        print(f"  {shown(file)}")
    if made.longer is not None:
        print(f"  {shown(made.longer)}  # {_('a section was added at its end')}")
    _next(made.commands)


def _next(commands: Iterable[tuple[str, str]], standing_in: Path | None = None) -> None:
    from experiments.cli.command_line.typed import typed

    print(_("What next:"))
    for command, what_for in commands:
        print(f"  {typed(command, standing_in)}  # {what_for}")


def _project(name: str) -> None:
    from experiments.cli.command_line.typed import quoted
    from experiments.new.new_project import new_project

    folder = new_project(name)
    print(
        _(
            "{folder} is a project: cases, governance models, rules, instruments and outcomes of your own.",
            folder=folder,
        )
    )
    _next(
        (
            (f"cd {quoted(_short(folder))}", _("everything below is said in there")),
            ("gongzhi study first", _("an example that uses everything in it")),
            (
                "gongzhi new case NAME",
                _("one more of your own: a rule, kind, instrument, governance, study too"),
            ),
            ("pytest", _("whether everything in it does as it should")),
        ),
        folder,
    )


def _short(folder: Path) -> str:
    """The way to a folder from here, if that is shorter."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)
