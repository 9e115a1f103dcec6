"""Names as people type them: width, case and spaces do not matter; a path is told by its ending."""

import unicodedata

ENDINGS = (".yaml", ".yml")


def fold(name: str) -> str:
    """A name without what people type differently: width, case, spaces, marks between words."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().replace("_", "-").split())


def narrow(text: str) -> str:
    """The text with ordinary signs for those that differ in width alone; ² is not 2, and stays."""
    return "".join(
        unicodedata.normalize("NFKC", sign) if unicodedata.decomposition(sign).startswith(_WIDTHS) else sign
        for sign in text
    )


_WIDTHS = ("<wide>", "<narrow>", "<small>")


def is_path(name: str) -> bool:
    """Whether it names a file of the user's own: it ends as YAML files do."""
    return name.strip().casefold().endswith(ENDINGS)
