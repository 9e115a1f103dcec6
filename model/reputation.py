"""Reputation: what a compound's committee is known for, its record of answering what it is told (S4).

Whether people speak inside depends on the prospect of being heard (Hirschman 1970). The record counts the
cases told inside: answered, or not (lost, failed, or late). Both counts fade, and one case more that went as
usual stands beside them, so that where nothing was told yet the record is as usual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.column import FloatArray, IntArray
from model.issues import BY_HOTLINE

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def record(world: Neighbourhood) -> FloatArray:
    """Share of the cases told inside that were answered lately: (compounds,)."""
    committees = world.residents_committees
    answered = committees.answered + world.compounds.each("channels.record_centre")
    return answered / (committees.answered + committees.unanswered + 1.0)


def remember(world: Neighbourhood, newly_late: IntArray) -> None:
    """Stage 12: old cases fade from memory, this month's are added: won, lost, and late since this month."""
    committees, issues = world.residents_committees, world.issues
    kept = 1.0 - 1.0 / world.compounds.each("channels.record_months")

    def told_inside(places: IntArray) -> FloatArray:
        inside = places[issues.channel[places] != BY_HOTLINE]
        return world.compounds.tally(issues.compound[inside])

    failed = told_inside(world.news.of("lost")) + told_inside(newly_late)
    committees.answered[:] = kept * committees.answered + told_inside(world.news.of("won"))
    committees.unanswered[:] = kept * committees.unanswered + failed
