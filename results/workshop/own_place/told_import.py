"""What the page is told of an import: its report, block by block, ready for JSON, or what it complains of.

Invariant: the same words as on the command line, but for the folder in which the server keeps the case.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.errors import ArgumentError
from experiments.field_data.faulty_rows import FaultyRows
from experiments.field_data.import_report import ImportReport
from results.document.blocks import Block, Heading, Paragraph, Points, Table
from results.field_data.import_in_words import import_blocks
from scenarios.problems import ScenarioError


def report_blocks(report: ImportReport) -> dict[str, Any]:
    """What was read, mapped and left out; apart from it, as it is long, what is still assumed."""
    told = replace(report, files=())
    whole = list(import_blocks(told))
    main = list(import_blocks(replace(told, assumed=())))
    return {"blocks": _ready(main[1:]), "assumed": _ready(whole[len(main) :])}


def _ready(blocks: list[Block]) -> list[dict[str, Any]]:
    return [found for block in blocks if (found := _block(block))]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(_level, text):
            return {"heading": text}
        case Paragraph(text):
            return {"text": text} if text else {}
        case Points(texts):
            return {"points": list(texts)}
        case Table():
            rows = [[cell if isinstance(cell, str) else cell.text for cell in row] for row in block.rows]
            return {"title": block.title, "heads": list(block.heads), "rows": rows, "left": list(block.left)}
    return {}


def without_folder_in_what[T](find: Callable[[], T], file: Path) -> T:
    """What `find` finds; what it complains of does not name the folder, which goes with the server."""
    try:
        return find()
    except FaultyRows:
        raise
    except (ScenarioError, ArgumentError) as error:
        message = without_folder(str(error), file)
    raise ScenarioError(message)


def without_folder[T](told: T, file: Path) -> T:
    """The same with files named as they will be beside each other."""
    if isinstance(told, str):
        return told.replace(f"{file.parent}/", "").replace(f"{file.parent.name}/", "")  # type: ignore[return-value]
    if isinstance(told, list):
        return [without_folder(one, file) for one in told]  # type: ignore[return-value]
    if isinstance(told, dict):
        return {key: without_folder(one, file) for key, one in told.items()}  # type: ignore[return-value]
    return told
