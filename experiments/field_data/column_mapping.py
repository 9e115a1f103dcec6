"""A mapping of one's own from fields to the headings and words of a table, for what is not known by itself.

    columns: {age: 户主岁数, tenure: 住房情况}
    words: {tenure: {公房: 租住}}

Invariant: a field, or a word, that nobody knows stops the reading with one message.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from experiments.field_data.held_file import HeldFile
from experiments.field_data.personal_data import told_word
from scenarios.files import DataFile, open_data, read_data, written_path
from scenarios.language import _
from scenarios.problems import listed, nearest


class ColumnMapping(NamedTuple):
    """By field its heading; by field and word in the table the word that it stands for."""

    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]


NO_MAPPING = ColumnMapping({}, {})


def read_mapping(file: Path | HeldFile | None, fields: Collection[str]) -> ColumnMapping:
    """The mapping in a YAML file, nothing without one; ScenarioError if it names a field that is not read."""
    if file is None:
        return NO_MAPPING
    data = _opened(file)
    content = data.mapping(data.document.data)
    parts: dict[str, dict[str, object]] = {}
    for part, block in content.items():
        if part not in ("columns", "words"):
            unknown = _("has {part}; allowed are: {known}", part=told_word(part), known="columns, words")
            data.fail((), unknown)
        parts[part] = data.mapping(block, (part,))
        for field in parts[part]:
            if field not in fields:
                name, known = told_word(field), listed(fields)
                text = _("names a field {field}; allowed are: {known}", field=name, known=known)
                data.fail((part,), text, nearest(field, fields))
    for field, heading in parts.get("columns", {}).items():
        if not isinstance(heading, str) or not heading.strip():
            data.fail(("columns", field), _("must be the heading of a column"))
    words = {
        field: {str(word): str(meant) for word, meant in data.mapping(block, ("words", field)).items()}
        for field, block in parts.get("words", {}).items()
    }
    return ColumnMapping({field: str(one) for field, one in parts.get("columns", {}).items()}, words)


def _opened(file: Path | HeldFile) -> DataFile:
    """The file as data; ScenarioError if it is no YAML."""
    if not isinstance(file, HeldFile):
        return open_data(written_path(str(file)))
    return read_data(Path(file.stem + file.suffix), file.content.decode())
