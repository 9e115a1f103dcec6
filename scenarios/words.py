"""A text that users read, in Chinese and English, or in one language of somebody's own.

What comes with gongzhi says everything in both. Whoever writes something of their own says it in any one
language, and it stands for the others: ``Meeting``, ``{en: Meeting}`` or ``{nl: Vergadering, en: Meeting}``.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator

ISO_639 = (
    "a:abefkmnrsvyz b:aegimnors c:aehorsuvy d:aevz e:elnostu f:afijory g:adlnuv h:aeiortuyz "
    "i:adegikostu j:av k:agijklmnorsuvwy l:abginotuv m:ghiklnrsty n:abdeglnorvy o:cjmrs p:ailst q:u "
    "r:mnouw s:acdegiklmnoqrstuvw t:aeghiklnorstwy u:gkrz v:eio w:ao x:h y:io z:ahu"
)
CODES = frozenset(
    first + second for first, _of, rest in (one.partition(":") for one in ISO_639.split()) for second in rest
)
"""The languages that a text may be in, by their two letters."""

IN_BOTH = "in both languages"
"""What the reader of a file is told of one that comes with gongzhi."""


class Entry(BaseModel):
    """What all entries of the data files share: frozen, no unknown keys, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Words = Annotated[str, Field(min_length=1)]


def _as_a_project_writes_it(schema: dict[str, Any]) -> None:
    """A schema for editors that asks for one language, whichever it is."""
    del schema["required"], schema["properties"]["more"]
    schema |= {"minProperties": 1, "additionalProperties": {"type": "string", "minLength": 1}}


class Text(Entry):
    """The same in Chinese and in English; `more`: in further languages, by their codes, as a project may."""

    model_config = ConfigDict(json_schema_extra=_as_a_project_writes_it)

    zh: Words
    en: Words
    more: tuple[tuple[str, Words], ...] = Field(default=(), exclude=True, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _in_whatever_language(cls, written: Any, info: ValidationInfo) -> Any:
        """What is said in one language stands for those that it is not said in."""
        if info.context == IN_BOTH:
            return written
        if isinstance(written, str) and written:
            written = {"en": written, "zh": written}
        if not isinstance(written, Mapping) or "more" in written:
            return written
        known = {code: written[code] for code in written if code in CODES}
        if not known or (all(code in ("zh", "en") for code in known) and len(known) == 2):
            return written
        either = known.get("en", known.get("zh", next(iter(known.values()))))
        rest = {key: value for key, value in written.items() if key not in CODES}
        more = tuple((code, words) for code, words in known.items() if code not in ("zh", "en"))
        both = {code: known.get(code, either) for code in ("zh", "en")}
        return rest | both | ({"more": more} if more else {})

    def said_in(self, code: str) -> str | None:
        """What it is in a further language; None where it is not in it."""
        return dict(self.more).get(code)


def in_one_language(written: object) -> object:
    """The text, of something of the user's own, wherever it lies; what is no text is left as it is, for
    whoever reads it to say so.
    """
    try:
        return Text.model_validate(written)
    except ValidationError:
        return written
