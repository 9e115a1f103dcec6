"""The language users read: one gettext catalogue, English as the message ids, Chinese beside it.

``_("Unknown case: {name}", name=...)`` looks the sentence up in the language chosen and fills in the values.
The catalogue lies in ``locale/zh/LC_MESSAGES/gongzhi.po``; ``python -m scenarios.locale.compile`` makes its
``.mo``.
"""

import ctypes
import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

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
    for variable in ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return _of_windows()


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
    return text.format(**values) if values else text


def msgid(message: str) -> str:
    """The message itself: marks a sentence for the catalogue that ``_`` looks up somewhere else."""
    return message


def pick(text: InBothLanguages) -> str:
    """The side of a two-language text that is in the language chosen."""
    return text.zh if language() == "zh" else text.en
