"""Whether something new can be called so: a name that Python, or a file of data, can have, and nobody has.

Invariant: whatever is wrong with a name is one ArgumentError, which names what is wrong and what would do.
"""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from keyword import iskeyword
from sys import stdlib_module_names

from experiments.errors import ArgumentError
from scenarios import read
from scenarios.language import _, after
from scenarios.names import fold
from scenarios.own_kinds import INSTITUTIONS, RESIDENTS, own_kinds
from scenarios.problems import shown
from scenarios.project import rule_files
from scenarios.shipped import shipped
from scenarios.study import study_files

OF_PYTHON = ("rule", "kind", "instrument")
"""What is a Python file; all else is data."""

MOST_LETTERS = 40


def check_name(what: str, name: str) -> None:
    """ArgumentError unless something new of that sort can be called so."""
    if what in OF_PYTHON:
        _check_module(name)
    else:
        _check_id(name)
    check_free(what, name)


def check_free(what: str, name: str) -> None:
    """ArgumentError if something of that sort is called so already."""
    taken = next((one for one in _taken(what) if fold(one) == fold(name)), None)
    if taken is not None:
        if taken == name:
            raise ArgumentError(_("The name {name} is taken; give another one.", name=name))
        raise ArgumentError(
            _("The name {name} is taken by {other}; give another one.", name=name, other=taken)
        )


def check_class(name: str, class_name: str, source: str) -> None:
    """ArgumentError if the class would be called like something that its own file imports."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for alias in node.names
    }
    if class_name in names:
        raise ArgumentError(
            _(
                "{name} cannot be used: its class would be {class_name}, which the file needs for something "
                "else; give another name.",
                name=name,
                class_name=class_name,
            )
        )


def class_name(name: str) -> str:
    """The name of a class for a file: `asked_only` holds `AskedOnly`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _check_module(name: str) -> None:
    if not re.fullmatch("[a-z][a-z0-9_]*[a-z0-9]", name) or "__" in name or len(name) > MOST_LETTERS:
        message = _(
            "{name} cannot be the name of a Python file: it is made of small letters a to z, digits and "
            "single _ between them, begins with a letter, and has 2 to {most} letters.",
            name=shown(" ".join(name.split())),
            most=MOST_LETTERS,
        )
        raise ArgumentError(message + _advice(_as_module(name)))
    if iskeyword(name) or name in stdlib_module_names or find_spec(name) is not None:
        raise ArgumentError(_("{name} is a word, or a package, of Python; give another name.", name=name))


def _check_id(name: str) -> None:
    if not name.replace("-", "_").isidentifier() or "_" in name or len(name.encode()) > MOST_LETTERS:
        message = _(
            "{name} cannot be the name of a file of data: it is made of letters, digits and -, begins with a "
            "letter, and takes at most {most} bytes.",
            name=shown(" ".join(name.split())),
            most=MOST_LETTERS,
        )
        raise ArgumentError(message + _advice(_as_id(name)))


def _as_module(name: str) -> str:
    words = re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", name.strip().removesuffix(".py"))
    return re.sub("[^a-z0-9]+", "_", words.lower()).strip("_0123456789")[:MOST_LETTERS]


def _as_id(name: str) -> str:
    words = name.strip().removesuffix(".yaml").removesuffix(".yml").lower()
    return re.sub(r"[\W_]+", "-", words).strip("-0123456789")[:MOST_LETTERS]


def _advice(meant: str) -> str:
    return after(_("Did you mean {name}?", name=meant)) if len(meant) > 1 else ""


def _taken(what: str) -> Iterator[str]:
    """Names that are in use where something of that sort goes."""
    if what in ("rule", "kind"):
        yield from (*shipped("agents"), *rule_files(), "resident", *RESIDENTS, *INSTITUTIONS, *own_kinds())
    elif what == "instrument":
        yield from (*shipped("instruments"), *read.sections())
    elif what == "study":
        yield from study_files()
    else:
        entries = read.cases() if what == "case" else read.governance_models()
        for entry in entries.values():
            yield from (entry.id, entry.name.zh, entry.name.en, *entry.aliases)
