"""Runs made again under watch: what groups of residents lived through, and what became of every issue.

The rule it holds: watching changes nothing, so what is seen here belongs to the very worlds whose outcomes
were stored. A run's rows depend on its scenario and seed alone, never on what else is in the world.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design.runs import KEYS, Run, batches
from experiments.execution.process_pool import in_batches, jobs_for
from experiments.execution.progress import progress

YEAR = 12
"""Months at the end over which a group's measures are means, and which an issue has to be settled in."""

GROUPS = ("all", "elderly", "young", "ground", "tenant")
MEASURES = ("hardship", "satisfaction", "participation", "resolution")
"""The groups and measures of `model/groups.py` that are watched."""

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


def watch(asked: Sequence[Watch], quiet: bool = True) -> Watched:
    """Make the runs again and say what was seen, in the order asked for."""
    runs, points = [one.run for one in asked], iter([one.point for one in asked])
    jobs = jobs_for(runs)
    cut = batches(runs, jobs)
    found: dict[int, Watched] = {}
    with progress(len(asked), quiet) as advance:
        for place, seen in in_batches(cut, jobs, watched):
            found[place] = seen
            advance(len(cut[place]))
    parts = [_pointed(found[place], list(islice(points, len(batch)))) for place, batch in enumerate(cut)]
    return Watched(*(pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True)))


def _pointed(seen: Watched, points: Sequence[int]) -> Watched:
    """The tables with the point of each run in the place of its number in the batch."""
    return Watched(*(table.assign(point=np.array(points)[table["point"]]) for table in seen))


def watched(runs: Sequence[Run]) -> Watched:
    """What is seen in one world that holds all the runs; `point` is the number of the run."""
    from model.neighbourhood import Neighbourhood, Placement

    placed = [Placement(run.scenario, run.seed) for run in runs]
    world = Neighbourhood(placed, archive=True, by_group=True).run()
    issues = world.issues_table()
    issues = issues.assign(compound=world.groups.placement[issues["compound"]])
    keyed = partial(_keyed, runs)
    return Watched(keyed(sums(world.groups_table(), world.months)), keyed(counts(issues, world.months)))


def sums(table: pd.DataFrame, months: int) -> pd.DataFrame:
    """Of a table of groups (`Neighbourhood.groups_table`): both sums of each of MEASURES, by compound and
    group. Resolution counts issues reported up to a year before the end, everything else is of the last year.
    """
    from model.groups import MEASURES as RATIOS

    parts = []
    for measure in MEASURES:
        ratio = RATIOS[measure]
        early = measure == "resolution"
        rows = table[_early(table["month"], months) if early else table["month"] > months - YEAR]
        found = rows[rows["group"].isin(GROUPS)].groupby(["compound", "group"], sort=False)
        both = found[[ratio.part, ratio.whole]].sum().set_axis(["part", "whole"], axis=1)
        both["part"] *= ratio.factor
        parts.append(both.reset_index().assign(measure=measure))
    return pd.concat(parts).sort_values("compound", kind="stable", ignore_index=True)


def counts(issues: pd.DataFrame, months: int) -> pd.DataFrame:
    """Of a table of issues (with an archive): how many of each kind were told to whom, and what they are."""
    raised = issues[(issues["raised"] >= 1) & _early(issues["raised"], months)]
    told = raised.assign(channel=np.array(CHANNELS)[raised["channel"]])
    found = told.groupby(["compound", "kind", "channel", "status"]).size()
    return found.rename("count").reset_index()


def _early(month: "pd.Series[int]", months: int) -> "pd.Series[bool]":
    """Whether a month leaves a year to the end; all months do where the record is no longer than that."""
    return month <= (months - YEAR if months > YEAR else months)


def _keyed(runs: Sequence[Run], table: pd.DataFrame) -> pd.DataFrame:
    """A table of compounds with the KEYS of their runs in front."""
    whose = table["compound"].to_numpy()
    columns: Mapping[str, object] = {
        "case": np.array([run.scenario.case.id for run in runs])[whose],
        "governance": np.array([run.scenario.governance.id for run in runs])[whose],
        "replicate": pd.array([runs[row].replicate for row in whose], dtype="Int64"),
        "seed": np.array([run.seed for run in runs])[whose],
        "point": whose,
    }
    rest = table.drop(columns="compound").reset_index(drop=True)
    return pd.concat([pd.DataFrame(columns), rest], axis=1)[[*KEYS, "point", *rest.columns]]
