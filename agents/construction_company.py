"""Construction companies (建设公司): repair under warranty after a renewal, and build what is funded (S5)."""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Actor, Parameter, State
from agents.column import Amount, Column, Truth, where


class ConstructionCompany(Actor):
    """Present after a renewal; quicker with funded works where it sits at the table."""

    kind: ClassVar[str] = "construction_company"

    here = State()
    warranty_months = State()

    pace = Parameter("triage.capital_speed")
    table_speed = Parameter("forum.works_speed")

    def builds(self, at_table: Column) -> Amount:
        """Hazard a month with which funded works are done (S5)."""
        return self.pace * where(
            (at_table > 0.0) & (self.here > 0.0), 1.0 + (self.table_speed - 1.0) * at_table, 1.0
        )

    def repairs_free(self) -> Truth:
        """Whether small works are still the company's to pay (warranty) (S5)."""
        return (self.here > 0.0) & (self.warranty_months > 0.0)
