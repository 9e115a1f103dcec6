"""The verb for auditing the pairing of two governance models."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli import options
from experiments.cli.help import Verb
from experiments.cli.output import say_json, say_where
from scenarios.language import msgid

if TYPE_CHECKING:
    from experiments.pairing_audit.audit import Audit

HELP = msgid("Audit random numbers: how well two governance models are paired, and where their worlds part.")


def add_to(app: typer.Typer) -> None:
    """Give the command this verb."""
    app.command(cls=Verb, help=HELP)(audit)


def audit(
    case: options.Place,
    pair: Annotated[
        str, typer.Argument(metavar="A,B", help="Two governance models, with a comma between them.")
    ],
    replicates: options.Replicates = "40",
    replicate: Annotated[
        str, typer.Option(metavar="K", help="The world (0, 1, …) that is followed draw by draw.")
    ] = "0",
    jobs: options.Jobs = None,
    months: options.Months = "60",
    settings: options.Settings = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out which draws weigh how much, which takes most runs.")
    ] = False,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Watch two governance models live in the same worlds."""
    from experiments.design.arguments import jobs as processes
    from experiments.pairing_audit.audit import carry_out, inspection
    from experiments.store.output_folder import check

    asked, number = inspection(case, pair, replicates, replicate, months, settings or ()), processes(jobs)
    if out is not None:
        check(out)
    found = carry_out(asked, number, weigh=not quick, quiet=as_json)
    if out is not None:
        _deliver(found, out)
    _say(found, as_json, out)


def _deliver(found: "Audit", out: Path) -> None:
    """Tables, figures and summary, in one go."""
    from experiments.pairing_audit.audit import write
    from experiments.store.output_folder import delivered
    from results.findings.pairing_audit import tell

    with delivered(out) as unfinished:
        write(found, unfinished)
        tell(found, unfinished)


def _say(found: "Audit", as_json: bool, out: Path | None) -> None:
    if as_json:
        from experiments.pairing_audit.objects import objects

        say_json(objects(found))
        return
    from results.findings.pairing_audit import show

    show(found)
    say_where(out)
