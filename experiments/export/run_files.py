"""The files of chosen runs: panel, log and networks, all from one pass over the runs.

Invariant: what is wrong with a name or a choice is said before anything runs, and no file is written by
halves.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from experiments.export import household_panel, issue_log
from experiments.export.chosen_runs import Choice, chosen_runs
from experiments.export.household_panel import HouseholdPanel
from experiments.export.issue_log import IssueLog
from experiments.export.remade_runs import Onlooker, make_again
from experiments.export.table_file import TableFile, finished, table_file
from experiments.export.tie_network import TieNetwork
from experiments.store.tables import ENDINGS


class RunFiles(NamedTuple):
    """What is to be written; None leaves it out. `every`: months between two of the panel."""

    agents: Path | None = None
    issues: Path | None = None
    network: Path | None = None
    every: int = 1

    def any(self) -> bool:
        """Whether anything is."""
        return any(file is not None for file in self[:3])


def write_runs(folder: Path, choice: Choice, wanted: RunFiles, quiet: bool = True) -> list[Path]:
    """Write the files of the chosen runs of a folder; says which. ArgumentError, FolderError or RunError if
    they cannot be, and then none is.
    """
    with ExitStack() as files:
        panel = _opened(files, wanted.agents, household_panel.TABLE)
        log = _opened(files, wanted.issues, issue_log.TABLE)
        runs = chosen_runs(folder, choice)
        onlookers: list[Onlooker] = [HouseholdPanel(panel, wanted.every)] if panel is not None else []
        onlookers += [IssueLog(log)] if log is not None else []
        network = None
        if wanted.network is not None:
            network = files.enter_context(TieNetwork(wanted.network, len(runs) > 1))
            onlookers.append(network)
        make_again(runs, onlookers, quiet)
        written = [file for file in (wanted.agents, wanted.issues) if file is not None]
    return written + (network.files if network is not None else [])


def _opened(files: ExitStack, file: Path | None, name: str) -> TableFile | None:
    if file is None:
        return None
    unfinished = files.enter_context(finished(file, ENDINGS))
    return files.enter_context(table_file(unfinished, file, name))
