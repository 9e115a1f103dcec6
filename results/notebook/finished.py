"""A finished folder, opened from Python: of `run`, `compare` or a study, its shards merged.

Invariant: a study that is half done is refused, unless it is asked for as such, and is then shown as such.
"""

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path

import pandas as pd

from experiments.analysis.comparisons.study_end import Ending, ending
from experiments.execution.results import kind_of, not_finished, results_in
from experiments.execution.stored_study import StoredStudy
from experiments.store.derived_tables import COMPARISON
from experiments.store.output_folder import FolderError
from results.document.blocks import Block, lines
from results.findings.comparisons.case_tables import case_tables
from results.findings.comparisons.study_end import study_end
from results.notebook.shown import Results, SingleRun, means_tables
from results.text.completeness import notices
from results.text.conditions import of_study
from results.text.names import after_each_other
from scenarios.language import _


class StudyResults(Results):
    """The results of a study, which show themselves as `gongzhi study` ends."""

    def __init__(self, found: Ending, notices: Sequence[str] = ()) -> None:
        super().__init__(found.study, notices)
        self._ending, self.folder = found, found.folder

    @property
    def monthly(self) -> pd.DataFrame:
        """A row for each run and month; ArgumentError where no months were kept."""
        if self._study.monthly.empty and self._ending.origin.monthly:
            return results_in(self.folder).study.monthly
        return super().monthly

    @property
    def by_type(self) -> pd.DataFrame | None:
        """The comparison by compound type; None where no two cases are of one."""
        table = self._ending.by_type
        return None if table is None else table.copy()

    def blocks(self) -> Iterator[Block]:
        """Notices, under what conditions results hold, the comparison, and what to do next."""
        yield from lines(self.notices)
        origin = self._ending.origin
        yield from lines(
            of_study(origin.cases, origin.months, origin.start, self._ending.sampling, origin.rules)
        )
        if self._study.comparison is None:
            yield from means_tables(self._study)
        if (self.folder / f"{COMPARISON}.parquet").exists() or self._study.comparison is None:
            yield from study_end(self._ending, "")
        else:
            yield from case_tables(self._study)


def open_results(folder: str | PathLike[str], *, unfinished: bool = False) -> Results:
    """What a folder holds; FolderError if it is not there, not of gongzhi, damaged, or a study that was not
    carried out to its end, unless `unfinished` says that this is known.
    """
    place = Path(folder)
    if kind_of(place) == "study":
        return _of_study(place, unfinished)
    study = results_in(place).study
    return SingleRun(study) if study.comparison is None and len(study.runs) == 1 else Results(study)


def _of_study(folder: Path, unfinished: bool) -> StudyResults:
    stored = StoredStudy(folder)
    if not unfinished and (why := not_finished(stored)):
        further = _("With unfinished=True it is opened as it is.")
        raise FolderError(after_each_other(why, further))
    return StudyResults(ending(folder), tuple(notices(stored.state())))
