"""What the encoding of a terminal knows: whatever is said is said in it, with ASCII for the marks it lacks.

Invariant: no answer is lost because a mark of it cannot be shown. JSON is escaped instead, so that
programs read exactly what was meant.
"""

import codecs
import io
import os
import sys
import unicodedata
from contextlib import suppress
from typing import TextIO

from scenarios.language import language, msgid, said_in, use

HANDLER = "gongzhi"
PLAIN = {
    **{"−": "-", "–": "-", "—": "-", "‑": "-", "…": "...", "±": "+/-", "→": "->", "←": "<-", "×": "x"},
    **{"·": ".", "≤": "<=", "≥": ">=", "≈": "~", "≠": "!=", "•": "*", "“": '"', "”": '"', "‘": "'", "’": "'"},
    **{"、": ",", "。": ".", "《": '"', "》": '"', "「": '"', "」": '"', "─": "-", "│": "|", "✓": "v"},
}
"""ASCII for marks that we print and that encodings of Chinese or Latin letters may lack."""


def say_everything() -> None:
    """Let standard output and standard error say everything, each in its encoding."""
    codecs.register_error(HANDLER, _without_unknown)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def send_the_rest_nowhere() -> None:
    """Standard output takes nothing more: what waits to be written must not fail once more at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def choose_language(asked: str | None) -> None:
    """Choose the language: the one asked for, else that of the environment, but English where the terminal
    has no Chinese letter. Chinese that was asked for is spoken all the same, and what becomes of it is said.
    """
    use(asked)
    if language() != "zh" or knows(sys.stdout, "共治"):
        return
    if asked is None and not os.environ.get("GONGZHI_LANG"):
        use("en")
        return
    told = msgid("The encoding {encoding} has no Chinese letters; they are shown as ?. --lang en says it.")
    print(said_in("en", told, encoding=encoding_of(sys.stdout)), file=sys.stderr)


def knows(stream: TextIO, text: str) -> bool:
    """Whether the stream's encoding has every mark of the text."""
    return sayable(text, encoding_of(stream)) == text


def encoding_of(stream: TextIO) -> str:
    """The encoding of a stream; UTF-8 where it has none."""
    return getattr(stream, "encoding", None) or "utf-8"


def sayable(text: str, encoding: str) -> str:
    """The text with ASCII, or a question mark, in the place of every mark that the encoding lacks."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_sayable(mark, encoding) for mark in text)
    return text


def _sayable(mark: str, encoding: str) -> str:
    for known in (mark, PLAIN.get(mark, ""), unicodedata.normalize("NFKD", mark)):
        try:
            if known and (said := known.encode(encoding)):
                return said.decode(encoding)
        except UnicodeError:
            continue
    letters = unicodedata.normalize("NFKD", mark).encode("ascii", "ignore").decode()
    return letters or "?"


def _without_unknown(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unknown = error.object[error.start : error.end]
    return "".join(_sayable(mark, error.encoding) for mark in unknown), error.end
