"""A window: which of a run's recorded months count."""

import re
from typing import NamedTuple

_FORM = re.compile(r"(all)|(first|last) ([1-9]\d*)|([1-9]\d*) to ([1-9]\d*)")


class Window(NamedTuple):
    """Recorded months `first` to `last`, counted from 1; a `first` of 0 or less counts back from the end."""

    first: int
    last: int | None

    def of(self, months: int) -> slice:
        """The places of its months in a run of that many months."""
        first = self.first if self.first > 0 else max(months + self.first, 0) + 1
        return slice(first - 1, months if self.last is None else min(self.last, months))


def window(text: str) -> Window:
    """``all``, ``first 12``, ``last 12`` or ``13 to 24``; ValueError if it is none of them."""
    found = _FORM.fullmatch(text.strip())
    if found is None or (found[4] and int(found[4]) > int(found[5])):
        raise ValueError(text)
    if found[1]:
        return Window(1, None)
    if found[2]:
        return Window(1, int(found[3])) if found[2] == "first" else Window(-int(found[3]), None)
    return Window(int(found[4]), int(found[5]))
