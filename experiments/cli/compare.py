"""The verbs that simulate at once: `run` one scenario, `compare` governance models, `ablate` one of them.

Invariant: whether the results can be delivered is seen before anything runs, and nothing is half-written.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from experiments.cli.command_line import options, parse
from experiments.cli.command_line.output import (
    ablation_objects,
    comparison_objects,
    deliver,
    leave_interrupted,
    print_ending,
    print_json,
    print_warnings,
    run_object,
)
from experiments.errors import ArgumentError
from experiments.limits import LARGEST_SEED, MOST_REPLICATES
from scenarios.language import _, msgid

if TYPE_CHECKING:
    from experiments.analysis.ablation import Ablation
    from experiments.analysis.comparison import Request
    from experiments.city.city_comparison import CityRequest
    from experiments.store.tables import Study
    from scenarios.entries import Allocation, Start
    from scenarios.read import Case, Governance
else:
    Allocation = Governance = Start = object

HELP = {
    "run": msgid("Run one case under one governance model."),
    "compare": msgid("Compare governance models, paired by replicate, on one or more cases."),
    "ablate": msgid("Take a governance model apart: what does each of its instruments add?"),
}


def run(
    case: options.Place,
    governance: options.Model,
    seed: Annotated[
        int | None,
        typer.Option(
            parser=parse.whole_number("--seed", 0, LARGEST_SEED), metavar="N", help="The seed itself."
        ),
    ] = None,
    replicate: Annotated[
        int | None,
        typer.Option(
            parser=parse.whole_number("--replicate", 0, MOST_REPLICATES),
            metavar="K",
            help="Replicate K (0, 1, …) of a comparison.",
        ),
    ] = None,
    months: options.Months = 60,
    settings: options.Settings = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Simulate one scenario with one seed and show its outcomes."""
    from experiments.analysis.comparison import single

    if seed is not None and replicate is not None:
        raise ArgumentError(_("Give either --seed or --replicate, not both: a replicate has its own seed."))
    request = single(case, governance, months, dict(settings or ()), replicate or 0, seed)
    study = _carried_out(request, None, out, True)
    if as_json:
        print_json(run_object(study))
    else:
        from results.document.terminal import print_tables
        from results.findings.comparisons.case_tables import run_tables

        print_tables(run_tables(study))
        print_ending(out)


def compare(
    cases: Annotated[
        list[str], typer.Argument(metavar="CASE", help="One or more cases: ids, names or files.")
    ],
    governance: Annotated[Sequence[Governance], options.SIDES],
    replicates: options.Replicates = 20,
    jobs: options.Jobs = None,
    months: options.Months = 60,
    settings: options.Settings = None,
    equal_cost: options.EqualCost = False,
    under: options.Under = None,
    draws: options.Draws = 30,
    allocation: options.Allocations = None,
    start: options.Starts = None,
    wave: options.Wave = None,
    every: options.Every = None,
    cluster: options.OfCity = None,
    smallest: options.SmallestOfCities = None,
    primary: options.PrimaryOfCities = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Simulate every scenario in the same worlds and show the paired differences."""
    sides = parse.at_least_two(_sides(governance, allocation, start))
    asked = ComparisonAsked(parse.cases(cases), sides, replicates, months, dict(settings or ()))
    judged = JudgedBy(equal_cost, dict(smallest or ()), tuple(primary or ()))
    drawn = (tuple(under), draws) if under else None
    study = _compared(asked, judged, (wave, every), (jobs, cluster), out, as_json, drawn)
    if as_json:
        print_json(comparison_objects(study))
    else:
        from results.document.terminal import print_tables
        from results.findings.comparisons.case_tables import tables

        print_tables(tables(study))
        print_ending(out)


def ablate(
    case: options.Place,
    governance: options.Model,
    replicates: options.Replicates = 20,
    jobs: options.Jobs = None,
    months: options.Months = 60,
    settings: options.Settings = None,
    shapley: options.Shapley = False,
    groups: options.Groups = None,
    equal_cost: options.EqualCost = False,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Leave each instrument out of the whole and add it to the baseline, in the same worlds."""
    from experiments.analysis import ablation
    from experiments.execution.run_all import simulating
    from experiments.store import output_folder

    request = ablation.ablation_request(
        case, governance, replicates, months, dict(settings or ()), shapley, groups, equal_cost
    )
    if out is not None:
        output_folder.check(out)
    study = ablation.carry_out(request, simulating(jobs, as_json))
    print_warnings(study.manifest)
    if out is not None:
        _deliver_parts(study, out)
    if as_json:
        print_json(ablation_objects(study))
    else:
        from results.document.terminal import print_tables
        from results.findings.ablation import tables

        print_tables(tables(study))
        print_ending(out)


def _carried_out(
    request: "Request",
    jobs: int | None,
    out: Path | None,
    quiet: bool,
    drawn: tuple[tuple[str, ...], int] | None = None,
) -> "Study":
    """The finished study, delivered to `out` if given, which is checked before anything runs."""
    from experiments.analysis.comparison import carry_out
    from experiments.store.output_folder import check

    if out is not None:
        check(out)
    if drawn is None:
        study = carry_out(request, jobs, monthly=out is not None, quiet=quiet)
    else:
        from experiments.sign_counts.drawn_signs import carry_out_in_draws

        study = carry_out_in_draws(request, drawn, jobs, out is not None, quiet)
    print_warnings(study.manifest)
    if out is not None:
        _deliver(study, out)
    return study


class ComparisonAsked(NamedTuple):
    """What is to be compared: on which cases, which governance models, how often and how long, with which
    values.
    """

    cases: "Sequence[Case]"
    governance: Sequence[Governance]
    replicates: int
    months: int
    settings: Mapping[str, float]


class JudgedBy(NamedTuple):
    """By what it is judged: also at equal cost, by which smallest differences, made for which outcomes."""

    equal_cost: bool
    smallest: Mapping[str, float]
    primary: tuple[str, ...]


def _compared(
    asked: ComparisonAsked,
    judged: JudgedBy,
    stages: tuple[int | None, int | None],
    where: tuple[int | None, str | None],
    out: Path | None,
    quiet: bool,
    drawn: tuple[tuple[str, ...], int] | None,
) -> "Study":
    """The finished comparison, of cities or of other cases. stages: how many districts of a city begin in a
    wave, and how many months apart; where: on how many processes, or at the address of which cluster; drawn:
    in draws from what, and how many, it is run again.
    """
    if any(place.city is not None for place in asked.cases):
        if drawn:
            raise ArgumentError(_("--under is not for cities."))
        from experiments.city.city_comparison import city_comparison

        cities = city_comparison(*asked, **judged._asdict(), stages=stages)
        return _cities(cities, where, out, quiet)
    from experiments.analysis.comparison import comparison
    from experiments.cli.command_line.city_words import check_of_city

    jobs, cluster = where
    if cluster is not None:
        raise ArgumentError(_("--cluster is for cities; a study file runs anything else on a cluster."))
    if stages != (None, None):
        raise ArgumentError(_("--wave and --every are for cities."))
    check_of_city((*judged.smallest, *judged.primary))
    return _carried_out(comparison(*asked, **judged._asdict()), jobs, out, quiet, drawn)


def _sides(
    governance: Sequence[Governance],
    allocation: Sequence[Allocation] | None,
    start: Sequence[Start] | None,
) -> list[Governance]:
    """The sides of a comparison: each governance model under each way in which a city shares, and each in
    which it begins.
    """
    from scenarios import read

    names = [model.reference for model in governance]
    for words in (allocation, start):
        names = [f"{name}@{word}" for name in names for word in words] if words else names
    return [read.governance(name) for name in names]


def _cities(
    request: "CityRequest", where: tuple[int | None, str | None], out: Path | None, quiet: bool
) -> "Study":
    """The finished study of cities, delivered to `out` if given; what is interrupted goes on from there.
    where: on how many processes, or at the address of which cluster.
    """
    from experiments.city.city_comparison import carry_out, kept_beside, on_cluster
    from experiments.execution.sweep import Order
    from experiments.store.output_folder import check, remove

    if out is not None:
        check(out)
    kept = None if out is None else kept_beside(out)
    jobs, cluster = where
    if jobs is not None and cluster is not None:
        raise ArgumentError(_("Give either --jobs or --cluster, not both."))
    try:
        executor = on_cluster(cluster) if cluster is not None else None
        study = carry_out(request, jobs, out, Order(quiet=quiet), executor)
    except KeyboardInterrupt:
        if kept is None:
            raise
        leave_interrupted(kept)
    print_warnings(study.manifest)
    if out is not None and kept is not None:
        _deliver(study, out)
        remove(kept)  # the folder where `out` stands may have been replaced
    return study


def _deliver(study: "Study", out: Path) -> None:
    """Tables, figures and summary, in one go."""
    from experiments.store.tables import write
    from results.figures.study_figures import draw
    from results.findings.comparison import document

    deliver(study, out, write, partial(draw, more=True), document)


def _deliver_parts(study: "Ablation", out: Path) -> None:
    """Tables, figures and summary of a governance model taken apart."""
    from experiments.analysis.ablation import write
    from results.figures.ablation_bars import draw
    from results.findings.ablation import document

    deliver(study, out, write, draw, document)
