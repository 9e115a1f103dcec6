"""How far a study is, on standard error: a bar on a terminal, one line in a log, nothing where a program
reads.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from experiments.design.runs import Run
from experiments.execution.process_pool import Progress as Advance
from experiments.execution.process_pool import jobs_for, run_all
from experiments.execution.simulate import Rows
from scenarios.language import _


@contextmanager
def progress(runs: int, quiet: bool) -> Iterator[Advance]:
    """A function to be told how many more of the runs are done."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda done: None
        if not quiet:
            console.print(_("{runs} runs done.", runs=runs), highlight=False)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(_("runs"), total=runs)
        yield lambda done: bar.advance(task, done)


def making(jobs: int | None, quiet: bool) -> Callable[[Sequence[Run], bool], Rows]:
    """A function that simulates runs, and their months if wanted, and says how far it is; on `jobs` processes
    (None: as many as pay off).
    """

    def make(runs: Sequence[Run], monthly: bool) -> Rows:
        with progress(len(runs), quiet) as advance:
            return run_all(runs, jobs or jobs_for(runs), advance, monthly)

    return make
