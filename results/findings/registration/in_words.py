"""Whether a study was run as it was registered, in words."""

from collections.abc import Iterator
from pathlib import Path

from experiments.registration.as_registered import AsRegistered, as_registered
from results.text.names import joined
from scenarios.language import _

SHOWN = 12
"""Characters of a hash that tell it from others."""

FILES = 5
"""Files of code that are named."""


def registered(folder: Path) -> Iterator[str]:
    """A sentence or more on the registration in the folder of a store; nothing where there is none."""
    if (found := as_registered(folder)) is not None:
        yield from sentences(found)


def sentences(found: AsRegistered) -> Iterator[str]:
    """What is as registered, and what is not."""
    said = {"at": found.at, "digest": found.digest[:SHOWN]}
    if found.same:
        yield _(
            "Registered at {at}, before anything was run (hash {digest}): what was run is what was "
            "registered.",
            **said,
        )
        return
    if found.differs:
        keys = joined(_key(key, files) for key, files in found.differs.items())
        yield _(
            "Registered at {at} (hash {digest}); what was run differs from it in: {keys}.", **said, keys=keys
        )
    else:
        yield _("Registered at {at} (hash {digest}); what is there is as it says.", **said)
    if found.runs_there:
        yield _(
            "It was begun before it was registered: {count} runs were there already, so that this is no plan "
            "made in advance.",
            count=found.runs_there,
        )
    elif not found.begun_under:
        yield _(
            "Some of its runs were made in a folder where this registration did not lie: nothing says that "
            "they came after it."
        )
    if not found.intact:
        yield _("The registration was changed after it was written: its hash does not fit what it says.")


def _key(key: str, files: list[str]) -> str:
    name = _names().get(key, key)
    more = ["…"] if len(files) > FILES else []
    return f"{name} ({joined([*files[:FILES], *more])})" if files else name


def _names() -> dict[str, str]:
    return {
        "cases": _("cases"),
        "governance": _("governance models"),
        "months": _("months"),
        "burn_in": _("burn-in"),
        "start": _("month in which governance starts"),
        "parameters": _("parameter settings"),
        "sampling": _("sampling"),
        "replicates": _("number of replicates"),
        "precision": _("stopping rule"),
        "formulas": _("outcomes by formula"),
        "outcomes": _("outcomes"),
        "primary": _("primary outcomes"),
        "smallest": _("smallest differences that matter"),
        "cost": _("cost"),
        "monthly": _("whether months are kept"),
        "project": _("project"),
        "rules": _("rules of one's own"),
        "code": _("code"),
        "seeds": _("seeds"),
        "contents": _("what the cases or governance models hold, or the ranges that are sampled"),
    }
