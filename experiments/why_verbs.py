"""The verbs for why, story and part."""

import typer


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
