"""A finished folder, opened from Python: of `run`, `compare` or a study, its shards merged.

Invariant: a study that is half done is refused, unless it is asked for as such, and is then shown as such.
"""

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path

import pandas as pd

from experiments.analysis.comparisons.study_end import Ending, ending
from experiments.execution.results import kind_of, results_in
from experiments.execution.stored_study import State, StoredStudy
from experiments.statistics.paired import NATURAL
from experiments.store.derived_tables import COMPARISON
from experiments.store.output_folder import FolderError
from results.document.blocks import Block, Paragraph, lines
from results.findings.comparisons.case_tables import case_tables
from results.findings.comparisons.study_end import study_end
from results.notebook.shown import Results, SingleRun, means_tables
from results.text.conditions import drawn_from, model_version, timing
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
        origin, asked = self._ending.origin, StoredStudy(self.folder).content.get("asked")
        yield from lines(timing(origin.cases, origin.months, origin.start))
        yield from lines(drawn_from(asked.get("sampling") if isinstance(asked, dict) else None))
        yield Paragraph(model_version())
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
    state = stored.state()
    half_done = _is_half_done(stored, state)
    if half_done and not unfinished:
        raise FolderError(
            _(
                "The study in {folder} is not finished; {made} runs are there. Carry it out to its end (of "
                "shards: merge them), or say unfinished=True.",
                folder=folder,
                made=len(stored.runs),
            )
        )
    return StudyResults(ending(folder), tuple(_notices(len(stored.runs), state.failed, half_done)))


def _is_half_done(stored: StoredStudy, state: State) -> bool:
    """Whether runs are still to be made; those that failed are not."""
    runs = stored.runs[stored.runs["cost"] == NATURAL]
    asked = stored.content.get("asked")
    replicates = asked.get("replicates") if isinstance(asked, dict) else None
    worlds = replicates if isinstance(replicates, int) else runs["replicate"].nunique()
    whole = len(stored.cases) * len(stored.governance) * runs["point"].nunique() * worlds
    return state.unfinished or whole > len(runs) + state.failed


def _notices(runs: int, failed: int, half_done: bool) -> Iterator[str]:
    """What must be told of a study that is not whole."""
    if half_done:
        yield _("This study is not finished: {runs} runs are there. What follows will change.", runs=runs)
    if failed:
        yield _(
            "{count} runs failed and are left out; if they are alike in something, the means are biased.",
            count=failed,
        )
