"""All figures: those of a finished comparison as PNG for slides and SVG for print, and any one by itself.

The rule it holds: every file carries the manifest that makes it again
(`experiments/analysis/figure_request.py`).
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from matplotlib.figure import Figure

from experiments.analysis.distributional import changes, levels
from experiments.analysis.figure_request import FILMED, WATCHED, FigureRequest, manifest_text
from experiments.errors import ArgumentError
from experiments.execution.collectors import watch
from experiments.execution.origin import Origin, Replicate, runs_of
from experiments.execution.results import Results
from experiments.execution.snapshots import film
from experiments.store.output_folder import FolderError, reason
from experiments.store.tables import Study
from results.figures.compound_map import stairwells
from results.figures.cost_effect import cost_effect
from results.figures.costs import costs
from results.figures.differences import differences, differences_file
from results.figures.group_gains import Tables, gains
from results.figures.issue_funnel import funnel
from results.figures.months import months
from results.figures.network import network
from results.figures.ranks import ranks
from results.figures.style import looks, save, styled, write
from results.figures.worlds import counted, which_world
from results.text.equal_cost import costs_compared, titled_at_cost
from results.text.names import case_name
from scenarios.language import _

FURTHER = ("ranks",)
"""The kinds of figures that a comparison has besides. Each takes a tenth of the time of all the rest, and
those for which runs must be made again far more: they are drawn when they are asked for.
"""


def draw(study: Study, folder: Path, more: bool = False) -> None:
    """Draw the figures of a study into a new folder, in the language chosen; with `more` those of
    FURTHER too.
    """
    folder.mkdir()
    with styled():
        for wanted, name in (*_of_tables(study), *(_besides(study) if more else ())):
            save(_of_study(wanted, study), folder / name, manifest_text(wanted, study.manifest))


def further(case: str, folder: Path) -> Iterator[tuple[FigureRequest, Path]]:
    """The figures of a case that `draw` drew besides in this folder, where they are."""
    for kind in FURTHER:
        wanted = FigureRequest.model_validate({"kind": kind, "case": case})
        if (file := folder / f"{wanted.stem}.svg").exists():
            yield wanted, file


def _besides(study: Study) -> Iterator[tuple[FigureRequest, str]]:
    """The figures of FURTHER, and the names of their files without endings."""
    for case in study.cases if study.comparison is not None else ():
        for kind in FURTHER:
            wanted = FigureRequest.model_validate({"kind": kind, "case": case})
            yield wanted, wanted.stem


def _of_tables(study: Study) -> Iterator[tuple[FigureRequest, str]]:
    """The figures drawn from the tables of a study, and the names of their files without endings."""
    compared = costs_compared(study.comparison) if study.comparison is not None else []
    for case in study.cases:
        for cost in compared:
            wanted = FigureRequest.model_validate({"kind": "differences", "case": case, "cost": cost})
            yield wanted, differences_file(case, cost)
        if not study.monthly.empty:  # a study keeps months only if its file asks for them
            yield FigureRequest(kind="months", case=case), f"months-{case}"
    if study.comparison is not None:
        yield FigureRequest(kind="costs"), "costs"


def alternative(wanted: FigureRequest) -> str:
    """What a figure shows, in a few words: for who cannot see it."""
    case = case_name(wanted.case) if wanted.case else ""
    words = {
        "months": _("{case}: month by month", case=case),
        "differences": _("{case}: differences between governance models", case=case),
        "costs": _("Cost and load"),
        "cost-effect": _("{case}: running cost and what comes of it", case=case),
        "ranks": _("{case}: how often each comes first", case=case),
        "gains": _("{case}: who gains and who loses", case=case),
        "funnel": _("{case}: what becomes of issues", case=case),
        "stairwells": _("{case}: shops and the households they disturb", case=case),
        "network": _("{case}: who knows whom", case=case),
    }
    return titled_at_cost(words[wanted.kind], wanted.cost)


def figure(wanted: FigureRequest, results: Results, quiet: bool = True) -> Figure:
    """The figure wanted; of FILMED and WATCHED ones the runs are made again."""
    if wanted.kind in FILMED:
        return _filmed(wanted, results.origin)
    if wanted.kind in WATCHED:
        return _watched(wanted, results.origin, quiet)
    if wanted.kind == "months" and results.study.monthly.empty:
        message = _("The study kept no months. Write {line} in its file and carry it out again.")
        raise ArgumentError(message.format(line="monthly: true"))
    return _of_study(wanted, results.study)


def _of_study(wanted: FigureRequest, study: Study) -> Figure:
    some, place = _only(study, wanted.governance), wanted.case or ""
    match wanted.kind:
        case "differences":
            return differences(some, place, wanted.cost)
        case "months":
            return months(some, place)
        case "ranks":
            return ranks(some, place)
        case "cost-effect":
            return cost_effect(some, place)
        case _:
            return costs(some)


def _only(study: Study, governance: Sequence[str]) -> Study:
    """The study with these governance models alone; verdicts stay corrected for all."""
    if not governance:
        return study
    runs, monthly = (table[table["governance"].isin(governance)] for table in (study.runs, study.monthly))
    compared = study.comparison
    if compared is not None:
        compared = compared[compared["a"].isin(governance) & compared["b"].isin(governance)]
    return replace(study, runs=runs, monthly=monthly, comparison=compared, of=study.order)


def _filmed(wanted: FigureRequest, origin: Origin) -> Figure:
    """One world of one point, side by side under every governance model."""
    case, models = str(wanted.case), _models(wanted, origin)
    point = min(origin.points)
    worlds = [origin.replicates(case, model, point) for model in models]
    shared = [one for one in worlds[0] if all(one in others for others in worlds)]
    world = next((one for one in shared if wanted.replicate in (None, one.replicate)), None)
    if world is None:
        raise ArgumentError(_("There is no world that was run under each of these governance models."))
    scenes = film([origin.scenario(case, model, point) for model in models], world.seed)
    month = wanted.month or origin.months
    which = which_world(world, month, origin.points[point], scenes[0]["compounds"])
    return (stairwells if wanted.kind == "stairwells" else network)(scenes, month, which, looks(origin.names))


def _watched(wanted: FigureRequest, origin: Origin, quiet: bool) -> Figure:
    """All worlds, or the one asked for."""
    case, models = str(wanted.case), _models(wanted, origin)
    asked = list(runs_of(origin, case, models, wanted.replicate))
    numbers = Counter(one.run.scenario.governance.id for one in asked)
    if any(not numbers[model] for model in models):
        raise ArgumentError(_("There is no world that was run under each of these governance models."))
    seen = watch(asked, quiet)
    if wanted.kind == "gains":
        values = levels(seen.groups, origin.by_point)
        worlds = counted(values.groupby("governance")["world"].nunique().min(), origin.by_point)
        return gains(
            Tables(values, changes(values, models, origin.smallest), worlds),
            case,
            models,
            looks(origin.names),
        )
    words = _("mean of {worlds}", worlds=counted(min(numbers.values())))
    if len(single := {(one.run.replicate, one.run.seed, one.point) for one in asked}) == 1:
        replicate, seed, point = single.pop()
        words = which_world(Replicate(replicate=replicate, seed=seed), point=origin.points[point])
    return funnel(seen.issues, case, numbers, words, looks(origin.names))


def _models(wanted: FigureRequest, origin: Origin) -> list[str]:
    return list(wanted.governance or dict.fromkeys(origin.names))


def make(wanted: FigureRequest, results: Results, file: Path, quiet: bool = True) -> None:
    """Draw one figure into a file, which appears whole or not at all; FolderError if it cannot be written."""
    unfinished = file.with_name(f".{file.stem}.unfinished{file.suffix}")
    with styled():
        drawn = figure(wanted, results, quiet)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write(drawn, [unfinished], manifest_text(wanted, results.study.manifest))
            os.replace(unfinished, file)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            why = reason(error)
            raise FolderError(_("{file} cannot be written: {reason}.", file=file, reason=why)) from error
