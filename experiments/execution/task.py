"""A trial: a batch of runs tried side by side in one world, and one by one if that fails.

The rule it holds: a run that raises takes no other run with it; it comes back as a failure with its
traceback and the month it had come to.
"""

import importlib
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from experiments.design.runs import Run
from experiments.errors import about_rules, as_python_says
from experiments.provenance.loaded import HERE, OtherCode
from experiments.provenance.sources import stamp
from scenarios.language import _

if TYPE_CHECKING:
    from experiments.provenance.run_key import Code
    from model.neighbourhood import Neighbourhood

PRICE = {"price_days": "paid_helper_days", "price_yuan": "yuan_running"}
"""Columns that say what a month costs beside a compound's own staff, and the observations they are means
of: helper days a 1 000 households, yuan a household.
"""


class Task(NamedTuple):
    """A run to be made, and its key."""

    key: str
    run: Run


@dataclass(frozen=True)
class Failure:
    """A run that could not be made: what was raised, where, in which recorded month (None: before any)."""

    key: str
    month: int | None
    error: str
    traceback: str


class Trial(NamedTuple):
    """What a batch gives: by key a row a run, by key and month the monthly rows (none unless asked for), and
    what failed.
    """

    runs: pd.DataFrame
    monthly: pd.DataFrame
    failures: tuple[Failure, ...] = ()


class Stopped(Exception):
    """A world stopped in this month; the cause says why."""

    def __init__(self, month: int) -> None:
        super().__init__(month)
        self.month = month


def attempt(tasks: Sequence[Task], monthly: bool) -> Trial:
    """Make the runs; whatever can be made of them comes back."""
    try:
        return _made(tasks, monthly)
    except Exception as error:
        if len(tasks) == 1:
            return Trial(*_nothing(), (_failure(tasks[0], error),))
    return together([attempt([task], monthly) for task in tasks])


def attempt_elsewhere(tasks: Sequence[Task], monthly: bool) -> Trial:
    """The same on a machine that may have other code: OtherCode if so, before anything is run."""
    code = code_loaded()
    if code is None or any(code.key(task.run.scenario, task.run.seed) != task.key for task in tasks):
        raise OtherCode(HERE)
    return attempt(tasks, monthly)


@cache
def code_loaded() -> "Code | None":
    """The code that this process has loaded, for it may live on while its files are edited; None where they
    were edited at the very moment of loading.
    """
    from experiments.provenance.run_key import Code

    code = Code()
    from model.instrument import instrument_kinds

    instrument_kinds()
    importlib.import_module("model.neighbourhood")
    return code if {HERE.stamp, stamp()} == {code.stamp} else None


def lost(task: Task) -> Trial:
    """The trial of a run that its worker process died of."""
    said = _("the worker process died, perhaps for want of memory")
    return Trial(*_nothing(), (Failure(task.key, None, said, ""),))


def together(trials: Sequence[Trial]) -> Trial:
    """Several trials as one."""
    runs, monthly = (
        [frame for frame in frames if len(frame)]
        for frames in (
            [trial.runs for trial in trials],
            [trial.monthly for trial in trials],
        )
    )
    failures = tuple(failure for trial in trials for failure in trial.failures)
    empty_runs, empty_months = _nothing()
    return Trial(
        pd.concat(runs, ignore_index=True) if runs else empty_runs,
        pd.concat(monthly, ignore_index=True) if monthly else empty_months,
        failures,
    )


def _nothing() -> tuple[pd.DataFrame, pd.DataFrame]:
    key = pd.Series([], dtype="str")
    return pd.DataFrame({"key": key}), pd.DataFrame({"key": key, "month": pd.Series([], dtype="int64")})


def _made(tasks: Sequence[Task], monthly: bool) -> Trial:
    """The rows of one world that holds all the runs; what it raises knows the month."""
    from model.neighbourhood import Neighbourhood, Placement

    world = Neighbourhood([Placement(task.run.scenario, task.run.seed) for task in tasks])
    try:
        world.run()
    except Exception as error:
        raise Stopped(int(world.month)) from error
    return rows(world, tasks, monthly)


def rows(world: "Neighbourhood", tasks: Sequence[Task], monthly: bool) -> Trial:
    """The rows of a world that holds these runs and has come to its end."""
    months = world.monthly()
    keys = np.array([task.key for task in tasks], dtype=object)
    outcomes = world.outcomes().reset_index(drop=True)
    runs = pd.concat([_keyed(keys), _prices(months, tasks), outcomes], axis=1)
    if not monthly:
        return Trial(runs, _nothing()[1])
    whose = _keyed(keys[months["compound"].to_numpy()])
    rest = months.drop(columns="compound").reset_index(drop=True)
    return Trial(runs, pd.concat([whose, rest], axis=1))


def _keyed(keys: Iterable[str]) -> pd.DataFrame:
    return pd.DataFrame({"key": pd.Series(keys, dtype="str")})


def _prices(months: pd.DataFrame, tasks: Sequence[Task]) -> pd.DataFrame:
    """The mean price of every run from the month in which its governance model starts."""
    starts = np.array([task.run.scenario.start for task in tasks])
    governed = months[months["month"].to_numpy() >= starts[months["compound"].to_numpy()]]
    means = governed.groupby("compound")[list(PRICE.values())].mean().reindex(range(len(tasks)))
    return means.fillna(0.0).set_axis(list(PRICE), axis=1).reset_index(drop=True)


def _failure(task: Task, error: BaseException) -> Failure:
    month, cause = None, error
    if isinstance(error, Stopped) and error.__cause__ is not None:
        month, cause = error.month, error.__cause__
    return Failure(task.key, month, in_one_line(cause), "".join(traceback.format_exception(cause)))


def in_one_line(error: BaseException) -> str:
    """What is wrong with a rule; of anything else, what was raised, as Python says it."""
    return about_rules(error) or as_python_says(error)
