"""Mappings that cannot be changed once made, and the values of all parameters as one of them."""

from collections.abc import Mapping
from typing import Any, NoReturn, Self

from scenarios.language import _
from scenarios.problems import ScenarioError, nearest


class Fixed[V](dict[str, V]):
    """A mapping that cannot be changed once made; it can be pickled."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("these values are fixed; make a new scenario instead")

    __setitem__ = __delitem__ = update = setdefault = pop = popitem = clear = __ior__ = _refuse

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, V]]]:
        return type(self), (dict(self),)


class Values(Fixed[float]):
    """The value of every parameter by key; a key that the ledger lacks is said to be missing from it."""

    def __missing__(self, key: str) -> float:
        raise ScenarioError(_("The ledger has no parameter {key}.", key=key) + nearest(key, self))


def fix(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same, so that it cannot be changed."""
    return Fixed(given)
