"""What is told of a study that is not whole: runs that are still to be made, runs that failed.

Invariant: wherever half of a study is shown, these sentences stand before its numbers.
"""

from collections.abc import Iterator

from experiments.execution.stored_study import State
from scenarios.language import _


def notices(state: State) -> Iterator[str]:
    """The sentences; none of a study that is whole."""
    if state.unfinished:
        yield _(
            "This study is not finished: {runs} runs are there. What follows will change.", runs=state.made
        )
    if state.failed:
        yield _(
            "{count} runs failed and are left out; if they are alike in something, the means are biased.",
            count=state.failed,
        )
