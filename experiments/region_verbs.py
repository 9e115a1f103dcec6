"""The verbs for failure regions and robustness."""

import typer


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
