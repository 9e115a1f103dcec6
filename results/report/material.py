"""What a report is made of: the tables of a finished comparison or study, read from its folder.

Invariant: a report says of what it is made. A study that is half done is told as half done, and where
parameters were varied a world is a point of the design (`experiments/execution/results.py`).
"""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from experiments.execution.results import Results, results_in
from experiments.execution.stored_study import CARRIED_OUT, State
from experiments.store.tables import Study
from experiments.value_of_information.worth_table import WorthOfKnowing
from results.findings.questionnaire.first_five import choices_in


@dataclass(frozen=True)
class Material:
    """`study`: tables as everything in `results/` reads them; `points`: how many sets of parameters were
    drawn (1: none was varied); `varied`: their keys; `state`: how far a study is.
    """

    folder: Path
    study: Study
    points: int = 1
    varied: tuple[str, ...] = ()
    state: State = CARRIED_OUT

    @cached_property
    def choices(self) -> list[WorthOfKnowing] | str:
        """Of a sampled study, what knowing a parameter would be worth, or why that cannot be told; worked out
        once for all files of the report.
        """
        return choices_in(self.folder)


def material(folder: Path) -> Material:
    """What the folder holds; FolderError if it is not there, is nothing of ours, is empty or too new."""
    found = results_in(folder)
    values = list(found.origin.points.values())
    study = _of_store(folder, found) if found.identity else found.study
    return Material(folder, study, len(values), tuple(values[0]), found.state)


def _of_store(folder: Path, found: Results) -> Study:
    """The study of a store; its manifest says what a report tells of how it was made."""
    replicates = found.origin.worlds
    manifest = {
        **found.identity,
        **found.study.manifest,
        "command": [*found.origin.command, "--out", folder.name],
        "replicates": [one.replicate for one in replicates],
        "seeds": [one.seed for one in replicates],
    }
    return replace(found.study, manifest=manifest)
