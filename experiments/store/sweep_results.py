"""A finished study as it lies in its store: its runs, what they vary, and what is asked of them.

Invariant: whatever is asked is looked for in the store first, and what the store does not hold is
said. How its points were drawn makes no difference.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pandas as pd

from experiments.design.cells import LABELS, is_label
from experiments.design.smallest_effect import entries as judged_by
from experiments.errors import ArgumentError
from experiments.execution.sweep_store import PLACE, runs_in
from experiments.store.output_folder import MAKER
from experiments.store.store import IDENTITY, Store, existing, not_ours
from scenarios import read
from scenarios.language import _, language
from scenarios.problems import ScenarioError, listed, nearest
from scenarios.read import OutcomeEntry

LIBRARIES = ("gongzhi", "numpy", "scipy", "pandas")


@dataclass(frozen=True)
class Finished:
    """`runs`: a row for each run; `plan`: the fingerprint of what was asked of the study; `outcomes`: those
    it is about; `smallest`, `primary`: other smallest differences of interest and primary outcomes than the
    project's.
    """

    folder: Path
    study: str
    plan: str
    runs: pd.DataFrame
    cases: tuple[str, ...]
    governance: tuple[str, ...]
    outcomes: tuple[str, ...]
    smallest: Mapping[str, float]
    primary: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many runs there would be besides, had all been made: those left to do and those that failed."""
        each = [self.runs[name].nunique() for name in PLACE[1:] if name != "point"]
        points = sum(rows["point"].nunique() for _case, rows in self.runs.groupby("case"))
        whole = points * int(pd.Series(each).prod())
        return whole - len(self.runs)

    def groups(self) -> Iterator[tuple[str, str, pd.DataFrame]]:
        """What is looked at apart: case, cost, and the runs of both."""
        for case in self.cases:
            for cost in sorted(self.runs["cost"].unique(), reverse=True):
                rows = self.runs[(self.runs["case"] == case) & (self.runs["cost"] == cost)]
                if len(rows):
                    yield case, str(cost), rows


def finished(folder: Path) -> Finished:
    """The study in a store; StoreError if there is none, nothing was made yet, or a part is damaged."""
    store = existing(folder)
    runs, told = runs_in(store), store.identity()
    cases, models = (_named(folder, told, name) for name in ("cases", "governance"))
    if not (set(runs["case"]) <= cases.keys() and set(runs["governance"]) <= models.keys()):
        raise not_ours(folder / IDENTITY)
    _remember(cases, models)
    outcomes, smallest, primary = (told.get(name) for name in ("outcomes", "smallest", "primary"))
    _check_outcomes(store, [*_listed(outcomes), *_listed(primary), *_listed(smallest)], smallest)
    return Finished(
        folder,
        str(told["study"]),
        str(told.get("plan", "")),
        runs.sort_values(list(PLACE), ignore_index=True),
        tuple(cases),
        tuple(models),
        tuple(map(str, outcomes)) if isinstance(outcomes, list) else (),
        smallest if isinstance(smallest, dict) else {},
        tuple(map(str, primary)) if isinstance(primary, list) else (),
    )


def _listed(found: object) -> list[object]:
    return list(found) if isinstance(found, list | dict) else []


def _check_outcomes(store: Store, named: Sequence[object], smallest: object) -> None:
    """StoreError if the store names an outcome that nothing measures, or a difference that is no number."""
    known, differences = read.outcome_entries(), smallest.values() if isinstance(smallest, dict) else ()
    if any(str(one) not in known for one in named) or not all(
        isinstance(one, int | float) for one in differences
    ):
        raise not_ours(store.folder / IDENTITY)


def _named(folder: Path, told: Mapping[str, object], name: str) -> dict[str, str]:
    """By id how each case or governance model is found from here; files lie as the store says."""
    entries = told.get(name)
    found = entries.items() if isinstance(entries, dict) else ()
    beside = folder.resolve().parent
    return {
        str(one): os.path.relpath(beside / str(where)) if str(where).endswith((".yaml", ".yml")) else one
        for one, where in found
    }


def _remember(cases: Mapping[str, str], models: Mapping[str, str]) -> None:
    """Read files of the user's own, so that what they describe goes by its name; if one is gone, by its
    id.
    """
    with suppress(ScenarioError):
        for where in cases.values():
            read.case(where)
    with suppress(ScenarioError):
        for where in models.values():
            read.governance(where)


def varied(runs: pd.DataFrame) -> list[str]:
    """The parameters that differ between the points of some runs."""
    keys = [str(name) for name in runs.columns if is_label(str(name)) and name not in LABELS]
    return [key for key in keys if runs[key].nunique() > 1]


def check_varied(study: Finished) -> None:
    """ArgumentError unless the study varies a parameter."""
    if not varied(study.runs):
        raise ArgumentError(
            _(
                "The study {study} varies no parameter; give some of them a range in its file "
                "(parameters, sampling).",
                study=study.study,
            )
        )


def governance_in(study: Finished, name: str, option: str) -> str:
    """The id of a governance model of the study, named by id, by any name or by file."""
    if name in study.governance:
        return name
    found = read.governance(name)
    if found.id not in study.governance:
        raise ArgumentError(
            _(
                "{option}: the study {study} has no runs of {name}; it has: {known}.",
                option=option,
                study=study.study,
                name=found.id,
                known=listed(study.governance),
            )
            + nearest(found.id, study.governance)
        )
    return found.id


def outcomes_in(study: Finished, named: Sequence[str] | None) -> list[OutcomeEntry]:
    """The outcomes named, or else those the study is about that can be better or worse."""
    entries = judged_by(study.smallest)
    if named:
        return [_outcome(study, name.strip()) for name in dict.fromkeys(named)]
    found = [entries[name] for name in study.outcomes if entries[name].direction]
    if not found:
        raise ArgumentError(
            _("The study {study} names no outcome to judge by; give one with --outcome.", study=study.study)
        )
    return found


def _outcome(study: Finished, name: str) -> OutcomeEntry:
    known = [one for one in read.outcome_entries() if one in study.runs]
    if name not in known:
        message = _("There is no outcome {name}; there are: {known}.", name=name, known=listed(known))
        raise ArgumentError(message + nearest(name, known))
    entry = judged_by(study.smallest)[name]
    if not entry.direction:
        raise ArgumentError(
            _("{name} is neither better high nor better low: nothing can be best in it.", name=name)
        )
    return entry


def manifest(study: Finished, command: Sequence[str], library: str | None = None) -> dict[str, object]:
    """What made a result that was read off a store: the store's study, and the command."""
    names = (*LIBRARIES, *([library] if library else []))
    return {
        "made_by": MAKER,
        "command": list(command),
        "language": language(),
        "study": study.study,
        "plan": study.plan,
        "runs": len(study.runs),
        "versions": {name: _version(name) for name in names},
    }


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"
