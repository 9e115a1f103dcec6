"""Pages that hold Chinese and English side by side."""

from collections.abc import Callable, Sequence

from scenarios.language import LANGUAGES, language, use


def in_both(tell: Callable[[], str]) -> list[str]:
    """What `tell` says in Chinese and in English; the language chosen stays as it was."""
    before, said = language(), []
    try:
        for one in LANGUAGES:
            use(one)
            said.append(tell())
    finally:
        use(before)
    return said


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; bars within a cell are escaped."""
    lines = [_line(heads), _line(["---"] * len(heads)), *(_line(row) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
