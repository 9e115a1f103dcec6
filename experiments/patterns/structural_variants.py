"""Structural variants: the same model with one part built as another theory would have it.

Invariant: a variant is code beside the model, never in it. Where a conclusion changes with it,
it depends on the structure and not on a number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from agents.column import Column, Truth, exp
from agents.elderly import ElderlyResident
from agents.established import EstablishedResident
from agents.landlord import GroundFloorLandlord
from agents.perceptions import Crowd
from agents.resident import Resident
from agents.young import YoungNewcomer
from experiments.design.runs import Task, replicated
from experiments.execution.run_all import keyed, results
from experiments.execution.simulate import Trial, attempt_reading, rows
from scenarios import read
from scenarios.entries import Text

type Kinds = tuple[tuple[str, type[Resident]], ...]


def joins_by_whole_contacts(self: Resident, crowd: Crowd, draw: Column) -> Truth:
    """Whether the household signs, where only whole contacts for each active neighbour count (Wilensky 2004).

    The model as built lets futility fall smoothly with every neighbour who signs (Epstein 2002); here the
    ratio is rounded down, so one neighbour more may tip it all at once.
    """
    known = np.floor((self.contacts + self.staff_tie) / (1.0 + crowd.neighbours_active))
    drive = self.grievance * crowd.salience - draw * (1.0 - exp(-self.futility * known))
    return (drive > self.petition_threshold) & (crowd.share_active >= self.threshold) & self.present


class RoundedElderly(ElderlyResident):
    """An elderly household with rounded activation."""

    joins_petition = joins_by_whole_contacts


class RoundedEstablished(EstablishedResident):
    """A middle-aged household with rounded activation."""

    joins_petition = joins_by_whole_contacts


class RoundedYoung(YoungNewcomer):
    """A young household with rounded activation."""

    joins_petition = joins_by_whole_contacts


class RoundedLandlord(GroundFloorLandlord):
    """A ground-floor landlord with rounded activation."""

    joins_petition = joins_by_whole_contacts


ROUNDED: Kinds = (
    ("elderly", RoundedElderly),
    ("established", RoundedEstablished),
    ("young", RoundedYoung),
    ("landlord", RoundedLandlord),
)


@dataclass(frozen=True)
class Structure:
    """One way to build the model: classes that stand for kinds of residents, and values."""

    name: Text
    kinds: Kinds = ()
    values: Mapping[str, float] | None = None


STRUCTURES: Mapping[str, Structure] = {
    "as-built": Structure(Text(zh="现有结构", en="as built")),
    "rounded": Structure(
        Text(zh="联署时接触取整（而非平滑）", en="petitions: rounded instead of smooth activation"), ROUNDED
    ),
    "blocks": Structure(
        Text(zh="随机区块网络（而非小世界）", en="network: stochastic blocks instead of a small world"),
        values={"ties.rewiring": 1.0},
    ),
}


def runs(
    structure: Structure, case: str, governance: Sequence[str], replicates: int, months: int
) -> pd.DataFrame:
    """The outcomes of every governance model in the same worlds, as `compare` wants them."""
    values = structure.values
    scenarios = [read.scenario(case, model, months=months, overrides=values) for model in governance]
    made = replicated(scenarios, replicates)
    return keyed(made, results([made], 1, partial(attempt_variant, kinds=structure.kinds))).runs


def attempt_variant(tasks: Sequence[Task], monthly: bool, kinds: Kinds) -> Trial:
    """The trial of runs in which these classes stand for kinds of residents."""
    return attempt_reading(tasks, partial(rows, monthly=monthly), kinds=kinds)
