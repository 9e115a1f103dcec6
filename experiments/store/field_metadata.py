"""What a Parquet file says of its columns: title, description and unit in both languages, as field metadata.

Invariant: the same table has the same bytes whatever language was chosen and wherever it was written; what
pandas reads is the same with and without.
"""

import pyarrow as pa

from scenarios import codebook
from scenarios.contents import NO_UNIT


def with_descriptions(rows: pa.Table, of: str) -> pa.Table:
    """The same rows, every field with what the codebook says of that column of that table."""
    fields = [field.with_metadata(words(of, field.name)) for field in rows.schema]
    return rows.cast(pa.schema(fields, metadata=rows.schema.metadata))


def words(of: str, name: str) -> dict[str, str]:
    """Title, description and unit of a column in English and (keys that end in `_zh`) in Chinese; a column
    without a unit has none.
    """
    column = codebook.column(of, name)
    found = {"title": column.name.en, "title_zh": column.name.zh}
    found |= {"description": column.text.en, "description_zh": column.text.zh}
    if column.unit != NO_UNIT:
        unit = codebook.unit_in_both(column.unit)
        found |= {"unit": unit.en, "unit_zh": unit.zh}
    return found
