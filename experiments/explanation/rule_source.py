"""Where a rule is written, in whose words it is told, and what a class of the user's own changes in it.

Invariant: the words of `scenarios/rules.yaml` are told of the code they were written for. Any other rule
speaks by its docstring, and so does whatever of it is the user's own.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import agents
from agents.actor import Actor, State
from agents.attribute import Looked
from agents.rulebook import OURS
from experiments.explanation.rule_fingerprints import fingerprint, used_names
from experiments.recording.recorder import who_decides
from scenarios.files import shown
from scenarios.project_folder import project_folder
from scenarios.rules import rule_words

HOUSE = Path(agents.__file__).resolve().parents[1]

STATE = State()
"""In the place of what a class does not have: a state is no part of a rule."""

SENTENCE = re.compile(r".*?[.!?](?=\s|$)|.*?[。！？]")
"""The first sentence of a text on one line."""


class OwnPart(NamedTuple):
    """Something of the user's own that a rule goes through: its class, its name, where it is written, and its
    docstring's first sentence, or its value if it is a number.
    """

    kind: str
    name: str
    file: str
    line: int
    text: str
    is_number: bool = False


class RuleSource(NamedTuple):
    """Where a rule is written: class, file (from gongzhi's folder or the project's, where it lies there),
    line, docstring, whether its code is the one that the words of `scenarios/rules.yaml` were written for,
    and whether it is the project's. `own`: whether its class is the user's own; `parts`: what else of the
    user's own it goes through.
    """

    kind: str
    file: str
    line: int
    text: str
    shipped: bool
    of_project: bool = False
    own: bool = False
    parts: tuple[OwnPart, ...] = ()

    @property
    def sentence(self) -> str:
        """The first sentence of the docstring; empty where there is none."""
        return first_sentence(self.text)


def first_sentence(docstring: str) -> str:
    """The first sentence of a docstring, or all of its first paragraph if that has no end."""
    text = " ".join(docstring.partition("\n\n")[0].split())
    found = SENTENCE.match(text)
    return found[0] if found else text


def source_of(kind: type[Actor], rule: str) -> RuleSource:
    """Where the version of a rule that holds for a class is written."""
    owner = next(parent for parent in kind.__mro__ if rule in vars(parent))
    function = vars(owner)[rule]
    file, of_project = _place(Path(function.__code__.co_filename))
    words = rule_words().rules.get(f"{who_decides(kind)}.{rule}")
    shipped = words is not None and words.code == fingerprint(kind, rule)
    return RuleSource(
        kind=owner.__name__,
        file=file,
        line=function.__code__.co_firstlineno,
        text=inspect.cleandoc(function.__doc__ or ""),
        shipped=shipped,
        of_project=of_project,
        own=_is_own(owner),
        parts=() if shipped else _parts(kind, rule, owner),
    )


def own_files(kind: type[Actor]) -> frozenset[str]:
    """The files of the user's own classes among those that a class builds on."""
    modules = (sys.modules.get(one.__module__) for one in kind.__mro__ if _is_own(one))
    return frozenset(str(module.__file__) for module in modules if module is not None)


def _is_own(kind: type) -> bool:
    return issubclass(kind, Actor) and kind.__module__ not in OURS


def _is_read(member: Any) -> bool:
    """Whether it is among what was read."""
    return isinstance(member, Looked)


def _parts(kind: type[Actor], rule: str, owner: type) -> tuple[OwnPart, ...]:
    """What of the user's own classes a rule goes through, but for the rule itself as `owner` writes it."""
    found = []
    for name in used_names(kind, rule):
        owners = [one for one in kind.__mro__ if _is_own(one) and not _is_read(vars(one).get(name, STATE))]
        found += [_part(one, name) for one in owners if (one, name) != (owner, rule)]
    return tuple(found)


def _part(owner: type, name: str) -> OwnPart:
    member = vars(owner)[name]
    function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
    if isinstance(function, FunctionType):
        file, line = function.__code__.co_filename, function.__code__.co_firstlineno
        return OwnPart(
            owner.__name__, name, _place(Path(file))[0], line, first_sentence(function.__doc__ or "")
        )
    file, line = _line_of(owner, name)
    return OwnPart(
        owner.__name__, name, _place(Path(file))[0] if file else "", line, str(_value(member)), True
    )


def _value(member: Any) -> object:
    return getattr(member, "key", member)


def _line_of(owner: type, name: str) -> tuple[str, int]:
    """Where a class gives an attribute its value."""
    try:
        lines, first = inspect.getsourcelines(owner)
        file = inspect.getsourcefile(owner) or ""
    except (OSError, TypeError):
        return "", 0
    place = next((i for i, line in enumerate(lines) if re.match(rf"\s+{name}\b", line)), 0)
    return file, first + place


def _place(file: Path) -> tuple[str, bool]:
    """A file as it is shown, and whether it is the project's."""
    there, own = file.resolve(), project_folder()
    if own is not None and there.is_relative_to(own.resolve()):
        return there.relative_to(own.resolve()).as_posix(), True
    return there.relative_to(HOUSE).as_posix() if there.is_relative_to(HOUSE) else shown(there), False
