"""Pictures of one compound: names of cohorts, the colour and marker that each has everywhere, headings."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from agents.column import IntArray
from experiments.execution.snapshots import COHORTS, Look
from results.figures.style import OTHERS
from scenarios.language import _, pick
from scenarios.read import sections


class Sign(NamedTuple):
    """How a cohort is drawn."""

    colour: str
    marker: str
    hatch: str


SIGNS = {
    "elderly": Sign(OTHERS[2], "o", ""),
    "established": Sign(OTHERS[0], "s", "//"),
    "young": Sign(OTHERS[3], "^", "\\\\"),
    "landlord": Sign(OTHERS[1], "D", "xx"),
}


def cohort_name(cohort: str) -> str:
    """The name of a cohort."""
    return _("ground-floor landlords") if cohort == "landlord" else pick(sections()[cohort].name)


def cohorts(seen: Look) -> IntArray:
    """The cohort of each household, as a place in COHORTS."""
    return np.where(seen.ground, COHORTS.index("landlord"), seen.group)


def headed(panel: Axes, name: str, counts: str) -> None:
    """A heading of two lines: a name, and below it in plain type what there is to count."""
    panel.set_title(name, loc="left", pad=8 + 10 * (1 + counts.count("\n")))
    panel.annotate(
        counts, (0.0, 1.0), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points", fontsize=7.5
    )
