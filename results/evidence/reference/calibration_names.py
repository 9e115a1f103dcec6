"""Calibrations, costs and signs of the reference study, in words and marks."""

from experiments.evidence.reference.calibrated_draws import DEFAULT, POSTERIOR, PRIOR
from experiments.evidence.reference.conclusions import BETTER, OPEN, WORSE
from experiments.statistics.paired import EQUAL
from scenarios.language import _

SIGNS = {BETTER: "▲", WORSE: "▼", OPEN: "·"}


def calibration_name(calibration: str) -> str:
    """A calibration in words."""
    return {DEFAULT: _("default values"), POSTERIOR: _("posterior"), PRIOR: _("prior")}[calibration]


def cost_name(cost: str) -> str:
    """At what cost, in words."""
    return _("at equal cost") if cost == EQUAL else _("at natural cost")
