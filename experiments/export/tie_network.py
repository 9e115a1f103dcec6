"""The network of a run at its end as GraphML: households with what the panel says of them, and their ties.

Invariant: nodes are the households by their number, edges those of `Neighbourhood.network`; a run has a file.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import networkx as nx

from experiments.export.chosen_runs import ChosenRun
from experiments.export.household_panel import households
from experiments.export.table_file import check_file, finished

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

ENDING = ".graphml"


class TieNetwork:
    """Writes the network of every run, all of them or none. `files`: those that were written."""

    def __init__(self, file: Path, several: bool) -> None:
        """file: what it is called; where there are several runs each adds which it is. ArgumentError if its
        name ends otherwise, FolderError if no file can be put there.
        """
        check_file(file, (ENDING,))
        self._file, self._several = file, several
        self.files: list[Path] = []
        self._written = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._written.__exit__(kind, error, trace)

    def month(self, run: ChosenRun, world: Neighbourhood) -> None:
        """Nothing yet."""

    def end(self, run: ChosenRun, world: Neighbourhood) -> None:
        """Write the network; its file is there once all are written."""
        file = self._named(run) if self._several else self._file
        unfinished = self._written.enter_context(finished(file, (ENDING,)))
        nx.write_graphml(network(run, world), unfinished)
        self.files.append(file)

    def _named(self, run: ChosenRun) -> Path:
        scenario, number = run.run.scenario, run.run.replicate
        which = [scenario.case.id, scenario.governance.id, f"p{run.point}" if run.point else "", str(number)]
        return self._file.with_stem("-".join([self._file.stem, *filter(None, which)]))


def network(run: ChosenRun, world: Neighbourhood) -> nx.Graph:
    """The ties of all compounds of a run; node = number of the household, with the panel's columns."""
    graph = nx.compose_all([world.network(compound) for compound in range(world.compounds.count)])
    panel = households(world).set_index("household")
    for number, row in zip(panel.index.tolist(), panel.to_dict("records"), strict=True):
        graph.nodes[number].clear()
        graph.nodes[number].update(row)
    scenario = run.run.scenario
    graph.graph.update(case=scenario.case.id, governance=scenario.governance.id, month=int(world.month))
    graph.graph.update(seed=run.run.seed, point=run.point)
    if run.run.replicate is not None:
        graph.graph["replicate"] = run.run.replicate
    return graph
