"""The file of rules chosen for this process (`--rules FILE`): a Python file anywhere whose classes take the
place of kinds of agents in every case.

It is the module `agents.<name of the file>`, as files of a project's `agents` folder are.

Invariant: only the standard library is imported here, so that whoever loads the model can look at the file
before it is loaded. Processes started by this one have the same file.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

VARIABLE = "GONGZHI_RULES"
"""Tells another process of the file: the kinds that it holds classes of, a colon, the file."""


def rules_file() -> Path | None:
    """The file chosen; None if there is none."""
    _kinds, _colon, file = os.environ.get(VARIABLE, "").partition(":")
    return Path(file) if file else None


def rules_of_file() -> Mapping[str, str]:
    """What the file adds to the rules of every case: by kind of agents the name of the file."""
    kinds, _colon, file = os.environ.get(VARIABLE, "").partition(":")
    return dict.fromkeys(kinds.split(",") if kinds else (), Path(file).stem)


def choose_file(file: Path | None, kinds: Iterable[str] = ()) -> None:
    """Let that be the file, with classes of these kinds, or let there be none."""
    os.environ.pop(VARIABLE, None)
    os.environ.update({} if file is None else {VARIABLE: f"{','.join(kinds)}:{file}"})


def told_of_file() -> dict[str, str]:
    """The variable that tells another process of the file of this one; empty where there is none."""
    return {VARIABLE: os.environ.get(VARIABLE, "")}
