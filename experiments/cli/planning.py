"""The verbs before a comparison or study: `plan`, how many worlds it needs, `audit`, how well it is paired,
and `estimate`, what it will take.

Invariant: a plan comes from worlds that were made, those of a finished comparison or study or a few made for
it; `compare` goes on with the same worlds.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.command_line import options, parse
from experiments.cli.command_line.options import AsJson, Jobs, Language, Primary, Settings, Smallest
from experiments.cli.command_line.output import deliver, print_ending, print_json
from experiments.cli.study import File, OfShard, Out, Replicates, place_of, plan_of
from experiments.errors import ArgumentError
from experiments.limits import MOST_MONTHS, MOST_REPLICATES
from scenarios.language import _, msgid

if TYPE_CHECKING:
    from experiments.analysis.replication_planning import Pilot, PlanningRequest
    from experiments.pairing_audit.audit import Audit
    from scenarios.read import Governance
else:
    Governance = object

PILOT, MONTHS = 20, 60
"""Worlds and months of a pilot, where the user does not say."""

HELP = {
    "plan": msgid("Say how many replicates a comparison needs, from a pilot."),
    "audit": msgid(
        "Audit random numbers: how well two governance models are paired, and where their runs diverge."
    ),
    "estimate": msgid("Estimate how long a study will take here, and how much memory and disk."),
}


def _pilot(text: str) -> int:
    """The worlds of a pilot."""
    from experiments.analysis.replication_planning import FEWEST

    return parse.whole(text, "--pilot", FEWEST, MOST_REPLICATES)


Cases = Annotated[
    list[str] | None, typer.Argument(metavar="CASE", help="One or more cases: ids, names or files.")
]
Models = Annotated[Sequence[Governance] | None, options.MODELS]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--study",
        parser=parse.pilot_folder,
        is_eager=True,
        metavar="DIR",
        help="A finished comparison or study as the pilot, in place of cases.",
    ),
]
Outcomes = Annotated[
    list[str] | None, typer.Option("--outcome", metavar="X", help="Only this outcome; repeatable.")
]
Width = Annotated[
    float | None,
    typer.Option(
        parser=parse.positive("--width"),
        metavar="W",
        help="Width of the 95 % interval, for a single --outcome.",
    ),
]
Difference = Annotated[
    float | None,
    typer.Option(
        parser=parse.positive("--difference"),
        metavar="D",
        help="True difference to be shown, for a single --outcome.",
    ),
]
Power = Annotated[
    float,
    typer.Option(parser=parse.positive("--power", 1), metavar="P", help="Probability of showing it."),
]
Worlds = Annotated[
    int | None,
    typer.Option(
        parser=_pilot,
        metavar="N",
        help="Replicates of the pilot that is made; 20 if not given.",
    ),
]
Length = Annotated[
    int | None,
    typer.Option(
        parser=parse.whole_number("--months", 1, MOST_MONTHS),
        metavar="M",
        help="Months to record; 60 if not given.",
    ),
]


def plan(
    cases: Cases = None,
    governance: Models = None,
    study: Folder = None,
    outcomes: Outcomes = None,
    width: Width = None,
    difference: Difference = None,
    power: Power = 0.8,
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
    from experiments.analysis import replication_planning
    from experiments.design.smallest_effect import entries, known

    named = list(dict.fromkeys(known(name) for name in outcomes or ()))
    question = _question(width, difference, power, named)
    if study is None:
        seen = _made(cases, governance, pilot, months, dict(settings or ()), jobs, as_json)
    elif cases or governance or settings or pilot or months or jobs:
        raise ArgumentError(
            _("With --study nothing is simulated: leave out cases, --governance and what a pilot needs.")
        )
    else:
        seen = replication_planning.of_folder(study)
    judged_by = entries({**seen.smallest, **dict(smallest or ())}, primary or seen.primary)
    table = replication_planning.plan(seen, question, judged_by, named or list(judged_by))
    if as_json:
        print_json(replication_planning.objects(table))
    else:
        from results.document.terminal import print_tables
        from results.findings.planning.replication_plan import tables

        print_tables(tables(table, named))


def audit(
    case: options.Place,
    pair: Annotated[
        options.Pair,
        typer.Argument(
            parser=parse.pair_to_audit,
            metavar="A,B",
            help="Two governance models, with a comma between them.",
        ),
    ],
    replicates: options.Replicates = 40,
    replicate: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--replicate", 0, MOST_REPLICATES),
            metavar="K",
            help="The replicate (0, 1, …) that is followed draw by draw.",
        ),
    ] = 0,
    jobs: options.Jobs = None,
    months: options.Months = 60,
    settings: options.Settings = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out which draws weigh how much, which takes most runs.")
    ] = False,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Watch two governance models live in the same worlds."""
    from experiments.pairing_audit.audit import carry_out, inspection
    from experiments.store.output_folder import check

    request = inspection(case, pair, replicates, replicate, months, dict(settings or ()))
    if out is not None:
        check(out)
    found = carry_out(request, jobs, weigh=not quick, quiet=as_json)
    if out is not None:
        _deliver(found, out)
    _print_audit(found, as_json, out)


def estimate(
    file: File,
    replicates: Replicates = None,
    jobs: Jobs = None,
    out: Out = None,
    shard: OfShard = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Count what is missing of a study and measure some of it."""
    from experiments.resources.estimate import estimate as estimated
    from experiments.resources.estimate import objects
    from experiments.resources.workload import EstimateRequest

    plan = plan_of(file, replicates)
    part, folder = place_of(plan, shard, out)
    found = estimated(EstimateRequest(plan, jobs, part, folder))
    from results.findings.planning.resources import tables, warnings

    if as_json:
        print_json(objects(found))
    else:
        from results.document.terminal import print_tables

        print_tables(tables(found))
    for warning in warnings(found):
        print(warning, file=sys.stderr)


def _question(
    width: float | None, difference: float | None, power: float, named: Sequence[str]
) -> "PlanningRequest":
    """What is asked, checked: a width or a difference is that of one outcome."""
    from experiments.analysis.replication_planning import PlanningRequest

    for option, given in (("--width", width), ("--difference", difference)):
        if given is not None and len(named) != 1:
            raise ArgumentError(
                _("{option} is in the unit of an outcome: name a single one with --outcome.", option=option)
            )
    return PlanningRequest(width, difference, power)


def _made(
    cases: Sequence[str] | None,
    governance: Sequence[Governance] | None,
    pilot: int | None,
    months: int | None,
    overrides: Mapping[str, float],
    jobs: int | None,
    quiet: bool,
) -> "Pilot":
    """A pilot made now, in the first worlds of the comparison that it is for."""
    from experiments.analysis.comparison import carry_out, comparison
    from experiments.analysis.replication_planning import of_study

    if not (cases and governance):
        raise ArgumentError(_("A plan needs cases and --governance, or --study."))
    request = comparison(parse.cases(cases), governance, pilot or PILOT, months or MONTHS, overrides)
    return of_study(carry_out(request, jobs, monthly=False, quiet=quiet))


def _deliver(found: "Audit", out: Path) -> None:
    """Tables, figures and summary, in one go."""
    from experiments.pairing_audit.audit import write
    from results.findings.pairing_audit import document, draw

    deliver(found, out, write, draw, document)


def _print_audit(found: "Audit", as_json: bool, out: Path | None) -> None:
    if as_json:
        from experiments.pairing_audit.audit import objects

        print_json(objects(found))
        return
    from results.document.terminal import print_tables
    from results.findings.pairing_audit import tables

    print_tables(tables(found))
    print_ending(out)
