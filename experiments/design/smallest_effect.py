"""The smallest differences of interest and the primary outcomes: what the file of outcomes says, unless
somebody says otherwise.

Invariant: what is too small to matter, and what a comparison is made for, is for those to say who
will use the answer, and before it is seen; whatever they say is written in the table beside every verdict.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from experiments.errors import ArgumentError
from scenarios import read
from scenarios.language import _
from scenarios.problems import listed, nearest
from scenarios.read import OutcomeEntry

NO_MORE: Mapping[str, OutcomeEntry] = MappingProxyType({})


def known(name: str, further: Mapping[str, OutcomeEntry] = NO_MORE) -> str:
    """The outcome of that id, perhaps a further one; ArgumentError, with the nearest, if there is none."""
    entries = {**read.outcome_entries(), **further}
    if name not in entries:
        message = _("There is no outcome {name}; there are: {known}.", name=name, known=listed(entries))
        raise ArgumentError(message + nearest(name, entries))
    return name


def entries(smallest: Mapping[str, float], primary: Collection[str] = ()) -> dict[str, OutcomeEntry]:
    """All outcomes, these with another smallest difference of interest; if any are named as primary, they
    alone are.
    """
    found = dict(read.outcome_entries())
    for name, value in smallest.items():
        found[name] = found[name].model_copy(update={"smallest": value})
    if primary:
        found = {name: entry.model_copy(update={"primary": name in primary}) for name, entry in found.items()}
    return found
