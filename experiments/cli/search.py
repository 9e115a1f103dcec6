"""The verb for searching for mixes of instruments: `search`.

Invariant: standard output has results, standard error has progress and complaints.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.command_line import options, parse
from experiments.cli.command_line.output import deliver, leave_interrupted, print_ending, print_json
from experiments.limits import MOST_REPLICATES
from scenarios.language import _, msgid
from scenarios.project_folder import typed

if TYPE_CHECKING:
    from experiments.execution.executors import Executor
    from experiments.optimisation.search_request import SearchRequest
    from experiments.optimisation.search_results import Found
    from scenarios.read import Governance
else:
    Governance = object

HELP = {
    "search": msgid("Search for the best mixes of instruments under a budget, for several outcomes at once."),
}


def search(
    case: options.Place,
    budget: Annotated[
        float,
        typer.Option(
            parser=parse.yuan("--budget"),
            metavar="YUAN",
            help="Running cost beyond the baseline, per household and month.",
        ),
    ],
    outcome: Annotated[
        list[str], typer.Option(metavar="X", help="An outcome that shall be good; 1 to 4 of them.")
    ],
    source: Annotated[
        Governance | None,
        typer.Option(
            "--from",
            parser=parse.governance,
            metavar="A",
            help="Mix the instruments of this governance model.",
        ),
    ] = None,
    instruments: Annotated[
        Sequence[str] | None,
        typer.Option(parser=parse.words, metavar="K1,K2,…", help="Mix these instruments; all if not given."),
    ] = None,
    strengths: Annotated[
        str, typer.Option(metavar="S,…", help="Strengths to choose from, as in 0.5,1.")
    ] = "1",
    capital: Annotated[
        float | None,
        typer.Option(
            parser=parse.yuan("--capital"),
            metavar="YUAN",
            help="A limit to capital beyond the baseline too, in the same unit.",
        ),
    ] = None,
    beside: Annotated[
        str, typer.Option(metavar="A,B,…", help="Governance models to show beside what is found.")
    ] = "one-four-n,troika",
    trials: Annotated[str, typer.Option(metavar="N", help="Mixes to look at.")] = "300",
    replicates: options.SeveralReplicates = 10,
    fresh: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--fresh", 2, MOST_REPLICATES),
            metavar="N",
            help="Fresh replicates in which what was found is run again.",
        ),
    ] = 40,
    months: options.Months = 60,
    settings: options.Settings = None,
    seed: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--seed", 0, 2**31 - 1),
            metavar="N",
            help="Another number, another search.",
        ),
    ] = 0,
    jobs: options.Jobs = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep every run, tables and pictures here; run again, it goes on."),
    ] = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Find mixes, run the best again in fresh worlds, show the front."""
    from experiments.optimisation.search_request import Pieces, search_request, trials_allowed

    pieces = Pieces(source, instruments, parse.strengths(strengths))
    request = search_request(
        case,
        budget,
        parse.words(*outcome),
        pieces=pieces,
        capital=capital,
        beside=[parse.governance(name) for name in parse.words(beside)],
        trials=parse.whole_within(trials, "--trials", lambda: trials_allowed(pieces.space())),
        replicates=replicates,
        fresh=fresh,
        months=months,
        overrides=dict(settings or ()),
        seed=seed,
    )
    found = _carried_out(request, _opening(request, jobs), out, as_json)
    _print_found(found, out, as_json)


def _opening(request: "SearchRequest", jobs: int | None) -> "Callable[[], Executor]":
    """What opens the executor when the first run is due."""
    from experiments.execution.executors import opening

    return lambda: opening(jobs)(request.work)


def _carried_out(
    request: "SearchRequest", opening: "Callable[[], Executor]", out: Path | None, quiet: bool
) -> "Found":
    """The finished search; an interrupted one can be gone on with where it has a folder."""
    from experiments.optimisation.search_results import carry_out
    from experiments.store.store import IDENTITY

    try:
        return carry_out(request, opening, out, quiet)
    except KeyboardInterrupt:
        if out is None or not (out / IDENTITY).exists():
            raise
        leave_interrupted(out)


def _print_found(found: "Found", out: Path | None, as_json: bool) -> None:
    """Tables, pictures and texts to the folder; what was found to standard output."""
    from results.document.terminal import print_tables
    from results.findings.search import objects, tables

    if out is not None:
        _deliver(found, out)
    if as_json:
        print_json(objects(found))
    else:
        print_tables(tables(found))
        if out is not None:
            print_ending(_results(out))
    if found.failed.runs:
        print(_failed(found, out), file=sys.stderr)


def _deliver(found: "Found", out: Path) -> None:
    from experiments.optimisation.search_results import write
    from results.figures.pareto_front import draw
    from results.findings.search import document

    deliver(found, _results(out), write, draw, document)


def _results(out: Path) -> Path:
    from experiments.optimisation.search_results import RESULTS

    return out / RESULTS


def _failed(found: "Found", out: Path | None) -> str:
    """How many runs failed, and how to see the first."""
    failed = found.failed
    if out is None:
        return _("{count} runs failed, the first with: {problem}.", count=failed.runs, problem=failed.error)
    command = " ".join([f"gongzhi replay {failed.key[:10]} --study {out}", *typed()])
    return _("{count} runs failed. To see the first: {command}", count=failed.runs, command=command)
