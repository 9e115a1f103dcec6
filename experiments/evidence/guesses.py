"""Guesses: which share of the variance of outcomes, and of differences between governance models, comes from
parameters that nobody has measured.

The study `guesses` is carried out and analysed: all parameters of the ledger that it leaves open are moved,
those of one grade of evidence together (Sobol), every point in the same worlds. Invariant: luck is a
part like the grades, on the scale of a single run; on that of the expected outcome it is taken away.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from experiments.analysis.sensitivity import Sensitivity, SensitivityRequest, analysed
from experiments.execution.executors import opening
from experiments.execution.sweep import carry_out
from experiments.statistics.sobol import BOUNDS, ENDS, NOISE
from scenarios.files import open_data
from scenarios.guessed import LUCK, fingerprint
from scenarios.study import StudyPlan, read_study, study_files

STUDY = "guesses"


def guesses(
    say: Callable[[str], None],
    jobs: int | None = None,
    months: int | None = None,
    replicates: int | None = None,
    points: int | None = None,
    place: Path | None = None,
) -> pd.DataFrame:
    """A row for each case, what is analysed (an outcome under `governance`; with `against`, the paired
    difference to it), outcome and part (grades, luck): between which bounds its share of the variance lies,
    least what it does alone and most what it has a part in, of the expected outcome and (_run) of a single
    run. Months, worlds and base points are the study's if not given. place: a folder in which
    the study is kept, so that it goes on where it was broken off.
    """
    with TemporaryDirectory() as made:
        folder = place or Path(made)
        file = _file(folder, months, replicates, points)
        plan, store = read_study(file), folder / "store"
        say(f"guesses: {len(plan.sampled)} parameters, {len(plan.governance)} governance models")
        report = carry_out(plan, store, opening(jobs))
        say(report.message())
        return pd.concat(_tables(plan, store, file), ignore_index=True)


def _file(folder: Path, months: int | None, replicates: int | None, points: int | None) -> Path:
    """The project's study as a file of its own, with other numbers if these are given."""
    data = open_data(study_files()[STUDY])
    content = data.mapping(data.document.data)
    if points is not None:
        content["sampling"] = {**content["sampling"], "points": points}
    given = {"months": months, "replicates": replicates}
    content |= {key: value for key, value in given.items() if value is not None}
    file = folder / f"{STUDY}.yaml"
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


def _tables(plan: StudyPlan, store: Path, file: Path) -> Iterator[pd.DataFrame]:
    """Every governance model, and the difference of each to the first."""
    first, *others = plan.governance
    for model in plan.governance:
        yield _rows(plan, analysed(SensitivityRequest(store, governance=model, study=str(file))))
    for model in others:
        yield _rows(plan, analysed(SensitivityRequest(store, difference=(first, model), study=str(file))))


def _rows(plan: StudyPlan, found: Sensitivity) -> pd.DataFrame:
    """What was found, luck as one more part."""
    counts = {grade: len(keys) for grade, keys in found.factors.items()}
    about = ["case", "governance", "against", "outcome"]
    grades = found.groups.rename(columns={"group": "part"})
    grades = grades.assign(parameters=grades["part"].map(counts))
    bounds = [bound + end for bound in BOUNDS for end in ENDS]
    rows = pd.concat([grades, _chance_rows(found.variance, about)], ignore_index=True)
    rows = rows[[*about, "part", "parameters", *bounds]]
    rows["parameters"] = rows["parameters"].fillna(0).astype(int)
    order = {outcome: place for place, outcome in enumerate(plan.outcomes)}
    rows = rows.sort_values("outcome", key=lambda names: names.map(order), kind="stable")
    return rows.assign(months=plan.months, points=found.points, worlds=found.replicates, ledger=fingerprint())


def _chance_rows(variance: pd.DataFrame, about: list[str]) -> pd.DataFrame:
    """Luck as a row for each outcome: least what a world does alike at every point, most all of it."""
    ends = [f"share{end}" for end in ENDS]
    least, most = (
        variance[variance["part"] == part]
        .set_index(about)[ends]
        .set_axis([bound + end for end in ENDS], axis=1)
        for part, bound in (("world", "least_run"), (NOISE, "most_run"))
    )
    return least.join(most).reset_index().assign(part=LUCK)
