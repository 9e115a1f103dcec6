"""The verbs on what the model should show: `patterns` judges it, `calibrate` fits parameters to it.

Invariant: standard output has results, standard error has progress and complaints.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.command_line import options, parse
from experiments.cli.command_line.history_matching import estimate, match, method_named
from experiments.cli.command_line.output import deliver, leave_interrupted, print_ending, print_json
from experiments.errors import ArgumentError
from experiments.limits import LARGEST_SEED, MOST_REPLICATES
from scenarios.language import _, msgid

if TYPE_CHECKING:
    from experiments.calibration.calibration_results import CalibrationResults
    from experiments.calibration.request import CalibrationRequest
    from experiments.calibration.simulator import Opening
    from scenarios.pattern import Role
else:
    Role = str

LEAST_POPULATION, MOST_POPULATION = 8, 10_000
MOST_GENERATIONS = 50
LEAST_POINTS = 20
MOST, MOST_BY_WAVES = 128, 4
"""Replicates of a draw, where the user does not say."""

PLACE = Path("results/studies/calibration")
"""Where a calibration goes that is not told where."""

HELP = {
    "patterns": msgid("Judge patterns: what the model should show, and whether it does."),
    "calibrate": msgid(
        "Fit parameters to the patterns of role C, say what that taught, and check the model with them."
    ),
}


PatternFile = Annotated[
    Path | None, typer.Option("--file", metavar="F", help="Patterns in this file instead of ours.")
]
OwnPlace = Annotated[
    str | None,
    typer.Option("--case", metavar="NAME", help="Only patterns of this case."),
]


def patterns(
    file: PatternFile = None,
    case: OwnPlace = None,
    role: Annotated[
        Role | None,
        typer.Option(
            parser=parse.role, metavar="I|C|V", help="Only input checks, calibration or validation."
        ),
    ] = None,
    ids: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="Only this pattern or claim; repeatable.")
    ] = None,
    replicates: options.SeveralReplicates = 20,
    jobs: options.Jobs = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Run what the patterns need and say which of them are met."""
    from experiments.patterns.evaluate import judged, objects

    findings = judged(file, role, ids or (), replicates, jobs, out, quiet=as_json, place=case)
    if as_json:
        print_json(objects(findings))
    else:
        from results.document.terminal import print_tables
        from results.findings.patterns import tables

        print_tables(tables(findings))
        print_ending(out)


def calibrate(
    case: OwnPlace = None,
    file: PatternFile = None,
    cases: Annotated[
        Sequence[str] | None,
        typer.Option(
            parser=parse.words, metavar="A,B,…", help="Only patterns of these cases; all if not given."
        ),
    ] = None,
    patterns: Annotated[
        Sequence[str] | None,
        typer.Option(
            parser=parse.words, metavar="ID,…", help="Only these patterns of role C; all if not given."
        ),
    ] = None,
    parameters: Annotated[
        Sequence[str] | None,
        typer.Option(
            parser=parse.words,
            metavar="KEY,…",
            help="Parameters to fit; those that move the patterns if not given.",
        ),
    ] = None,
    population: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--population", LEAST_POPULATION, MOST_POPULATION),
            metavar="N",
            help="Draws in each generation.",
        ),
    ] = 64,
    generations: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--generations", 1, MOST_GENERATIONS),
            metavar="G",
            help="Generations at most.",
        ),
    ] = 12,
    method: Annotated[
        str, typer.Option(parser=method_named, metavar="M", help="abc-smc, or waves.")
    ] = "abc-smc",
    screening: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--screening", LEAST_POINTS, MOST_POPULATION),
            metavar="N",
            help="By waves: points of the prior to choose parameters from.",
        ),
    ] = 400,
    points: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--points", LEAST_POINTS, MOST_POPULATION),
            metavar="N",
            help="By waves: points run in each later wave.",
        ),
    ] = 300,
    waves: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--waves", 1, MOST_GENERATIONS), metavar="W", help="Waves at most."
        ),
    ] = 4,
    replicates: Annotated[
        int | None,
        typer.Option(
            parser=parse.whole_number("--replicates", 2, MOST_REPLICATES),
            metavar="N",
            help="The most replicates in which a draw is tried; 128, by waves 4, if not given.",
        ),
    ] = None,
    check: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--check", 0, 10_000),
            metavar="N",
            help="Fresh replicates in which the patterns are judged at the end, those of role V in "
            "a fifth; 0: none.",
        ),
    ] = 200,
    screen: Annotated[
        bool, typer.Option("--screen", help="Only say how much each parameter by itself moves the patterns.")
    ] = False,
    only_estimate: Annotated[
        bool, typer.Option("--estimate", help="By waves: only say how long it would take here.")
    ] = False,
    seed: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--seed", 0, LARGEST_SEED),
            metavar="N",
            help="Another number, another fit.",
        ),
    ] = 0,
    jobs: options.Jobs = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Run on the Dask cluster at this address.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Keep everything here; run again, it goes on. results/studies/calibration if not given.",
        ),
    ] = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Fit, check, tell; or only screen."""
    from experiments.calibration.request import Sizes, requested

    sizes = Sizes(population, generations, replicates or MOST, seed)
    request = requested(sizes, parameters or (), patterns or (), cases or (), case, file)
    opening = _opening(jobs, cluster)
    if screen:
        _screen(request, bool(parameters), opening, as_json)
        return
    folder = out or PLACE
    if method == "waves":
        from experiments.history_matching.matching_request import WaveSizes, matching

        several = WaveSizes(screening, points, waves, replicates or MOST_BY_WAVES, seed)
        asked = matching(request, several, parameters or ())
        if only_estimate:
            estimate(asked, jobs, as_json)
        else:
            match(asked, folder, opening, as_json)
        return
    if only_estimate:
        raise ArgumentError(_("--estimate goes with --method waves."))
    try:
        found = _carried_out(request, folder, check, opening, as_json)
    except KeyboardInterrupt:
        leave_interrupted(folder)
    _print_results(found, folder, as_json)


def _carried_out(
    request: "CalibrationRequest", folder: Path, worlds: int, opening: "Opening", quiet: bool
) -> "CalibrationResults":
    """The finished calibration, its tables, pictures and texts in the folder."""
    from experiments.calibration.calibration import calibrated, results_of
    from experiments.calibration.calibration_results import CalibrationResults, calibration_results
    from experiments.execution.run_all import progress
    from results.figures.posterior import draw
    from results.findings.calibration import document

    fit = calibrated(request, folder, opening, _progress(quiet))
    if fit.failed:
        message = _(
            "{count} runs failed, the first with: {problem}.", count=len(fit.failed), problem=fit.failed[0]
        )
        print(message, file=sys.stderr)
    command = request.command(worlds)
    found = calibration_results(fit, worlds, opening, partial(progress, quiet=quiet), command)
    deliver(found, results_of(folder), CalibrationResults.write, draw, document)
    return found


def _progress(quiet: bool) -> Callable[[int, int], None]:
    """Says on standard error how far a generation is."""

    def printed(generation: int, number: int) -> None:
        if not quiet:
            message = _("generation {number}: {tried} draws tried", number=generation + 1, tried=number)
            print(message, file=sys.stderr)

    return printed


def _screen(request: "CalibrationRequest", named: bool, opening: "Opening", as_json: bool) -> None:
    from experiments.calibration.diagnostics import screened
    from experiments.store.tables import plain_rows
    from results.document.terminal import print_tables
    from results.findings.calibration import screening_tables

    table = screened(request, request.keys if named else None, opening)
    if as_json:
        print_json(plain_rows(table))
    else:
        print_tables(screening_tables(table))


def _print_results(found: "CalibrationResults", folder: Path, as_json: bool) -> None:
    from experiments.calibration.calibration import results_of
    from results.document.terminal import print_tables
    from results.findings.calibration import objects, tables

    if as_json:
        print_json(objects(found))
        return
    print_tables(tables(found))
    print_ending(results_of(folder))


def _opening(jobs: int | None, cluster: str | None) -> "Opening":
    """What opens the executor."""
    from experiments.calibration.simulator import on_a_cluster, on_this_machine
    from experiments.execution.worker_processes import cores

    if cluster is not None and jobs is not None:
        raise ArgumentError(_("Give either --jobs or --cluster, not both."))
    return on_a_cluster(cluster) if cluster is not None else on_this_machine(jobs or cores())
