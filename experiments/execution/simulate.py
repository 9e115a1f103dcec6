"""Simulation: a batch of runs side by side in one world, and run by run if that fails.

Invariant: a run's rows depend on its scenario and its seed alone, never on what else is in the world. A run
that raises takes no other run with it; it comes back as a failure with its traceback and the month it had
come to.
"""

import importlib
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from experiments.design.formula_columns import formulas_known, with_formulas
from experiments.design.runs import Run, Task
from experiments.errors import about_rules, as_python_says
from experiments.provenance.loaded import HERE, OtherCode
from experiments.provenance.sources import stamp
from scenarios import read
from scenarios.language import _
from scenarios.problems import ScenarioError
from scenarios.project_folder import become, told, typed

if TYPE_CHECKING:
    from agents.actor import Actor
    from experiments.provenance.run_key import Code
    from model.neighbourhood import Neighbourhood

OURS = ("agents", "model", "instruments", "outcomes")
"""The folders whose lines are worth naming when a run fails."""

PRICE = {"price_days": "paid_helper_days", "price_yuan": "yuan_running"}
"""Columns that say what a month costs beside a compound's own staff, and the observations they are means
of: helper days a 1 000 households, yuan a household.
"""

STOPS = (Exception, SystemExit)
"""What a run may end in before its time: a rule that leaves Python is a rule that stopped."""

type Batch = tuple[Task, ...]
type Told = tuple[tuple[str, str], ...]
"""Variables that tell another process of the project and the file of rules of this one, with their values."""

type Reading = Callable[["Neighbourhood", Sequence[Task]], "Trial"]
"""Reads off a world that has come to its end what is wanted of its runs."""


@dataclass(frozen=True)
class Failure:
    """A run that could not be simulated: what was raised, where, in which recorded month (None: before any);
    `problem`: the same for a message, with the line of ours that it comes from.
    """

    key: str
    month: int | None
    error: str
    traceback: str
    problem: str = ""

    def raised(self, run: Run) -> "RunError":
        """The same as an error of that run, with the traceback as a note; WorkerLost where there is none."""
        kind = RunError if self.traceback else WorkerLost
        error = kind(run, self.problem or self.error)
        error.add_note(self.traceback)
        return error


class Trial(NamedTuple):
    """What a batch gives: by key the rows of the runs, by key and month the monthly rows (none unless
    wanted), and what failed.
    """

    runs: pd.DataFrame
    monthly: pd.DataFrame
    failures: tuple[Failure, ...] = ()


class Stopped(Exception):
    """A world stopped in this month; the cause says why."""

    def __init__(self, month: int) -> None:
        super().__init__(month)
        self.month = month


class RunError(RuntimeError):
    """A run stopped with an error; says which one."""

    def __init__(self, run: Run | None, problem: str) -> None:
        super().__init__(run, problem)
        self.run, self.problem = run, problem

    def __str__(self) -> str:
        return self.message()

    def message(self) -> str:
        """The message for the user, with the command that runs the failing run alone."""
        if self.run is None or read.known_governance(self.run.scenario.governance.id) is None:
            text = _("The simulation stopped: {problem}.", problem=self.problem)
        else:
            text = _(
                "The simulation stopped: {problem}. To see it alone: {command}",
                problem=self.problem,
                command=command(self.run),
            )
        return text.replace("?.", "?").replace("？。", "？")  # the problem may end in a question


class WorkerLost(RunError):
    """The worker process of a run died, each time it was tried."""


def command(run: Run) -> str:
    """The command that makes one run alone."""
    scenario = run.scenario
    usual = read.scenario(scenario.case, scenario.governance, measured=()).parameters
    changed = [f"--set {key}={value!r}" for key, value in scenario.parameters.items() if value != usual[key]]
    which = f"--seed {run.seed}" if run.replicate is None else f"--replicate {run.replicate}"
    words = (
        "gongzhi run",
        scenario.case.reference,
        scenario.governance.reference,
        which,
        f"--months {scenario.months}",
        *changed,
        *typed(),
    )
    return " ".join(words)


def attempt(tasks: Sequence[Task], monthly: bool) -> Trial:
    """Simulate the runs; whatever can be made of them comes back: a row a run, and their months if wanted."""
    return attempt_reading(tasks, partial(rows, monthly=monthly))


def attempt_elsewhere(
    tasks: Sequence[Task],
    monthly: bool,
    surroundings: Told | None = None,
    work: Callable[[Sequence[Task], bool], Trial] = attempt,
) -> Trial:
    """The same on a machine that may have other code: OtherCode if so, before anything is run.

    surroundings: what tells of the sender's project and file of rules; work: what is made of the runs.
    """
    code = code_loaded(surroundings)
    if code is None or any(code.key(task.run.scenario, task.run.seed) != task.key for task in tasks):
        raise OtherCode(HERE)
    return work(tasks, monthly)


@cache
def code_loaded(surroundings: Told | None = None) -> "Code | None":
    """The code that this process has loaded, for it may live on while its files are edited; None where they
    were edited at the very moment of loading, or another project's, or other rules, had been loaded before.
    """
    from experiments.provenance.run_key import Code

    before = HERE.stamp
    if surroundings is not None and told() != dict(surroundings):
        if "model" in sys.modules:
            return None
        become(dict(surroundings))
        before = stamp()
    code = Code()
    from model.instrument import instrument_kinds

    instrument_kinds()
    importlib.import_module("model.neighbourhood")
    return code if {before, stamp()} == {code.stamp} else None


def attempt_reading(
    tasks: Sequence[Task],
    reading: Reading,
    archive: bool = False,
    by_group: bool = False,
    kinds: "Sequence[tuple[str, type[Actor]]]" = (),
) -> Trial:
    """Simulate the runs and give what `reading` makes of their world. archive: issues that are closed are
    kept; by_group: groups of residents are recorded; kinds: other classes of residents than the case's.
    """
    again = partial(attempt_reading, reading=reading, archive=archive, by_group=by_group, kinds=kinds)
    try:
        from model.neighbourhood import Neighbourhood, Placement

        placed = [Placement(task.run.scenario, task.run.seed, kinds=tuple(kinds)) for task in tasks]
        world = Neighbourhood(placed, archive=archive, by_group=by_group)
        try:
            world.run()
        except STOPS as error:
            raise Stopped(int(world.month)) from error
        return reading(world, tasks)
    except STOPS as error:
        if len(tasks) == 1:
            return Trial(*_nothing(), (_failure(tasks[0], error),))
    return together([again([task]) for task in tasks])


def lost(task: Task) -> Trial:
    """The trial of a run that its worker process died of."""
    text = _("the worker process died, perhaps for want of memory")
    return Trial(*_nothing(), (Failure(task.key, None, text, "", text),))


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


def rows(world: "Neighbourhood", tasks: Sequence[Task], monthly: bool) -> Trial:
    """The rows of a world that holds these runs and has come to its end."""
    months = world.monthly()
    keys = np.array([task.key for task in tasks], dtype=object)
    outcomes = world.outcomes().reset_index(drop=True)
    runs = pd.concat([_keyed(keys), _prices(months, tasks), outcomes], axis=1)
    runs = with_formulas(runs, formulas_known({}))
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
    whole = "".join(traceback.format_exception(cause))
    return Failure(task.key, month, in_one_line(cause), whole, _problem(cause))


def in_one_line(error: BaseException) -> str:
    """What is wrong with a rule; of anything else, what was raised, as Python says it."""
    return about_rules(error) or as_python_says(error)


def _problem(error: BaseException) -> str:
    """The error and the line of ours that it comes from: whoever changes a rule needs both."""
    if (text := about_rules(error)) is not None:
        return text.rstrip(".。")
    text = as_python_says(error)
    if isinstance(error, ScenarioError):
        return text.rstrip(".。")
    ours = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).parent.name in OURS]
    return f"{text} ({Path(ours[-1].filename).name}, line {ours[-1].lineno})" if ours else text
