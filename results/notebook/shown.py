"""Results that show themselves: as text at a prompt or by `print`, as tables in a notebook, and as frames.

Invariant: what is shown is what the command shows of the same results, in the language chosen when it is
shown, with its verdicts and cautions. A frame that was handed out may be changed; the results stay.
"""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from experiments.design.runs import KEYS
from experiments.errors import ArgumentError
from experiments.store.tables import Study
from results.document.blocks import Block, Paragraph, Table, lines
from results.document.html import fragment
from results.document.terminal import as_text
from results.findings.comparisons.case_tables import run_tables, tables
from results.text.conditions import conditions, model_version
from results.text.names import case_name, governance_name, level, main_outcomes, outcome_name, outcome_unit
from scenarios.language import _
from scenarios.plausible import told


class Shown:
    """What has blocks to show."""

    def blocks(self) -> Iterable[Block]:
        """The document of it."""
        raise NotImplementedError

    def __str__(self) -> str:
        return as_text(self.blocks())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return fragment(self.blocks())


class Results(Shown):
    """Finished runs. `notices`: what must be told before all else."""

    def __init__(self, study: Study, notices: Sequence[str] = ()) -> None:
        self._study = study
        self.notices = tuple(notices)

    @property
    def table(self) -> pd.DataFrame:
        """A row for each case, pair of governance models and outcome: difference, interval, verdict; where
        nothing was compared, the mean of each outcome over the runs by case and governance model.
        """
        found = self._study.comparison
        return _means(self._study.runs) if found is None else found.copy()

    @property
    def runs(self) -> pd.DataFrame:
        """A row for each run (where parameters were varied, for each point) with all outcomes."""
        return self._study.runs.copy()

    @property
    def monthly(self) -> pd.DataFrame:
        """A row for each run and month; ArgumentError where no months were kept."""
        if self._study.monthly.empty:
            raise ArgumentError(
                _("No months were kept of these runs; a study keeps them with monthly: true.")
            )
        return self._study.monthly.copy()

    def blocks(self) -> Iterator[Block]:
        """Notices, then the tables, and under what conditions they hold."""
        yield from lines(self.notices)
        if self._study.comparison is not None:
            yield from tables(self._study)
        elif len(self._study.runs) == 1:
            yield from run_tables(self._study)
        else:
            yield from means_tables(self._study)
            yield from lines(conditions(self._study))
        yield Paragraph(model_version())
        yield from lines(told(self._study.manifest.get("implausible")))


class SingleRun(Results):
    """One run."""

    @property
    def outcomes(self) -> "pd.Series[float]":
        """The outcomes by id."""
        return self._study.runs.iloc[0][self._study.outcomes].astype(float)

    @property
    def months(self) -> pd.DataFrame:
        """What was observed, a row for each month, from 1."""
        return self.monthly.drop(columns=list(KEYS)).set_index("month")

    @property
    def seed(self) -> int:
        """The seed of the run."""
        return int(self._study.runs["seed"].iloc[0])


def _means(runs: pd.DataFrame) -> pd.DataFrame:
    """The mean of every outcome, by case and governance model."""
    return runs.drop(columns=["replicate", "seed"]).groupby(["case", "governance"], sort=False).mean()


def means_tables(study: Study) -> Iterator[Table]:
    """The means of the main outcomes, a table for each case."""
    for case, means in _means(study.runs).groupby("case", sort=False):
        there = means.droplevel("case")
        title = _(
            "{case}: means over {replicates} replicates",
            case=case_name(str(case)),
            replicates=study.replicates,
        )
        rows = [
            [
                outcome_name(name),
                *(level(name, float(there.loc[model, name])) for model in there.index),
                outcome_unit(name),
            ]
            for name in main_outcomes(study.outcomes)
        ]
        heads = [_("outcome"), *map(governance_name, there.index), _("unit")]
        yield Table(heads, rows, title, left=(0, len(heads) - 1))
