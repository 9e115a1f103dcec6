"""The verbs for reports and single figures."""

import typer


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
