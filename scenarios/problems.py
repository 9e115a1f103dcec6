"""What is wrong with something given, in a plain sentence: value seen, values allowed, the nearest one."""

import difflib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from scenarios.language import _, after, msgid
from scenarios.names import narrow


class ScenarioError(ValueError):
    """Something given is wrong; its text is the one message for the user, in the language chosen."""


RENAMED = {"closed_loop.reopen": "triage.unsatisfied"}
"""Keys of earlier versions, and what took their place."""


def nearest(word: str, known: Iterable[str]) -> str:
    """`` Did you mean x?`` with the known word most like `word`, or nothing if none is like it."""
    names = {name.casefold(): name for name in known}
    if RENAMED.get(word) in names:
        return after(_("Did you mean {name}?", name=RENAMED[word]))
    found = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.55)
    return after(_("Did you mean {name}?", name=names[found[0]])) if found else ""


def listed(values: Iterable[object]) -> str:
    """The values as a list for a message, all of them: the one that was meant may be the last."""
    return ", ".join(str(value) for value in values)


def number(value: float) -> str:
    """A number as a person writes it, without trailing zeros."""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else f"{value:.6g}"


def number_meant(value: object) -> str:
    """`` Write 0.5.`` where a word, such as 50% or 1,000, can only mean a number; else nothing."""
    if not isinstance(value, str):
        return ""
    text = narrow(value).strip(" \t'\"“”‘’")
    found = _WRITTEN.fullmatch(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    if found is None:
        return ""
    meant = float(found[1]) / 100 if found[2] else float(found[1])
    return " " + _("Write {value}.", value=number(meant)) if math.isfinite(meant) else ""


_WRITTEN = re.compile(r"([-+]?\d{1,300}(?:\.\d{0,300})?(?:[eE][-+]?\d{1,3})?) ?(%)?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3}){1,100}(?:\.\d{0,300})?")


def printable(text: str) -> str:
    """The text with what no terminal can print, as in a file name that is not in UTF-8, written out."""
    return text.encode("utf-8", "backslashreplace").decode()


def shown(value: object) -> str:
    """A value as the file has it: words in quotation marks, numbers without."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = printable(str(value) if not isinstance(value, str) else f'"{value}"')
    return text if len(text) <= 60 else text[:57] + "…"


# What Chinese input methods type and YAML does not take for the mark it looks like.
_WIDE = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "【": "[",
    "】": "]",
    "。": ".",
    "、": ",",
    "－": "-",
    "—": "-",
}
_SPACES = {"\u3000": msgid("full-width space"), "\u00a0": msgid("no-break space")}
_HEAD = re.compile(
    r"""[ ]*(?:[\u3000\u00a0\t]                # a line indented with anything but plain spaces
        |(?:-\ +)?["\w.+-]+[：\u3000\u00a0]    # key：value
        |(?:-\ +)?["\w.+-]+:[^\ ]              # key:value
        |[“”‘’]                                # “key”: value
        |[^#]*\{[^{}]*[，、；]\ *\w+[:：]        # {zh: 一， en: one}
        |[^#]*[｛【［])""",
    re.VERBOSE,
)


def _plain(mark: str) -> str | None:
    """The mark YAML wants instead of a wide one; None if `mark` is as it should be."""
    if mark in _WIDE or mark in _SPACES:
        return _WIDE.get(mark, " ")
    plain = unicodedata.normalize("NFKC", mark)
    return plain if plain != mark and plain.isascii() else None


def typing_hint(line: str) -> str:
    """What a Chinese input method left in the line and what to write instead; nothing if it left nothing."""
    if line.lstrip(" ").startswith("\t"):
        return " " + _("The line is indented with a tab; use spaces.")
    for mark in line:
        if (plain := _plain(mark)) is not None:
            return " " + _found(mark, plain)
    if re.match(r' *(?:- +)?["\w.+-]+:[^\s]', line):
        return " " + _("A space is missing after the colon.")
    return ""


def _found(mark: str, plain: str) -> str:
    if mark in _SPACES:
        return _("The line holds a {space}; use an ordinary space.", space=_(_SPACES[mark]))
    return _(
        "The line holds '{mark}', as a Chinese input method types it; use '{plain}' instead.",
        mark=mark,
        plain=plain,
    )


def wide_mark(mark: str) -> str:
    """What to write in the place of a mark, if a Chinese input method typed it; else nothing."""
    plain = _plain(mark)
    return "" if plain is None else _found(mark, plain)


def suspicious_line(text: str) -> int | None:
    """The first line (from 1) whose structure was typed with full-width marks, wide spaces or tabs."""
    for row, line in enumerate(text.split("\n"), 1):
        if not line.lstrip().startswith("#") and _HEAD.match(line) and typing_hint(line):
            return row
    return None


def in_words(error: Mapping[str, Any], known: Iterable[str]) -> str:
    """What pydantic found wrong, to end a sentence that opens with the key; `known` are those allowed."""
    kind, seen, limits = error["type"], error["input"], error.get("ctx", {})
    if kind == "missing":
        return _("is missing")
    if kind == "extra_forbidden":
        return _("is unknown; allowed are: {allowed}", allowed=listed(known))
    if seen is None:
        return _("has no value")
    if kind == "too_long":
        return _(
            "has {count} values; the most is {most}", count=limits["actual_length"], most=limits["max_length"]
        )
    value = shown(seen)
    if kind == "literal_error":
        return _("is {value}; allowed are: {allowed}", value=value, allowed=_literals(limits["expected"]))
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = limits.get("ge", limits.get("le"))
        least, most = msgid("is {value}; the least is {bound}"), msgid("is {value}; the most is {bound}")
        return _(least if "ge" in limits else most, value=value, bound=number(bound))
    if kind in ("greater_than", "less_than"):
        above, below = (
            msgid("is {value}; it must be above {bound}"),
            msgid("is {value}; it must be below {bound}"),
        )
        return _(
            above if "gt" in limits else below, value=value, bound=number(limits.get("gt", limits.get("lt")))
        )
    return _(_WRONG_KIND.get(kind, _NOT_ALLOWED), value=value)


_NOT_ALLOWED = msgid("is {value}, which is not allowed")
NUMBERS = ("float_type", "int_type")
"""What pydantic calls a value that should be a number."""

_NO_NUMBER = msgid("is {value}; it must be a number")
_NOT_WHOLE = msgid("is {value}; it must be a whole number")
_NO_LIST = msgid("is {value}; it must be a list in square brackets")
_NO_KEYS = msgid("is {value}; it must hold keys of its own")
_WRONG_KIND = {
    "float_type": _NO_NUMBER,
    "int_type": _NOT_WHOLE,
    "int_from_float": _NOT_WHOLE,
    "finite_number": msgid("is {value}; it must be a finite number"),
    "bool_type": msgid("is {value}; it must be true or false"),
    "string_type": msgid("is {value}; it must be words"),
    "string_too_short": msgid("has no value"),
    "list_type": _NO_LIST,
    "tuple_type": _NO_LIST,
    "too_short": msgid("is {value}, which has too few values"),
    "model_type": _NO_KEYS,
    "dict_type": _NO_KEYS,
}


def _literals(expected: str) -> str:
    return ", ".join(word.strip("'") for word in re.split(r", | or ", expected))
