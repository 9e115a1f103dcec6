"""A parameter as the ledger writes it."""

from typing import Annotated

from pydantic import Field

from scenarios.entries import Entry, Grade, Kind, Number, Parameter, Prior, Section, Setter, Text, Words
from scenarios.fixed import Fixed


class LedgerEntry(Entry):
    """A parameter as the ledger writes it; possible is what is plausible where nothing else is said."""

    name: Text
    text: Text
    default: Number
    by_type: dict[str, Number] | None = None
    range: Annotated[list[Number], Field(min_length=2, max_length=2)]
    possible: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    unit: Words
    kind: Kind = "number"
    prior: Prior = "uniform"
    grade: Grade
    source: Words
    set_by: Setter | None = None

    def parameter(self, key: str, section: Section) -> Parameter:
        """The parameter with that key in that section."""
        (low, high), (least, most) = self.range, self.possible or self.range
        content = {name: getattr(self, name) for name in type(self).model_fields}
        del content["range"], content["possible"]
        content["by_type"] = Fixed(self.by_type or {})
        content |= {"low": float(low), "high": float(high), "least": float(least), "most": float(most)}
        content["set_by"] = self.set_by or section.set_by
        return Parameter.model_construct(key=key, **content)
