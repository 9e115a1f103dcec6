"""The take-aways that are asked for, written beside the report into the folder that they are about.

Invariant: all are made before the first is put in its place, each appears whole or not at all, and the tables
of the folder stay as they are.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from experiments.store.output_folder import written_whole
from results.report.material import Material, material
from results.takeaways.told import Told, told
from scenarios.language import language


def take_away(folder: Path, wanted: Sequence[str]) -> list[Path]:
    """Write those that are wanted (names of `WRITTEN_AS`) and return their files.

    FolderError if the folder holds nothing to report on or cannot be written to.
    """
    found = material(folder)
    said = told(found)
    files = [folder / f"report-{language()}{WRITTEN_AS[name]}" for name in wanted]
    with ExitStack() as stack:
        for name, file in zip(wanted, files, strict=True):
            unfinished = stack.enter_context(written_whole(file))
            WRITERS[name](found, said, unfinished)
    return files


def _slides(_found: Material, said: Told, file: Path) -> None:
    from results.takeaways.slides.deck import write_slides

    write_slides(said, file)


def _workbook(found: Material, said: Told, file: Path) -> None:
    from results.takeaways.sheets.front_sheets import front_sheets
    from results.workbook.workbook import with_front

    with_front(found.folder, file, front_sheets(said))


def _long_image(_found: Material, said: Told, file: Path) -> None:
    from results.takeaways.pictures.picture_files import write_long_image

    write_long_image(said, file)


def _poster(_found: Material, said: Told, file: Path) -> None:
    from results.takeaways.pictures.picture_files import write_poster

    write_poster(said, file)


WRITTEN_AS = {"pptx": ".pptx", "xlsx": ".xlsx", "long-image": "-long.png", "poster": "-poster.pdf"}
"""What the names of files end with."""

WRITERS: Mapping[str, Callable[[Material, Told, Path], None]] = {
    "pptx": _slides,
    "xlsx": _workbook,
    "long-image": _long_image,
    "poster": _poster,
}
