"""`datapackage.json`: a folder of results as a data package (Frictionless, version 2): every table in it,
where its files lie, and what each column holds, in both languages.

Invariant: it is written from what lies there, last of all, with no clock and no machine in it; nothing of
ours reads it. English has the keys that the standard names, Chinese the same with `_zh` at their end.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.store import parquet
from experiments.store.field_metadata import words
from experiments.store.manifest import command_line, read_json
from experiments.store.output_folder import IDENTITY, MANIFEST, put
from scenarios import codebook
from scenarios.entries import Text
from scenarios.language import msgid, said_in
from scenarios.spreadsheet import in_cell
from scenarios.words import in_one_language

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DIALECT = "https://datapackage.org/profiles/2.0/tabledialect.json"
SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"

type Object = dict[str, object]

LIMITS = msgid(
    "Results of gongzhi, a simulation model of governance in residential compounds. They hold within the "
    "model and under the conditions stated; its cases were written up as successes."
)


def write(folder: Path) -> None:
    """Describe the tables that lie in a folder, beside them, unless it is written so already; nothing if
    there are none. OSError if the disk will not take it.
    """
    found = describe(folder)
    content, file = text_of(found), folder / FILE
    if found["resources"] and not (file.is_file() and file.read_bytes() == content):
        put(file, content)


def text_of(package: Object) -> bytes:
    """A package as it is written."""
    return (json.dumps(package, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def describe(folder: Path, beneath: str = "") -> Object:
    """The package of a folder; `beneath`: how the ways to its files begin, where it lies in another one."""
    name, title = _named(folder)
    return {
        "$schema": PROFILE,
        "name": name,
        "title": title.en,
        "title_zh": title.zh,
        "description": said_in("en", LIMITS),
        "description_zh": said_in("zh", LIMITS),
        "resources": list(_resources(folder, beneath)),
    }


def _named(folder: Path) -> tuple[str, Text]:
    """The name of a package and its title: that of the study, or the command that made it."""
    if (folder / IDENTITY).exists():
        content = read_json(folder / IDENTITY)
        study, asked = str(content.get("study")), content.get("asked")
        given = asked.get("name") if isinstance(asked, dict) else None
        said = in_one_language(given)
        return _slug(study), said if isinstance(said, Text) else Text(zh=study, en=study)
    content = read_json(folder / MANIFEST) if (folder / MANIFEST).exists() else {}
    command = command_line(content) if "command" in content else "gongzhi"
    return _slug(" ".join(command.split()[:2])), Text(zh=command, en=command)


def _slug(text: str) -> str:
    """A name as packages may have it."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-.") or "gongzhi"


def _resources(folder: Path, beneath: str) -> Iterator[Object]:
    for file in sorted([*folder.glob("*.parquet"), *folder.glob("*.csv")]):
        schema = _schema_of(file.with_suffix(".parquet"))
        if schema is not None:
            yield _resource(file.stem, file.suffix[1:], [beneath + file.name], schema)
    for name in parquet.TABLES:
        files = parquet.parts(folder / name) if (folder / name).is_dir() else []
        schema = _schema_of(files[0]) if files else None
        if schema is not None:
            yield _resource(name, "parquet", [f"{beneath}{name}/{file.name}" for file in files], schema)


def _schema_of(file: Path) -> pa.Schema | None:
    """The columns of a Parquet file; None if it is none, which its own readers complain of."""
    try:
        return pq.read_schema(file)
    except (OSError, ValueError):
        return None


def _resource(table: str, form: str, paths: Sequence[str], schema: pa.Schema) -> Object:
    described = codebook.table(table)
    as_text: Mapping[str, object] = {
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"$schema": DIALECT, "delimiter": ",", "header": True},
    }
    return {
        "name": f"{_slug(table)}-{form}",
        "type": "table",
        "title": described.name.en,
        "title_zh": described.name.zh,
        "description": described.text.en,
        "description_zh": described.text.zh,
        "path": paths[0] if len(paths) == 1 else list(paths),
        "format": form,
        **(as_text if form == "csv" else {"mediatype": "application/vnd.apache.parquet"}),
        "schema": {
            "$schema": SCHEMA,
            "fields": [_field(table, one, form) for one in schema],
            "missingValues": [""],
        },
    }


def _field(table: str, field: pa.Field, form: str) -> Object:
    name = in_cell(field.name) if form == "csv" else field.name
    return {"name": name, "type": type_of(table, field), **words(table, field.name)}


def type_of(table: str, field: pa.Field) -> str:
    """What a column holds, as it was written; of an empty one, what the codebook says."""
    kinds = {"boolean": pa.types.is_boolean, "integer": pa.types.is_integer, "number": pa.types.is_floating}
    for name, is_so in kinds.items():
        if is_so(field.type):
            return name
    if pa.types.is_null(field.type):
        return codebook.column(table, field.name).type or "string"
    return "string"
