"""Compile the catalogues: ``python -m scenarios.locale.compile`` after a change of a ``.po`` file.

The compiled ``.mo`` files are kept in the repository, so that whoever runs the program needs no compiler; a
test holds them equal to their sources.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent


def compiled(source: Path) -> bytes:
    """The content of the ``.mo`` file that belongs to a ``.po`` file."""
    target = BytesIO()
    with source.open("rb") as file:
        write_mo(target, read_po(file, locale=source.parent.parent.name, abort_invalid=True))
    return target.getvalue()


def main() -> None:
    """Compile every catalogue beside this file."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(compiled(source))
        print(target)


if __name__ == "__main__":
    main()
