"""The verbs that ask a run back: `why` for one agent's month, `story` for an issue, `part` for two worlds.

Invariant: they read a run that was made, make it again and change nothing.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.command_line import parse
from experiments.cli.command_line.options import AsJson, Language, Months, Pair, Place, Settings
from experiments.cli.command_line.output import print_json
from experiments.limits import MOST_MONTHS, MOST_REPLICATES
from scenarios.language import msgid

if TYPE_CHECKING:
    from experiments.explanation.run_lookup import PastRun
else:
    PastRun = object

HELP = {
    "why": msgid(
        "Tell what an agent of a run decided in a month: by which rule, from what, how close it was."
    ),
    "story": msgid("Tell the life of an issue of a run; without --issue, list some worth telling."),
    "part": msgid(
        "Find where the runs of one replicate diverge under two governance models, and follow the cascade."
    ),
}

Run = Annotated[
    PastRun,
    typer.Argument(
        parser=parse.past_run, metavar="RUN", help="A run: DIR, DIR#case/governance/replicate or DIR#KEY."
    ),
]


def why(
    run: Run,
    agent: Annotated[
        str,
        typer.Option(metavar="ID", help="A household (stairwell-floor-door or number) or an institution."),
    ],
    month: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--month", -MOST_MONTHS, MOST_MONTHS),
            metavar="M",
            help="The month; 0 and below come before the record.",
        ),
    ],
    rule: Annotated[str | None, typer.Option(metavar="RULE", help="Only this rule.")] = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Tell why an agent did what it did."""
    from results.document.terminal import print_tables
    from results.findings import decision

    answer = decision.why(run, agent, month, rule)
    print_json(answer) if as_json else print_tables(decision.document(answer))


def story(
    run: Run,
    issue: Annotated[
        str | None, typer.Option(metavar="ID", help="The key of an issue, or how it begins.")
    ] = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Tell the life of an issue."""
    from results.document.terminal import print_tables
    from results.findings import issue as findings

    if issue is None:
        found = findings.stories(run)
        print_json(found) if as_json else print_tables(findings.listing(found))
    else:
        answer = findings.story(run, issue)
        print_json(answer) if as_json else print_tables(findings.document(answer))


def part(
    case: Place,
    governance: Annotated[
        Pair, typer.Argument(parser=parse.pair_to_follow, metavar="A,B", help="Two governance models.")
    ],
    replicate: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--replicate", 0, MOST_REPLICATES),
            metavar="K",
            help="Replicate K (0, 1, …) of a comparison.",
        ),
    ] = 0,
    months: Months = 60,
    settings: Settings = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Find where two worlds part."""
    from experiments.explanation.divergence import part as found
    from results.document.terminal import print_tables
    from results.findings import divergence

    answer = divergence.described(found(case, governance, replicate, months, dict(settings or ())))
    print_json(answer) if as_json else print_tables(divergence.document(answer))
