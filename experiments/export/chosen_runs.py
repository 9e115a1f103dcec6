"""The runs of a finished folder that somebody chose, with what was stored of each.

Invariant: what cannot be made again as it was is refused before anything runs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.analysis.choices import id_of
from experiments.analysis.figure_request import numbers_of, one_of
from experiments.design.number_ranges import spelled_out
from experiments.design.runs import Run
from experiments.errors import ArgumentError
from experiments.execution.origin import Origin, changed, runs_of
from experiments.execution.results import Results, results_in
from experiments.execution.stored_study import StoredStudy
from experiments.provenance.made_in import check_rules, elsewhere
from experiments.statistics.paired import NATURAL
from scenarios import read
from scenarios.entries import Case, Governance
from scenarios.language import _
from scenarios.problems import shown


class Choice(NamedTuple):
    """What is asked for; None asks for all there is. `replicates` as in `0-4,7`."""

    case: str | None = None
    governance: Sequence[str] | None = None
    replicates: str | None = None
    point: int | None = None


class ChosenRun(NamedTuple):
    """A run, the point of the design that it belongs to, and its stored outcomes by id."""

    run: Run
    point: int
    stored: Mapping[str, object]


def chosen_runs(folder: Path, choice: Choice) -> list[ChosenRun]:
    """The runs at natural cost, case by case and model by model; FolderError if the folder holds no runs,
    ArgumentError if there is none such, or if code or data have changed since.
    """
    found = results_in(folder)
    origin = found.origin
    cases = _named("--case", [choice.case] if choice.case else None, origin.cases, read.case)
    models = _named("--governance", choice.governance, origin.governance, read.governance)
    points, numbers = _points(choice.point, origin), _numbers(choice.replicates, origin)
    check_rules(origin.rules)
    if changed(origin):
        if hint := elsewhere(origin.project):
            raise ArgumentError(hint.strip())
        raise ArgumentError(
            _(
                "The code or the data have changed since {folder} was made: its runs cannot be made again as "
                "they were. Make them anew first.",
                folder=folder,
            )
        )
    stored = _stored(folder, found)
    runs = list(_runs(origin, cases, models, points, numbers, stored))
    if not runs:
        raise ArgumentError(_("{folder} holds no run of this choice.", folder=folder))
    return runs


def _runs(
    origin: Origin,
    cases: Sequence[str],
    models: Sequence[str],
    points: Sequence[int],
    numbers: set[int] | None,
    stored: Mapping[tuple[object, ...], Mapping[str, object]],
) -> Iterator[ChosenRun]:
    for case in cases:
        for run, point in runs_of(origin, case, models):
            row = stored.get((case, run.scenario.governance.id, point, run.seed))
            if row is not None and point in points and (numbers is None or run.replicate in numbers):
                yield ChosenRun(run, point, row)


def _stored(folder: Path, found: Results) -> dict[tuple[object, ...], Mapping[str, object]]:
    """What was stored of each run: its outcomes by case, governance model, point and seed."""
    if found.origin.made:
        rows = StoredStudy(folder).runs
        rows = rows[rows["cost"] == NATURAL]
    else:
        rows = found.study.runs.assign(point=0)
    names = [name for name in read.outcome_entries() if name in rows]
    keys = rows[["case", "governance", "point", "seed"]].itertuples(index=False)
    return {
        (str(key.case), str(key.governance), int(key.point), int(key.seed)): values
        for key, values in zip(keys, rows[names].to_dict("records"), strict=True)
    }


def _named(
    option: str,
    asked: Sequence[str] | None,
    known: Mapping[str, str],
    find: Callable[[str], Case | Governance],
) -> list[str]:
    """The ids asked for, each by id, name or file; all where none is."""
    if asked is None:
        return list(known)
    return list(dict.fromkeys(str(one_of(id_of(find, name), option, known)) for name in asked))


def _points(point: int | None, origin: Origin) -> list[int]:
    known = list(origin.points)
    if point is None:
        return known
    one_of(str(point), "--point", [str(one) for one in known])
    return [point]


def _numbers(text: str | None, origin: Origin) -> set[int] | None:
    """The numbers of the replicates asked for; None where all are."""
    if text is None:
        return None
    known = numbers_of(origin, "--replicate")
    try:
        found = set(spelled_out(text.replace("，", ",").replace("、", ",")))
    except ValueError:
        found = {-1}
    if not found or not found <= set(known):
        raise ArgumentError(
            _(
                "--replicate must be numbers of replicates from {first} to {last}, as in 0-4,7, not {value}.",
                first=min(known),
                last=max(known),
                value=shown(text),
            )
        )
    return found
