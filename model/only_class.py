"""The one class of a file: what a file of rules, of an instrument or of an outcome is found by."""

from __future__ import annotations

from types import ModuleType

from scenarios.language import _
from scenarios.problems import ScenarioError


def only_class[T](module: ModuleType, general: type[T]) -> type[T]:
    """The one class of that sort that a module defines; ScenarioError, with the file, if it is not one."""
    found = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, general) and one.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise ScenarioError(
            _(
                "{file}: must hold one class of {general}; it holds {count}.",
                file=module.__file__,
                general=f"{general.__module__}.{general.__name__}",
                count=len(found),
            )
        )
    return found[0]
