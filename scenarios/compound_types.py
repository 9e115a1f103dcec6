"""What type a compound is of: one of six that gongzhi knows, or any word of somebody's own.

A type is a label: it groups cases in tables, and governance by type (`model/instruments/by_type.py`) weighs
its instruments by five of the six. In a file it is a word, `compound_type: street`, or a word with what it is
called, `compound_type: {id: vve, words: {en: owners' association, nl: VvE}}`.

Invariant: a word that is nearly one of the six, or is what one of them is called, is refused where it stands
alone, for it would make a type of its own unseen; written with `id`, it is meant.
"""

from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import Field

from scenarios.entries import Case
from scenarios.files import DataFile
from scenarios.language import LANGUAGES, _, msgid, pick, said_in
from scenarios.problems import listed, shown
from scenarios.words import Entry, Text, Words

PRESETS = (
    msgid("danwei"),
    msgid("street"),
    msgid("affordable"),
    msgid("resettled"),
    msgid("commodity"),
    msgid("mixed"),
)
"""The types that gongzhi knows: the five of S3, and what is of several."""

LIKE = 0.75
"""From how much alike two words are on, of 1, the one is taken for the other misspelt."""


class TypeInWords(Entry):
    """A type of the user's own, and what it is called."""

    id: Annotated[Words, Field(max_length=60)]
    words: Text | None = None


def compound_type(data: DataFile, content: dict[str, Any], parent: Case | None) -> dict[str, Any]:
    """The type in a file of a case, or that of the one it builds on; empty where neither has one."""
    written = content.pop("compound_type", None)
    if written is None:
        return {"compound_type": parent.compound_type, "type_words": parent.type_words} if parent else {}
    if isinstance(written, dict):
        own = data.build(TypeInWords, written, ("compound_type",))
        return {"compound_type": own.id, "type_words": own.words}
    if isinstance(written, str) and (meant := _meant(written)):
        problem = _(
            "is {value}, which is nearly one of {known}; write {meant}, or {own} for a type of your own",
            value=shown(written),
            known=listed(PRESETS),
            meant=meant,
            own=f"{{id: {written}}}",
        )
        data.fail(("compound_type",), problem)
    return {"compound_type": written, "type_words": None}


def _meant(word: str) -> str | None:
    """The type of gongzhi's that a word is nearly, or that is called so; None of one that is neither."""
    if word in PRESETS:
        return None
    called = {said_in(language, name): name for name in PRESETS for language in LANGUAGES}
    plain = word.strip().casefold()
    found = [plain] if plain in called else get_close_matches(plain, PRESETS, n=1, cutoff=LIKE)
    return called[found[0]] if found else None


def type_of(case: Case) -> str:
    """What the type of a case is called, in the language chosen."""
    if case.type_words is not None:
        return pick(case.type_words)
    return _(case.compound_type) if case.compound_type in PRESETS else case.compound_type
