"""What analyses are made of: studies whose runs nobody interrupts."""

import pytest


@pytest.fixture
def batch() -> int:
    """How many households live at once: those of all runs."""
    return 1_000_000
