"""Choosing a file of rules for this process: its classes take the place of kinds of agents in every case."""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from experiments.errors import about_rules, as_python_says
from experiments.provenance.chosen_project import find_anew
from scenarios.files import shown, written_path
from scenarios.language import _
from scenarios.problems import ScenarioError
from scenarios.project import check_code
from scenarios.rules_file import VARIABLE, choose_file


def choose_rules(name: str | None) -> None:
    """Choose the rules in that file, for this process and those that it starts, or the shipped ones.

    ScenarioError if there is no such file, if it holds no class of agents, or has a name that is taken;
    RuleError or SyntaxError, with the line, if Python cannot load it.
    """
    file = None if name is None else written_path(name).resolve()
    if file is not None:
        _check(file)
    choose_file(file)
    find_anew()
    if file is not None:
        check_code()
        choose_file(file, _kinds(file))


@contextmanager
def chosen_rules(file: str | PathLike[str] | None) -> Iterator[None]:
    """Within this, the classes of that file take the place of kinds of agents, or with None the shipped rules
    hold; after it, what was before.
    """
    before = os.environ.get(VARIABLE)
    try:
        choose_rules(None if file is None else str(file))
        yield
    finally:
        choose_again(before)


def choose_again(told: str | None) -> None:
    """Let those rules hold that the variable told of."""
    choose_file(None)
    os.environ.update({} if told is None else {VARIABLE: told})
    find_anew()


def _check(file: Path) -> None:
    if file.is_dir():
        raise ScenarioError(
            _(
                "{option}: {file} is a folder; name the Python file in it that holds the rules.",
                option="--rules",
                file=shown(file),
            )
        )
    if not file.is_file():
        raise ScenarioError(_("{option}: there is no file {file}.", option="--rules", file=shown(file)))
    if file.suffix != ".py":
        raise ScenarioError(
            _("{option}: {file} is no Python file; its name ends in .py.", option="--rules", file=shown(file))
        )


def _kinds(file: Path) -> list[str]:
    """The kinds of agents that the file holds classes of."""
    from model.case_rules import classes_in  # loads the model, which nobody waits for without such a file

    try:
        module = importlib.import_module(f"agents.{file.stem}")
    except SystemExit as error:  # which would end a notebook, or a command without a word
        raise ScenarioError(about_rules(error) or as_python_says(error)) from None
    return list(classes_in(module))
