"""The verbs for searching for mixes of instruments."""

import typer


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
