"""What is passed from Python, checked as the command checks what is typed: one message before all runs."""

from collections.abc import Callable, Iterable, Mapping
from operator import index
from typing import Any

from experiments.design.smallest_effect import known
from experiments.errors import ArgumentError, between, unambiguous
from experiments.limits import MOST_JOBS
from scenarios import read
from scenarios.language import _
from scenarios.problems import shown
from scenarios.read import Case, Governance


def whole(value: object, name: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, else ArgumentError; NumPy's are whole numbers too."""
    try:
        number = low - 1 if isinstance(value, bool) else index(value)  # type: ignore[arg-type]
    except TypeError:
        number = low - 1
    return between(number, name, low, high, shown(value))


def processes(jobs: int | None) -> int | None:
    """How many processes; None: as many as pay off."""
    return None if jobs is None else whole(jobs, "jobs", 1, MOST_JOBS)


def cases_of(given: object) -> list[Case]:
    """One case or several, each once: ids, names, files or cases that were read."""
    one = isinstance(given, str | Case)
    found = [_entry(case, Case, read.case) for case in _listed([given] if one else given, "cases")]
    if not found:
        raise ArgumentError(
            _("cases is empty; give the id or the name of a case, a YAML file, or a list of them.")
        )
    return list({one.id: one for one in unambiguous(found)}.values())


def models_of(given: object) -> list[Governance]:
    """Two governance models or more: ids, names, files or governance models that were read."""
    example = list(read.governance_models())[:2]
    names = None if isinstance(given, str | Governance | Mapping) else given
    found = list(names) if isinstance(names, Iterable) else []
    if len(found) < 2:
        message = _(
            "governance must be a list of two governance models or more, as in {example}, not {value}."
        )
        raise ArgumentError(message.format(example=example, value=shown(given)))
    return unambiguous([_entry(one, Governance, read.governance) for one in found])


def model_of(given: object) -> Governance:
    """One governance model."""
    return _entry(given, Governance, read.governance)


def case_of(given: object) -> Case:
    """One case."""
    return _entry(given, Case, read.case)


def smallest_of(given: Mapping[str, float] | None) -> dict[str, float]:
    """Smallest differences of interest by outcome, each above 0."""
    found = {known(name): value for name, value in (given or {}).items()}
    for name, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            message = _("{option} must be a number {allowed}, not {value}.")
            seen = {"option": f"smallest[{name!r}]", "value": shown(value)}
            raise ArgumentError(message.format(allowed=_("above 0"), **seen))
    return found


def primary_of(given: object) -> tuple[str, ...]:
    """The ids of primary outcomes, each once."""
    return tuple(dict.fromkeys(known(name) for name in _listed(given, "primary")))


def plain(value: Any) -> Any:
    """What a YAML file would hold: of arrays, ranges and tuples lists, of NumPy's numbers plain ones, of what
    was read the name by which it is found.
    """
    if isinstance(value, Case | Governance):
        return value.reference
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(one) for one in value]
    return value


def _listed(given: object, name: str) -> list[Any]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ArgumentError(_("{name} must be a list, not {value}.", name=name, value=shown(given)))
    return list(given)


def _entry[E: (Case, Governance)](given: object, kind: type[E], reader: Callable[[str], E]) -> E:
    """The entry, or that of this name."""
    if isinstance(given, kind):
        return given
    if not isinstance(given, str):
        what = _("case") if kind is Case else _("governance model")
        message = _("{value} is no {what}; give an id, a name or a YAML file.", value=shown(given), what=what)
        raise ArgumentError(message)
    return reader(given)
