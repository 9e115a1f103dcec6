"""The fonts inside a page: Gongzhi Sans SC cut down to the characters that the page shows, as WOFF2.

Invariant: a page looks the same on a machine without any Chinese font and asks nobody for one. What
the full font does not have either is left to the reader's machine. In English quotes and dots are not as
wide as a Chinese character: a family of their own has them, named before the other.
"""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from scenarios.language import _, language
from scenarios.problems import ScenarioError

FOLDER = Path(__file__).parent.parent / "fonts"
FAMILY = "Gongzhi Sans SC"
QUOTES, NARROW = "Gongzhi Quotes", "“”‘’…"
WEIGHTS = {"Regular": 400, "Bold": 700}


def faces(text: str) -> str:
    """CSS that holds both weights of the font with the characters of `text`; ScenarioError without fonts."""
    return _faces(FAMILY, frozenset(character for character in text if character.isprintable())) + quotes(
        text
    )


def quotes(text: str) -> str:
    """The same of the narrow signs of English; empty where there are none, and in Chinese."""
    signs = frozenset(text) & frozenset(NARROW) if language() == "en" else frozenset()
    return _faces(QUOTES, signs) if signs else ""


def file_of(family: str, style: str) -> str:
    """The name of the file of a font."""
    return f"{family.replace(' ', '')}-{style}.ttf"


def _faces(family: str, characters: frozenset[str]) -> str:
    return "".join(_face(family, style, weight, characters) for style, weight in WEIGHTS.items())


def _face(family: str, style: str, weight: int, characters: frozenset[str]) -> str:
    data = b64encode(_cut(style, characters, family)).decode()
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: normal; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
    )


@cache
def _cut(style: str, characters: Iterable[str], family: str = FAMILY) -> bytes:
    """The font with these characters only."""
    from fontTools import subset
    from fontTools.ttLib import TTLibError

    file = FOLDER / file_of(family, style)
    options = subset.Options()
    options.flavor, options.hinting = "woff2", False
    try:
        font = subset.load_font(file, options)
    except (OSError, TTLibError) as error:
        raise _missing(file, error) from None
    with font:  # its file stays open as long: tables are read when they are wanted
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(sorted(characters)))
        cutter.subset(font)
        target = BytesIO()
        subset.save_font(font, target, options)
        return target.getvalue()


def _missing(file: Path, error: Exception) -> ScenarioError:
    message = _(
        "The font {file} cannot be read ({reason}); a fresh copy of the project has it.",
        file=file,
        reason=str(error) or type(error).__name__,
    )
    return ScenarioError(message)
