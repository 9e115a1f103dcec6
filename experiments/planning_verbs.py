"""The verbs for planning replicates."""

import typer


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
