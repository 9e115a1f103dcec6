"""A setting: what a study file says of one parameter, or with one word of the whole ledger.

Invariant: a value, a list or a range is checked against the ledger when the file is read.
"""

from typing import Any

from scenarios import read
from scenarios.contents import no_number, unfit
from scenarios.entries import Parameter
from scenarios.files import DataFile
from scenarios.language import _
from scenarios.problems import listed, nearest, number, number_meant, shown
from scenarios.sampling import POSTERIOR, Range

SAMPLED = "sampled"
"""In the place of a value: sampled over the range that the ledger gives."""

MOST_VALUES = 1000
"""How many values a parameter may be given."""

LEDGER = "ledger"
"""In the place of all parameters, or as one more key among them: whatever is left open is sampled."""

WORDS = (LEDGER, POSTERIOR)
"""What may be in the place of all parameters."""


def settings(data: DataFile, written: object) -> tuple[dict[str, object], bool]:
    """The settings by key, and whether the rest of the ledger is sampled as well."""
    if isinstance(written, str) and written != LEDGER:
        problem = _("is {value}; it must hold keys of its own, or be one word: {known}")
        known = listed(WORDS)
        data.fail(("parameters",), problem.format(value=shown(written), known=known), nearest(written, WORDS))
    given = {LEDGER: SAMPLED} if written == LEDGER else data.mapping(written or {}, ("parameters",))
    found = {key: _setting(data, key, value) for key, value in given.items() if key != LEDGER}
    if LEDGER in given and given[LEDGER] != SAMPLED:
        problem = _("is {value}; it must be {word}", value=shown(given[LEDGER]), word=SAMPLED)
        data.fail(("parameters", LEDGER), problem)
    return found, LEDGER in given


def _setting(data: DataFile, key: str, value: object) -> object:
    """The value, the values or the range of one parameter, checked against the ledger."""
    path = ("parameters", key)
    if (parameter := read.ledger().get(key)) is None:
        data.fail(path, _("is not in the ledger"), nearest(key, [*read.ledger(), LEDGER]))
    if value == SAMPLED or isinstance(value, dict):
        return _range(data, parameter, value)
    values: list[Any] = value if isinstance(value, list) else [value]
    if not values or any(isinstance(one, bool) or not isinstance(one, int | float) for one in values):
        problem = _("is {value}; it must be a number, a list of numbers, {word} or {range}")
        message = problem.format(value=shown(value), word=SAMPLED, range="{low: …, high: …}")
        data.fail(path, message, number_meant(value))
    if len(values) > MOST_VALUES:
        data.fail(path, _("has {count} values; the most is {most}", count=len(values), most=MOST_VALUES))
    for one in values:
        if problem := no_number(one) or unfit(parameter, one):
            data.fail(path, problem)
        if values.count(one) > 1:
            data.fail(path, _("holds {value} twice", value=number(one)))
    return value


def _range(data: DataFile, parameter: Parameter, value: object) -> Range:
    path = ("parameters", parameter.key)
    if parameter.kind == "flag":
        data.fail(path, _("is either 0 or 1 and cannot be sampled; write [0, 1]"))
    if not isinstance(value, dict):
        if parameter.prior == "fixed" or parameter.low == parameter.high:
            data.fail(path, _("is fixed in the ledger; give a range, {range}", range="{low: …, high: …}"))
        return Range(low=parameter.low, high=parameter.high)
    found = data.build(Range, value, path)
    for name, bound in (("low", found.low), ("high", found.high)):
        if problem := unfit(parameter, bound):
            data.fail((*path, name), problem)
    if found.low >= found.high:
        data.fail(path, _("must run from a lower to a higher value"))
    return found
