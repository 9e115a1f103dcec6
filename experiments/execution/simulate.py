"""Running: one run, or a batch of runs side by side in one world, as tidy tables.

The rule it holds: a run's rows depend on its scenario and its seed alone, never on what else is in the world.
"""

from collections.abc import Sequence
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from experiments.design.runs import Run
from experiments.errors import about_rules, as_python_says
from scenarios import read
from scenarios.language import _

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

OURS = ("agents", "model", "instruments")
"""The folders whose lines are worth naming when a run fails."""


class Rows(NamedTuple):
    """What runs give: `runs` has a row for each run, `monthly` one for each run and recorded month; both
    begin with KEYS.
    """

    runs: pd.DataFrame
    monthly: pd.DataFrame


class RunError(RuntimeError):
    """A run stopped with an error; says which one, in a form that survives the way back from a worker
    process.
    """

    def __init__(self, run: Run | None, problem: str) -> None:
        super().__init__(run, problem)
        self.run, self.problem = run, problem

    def __str__(self) -> str:
        return self.message()

    def message(self) -> str:
        """The message for the user, with the command that runs the failing run alone."""
        if self.run is None or read.known_governance(self.run.scenario.governance.id) is None:
            said = _("The simulation stopped: {problem}.", problem=self.problem)
        else:
            said = _(
                "The simulation stopped: {problem}. To see it alone: {command}",
                problem=self.problem,
                command=replay(self.run),
            )
        return said.replace("?.", "?").replace("？。", "？")  # the problem may end in a question


def run_batch(runs: Sequence[Run], monthly: bool = True) -> Rows:
    """Simulate the runs side by side in one world; RunError names the run that cannot be simulated.

    Without `monthly` the monthly table stays empty: it is sixty times the size of the other.
    """
    try:
        return _simulate(runs, monthly)
    except Exception as error:
        if len(runs) == 1:
            raise RunError(runs[0], _problem(error)) from error
        for run in runs:
            run_batch([run], monthly=False)
        raise RunError(None, _problem(error)) from error


def simulated(runs: Sequence[Run], by_group: bool = False) -> "Neighbourhood":
    """The world of these runs after its last month; by_group: with the observations of groups."""
    from model.neighbourhood import Neighbourhood, Placement

    return Neighbourhood([Placement(run.scenario, run.seed) for run in runs], by_group=by_group).run()


def replay(run: Run) -> str:
    """The command that makes one run alone."""
    scenario = run.scenario
    usual = read.scenario(scenario.case, scenario.governance).parameters
    changed = [f"--set {key}={value!r}" for key, value in scenario.parameters.items() if value != usual[key]]
    which = f"--seed {run.seed}" if run.replicate is None else f"--replicate {run.replicate}"
    words = (
        "gongzhi run",
        scenario.case.reference,
        scenario.governance.reference,
        which,
        f"--months {scenario.months}",
        *changed,
    )
    return " ".join(words)


def merged(parts: Sequence[Rows]) -> Rows:
    """The tables of several batches, in the order of the design, as one."""
    return Rows(
        pd.concat([part.runs for part in parts], ignore_index=True),
        pd.concat([part.monthly for part in parts], ignore_index=True),
    )


def _simulate(runs: Sequence[Run], monthly: bool) -> Rows:
    """The world of these runs, from its first month to its last."""
    world = simulated(runs)
    months = world.monthly() if monthly else pd.DataFrame({"compound": pd.Series(dtype="int64")})
    compound = months["compound"].to_numpy()
    return Rows(
        _keyed(runs, list(range(len(runs))), world.outcomes()),
        _keyed(runs, compound.tolist(), months.drop(columns="compound")),
    )


def _keyed(runs: Sequence[Run], rows: Sequence[int], values: pd.DataFrame) -> pd.DataFrame:
    """`values` with the KEYS of run `rows[i]` before its row i."""
    keys = pd.DataFrame(
        {
            "case": pd.array([runs[row].scenario.case.id for row in rows], dtype="str"),
            "governance": pd.array([runs[row].scenario.governance.id for row in rows], dtype="str"),
            "replicate": pd.array([runs[row].replicate for row in rows], dtype="Int64"),
            "seed": pd.array([runs[row].seed for row in rows], dtype="int64"),
        }
    )
    return pd.concat([keys, values.reset_index(drop=True)], axis=1)


def _problem(error: Exception) -> str:
    """The error and the line of ours that it comes from: whoever changes a rule needs both."""
    if (said := about_rules(error)) is not None:
        return said.rstrip(".。")
    said = as_python_says(error)
    ours = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).parent.name in OURS]
    return f"{said} ({Path(ours[-1].filename).name}, line {ours[-1].lineno})" if ours else said
