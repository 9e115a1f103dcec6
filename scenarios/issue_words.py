"""The words of complaint logs and what of the model they are: of categories, channels, results, answers."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from scenarios import read
from scenarios.files import DataFile, KeyPath, open_data, written_path
from scenarios.fixed import Fixed
from scenarios.language import _
from scenarios.problems import listed, nearest, shown

FILE = Path(__file__).with_name("issue_words.yaml")
CATEGORIES = "categories"
PETITION, NONE = "petition", "none"
"""A collective petition; what is no demand at all."""

type Words = Mapping[str, str]
"""By word, as `plain` has it, what it means."""


def plain(word: str) -> str:
    """A word without what people write differently: width, case, spaces and points."""
    text = unicodedata.normalize("NFKC", word).lower().replace("’", "'")
    return re.sub(r"[\s_.。:：,，;；()（）\[\]【】“”\"]+", "", text)


def meanings() -> tuple[str, ...]:
    """All that a category of a log may be: demands, disputes, whole categories, a petition, nothing."""
    kinds = read.issue_kinds()
    whole = dict.fromkeys(kind.category for kind in kinds if kind.tag != "conflict")
    return (*whole, *(kind.id for kind in kinds), PETITION, NONE)


@lru_cache(maxsize=1)
def known_words() -> Mapping[str, Words]:
    """By column (categories, channel, result, satisfaction, repeat) what the words in it mean."""
    data = open_data(FILE)
    content = data.mapping(data.document.data)
    found: dict[str, Words] = {}
    for column, block in content.items():
        words: dict[str, str] = {}
        for meaning, several in data.mapping(block, (column,)).items():
            for word in _listed(data, several, (column, meaning)):
                if words.setdefault(plain(word), meaning) != meaning:
                    data.fail((column, meaning), _("holds {value} twice", value=shown(word)))
        found[column] = Fixed(words)
    return Fixed(found)


def _listed(data: DataFile, several: object, path: KeyPath) -> Iterable[str]:
    if not isinstance(several, list):
        data.fail(path, _("is {value}; it must be a list in square brackets", value=shown(several)))
    return [str(word) for word in several]


def own_categories(file: Path | None) -> Words:
    """What a mapping file of one's own says of categories; ScenarioError if it names what there is not."""
    if file is None:
        return {}
    data = open_data(written_path(str(file)))
    found: dict[str, str] = {}
    for word, meaning in data.mapping(data.document.data).items():
        if str(meaning) not in meanings():
            problem = _(
                "is {value}, which is unknown; known are: {known}",
                value=shown(meaning),
                known=listed(meanings()),
            )
            data.fail((word,), problem, nearest(str(meaning), meanings()))
        found[plain(word)] = str(meaning)
    return found
