"""How far a study is, on standard error: a bar on a terminal, one line in a log, nothing where a program
reads.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from scenarios.language import _

Advance = Callable[[int], None]
"""Is called with how many more runs are done."""

Reporting = Callable[[int], AbstractContextManager[Advance]]
"""Is called with how many runs there will be, and gives what is called with how many more are done."""


def nobody(done: int) -> None:
    """Nobody wants to know."""


@contextmanager
def silently(runs: int) -> Iterator[Advance]:
    """Say nowhere how far it is."""
    yield nobody


@contextmanager
def progress(runs: int, quiet: bool) -> Iterator[Advance]:
    """A function to be called with how many more of the runs are done."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield nobody
        if not quiet:
            console.print(_("{runs} runs done.", runs=runs), highlight=False)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(_("runs"), total=runs)
        yield lambda done: bar.advance(task, done)
