"""What `gongzhi check-rule` found: each problem with what to write instead, or what is clean."""

from collections.abc import Iterator
from typing import Any

from experiments.rule_check.checked_file import CheckedFile
from results.document.blocks import BLANK, Block, lines
from results.text.names import joined
from scenarios.language import _


def plain(found: CheckedFile) -> dict[str, Any]:
    """The same for programs."""
    problems = [one._asdict() for one in found.problems]
    return {**found._asdict(), "clean": not problems, "problems": problems}


def checked_rules(found: CheckedFile) -> Iterator[Block]:
    """The problems by line, or what was checked."""
    for one in found.problems:
        yield from lines((_("{where}: {reason}", where=one.where, reason=one.reason), f"  {one.remedy}"))
        yield BLANK
    yield from lines([_wrong(found)] if found.problems else _clean(found))


def _wrong(found: CheckedFile) -> str:
    if len(found.problems) == 1:
        return _("{file}: 1 problem.", file=found.file)
    return _("{file}: {count} problems.", file=found.file, count=len(found.problems))


def _clean(found: CheckedFile) -> Iterator[str]:
    """What was looked at, and how."""
    yield _("{file} is clean.", file=found.file)
    if found.written:
        yield _(
            "Methods and functions looked at as they are written: {count} ({names}).",
            count=len(found.written),
            names=joined(found.written),
        )
    else:
        yield _("It writes no method of its own, only numbers and states.")
    if found.asked:
        yield _(
            "Rules asked in small worlds, twice, by columns and one by one, among all and some, and with "
            "other draws: {count} ({names}).",
            count=len(found.asked),
            names=joined(found.asked),
        )
