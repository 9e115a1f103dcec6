"""Names as people type them: width, case and spaces do not matter; a path is told by its ending."""

import unicodedata

ENDINGS = (".yaml", ".yml")


def fold(name: str) -> str:
    """A name without what people type differently: width, case, spaces, marks between words."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().replace("_", "-").split())


def is_path(name: str) -> bool:
    """Whether it names a file of the user's own: it ends as YAML files do."""
    return name.strip().casefold().endswith(ENDINGS)
