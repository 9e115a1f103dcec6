"""The folder of an exercise, `exercise-2`: the task in one's language and the files to begin with.

Invariant: the folder is whole or not there, and nothing that lies there already is written over.
"""

import os
from pathlib import Path

from experiments.errors import ArgumentError
from experiments.store.output_folder import FolderError, reason, remove
from scenarios.language import _, language, msgid
from scenarios.problems import shown

TASKS = Path(__file__).parent / "tasks"
ENDING = ".txt"
"""What the files to begin with end in here, so that no tool takes them for code of gongzhi."""

TITLES = {
    1: msgid("Find and read a rule"),
    2: msgid("Only when asked: predict first, then write the rule"),
    3: msgid("Repair a rule that draws random numbers of its own"),
    4: msgid("What “better” hides"),
}
"""The exercises by number."""


def number_of(typed: str) -> int:
    """The number of an exercise as it was typed; ArgumentError if there is none such."""
    if typed.strip() not in map(str, TITLES):
        known = ", ".join(map(str, TITLES))
        raise ArgumentError(
            _("There is no exercise {number}; there are {known}.", number=shown(typed), known=known)
        )
    return int(typed)


def folder_of(number: int) -> Path:
    """Where the files of an exercise lie: here, where one stands in its folder, else in the folder of its
    name.
    """
    name = f"exercise-{number}"
    here = Path.cwd()
    return here if here.name == name and not (here / name).exists() else here / name


def begun(number: int) -> Path:
    """The folder of an exercise that was begun; ArgumentError if it is not there."""
    folder = folder_of(number)
    if not folder.is_dir():
        raise ArgumentError(
            _(
                "There is no folder {folder}; gongzhi exercise {number} begins it here.",
                folder=folder.name,
                number=number,
            )
        )
    return folder


def begin(number: int) -> Path:
    """Write the files of an exercise into a new folder; FolderError if one is there or it cannot be
    written.
    """
    folder = folder_of(number)
    if os.path.lexists(folder):
        raise FolderError(
            _(
                "{folder} is there already, and nothing of it was touched. gongzhi exercise {number} --check "
                "judges it; to begin anew, give the folder another name first.",
                folder=folder.name,
                number=number,
            )
        )
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.unfinished")
    try:
        unfinished.mkdir()
        for file in sorted(start_files(number)):
            (unfinished / file.name.removesuffix(ENDING)).write_bytes(file.read_bytes())
        os.rename(unfinished, folder)
    except OSError as error:
        remove(unfinished)
        raise FolderError(
            _("{folder} cannot be made: {reason}.", folder=folder, reason=reason(error))
        ) from error
    return folder


def start_files(number: int) -> list[Path]:
    """The files that an exercise begins with, in the language chosen."""
    return list((TASKS / str(number) / language()).iterdir())


def start_file(number: int, name: str) -> Path:
    """One of them; it ends in `.txt` here."""
    return TASKS / str(number) / language() / (name + ENDING)
