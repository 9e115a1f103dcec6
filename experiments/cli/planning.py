"""The verb for planning: how many worlds a comparison needs.

The rule it holds: a plan stands on worlds that were made, those of a finished comparison or study or a few
made for it; `compare` goes on with the same worlds.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.help import Verb
from experiments.cli.options import AsJson, Jobs, Language, Primary, Settings, Smallest
from experiments.cli.output import say_json
from scenarios.language import _, msgid

if TYPE_CHECKING:
    from experiments.analysis.replication_planning import Pilot, Question

PILOT, MONTHS = "20", "60"
"""Worlds and months of a pilot, where the user does not say."""

HELP = msgid("Say how many worlds a comparison needs, from a pilot.")


Cases = Annotated[
    list[str] | None, typer.Argument(metavar="CASE", help="One or more cases: ids, names or files.")
]
Models = Annotated[
    str | None, typer.Option(metavar="A,B,…", help="Two or more governance models; all pairs are compared.")
]
Folder = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="A finished comparison or study as the pilot, in place of cases."),
]
Outcomes = Annotated[
    list[str] | None, typer.Option("--outcome", metavar="X", help="Only this outcome; repeatable.")
]
Width = Annotated[
    str | None, typer.Option(metavar="W", help="Width of the 95 % interval, for a single --outcome.")
]
Difference = Annotated[
    str | None, typer.Option(metavar="D", help="True difference to be shown, for a single --outcome.")
]
Power = Annotated[str, typer.Option(metavar="P", help="Probability of showing it.")]
Worlds = Annotated[
    str | None, typer.Option(metavar="N", help="Worlds of the pilot that is made; 20 if not given.")
]
Length = Annotated[str | None, typer.Option(metavar="M", help="Months to record; 60 if not given.")]


def add_to(app: typer.Typer) -> None:
    """Give the command this verb."""
    app.command(cls=Verb, help=HELP)(plan)


def plan(
    cases: Cases = None,
    governance: Models = None,
    study: Folder = None,
    outcomes: Outcomes = None,
    width: Width = None,
    difference: Difference = None,
    power: Power = "0.8",
    smallest: Smallest = None,
    primary: Primary = None,
    pilot: Worlds = None,
    jobs: Jobs = None,
    months: Length = None,
    settings: Settings = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Plan from the worlds of a pilot."""
    from experiments.analysis.replication_planning import objects, of_folder
    from experiments.analysis.replication_planning import plan as planned
    from experiments.design.smallest_effect import entries, known, stated
    from experiments.design.smallest_effect import primary as made_for

    wanted = list(dict.fromkeys(known(name) for name in outcomes or ()))
    question, said = _question(width, difference, power, wanted), stated(smallest or ())
    first = made_for(primary)
    if study is not None and (cases or governance or settings or pilot or months or jobs):
        _wrong(_("With --study no world is made: leave out cases, --governance and what a pilot needs."))
    if study is None and not (cases and governance):
        _wrong(_("A plan needs cases and --governance, or --study."))
    seen = of_folder(study) if study else _made(cases, governance, pilot, months, settings, jobs, as_json)
    judged_by = entries({**seen.smallest, **said}, first or seen.primary)
    table = planned(seen, question, judged_by, wanted or list(judged_by))
    if as_json:
        say_json(objects(table))
    else:
        from results.findings.replication_plan import show

        show(table, wanted)


def _wrong(message: str) -> None:
    from experiments.errors import ArgumentError

    raise ArgumentError(message)


def _question(width: str | None, difference: str | None, power: str, wanted: Sequence[str]) -> "Question":
    """What is asked, checked: a width or a difference is that of one outcome."""
    from experiments.analysis.replication_planning import Question
    from experiments.design.smallest_effect import quantity

    for option, given in (("--width", width), ("--difference", difference)):
        if given is not None and len(wanted) != 1:
            _wrong(
                _("{option} is in the unit of an outcome: name a single one with --outcome.", option=option)
            )
    return Question(
        None if width is None else quantity(width, "--width"),
        None if difference is None else quantity(difference, "--difference"),
        quantity(power, "--power", 1),
    )


def _made(
    cases: Sequence[str] | None,
    governance: str | None,
    pilot: str | None,
    months: str | None,
    settings: Sequence[str] | None,
    jobs: str | None,
    quiet: bool,
) -> "Pilot":
    """A pilot made now, in the first worlds of the comparison that it is for."""
    from experiments.analysis.comparison import carry_out, comparison
    from experiments.analysis.replication_planning import FEWEST, of_study
    from experiments.design.arguments import MOST_REPLICATES, whole
    from experiments.design.arguments import jobs as processes

    worlds = str(whole(pilot or PILOT, "--pilot", FEWEST, MOST_REPLICATES))
    request = comparison(cases or (), governance or "", worlds, months or MONTHS, settings or ())
    return of_study(carry_out(request, processes(jobs), monthly=False, quiet=quiet))
