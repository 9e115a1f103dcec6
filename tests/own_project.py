"""A project of a user's own for tests: a case with a rule, a governance model with an instrument, an outcome
of each sort, a study of them all.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

FILES: Mapping[str, str] = {
    "gongzhi.toml": 'name = "Ours"\n',
    "cases/lane.yaml": """
extends: old-small
parameters: {place.households: {value: 60, source: made up, grade: assumption}}
rules: {elderly: hesitant}
""",
    "cases/street.yaml": """
extends: old-small
parameters: {place.households: {value: 60, source: made up, grade: assumption}}
""",
    "governance/captains-only.yaml": "extends: baseline\ninstruments: {door_captains: }\n",
    "parameters.yaml": """
door_captains:
  about: {name: door_captains}
  strength: {default: 1, range: [0, 1]}
  trained: {default: 0.2, range: [0, 1]}
""",
    "instruments/door_captains.py": '''"""Captains of stairwells."""

from model.instrument import Instrument, Setting


class Captains(Instrument):
    """Each stairwell has a captain, whom the committee trains."""

    kind = "door_captains"
    full_strength = Setting("door_captains.strength")
    trained = Setting("door_captains.trained")

    def set_up(self, levers):
        """Neighbours mediate better."""
        levers.skill += self.trained * self.strength
''',
    "agents/hesitant.py": '''"""Elderly residents who wait for others."""

from agents.elderly import ElderlyResident
from agents.table import one_by_one


class Hesitant(ElderlyResident):
    """Waits for others."""

    @one_by_one
    def takes_part(self, meeting, draw):
        """Only who sees others take part does."""
        if meeting.norm < 0.05:
            return False
        return super().takes_part(meeting, draw)
''',
    "outcomes/hardship_p95.py": '''import numpy as np
from model.outcome import Outcome, by_compound


class HardshipOfElderlyTenants(Outcome):
    """95th percentile of hardship of elderly tenants, mean of the last twelve months."""

    name = "hardship of elderly tenants, 95th percentile"
    unit = "0 to 1"
    direction = -1
    smallest = 0.02

    def month(self, world):
        h = world.households
        return by_compound(world, (h.group == 0) & ~h.owner, lambda rows: np.percentile(h.hardship[rows], 95))
''',
    "outcomes/formulas.yaml": "participation_per_yuan: participation_month / cost_total\n",
    "studies/first.yaml": """
cases: [lane, street]
governance: [baseline, captains-only]
months: 3
burn_in: 1
replicates: 2
outcomes: [trust_RC, participation_month, cost_total, hardship_p95, participation_per_yuan, twice]
formulas: {twice: trust_RC * 2}
""",
}


def written(folder: Path) -> Path:
    """The project, written to a folder."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip("\n"), encoding="utf-8")
    return folder


@contextmanager
def standing_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One stands in that folder, as at the start of a process: no project is chosen, no outcome brought."""
    from experiments.provenance.chosen_project import forget_choice
    from scenarios import catalogue

    with monkeypatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("GONGZHI_PROJECT", raising=False)
        patch.setattr(catalogue, "_brought", {})
        forget_choice()
        yield folder
    forget_choice()


@pytest.fixture
def in_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The project, in which one stands."""
    with standing_in(written(tmp_path / "ours"), monkeypatch) as folder:
        yield folder
