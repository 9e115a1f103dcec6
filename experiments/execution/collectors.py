"""Runs made again under watch: what groups of residents lived through, and what became of every issue.

Invariant: watching changes nothing, so what is seen here belongs to the very worlds whose outcomes
were stored. A run's rows depend on its scenario and seed alone, never on what else is in the world.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.design.runs import KEYS, Run, Task, batches
from experiments.execution.executors import jobs_for
from experiments.execution.run_all import progress, results
from experiments.execution.simulate import Trial, attempt_reading

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

YEAR = 12
"""Months at the end over which a group's measures are means, and which an issue has to be settled in."""

GROUPS = ("all", "elderly", "young", "ground", "tenant")
MEASURES = ("hardship", "satisfaction", "participation", "resolution")
"""The groups and measures of `model/groups.py` that are watched; kinds of the user's own are, beside them."""

CHANNELS = ("nobody", "committee", "hotline", "forum")
"""Whom an issue was told to, by the number of the model's channel."""


class Watched(NamedTuple):
    """`groups`: a row for each run, group and measure, with the two sums (`part` over `whole`) that make it;
    `issues`: a row for each run, kind, channel and status, with the number of issues (`count`) that were
    raised within the record, up to a year before its end, as they stood at its end. Both begin with KEYS and
    `point`.
    """

    groups: pd.DataFrame
    issues: pd.DataFrame


class Watch(NamedTuple):
    """A run to be watched, and the point of the design that it belongs to."""

    run: Run
    point: int = 0


def watch(watches: Sequence[Watch], quiet: bool = True) -> Watched:
    """Make the runs again and say what was seen, in the order asked for."""
    runs = [one.run for one in watches]
    jobs = jobs_for(runs)
    with progress(len(runs), quiet) as advance:
        seen = results(batches(runs, jobs), jobs, watched, advance)
    points = np.array([one.point for one in watches])
    return Watched(*(_keyed(runs, points, table) for table in (seen.runs, seen.monthly)))


def watched(tasks: Sequence[Task], monthly: bool = False) -> Trial:
    """What is seen of runs side by side in one world: by key the tables of groups and of issues."""
    return attempt_reading(tasks, _seen, archive=True, by_group=True)


def _seen(world: "Neighbourhood", tasks: Sequence[Task]) -> Trial:
    issues = world.issues_table()
    issues = issues.assign(compound=world.groups.placement[issues["compound"]])
    tables = sums(world.groups_table(), world.months), counts(issues, world.months)
    keys = pd.Series([task.key for task in tasks], dtype="str")
    groups, kinds = (
        table.drop(columns="compound").assign(key=keys[table["compound"]].to_numpy()) for table in tables
    )
    return Trial(groups, kinds)


def sums(table: pd.DataFrame, months: int) -> pd.DataFrame:
    """Of a table of groups (`Neighbourhood.groups_table`): both sums of each of MEASURES, by compound and
    group. Resolution counts issues reported up to a year before the end, everything else is of the last year.
    """
    from model.groups import GROUPS as EVERY
    from model.groups import MEASURES as RATIOS

    parts, others = [], set(EVERY) - set(GROUPS)
    for measure in MEASURES:
        ratio = RATIOS[measure]
        early = measure == "resolution"
        rows = table[_early(table["month"], months) if early else table["month"] > months - YEAR]
        found = rows[~rows["group"].isin(others)].groupby(["compound", "group"], sort=False)
        both = found[[ratio.part, ratio.whole]].sum().set_axis(["part", "whole"], axis=1)
        both["part"] *= ratio.factor
        parts.append(both.reset_index().assign(measure=measure))
    return pd.concat(parts).sort_values("compound", kind="stable", ignore_index=True)


def counts(issues: pd.DataFrame, months: int) -> pd.DataFrame:
    """Of a table of issues (with an archive): how many of each kind were told to whom, and what they are."""
    raised = issues[(issues["raised"] >= 1) & _early(issues["raised"], months)]
    named = raised.assign(channel=np.array(CHANNELS)[raised["channel"]])
    found = named.groupby(["compound", "kind", "channel", "status"]).size()
    return found.rename("count").reset_index()


def _early(month: "pd.Series[int]", months: int) -> "pd.Series[bool]":
    """Whether a month leaves a year to the end; all months do where the record is no longer than that."""
    return month <= (months - YEAR if months > YEAR else months)


def _keyed(runs: Sequence[Run], points: NDArray[np.int64], table: pd.DataFrame) -> pd.DataFrame:
    """A table by key with the KEYS and the point of each run in front."""
    whose = table["key"].astype(np.int64).to_numpy()
    columns: Mapping[str, object] = {
        "case": np.array([run.scenario.case.id for run in runs])[whose],
        "governance": np.array([run.scenario.governance.id for run in runs])[whose],
        "replicate": pd.array([runs[row].replicate for row in whose], dtype="Int64"),
        "seed": np.array([run.seed for run in runs])[whose],
        "point": points[whose],
    }
    rest = table.drop(columns="key")
    return pd.concat([pd.DataFrame(columns), rest], axis=1)[[*KEYS, "point", *rest.columns]]
