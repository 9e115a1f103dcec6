"""The figures of a finished folder: all of a comparison as PNG for slides and SVG for print, any one by
itself, and one once more from what lies in its own file.

Invariant: every file carries the manifest that makes it again (`experiments/analysis/figure_request.py`). A
figure drawn again is the same, byte for byte, unless code, data or libraries have changed since; then that
is said.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from experiments.analysis.distributional import changes, levels
from experiments.analysis.figure_request import (
    ENDINGS,
    FILMED,
    WATCHED,
    FigureRequest,
    Options,
    chosen,
    manifest_in,
    manifest_text,
    origin_in,
    versions,
)
from experiments.analysis.rerun import again, renewed
from experiments.errors import ArgumentError
from experiments.execution.collectors import watch
from experiments.execution.origin import Origin, Replicate, changed, runs_of
from experiments.execution.results import Results, results_in
from experiments.execution.snapshots import film
from experiments.store.output_folder import FolderError, reason
from experiments.store.tables import Study
from results.figures.annotations import counted, which_replicate
from results.figures.compared.case_multiples import case_multiples
from results.figures.compared.district_gains import district_gains
from results.figures.compared.rank_bars import ranks
from results.figures.compared.verdict_grid import grid_files, verdicts
from results.figures.compound_map import stairwells
from results.figures.costs import cost_effect, costs
from results.figures.group_gains import Tables, gains
from results.figures.issue_funnel import funnel
from results.figures.months import months
from results.figures.network import network
from results.figures.paired_outcomes import differences, differences_file
from results.figures.style import looks, save, styled, write
from results.text.equal_cost import costs_compared
from results.text.picture_titles import alternative as alternative
from scenarios.language import _, language, use

FURTHER = ("ranks",)
"""The kinds of figures that a comparison has besides. Each takes a tenth of the time of all the rest, and
those for which runs must be made again far more: they are drawn when they are asked for.
"""

FOLDER = "figures"
"""Where figures go in a folder of results, if nothing else is asked for."""


def draw(study: Study, folder: Path, more: bool = False) -> None:
    """Draw a study's figures into a new folder, in the language chosen; with `more` those of FURTHER."""
    folder.mkdir()
    with styled():
        for request, name in (*_of_tables(study), *(_besides(study) if more else ())):
            save(_of_study(request, study), folder / name, manifest_text(request, study.manifest))


def further(case: str, folder: Path) -> Iterator[tuple[FigureRequest, Path]]:
    """The figures of a case that `draw` drew besides in this folder, where they are."""
    for kind in FURTHER:
        request = FigureRequest.model_validate({"kind": kind, "case": case})
        if (file := folder / f"{request.stem}.svg").exists():
            yield request, file


def _besides(study: Study) -> Iterator[tuple[FigureRequest, str]]:
    """The figures of FURTHER, and the names of their files without endings."""
    for case in study.cases if study.comparison is not None else ():
        for kind in FURTHER:
            request = FigureRequest.model_validate({"kind": kind, "case": case})
            yield request, request.stem


def _of_tables(study: Study) -> Iterator[tuple[FigureRequest, str]]:
    """The figures drawn from the tables of a study, and the names of their files without endings."""
    compared = costs_compared(study.comparison) if study.comparison is not None else []
    for case in study.cases:
        for cost in compared:
            request = FigureRequest.model_validate({"kind": "differences", "case": case, "cost": cost})
            yield request, differences_file(case, cost)
        if not study.monthly.empty:  # a study keeps months only if its file asks for them
            yield FigureRequest(kind="months", case=case), f"months-{case}"
    if study.comparison is not None:
        yield FigureRequest(kind="costs"), "costs"
    if study.comparison is not None and study.comparison["case"].nunique() > 1:
        yield FigureRequest(kind="cases"), "cases"
    if study.districts is not None:
        for case in study.cases:
            yield FigureRequest(kind="districts", case=case), f"districts-{case}"
    for cost, name in grid_files(compared):
        yield FigureRequest.model_validate({"kind": "verdicts", "cost": cost}), name


def figure(request: FigureRequest, results: Results, quiet: bool = True) -> Figure:
    """The figure request; of FILMED and WATCHED ones the runs are made again."""
    if request.kind in FILMED:
        return _filmed(request, results.origin)
    if request.kind in WATCHED:
        return _watched(request, results.origin, quiet)
    if request.kind == "months" and results.study.monthly.empty:
        message = _("The study kept no months. Write {line} in its file and carry it out again.")
        raise ArgumentError(message.format(line="monthly: true"))
    if request.kind == "districts" and results.study.districts is None:
        raise ArgumentError(_("The figure {kind} is of a city; this is none.", kind=request.kind))
    return _of_study(request, results.study)


def _of_study(request: FigureRequest, study: Study) -> Figure:
    some, place = _only(study, request.governance), request.case or ""
    match request.kind:
        case "differences":
            return differences(some, place, request.cost)
        case "months":
            return months(some, place)
        case "ranks":
            return ranks(some, place)
        case "cases":
            return case_multiples(some)
        case "verdicts":
            return verdicts(some, request.cost)
        case "cost-effect":
            return cost_effect(some, place)
        case "districts":
            return district_gains(some, place)
        case _:
            return costs(some)


def _only(study: Study, governance: Sequence[str]) -> Study:
    """The study with these governance models alone; verdicts stay corrected for all."""
    if not governance:
        return study
    runs, monthly = (table[table["governance"].isin(governance)] for table in (study.runs, study.monthly))
    compared, districts = (
        table if table is None else table[table["a"].isin(governance) & table["b"].isin(governance)]
        for table in (study.comparison, study.districts)
    )
    kept = {"runs": runs, "monthly": monthly, "comparison": compared, "districts": districts}
    return replace(study, **kept, of=study.order)


def _filmed(request: FigureRequest, origin: Origin) -> Figure:
    """One replicate of one point, side by side under every governance model."""
    case, models = str(request.case), _models(request, origin)
    point = min(origin.points)
    replicates = [origin.replicates(case, model, point) for model in models]
    shared = [one for one in replicates[0] if all(one in others for others in replicates)]
    replicate = next((one for one in shared if request.replicate in (None, one.replicate)), None)
    if replicate is None:
        raise ArgumentError(_("There is no replicate that was run under each of these governance models."))
    scenes = film([origin.scenario(case, model, point) for model in models], replicate.seed)
    month = request.month or origin.months
    which = which_replicate(replicate, month, origin.points[point], scenes[0]["compounds"])
    return (stairwells if request.kind == "stairwells" else network)(
        scenes, month, which, looks(origin.names)
    )


def _watched(request: FigureRequest, origin: Origin, quiet: bool) -> Figure:
    """All replicates, or the one requested."""
    case, models = str(request.case), _models(request, origin)
    watched = list(runs_of(origin, case, models, request.replicate))
    if request.first is not None:
        watched = [one for one in watched if (one.run.replicate or 0) < request.first]
    numbers = Counter(one.run.scenario.governance.id for one in watched)
    if any(not numbers[model] for model in models):
        raise ArgumentError(_("There is no replicate that was run under each of these governance models."))
    seen = watch(watched, quiet)
    if request.kind == "gains":
        values = levels(seen.groups, origin.by_point)
        number = counted(values.groupby("governance")["world"].nunique().min(), origin.by_point)
        return gains(
            Tables(values, changes(values, models, origin.smallest), number),
            case,
            models,
            looks(origin.names),
        )
    words = _("mean of {worlds}", worlds=counted(min(numbers.values())))
    if len(single := {(one.run.replicate, one.run.seed, one.point) for one in watched}) == 1:
        replicate, seed, point = single.pop()
        words = which_replicate(Replicate(replicate=replicate, seed=seed), point=origin.points[point])
    return funnel(seen.issues, case, numbers, words, looks(origin.names))


def _models(request: FigureRequest, origin: Origin) -> list[str]:
    return list(request.governance or dict.fromkeys(origin.names))


def make(request: FigureRequest, results: Results, file: Path, quiet: bool = True) -> None:
    """Draw one figure into a file, which appears whole or not at all; FolderError if it cannot be written."""
    unfinished = file.with_name(f".{file.stem}.unfinished{file.suffix}")
    with styled():
        drawn = figure(request, results, quiet)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write(drawn, [unfinished], manifest_text(request, results.study.manifest))
            os.replace(unfinished, file)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            why = reason(error)
            raise FolderError(_("{file} cannot be written: {reason}.", file=file, reason=why)) from error


class Drawn(NamedTuple):
    """The file that was drawn, and what must be said with it."""

    file: Path
    warnings: list[str]


def of_folder(folder: Path, kind: str, options: Options, out: Path | None, quiet: bool = True) -> Drawn:
    """Draw one figure of a finished folder; ArgumentError or FolderError if it has none such."""
    _check_ending(out)
    results = results_in(folder)
    request = chosen(results.origin, kind, options)
    if request.point is not None:
        results = results_in(folder, request.point)
    file = out or folder / FOLDER / f"{request.stem}-{language()}{ENDINGS[0]}"
    rerun = request.kind in (*FILMED, *WATCHED) and changed(results.origin)
    if rerun:
        results = _with(results, renewed(results.study.manifest))
    make(request, results, file, quiet)
    return Drawn(file, [_changed_words()] if rerun else [])


def of_file(file: Path, lang: str | None, out: Path | None, quiet: bool = True) -> Drawn:
    """Draw a figure once more, from its manifest alone; in its own language if no other is given."""
    _check_ending(out)
    manifest = manifest_in(file)
    use(lang or manifest.language)
    origin = origin_in(file, manifest)
    simulated = manifest.figure.kind in (*FILMED, *WATCHED)
    bare = Results(Study(pd.DataFrame(), pd.DataFrame(), None, {}), origin)
    results = bare if simulated else again(origin, quiet)
    rerun = changed(origin)
    study = renewed(manifest.study) if rerun else manifest.study
    ending = "again" if language() == manifest.language else language()
    target = out or file.with_name(f"{file.stem}-{ending}{file.suffix}")
    make(manifest.figure, _with(results, study), target, quiet)
    return Drawn(target, list(_warnings(rerun, manifest.drawn_with)))


def _with(results: Results, manifest: Mapping[str, object]) -> Results:
    """The same results with another manifest."""
    return results._replace(study=replace(results.study, manifest=manifest))


def _warnings(rerun: bool, drawn_with: dict[str, str]) -> Iterator[str]:
    if rerun:
        yield _changed_words()
    if drawn_with != versions():
        yield _(
            "It was first drawn with {before}, now with {now}: lines and letters may lie a little otherwise.",
            before=_listed(drawn_with),
            now=_listed(versions()),
        )


def _listed(libraries: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in libraries.items())


def _changed_words() -> str:
    return _(
        "The code or the data have changed since these runs were made; the figure shows runs made again."
    )


def _check_ending(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise ArgumentError(
            _("--out must end in {endings}, not {value}.", endings=" / ".join(ENDINGS), value=out.name)
        )
