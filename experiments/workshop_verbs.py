"""The verbs for the workshop page."""

import typer


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
