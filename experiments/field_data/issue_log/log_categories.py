"""What a category of a log is in the model: by its words, the longest first, or by a mapping of one's own.

Invariant: where words lead to more than one meaning, or to none, the category is named and put nowhere.
"""

import re
from collections.abc import Mapping

from scenarios import read
from scenarios.issue_words import NONE, meanings, plain

_PARTS = re.compile(r"[-—–>＞/\\|、·；;:：]+")
_ENDINGS = re.compile(r"(?:类|问题|投诉|诉求|事项|反映|举报|求助|管理)+$")


class CategoryWords:
    """Finds what categories mean; `words`: what is known, by plain word; `own`: what goes before it; an
    id of the catalogue is known too.
    """

    def __init__(self, words: Mapping[str, str], own: Mapping[str, str]) -> None:
        ids = {plain(one): one for one in meanings()}
        self._words = {**ids, **words, **own}
        self._longest = sorted((word for word in self._words if len(word) > 1), key=len, reverse=True)

    def meaning(self, category: str) -> str | None:
        """A demand, a dispute, a whole category, a petition or nothing at all; None if it is not known.

        Of a category in steps (环境卫生-垃圾清运) the last step that is known counts.
        """
        if found := self._whole(category):
            return found
        parts = [part for part in _PARTS.split(category) if part.strip()]
        for part in reversed(parts):
            if found := self._whole(part):
                return found
        return self._within(plain(category))

    def _whole(self, text: str) -> str | None:
        word = plain(text)
        return self._words.get(word) or self._words.get(_ENDINGS.sub("", word))

    def _within(self, text: str) -> str | None:
        """The one meaning of the words that stand within a text, those that are part of longer ones apart."""
        found = set[str]()
        for word in self._longest:
            if word in text and not word.isascii():
                found.add(self._words[word])
                text = text.replace(word, "\n")
        narrow = {one for one in found if not _holds_another(one, found)}
        return narrow.pop() if len(narrow) == 1 else None


def _holds_another(meaning: str, found: set[str]) -> bool:
    """Whether a meaning is a whole category of which one demand is among the others."""
    return any(one.startswith(f"{meaning}.") for one in found)


DISPUTES = frozenset(kind.id for kind in read.issue_kinds() if kind.tag == "conflict")
DEMANDS = tuple(kind for kind in read.issue_kinds() if kind.tag != "conflict")


def is_demand(meaning: str | None) -> bool:
    """Whether it is an ordinary demand or a whole category of them."""
    return meaning is not None and meaning[0].isdigit()


def is_issue(meaning: str | None) -> bool:
    """Whether it is a demand or a dispute."""
    return is_demand(meaning) or meaning in DISPUTES


def is_no_issue(meaning: str | None) -> bool:
    """Whether it is known to be no demand at all."""
    return meaning == NONE
