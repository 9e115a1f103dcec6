"""Extras: libraries that some parts need and that are not installed unless asked for (`make extras`)."""

import importlib
from typing import Any

from experiments.errors import ArgumentError
from scenarios.language import _


class MissingExtra(ArgumentError):
    """A library is needed that comes with an extra of this project and is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        message = _(
            "{library} is needed and not installed; it is one of the extras ({extra}): make extras",
            library=library,
            extra=extra,
        )
        super().__init__(message)


def from_extra(module: str, library: str, extra: str) -> Any:
    """A module of a library that comes with an extra; MissingExtra if it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingExtra(library, extra) from None
