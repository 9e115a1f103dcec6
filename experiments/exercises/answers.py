"""A file of answers: a line each, `name: answer`; what stands after # is for the reader.

Invariant: how an answer is typed (width, case, spaces, quotation marks) makes no difference.
"""

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from scenarios.files import text_of
from scenarios.language import _
from scenarios.names import narrow
from scenarios.problems import ScenarioError, listed, nearest, shown

MARKS = " \t`'\"“”‘’「」。；;"
"""What may stand around an answer."""


def answers(file: Path, names: Sequence[str]) -> dict[str, str]:
    """The answer to each question, empty where there is none yet; ScenarioError if the file is not there or
    cannot be read, if a line is none of an answer, if a name is unknown or stands twice.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text_of(file).splitlines(), 1):
        if not (plain := narrow(line).partition("#")[0].strip()):
            continue
        where = f"{file.name}:{number}"
        name, colon, answer = plain.partition(":")
        if not colon:
            raise ScenarioError(
                _("{where}: {line} is no answer; write name: answer.", where=where, line=shown(plain))
            )
        found[_known(name.strip(), names, found, where)] = answer.strip(MARKS)
    return {name: found.get(name, "") for name in names}


def _known(name: str, names: Sequence[str], found: Collection[str], where: str) -> str:
    if name not in names:
        message = _(
            "{where}: there is no question {name}; there are {known}.",
            where=where,
            name=shown(name),
            known=listed(names),
        )
        raise ScenarioError(message + nearest(name, names))
    if name in found:
        raise ScenarioError(_("{where}: {name} stands twice.", where=where, name=name))
    return name


def same_words(answer: str, *meant: str) -> bool:
    """Whether an answer is one of these, however it is typed."""
    return _folded(answer) in {_folded(one) for one in meant}


def names_it(answer: str, word: str) -> bool:
    """Whether a word of code, such as the name of a rule or of a file, stands in an answer by itself."""
    plain = answer.replace("\\", "/").casefold()
    return re.search(rf"(?<![\w-]){re.escape(word.casefold())}(?![\w-])", plain, flags=re.ASCII) is not None


def as_number(answer: str) -> float | None:
    """The number that an answer is, also one in per cent; None if it is none."""
    text = answer.replace("−", "-").replace("–", "-").strip()
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def _folded(text: str) -> str:
    return "".join(narrow(text).casefold().replace("_", "-").split())
