"""The verbs that read a finished study: `sensitivity`, what moves its outcomes; `regions`, where one
governance model stops being better than another; `robustness`, in how many worlds each is best, nearly best
or worst.

Invariant: nothing is simulated, and the results go to a folder of their own.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.command_line import parse
from experiments.cli.command_line.options import AsJson, Language, Out
from experiments.cli.command_line.output import deliver, print_ending, print_json
from experiments.errors import ArgumentError
from scenarios.language import _, msgid

if TYPE_CHECKING:
    from experiments.analysis.failing_points import RegionRequest
    from experiments.analysis.robustness import Robustness
    from experiments.analysis.scenario_discovery import Region
    from experiments.analysis.sensitivity import Sensitivity
    from experiments.execution.stored_study import StoredStudy

HELP = {
    "sensitivity": msgid("Say what moves the outcomes of a Morris or Sobol study, and how much is chance."),
    "regions": msgid("Say where, among plausible parameters, A stops being better than B."),
    "robustness": msgid(
        "Say in how many sets of plausible parameter values each governance model is best or worst."
    ),
}

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The store of a finished study.")]
Outcomes = Annotated[
    list[str] | None, typer.Option("--outcome", metavar="X", help="Only this outcome; repeatable.")
]


def sensitivity(
    folder: Folder,
    outcome: Outcomes = None,
    governance: Annotated[
        str | None, typer.Option(metavar="M", help="What moves the outcomes under this governance model.")
    ] = None,
    difference: Annotated[
        str | None, typer.Option(metavar="A,B", help="What moves the paired difference B minus A.")
    ] = None,
    study: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The study's file, where the store does not say what was asked."),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Say what moves the outcomes of a study."""
    from experiments.analysis.sensitivity import SensitivityRequest, analysed, objects
    from experiments.store.output_folder import check

    if out is not None:
        check(out)
    if governance is not None and difference is not None:
        raise ArgumentError(_("Give either --governance or --difference, not both."))
    sides = None if difference is None else parse.difference(difference)
    found = analysed(SensitivityRequest(folder, outcome or (), governance, sides, study))
    if out is not None:
        _deliver_sensitivity(found, out)
    if as_json:
        print_json(objects(found))
        return
    from results.document.terminal import print_tables
    from results.findings.sensitivity import tables

    print_tables(tables(found))
    print_ending(out)


def regions(
    folder: Folder,
    better: Annotated[
        str, typer.Option(metavar="A", help="The governance model that should be the better one.")
    ],
    than: Annotated[str, typer.Option(metavar="B", help="The governance model it is compared with.")],
    outcome: Outcomes = None,
    by: Annotated[
        float | None,
        typer.Option(
            parser=parse.from_nought("--by"),
            metavar="D",
            help="By how much A must be better; what is too small to matter if not given.",
        ),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Find failure regions in the runs of a study; nothing is simulated."""
    from experiments.analysis.scenario_discovery import region
    from experiments.execution.stored_study import finished
    from experiments.store.output_folder import check

    if out is not None:
        check(out)
    study = finished(folder)
    questions = _questions(study, better, than, outcome, by)
    _warn(study)
    runs = {(case, cost): rows for case, cost, rows in study.groups()}
    found = [region(runs[one.case, one.cost], one) for one in questions]
    if out is not None:
        words = ["--better", questions[0].better, "--than", questions[0].than]
        words += [] if by is None else ["--by", _typed(by)]
        _deliver_regions(study, found, _command(study, "regions", words, outcome), out)
    from results.document.terminal import print_tables
    from results.findings.scenario_discovery import objects, tables

    if as_json:
        print_json(objects(found))
        return
    print_tables(tables(found))
    print_ending(out)


def robustness(
    folder: Folder,
    outcome: Outcomes = None,
    within: Annotated[
        float,
        typer.Option(
            parser=parse.from_nought("--within", 100.0),
            metavar="PERCENT",
            help="What counts as nearly best, in percent of the outcome.",
        ),
    ] = 10,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Count in which worlds of a study each governance model is best, nearly best or worst."""
    from experiments.analysis.choices import check_varied, outcomes_in
    from experiments.analysis.robustness import objects
    from experiments.analysis.robustness import robustness as measured
    from experiments.execution.stored_study import finished
    from experiments.store.output_folder import check

    if out is not None:
        check(out)
    study = finished(folder)
    check_varied(study)
    _check_several(study)
    entries = outcomes_in(study, outcome)
    _warn(study)
    found = [
        measured(rows, study.governance, entry, within, case, cost)
        for case, cost, rows in study.groups()
        for entry in entries
    ]
    if out is not None:
        command = _command(study, "robustness", ["--within", _typed(within)], outcome)
        _deliver_robustness(study, found, command, out)
    if as_json:
        print_json([objects(one) for one in found])
        return
    from results.document.terminal import print_tables
    from results.findings.robustness import tables

    print_tables(tables(found))
    print_ending(out)


def _questions(
    study: "StoredStudy", better: str, than: str, outcome: Sequence[str] | None, by: float | None
) -> list["RegionRequest"]:
    """A question for each case, cost and outcome; ArgumentError if the study cannot answer it."""
    from experiments.analysis.choices import check_varied, governance_in, outcomes_in
    from experiments.analysis.failing_points import RegionRequest
    from experiments.analysis.scenario_discovery import smallest

    check_varied(study)
    first, second = governance_in(study, better, "--better"), governance_in(study, than, "--than")
    if first == second:
        raise ArgumentError(_("--better and --than name the same governance model, {name}.", name=first))
    entries = outcomes_in(study, outcome)
    if by is not None and len(entries) > 1:
        names = ", ".join(one.id for one in entries)
        raise ArgumentError(
            _(
                "--by is in the unit of one outcome and there are several, {names}; choose with --outcome.",
                names=names,
            )
        )
    return [
        RegionRequest(first, second, entry, smallest(entry, by), case, cost)
        for case, cost, _rows in study.groups()
        for entry in entries
    ]


def _check_several(study: "StoredStudy") -> None:
    if len(study.governance) < 2:
        raise ArgumentError(
            _(
                "The study {study} has one governance model, {name}: there is nothing to rank.",
                study=study.identity.study,
                name=study.governance[0],
            )
        )


def _warn(study: "StoredStudy") -> None:
    """Say on standard error what is not there."""
    if study.missing:
        message = _(
            "{folder} lacks {count} runs of the study, not made yet or failed; they are left out.",
            folder=study.folder,
            count=study.missing,
        )
        print(message, file=sys.stderr)


def _typed(value: float) -> str:
    """A number with all its digits, as a user would type it."""
    return repr(value).removesuffix(".0")


def _command(
    study: "StoredStudy", verb: str, words: Sequence[str], outcomes: Sequence[str] | None
) -> tuple[str, ...]:
    """The command that makes a result again."""
    named = [word for one in outcomes or () for word in ("--outcome", one)]
    return ("gongzhi", verb, str(study.folder), *words, *named)


def _manifest(study: "StoredStudy", command: Sequence[str], *further: str) -> dict[str, object]:
    """What made a result that was read off a store."""
    from experiments.store.manifest import analysis_manifest

    libraries = ("gongzhi", "numpy", "scipy", "pandas", *further)
    size = {"runs": len(study.runs)}
    return analysis_manifest(command, study.identity.study, study.identity.plan, size, libraries)


def _deliver_sensitivity(found: "Sensitivity", out: Path) -> None:
    """Tables, figures and summary of sensitivity, in one go."""
    from experiments.analysis.sensitivity import write
    from results.figures.sensitivity_bars import draw
    from results.findings.sensitivity import document

    deliver(found, out, write, draw, document)


def _deliver_regions(
    study: "StoredStudy", found: Sequence["Region"], command: tuple[str, ...], out: Path
) -> None:
    """Tables, figures and summary of failure regions, in one go."""
    from experiments.analysis.scenario_discovery import tables
    from experiments.store.tables import write_tables
    from results.figures.failure_region import draw
    from results.findings.scenario_discovery import document

    made = _manifest(study, command, "ema_workbench")
    deliver(
        found,
        out,
        lambda regions, folder: write_tables(tables(regions), made, folder),
        lambda regions, folder: draw(regions, " ".join(command), folder),
        lambda regions, folder: document(regions, made, folder),
    )


def _deliver_robustness(
    study: "StoredStudy", found: Sequence["Robustness"], command: tuple[str, ...], out: Path
) -> None:
    """Tables, figures and summary of robustness, in one go."""
    from experiments.analysis.robustness import tables
    from experiments.store.tables import write_tables
    from results.findings.robustness import document, draw

    made = _manifest(study, command)
    deliver(
        found,
        out,
        lambda ranks, folder: write_tables(tables(ranks), made, folder),
        lambda ranks, folder: draw(ranks, " ".join(command), folder),
        lambda ranks, folder: document(ranks, made, folder),
    )
