"""What a user types after a verb, read and checked before anything is simulated.

Invariant: what is wrong is said in one sentence that names the option, the value seen and the values
allowed.
"""

import re
from collections.abc import Iterable, Sequence

from experiments.design.runs import STUDY, seed_of
from experiments.errors import ArgumentError
from scenarios import read
from scenarios.language import _
from scenarios.read import Case, Governance

MOST_MONTHS = 1200
MOST_REPLICATES = 10_000
MOST_JOBS = 1024
LARGEST_SEED = 2**63 - 1


def whole(text: str, option: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, else ArgumentError; digits of every script are digits."""
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise ArgumentError(
            _(
                "{option} must be a whole number from {low} to {high}, not {value}.",
                option=option,
                low=low,
                high=high,
                value=text.strip() or '""',
            )
        )
    return value


def months(text: str) -> int:
    """The number of recorded months."""
    return whole(text, "--months", 1, MOST_MONTHS)


def jobs(text: str | None) -> int | None:
    """The number of processes; None where it is left to us."""
    return None if text is None else whole(text, "--jobs", 1, MOST_JOBS)


def named_cases(names: Sequence[str]) -> list[Case]:
    """The cases named, each once; names may also be joined by commas, Chinese ones too."""
    found = _told_apart([read.case(name) for name in _parts(names) or names])
    return list({case.id: case for case in found}.values())


def named_governance(names: str) -> list[Governance]:
    """The governance models named, at least two; one named twice is wanted compared with itself."""
    found = _told_apart([read.governance(name) for name in _parts([names])])
    if len(found) < 2:
        raise ArgumentError(
            _(
                "A comparison needs at least two governance models, as in --governance {example}.",
                example=",".join(list(read.governance_models())[:2]),
            )
        )
    return found


def _told_apart[E: (Case, Governance)](entries: list[E]) -> list[E]:
    """The entries, unless two files of the user's own would go by the same id."""
    files: dict[str, str] = {}
    for entry in entries:
        first = files.setdefault(entry.id, entry.reference)
        if first != entry.reference:
            message = _(
                "{first} and {second} have the same name; give one of the files another.",
                first=first,
                second=entry.reference,
            )
            raise ArgumentError(message)
    return entries


def overrides(settings: Iterable[str]) -> dict[str, float]:
    """The values of `--set`; of a key given twice the later one holds."""
    return dict(read.parse_override(setting) for setting in settings)


def wanted_seed(seed: str | None, replicate: str | None) -> tuple[int | None, int]:
    """The replicate (None where the seed was given) and the seed of a single run."""
    if seed is not None and replicate is not None:
        raise ArgumentError(_("Give either --seed or --replicate, not both: a replicate has its own seed."))
    if seed is not None:
        return None, whole(seed, "--seed", 0, LARGEST_SEED)
    number = whole(replicate or "0", "--replicate", 0, MOST_REPLICATES)
    return number, seed_of(STUDY, number)


def _parts(names: Iterable[str]) -> list[str]:
    return [part.strip() for name in names for part in re.split("[,，、]", name) if part.strip()]
