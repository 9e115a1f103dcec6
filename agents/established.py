"""Established residents (45 to 59):
between old and young in every respect, and out of their quarrels over habits.
"""

from __future__ import annotations

from typing import ClassVar

from agents.resident import Resident


class EstablishedResident(Resident):
    """Decides as every resident does, with the parameters of ``established``."""

    kind: ClassVar[str] = "established"
