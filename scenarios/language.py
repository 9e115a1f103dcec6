"""The language users read: one gettext catalogue, English as the message ids, Chinese beside it.

``_("Unknown case: {name}", name=...)`` looks the sentence up in the language chosen and fills in the values.
The catalogue lies in ``locale/zh/LC_MESSAGES/gongzhi.po``; ``python -m scenarios.locale.compile`` makes its
``.mo``.
"""

import ctypes
import gettext
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LOCALE = Path(__file__).parent / "locale"


class InBothLanguages(Protocol):
    """Anything that says the same in Chinese and in English."""

    @property
    def zh(self) -> str:
        """The Chinese side."""

    @property
    def en(self) -> str:
        """The English side."""


@runtime_checkable
class InMoreLanguages(Protocol):
    """Anything that says the same in further languages, where its author gave them."""

    def said_in(self, code: str) -> str | None:
        """What it is in the language of that code; None where it is not in it."""


_chosen: Language | None = None
_here: ContextVar[Language | None] = ContextVar("language", default=None)


def use(chosen: str | None) -> None:
    """Choose the language, ``None`` for that of the environment; ValueError if it is neither zh nor en."""
    global _chosen
    if chosen is not None and chosen not in LANGUAGES:
        raise ValueError(
            _("Unknown language {language}; choose one of: {allowed}.", language=chosen, allowed="zh, en")
        )
    _chosen = chosen


@contextmanager
def spoken(language: Language) -> Iterator[None]:
    """Speak that language inside, in this thread or task alone: a server answers many readers at once."""
    token = _here.set(language)
    try:
        yield
    finally:
        _here.reset(token)


def language() -> Language:
    """The language spoken here, else the one chosen, else that of GONGZHI_LANG or the locale (zh… means
    Chinese), else that of Windows, else English.
    """
    return _here.get() or _chosen or _from_environment()


def _from_environment() -> Language:
    if value := _environment():
        return "zh" if value.startswith("zh") else "en"
    return _of_windows()


def _environment() -> str:
    """What the variables say of the language, the first that says something; empty if none does."""
    found = (os.environ.get(name) for name in ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    return next((value.lower() for value in found if value), "")


def further_language() -> str | None:
    """A third language that the environment asks for, by its two letters (``nl`` of ``nl_NL.UTF-8``); None
    where Chinese or English was chosen.
    """
    if _here.get() or _chosen:
        return None
    code = re.split(r"[^a-z]", _environment(), maxsplit=1)[0]
    return code if len(code) == 2 and code not in LANGUAGES else None


CHINESE = 0x04
"""Windows' number for Chinese, of whatever country, in the lower ten bits of a language."""


def _of_windows() -> Language:
    """The language of Windows' own windows, which no variable tells; English on other systems."""
    system = getattr(ctypes, "windll", None)
    number = system.kernel32.GetUserDefaultUILanguage() if system else 0
    return "zh" if number & 0x3FF == CHINESE else "en"


@cache
def _catalogue(chosen: Language) -> gettext.NullTranslations:
    return gettext.translation("gongzhi", LOCALE, languages=[chosen], fallback=True)


def _(message: str, **values: object) -> str:
    """The message in the language chosen, its ``{names}`` filled in; English where the catalogue has none."""
    return said_in(language(), message, **values)


def said_in(language: Language, message: str, /, **values: object) -> str:
    """The message in that language, its ``{names}`` filled in; English where the catalogue has none."""
    text = _catalogue(language).gettext(message) if message else ""
    text = in_currency(language, text) if YUAN["en"].search(message) else text
    return text.format(**values) if values else text


def after(sentence: str) -> str:
    """That sentence as it follows another: behind a space, which Chinese has not; no sentence stays none."""
    return sentence if language() == "zh" or not sentence else f" {sentence}"


YUAN: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?<!\{)\byuan\b"),
    "zh": re.compile(r"(?<!单)元"),
}
"""What a message on money calls it, and not a value that is filled in."""


def in_currency(language: Language, text: str) -> str:
    """A message on money with the word of the project for its currency, where it names one."""
    from scenarios.project import currency  # which speaks in messages itself

    if (named := currency()) is None:
        return text
    word = named.zh if language == "zh" else named.en
    return YUAN[language].sub(lambda _found: word, text)


def msgid(message: str) -> str:
    """The message itself: marks a sentence for the catalogue that ``_`` looks up somewhere else."""
    return message


def pick(text: InBothLanguages) -> str:
    """The side of a two-language text that is in the language chosen; in a third language, if the environment
    asks for one that the text is in too.
    """
    if (code := further_language()) and isinstance(text, InMoreLanguages) and (said := text.said_in(code)):
        return said
    return text.zh if language() == "zh" else text.en
