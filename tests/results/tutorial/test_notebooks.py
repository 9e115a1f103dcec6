"""The notebooks of the tutorial are what its chapters make, and run from top to bottom."""

import json
import os
import re
from pathlib import Path

import pytest

from results.tutorial.notebook import LANGUAGES, NOTEBOOKS, Cell, Notebook, path_of, text_of
from scenarios.language import Language
from tests.test_docs import copy as copy  # a fixture

IN_THIS_PROCESS = """
import shlex
import shutil


def system(line):
    from experiments.cli.app import main

    program, *words = shlex.split(line)
    assert shutil.which(program)
    try:
        main([*words, "--jobs", "1"] if words[0] in ("compare", "study") else words)
    except SystemExit as left:
        assert not left.code, f"{line} ends with {left.code}"


def save(figure, stem, source):
    for ending in (".png", ".svg"):
        stem.with_suffix(ending).write_text("<svg/>")


import results.figures.study_figures

results.figures.study_figures.save = save
get_ipython().system = system
"""
"""Lets a line with `!` be done by the kernel: a process each would take longer than what is simulated, and
nobody would hear of one that fails. Pictures of a comparison have tests of their own.
"""

SHORTER = {r"--replicates (10|5)\b": "--replicates 2", "--months 12": "--months 3"}


def cells(notebook: Notebook, language: Language) -> list[Cell]:
    """The cells of a notebook as it is made."""
    made: list[Cell] = json.loads(text_of(notebook, language))["cells"]
    return made


def code(notebook: Notebook, language: Language) -> list[str]:
    """The code of a notebook, without comments, docstrings and the choice of a language."""
    sources = ["".join(cell["source"]) for cell in cells(notebook, language) if cell["cell_type"] == "code"]
    translated = r'"""(?s:.*?)"""|#.*|GONGZHI_LANG="\w\w"'
    return [re.sub(translated, "", source) for source in sources]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.name)
def test_a_notebook_is_what_the_chapters_make(notebook: Notebook, language: Language) -> None:
    lies_there = path_of(notebook, language).read_text(encoding="utf-8")
    assert lies_there == text_of(notebook, language), "run: python -m results.tutorial"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.name)
def test_a_notebook_has_the_same_code_in_both_languages(notebook: Notebook) -> None:
    english, chinese = (code(notebook, language) for language in LANGUAGES)
    assert len(english) > 5 and english == chinese


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.name)
def test_a_notebook_holds_no_output(notebook: Notebook) -> None:
    made = [cell for cell in cells(notebook, "en") if cell["cell_type"] == "code"]
    assert not [cell for cell in made if cell["outputs"] or cell["execution_count"]]


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.name)
def test_a_notebook_can_be_run(notebook: Notebook, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", str(copy))
    monkeypatch.setenv("IPYTHONDIR", str(copy / ".ipython"))
    text = text_of(notebook, "en")
    for usual, shorter in SHORTER.items():
        text = re.sub(usual, shorter, text)
    read = nbformat.reads(text, as_version=4)
    nbformat.validate(read)
    first = next(number for number, cell in enumerate(read.cells) if cell.cell_type == "code")
    read.cells.insert(first + 1, nbformat.v4.new_code_cell(IN_THIS_PROCESS))
    place = {"metadata": {"path": str(copy / "docs/tutorial")}}
    nbclient.NotebookClient(read, timeout=600, kernel_name="python3", resources=place).execute()
    assert os.path.exists(copy / ("invited.py" if notebook.name == "first-run" else "demand.yaml"))
