"""Finished folders, read: those of `run` and `compare`, and the store of a study file, a shard or shards that
were merged.

Invariant: every finished folder is opened here, and whatever kind it is, the tables look alike. A row is a
replicate; where parameters were varied, it is a point of the design (the mean of its replicates), so that an
interval covers plausible parameters and not only the random draws at one point.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

import pandas as pd
from pydantic import ValidationError

from experiments.design.formula_columns import DEFINED, bring_defined
from experiments.design.runs import KEYS
from experiments.design.smallest_effect import entries
from experiments.execution.origin import ORIGIN, Origin, origin_of
from experiments.execution.stored_study import CARRIED_OUT, State, StoredStudy, finished
from experiments.statistics.paired import GIVEN, NATURAL, compare, judged, of_outcome
from experiments.store import tables as written
from experiments.store.manifest import CITY, read_json
from experiments.store.output_folder import MANIFEST, FolderError
from experiments.store.store import IDENTITY
from experiments.store.tables import Study
from scenarios import catalogue, read
from scenarios.language import _
from scenarios.problems import shown
from scenarios.read import OutcomeEntry

COMPARED = ("compare", "run")
"""The verbs whose folders hold a comparison, or a single run."""

NEEDED = (
    *("case", "cost", "outcome", "a", "b", "n", "mean_a", "mean_b", "difference", "low", "high"),
    *("effect_size", "share_a_better", "p", "p_holm", "verdict"),
)
"""Columns that every comparison ever written has, and whoever shows one looks at."""


class Results(NamedTuple):
    """The tables of a folder, where they come from; of a study, how far it is and what it says of itself."""

    study: Study
    origin: Origin
    state: State = CARRIED_OUT
    identity: Mapping[str, object] = MappingProxyType({})


class StoredRows(NamedTuple):
    """The runs of a folder at natural cost, every replicate of every point, with their KEYS, `point` and
    outcomes; where they come from, of a store without what makes them again; the code that made them, file by
    file or as one hash.
    """

    rows: pd.DataFrame
    origin: Origin
    code: Mapping[str, str] | str


def kind_of(folder: Path) -> Literal["study", "delivered", None]:
    """Whether a folder is the store of a study, holds what a command delivered, or neither."""
    if (folder / IDENTITY).exists():
        return "study"
    return "delivered" if (folder / MANIFEST).exists() else None


def bring_outcomes(folder: Path) -> None:
    """Let the outcomes be known that a folder defines, if it says so; whatever is wrong with it is said where
    it is read.
    """
    for name in (IDENTITY, MANIFEST):
        with suppress(OSError, ValueError, FolderError):
            bring_defined(read_json(folder / name).get(DEFINED))


def results_in(folder: Path, point: int | None = None) -> Results:
    """What a folder holds, at one point of its design if that is given; FolderError if it is not there, not
    of gongzhi, empty, damaged or too new.
    """
    if not folder.is_dir():
        raise FolderError(_("There is no folder {folder}.", folder=folder))
    match kind_of(folder):
        case "study":
            return _of_study(StoredStudy(folder), point)
        case "delivered":
            return _of_comparison(folder)
    raise FolderError(_("{folder} holds no finished results of gongzhi.", folder=folder))


def rows_in(folder: Path) -> StoredRows:
    """The runs that a folder holds; FolderError as `results_in`, and of a study that is not finished."""
    if kind_of(folder) != "study":
        found = results_in(folder)
        return StoredRows(found.study.runs.assign(point=0), found.origin, found.origin.code)
    try:
        study = finished(folder)
        if why := not_finished(study):
            raise FolderError(why)
        natural = study.runs[study.runs["cost"] == NATURAL]
        code = study.content.get("code")
        return StoredRows(natural, study.origin(again=False), code if isinstance(code, dict) else "")
    except (ValueError, KeyError, TypeError) as error:
        raise unreadable(folder, error) from None


def not_finished(stored: StoredStudy) -> str:
    """Why a study is not taken for the whole, and how to finish it; empty where it was carried out to its
    end, whatever failed of it.
    """
    state = stored.state()
    if not state.unfinished:
        return ""
    return _(
        "The study in {folder} is not finished; {made} runs are there. Carry it out to its end (gongzhi "
        "study FILE --out {folder}); shards are put together by gongzhi merge.",
        folder=stored.folder,
        made=state.made,
    )


def end_of(folder: Path, most_months: int) -> tuple[Results, StoredStudy]:
    """The store of a study read for its tables alone, as it is and without a look at whether its runs can be
    made again; its months only where their rows are no more than `most_months`. FolderError as `results_in`.
    """
    try:
        stored = finished(folder)
        origin = stored.origin(again=False)
        few = len(stored.runs) * origin.months <= most_months
        study = tables(stored.runs, stored.monthly if few else None, origin)
    except (ValueError, KeyError, TypeError) as error:
        raise unreadable(folder, error) from None
    return Results(study, origin, identity=stored.content), stored


def _of_comparison(folder: Path) -> Results:
    """A folder of `compare` or `run`."""
    try:
        manifest = read_json(folder / MANIFEST)
        verb = str(manifest["command"][1])
        if verb not in COMPARED:
            raise FolderError(
                _(
                    "{folder} holds the results of gongzhi {verb}; its figures are those in it.",
                    folder=folder,
                    verb=verb,
                )
            )
        bring_defined(manifest.get(DEFINED))
        if CITY in manifest:
            catalogue.bring(catalogue.city_outcomes())
        origin = origin_of(manifest)
        return Results(_in_families(written.read(folder), origin), origin)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        if isinstance(error, FolderError):
            raise
        raise unreadable(folder, error) from None


def _in_families(study: Study, origin: Origin) -> Study:
    """The study; a comparison made before outcomes were primary or exploratory is judged again from its
    rows.
    """
    table = study.comparison
    if table is not None and (lost := [name for name in NEEDED if name not in table]):
        raise KeyError(*lost)  # a bit flipped where the file names its columns
    if table is None or "family" in table:
        return study
    stated = entries(origin.smallest, origin.primary)
    rows = [{**row, **of_outcome(stated[row["outcome"]])} for row in table.to_dict("records")]
    costs = [[row for row in rows if row["cost"] == cost] for cost in table["cost"].unique()]
    return replace(study, comparison=pd.concat(map(judged, costs), ignore_index=True))


def _of_study(study: StoredStudy, point: int | None) -> Results:
    """The store of a study file."""
    try:
        runs, monthly = study.runs, study.monthly
        origin = study.origin(point)
    except (ValueError, KeyError, TypeError) as error:
        raise unreadable(study.folder, error) from None
    return Results(tables(runs, monthly, origin), origin, study.state(), study.content)


def unreadable(folder: Path, error: Exception) -> FolderError:
    """The message on a folder in which something is damaged."""
    if isinstance(error, ValidationError):
        wrong = error.errors()[0]
        file = next(filter(Path.exists, (folder / MANIFEST, folder / IDENTITY)), folder)
        key, is_there = ".".join(map(str, wrong["loc"])), wrong["type"] != "missing"
        value = shown(wrong["input"]) if is_there else _("missing")
        return FolderError(_("{file} is damaged: {key} is {value}.", file=file, key=key, value=value))
    problem = str(error).partition("\n")[0].rstrip(".。") or type(error).__name__
    return FolderError(_("{folder} cannot be read: {problem}.", folder=folder, problem=problem))


def tables(rows: pd.DataFrame, monthly: pd.DataFrame | None, origin: Origin) -> Study:
    """The tables of a study's runs, one row a replicate.

    rows: a row for each run with its labels (`experiments/design/cells.py`) and outcomes; monthly: by key.
    """
    replicates = replicates_of(rows, origin)
    natural = replicates[replicates["cost"] == NATURAL]
    outcomes = [name for name in replicates if name in read.outcome_entries()]
    manifest = {
        "command": origin.command,
        "months": origin.months,
        "parameters_overridden": origin.fixed,
        "points": len(origin.points),
        ORIGIN: origin.model_dump(mode="json"),
    }
    return Study(
        runs=natural[[*KEYS, *outcomes]].reset_index(drop=True),
        monthly=_monthly(rows, monthly, origin),
        comparison=_comparison(replicates, origin, outcomes),
        manifest=manifest,
    )


def replicates_of(rows: pd.DataFrame, origin: Origin) -> pd.DataFrame:
    """The runs of a study at every cost, one row a replicate."""
    return _replicates(_ordered(rows, origin), origin)


def _ordered(rows: pd.DataFrame, origin: Origin) -> pd.DataFrame:
    """The runs of the origin's points, as the study names cases and governance models."""
    place = {name: number for number, name in enumerate((*origin.cases, *origin.names))}
    kept = rows[rows["point"].isin(list(origin.points))]
    places = kept.assign(_case=kept["case"].map(place), _model=kept["governance"].map(place))
    order = ["_case", "_model", "point", "replicate"]
    return places.sort_values(order, kind="stable").drop(columns=["_case", "_model"])


def _replicates(rows: pd.DataFrame, origin: Origin) -> pd.DataFrame:
    """One row a replicate: a run, or where parameters are varied the mean of a point."""
    if not origin.by_point:
        return rows
    numbers = [name for name in rows if name in read.outcome_entries() or name in GIVEN]
    means = rows.groupby(["case", "governance", "cost", "point"], sort=False)[numbers].mean().reset_index()
    return means.assign(replicate=means["point"], seed=means["point"])


def _monthly(rows: pd.DataFrame, monthly: pd.DataFrame | None, origin: Origin) -> pd.DataFrame:
    """The months of the replicates at natural cost; empty where none are kept."""
    if monthly is None:
        return pd.DataFrame(columns=[*KEYS, "month"])
    natural = _ordered(rows[rows["cost"] == NATURAL], origin)
    found = natural[["key", *KEYS, "point"]].merge(monthly, on="key").drop(columns="key")
    if not origin.by_point:
        return found.drop(columns="point")
    means = found.groupby(["case", "governance", "point", "month"], sort=False).mean(numeric_only=True)
    means = means.drop(columns=["replicate", "seed"]).reset_index()
    return means.rename(columns={"point": "replicate"}).assign(seed=means["point"])


def judged_by(origin: Origin, outcomes: Iterable[str]) -> dict[str, OutcomeEntry]:
    """These outcomes with the smallest differences of interest and the families that the folder states."""
    stated = entries(origin.smallest, origin.primary)
    return {name: stated[name] for name in outcomes}


def _comparison(replicates: pd.DataFrame, origin: Origin, outcomes: Sequence[str]) -> pd.DataFrame | None:
    """Every pair of governance models at every cost; None where there is no pair of which both have runs."""
    found = compare(replicates, origin.names, judged_by(origin, outcomes))
    return found if len(found) else None
