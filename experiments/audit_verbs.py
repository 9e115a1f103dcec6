"""The verbs for auditing the pairing of two governance models."""

import typer


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
