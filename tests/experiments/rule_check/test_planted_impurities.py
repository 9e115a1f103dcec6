"""Whatever a rule may do that is not pure is found with its line and a remedy; what is pure is left alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from experiments.errors import ArgumentError
from experiments.rule_check.checked_file import problems_as_written
from experiments.rule_check.impurity import SORTS, Problem
from experiments.rule_check.shipped_rules import FOLDER, shipped
from scenarios.language import use
from scenarios.problems import ScenarioError

HEAD = '''"""Made up."""

import functools
import itertools
import math
import os
import random as dice
import time
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import numpy as np

from agents.actor import State
from agents.column import clip, where
from agents.elderly import ElderlyResident
from agents.table import one_by_one

LIMIT = 0.05
SEEN = []
ASKED = {"times": 0}


def weight(x):
    return 2.0 * x


class Planted(ElderlyResident):
    """Made up."""

    fear = State()
    kept = []
    least = 0.1

'''

TAKES_PART = "def takes_part(self, meeting, draw):\n"


class Planted(NamedTuple):
    """What is planted, the sort that it is found as, and the line's text."""

    code: str
    line: str
    rule: str


def rule(*lines: str, before: str = "", after: str = "return draw < 0.5") -> str:
    """A rule of these lines."""
    body = "".join(f"        {line}\n" for line in (*lines, after) if line)
    return f"{before}    {TAKES_PART}{body}"


def column(code: str, line: str, after: str = "return draw < 0.5") -> Planted:
    """A line of a rule asked by columns."""
    return Planted(code, line, rule(line, after=after))


def alone(code: str, line: str, after: str = "return draw < 0.5") -> Planted:
    """A line of a rule asked one by one."""
    return Planted(code, line, rule(line, before="    @one_by_one\n", after=after))


PLANTED = (
    column("random", "return draw < dice.random()", after=""),
    column("random", "return draw < np.random.default_rng().random()", after=""),
    alone("random", "return draw < self.random.random()", after=""),
    column("random", "mine = os.urandom(4)"),
    column("clock", "now = time.time()"),
    alone("clock", "late = datetime.now().hour > 18"),
    column("files", "table = np.loadtxt('x.csv')"),
    alone("files", "text = open('x').read()"),
    alone("files", "text = Path('x').read_text()"),
    column("output", "print(draw)"),
    alone("keyboard", "answer = input('?')"),
    alone("process", "os.system('ls')"),
    alone("ends", "os._exit(3)"),
    alone("ends", "exit(3)"),
    alone("ends", "raise SystemExit"),
    column("endless", "while True: pass"),
    alone("endless", "while not 0: mine = draw"),
    alone("endless", "while draw < 0.5: month = 1"),
    alone("endless", "for step in itertools.count(): month = step"),
    Planted(
        "endless",
        "while 1 == 1:",
        rule("while 1 == 1:", "    for step in range(3):", "        break", before="    @one_by_one\n"),
    ),
    column("environment", "who = os.environ['USER']"),
    alone("loads-code", "return eval('draw < 0.5')", after=""),
    alone("loads-code", "import socket"),
    alone("writes-self", "self.trust_committee = 1.0"),
    alone("writes-self", "self.fear += 0.1"),
    column("writes-self", "self.trust_committee[:] = 1.0"),
    alone("writes-self", "setattr(self, 'fear', 1.0)"),
    alone("writes-self", "self.__dict__['fear'] = 1.0"),
    alone("writes-self", "object.__setattr__(self, 'fear', 1.0)"),
    column("writes-self", "np.add(self.fear, 1.0, out=self.fear)"),
    Planted("writes-self", "mine += 0.1", rule("mine = self.trust_committee", "mine += 0.1")),
    column("writes-given", "draw *= 0.5"),
    column("writes-given", "meeting.norm[:] = 0.0"),
    alone("writes-others", "self.model.month = 3"),
    Planted(
        "writes-others",
        "other.trust_committee = 0.0",
        rule(
            "for other in self.model.agents:", "    other.trust_committee = 0.0", before="    @one_by_one\n"
        ),
    ),
    alone("reaches", "month = self.model.month"),
    column("reaches", "everybody = self._table.columns['age']"),
    alone("reaches", "place = getattr(self, '_row')"),
    alone("reaches", "odd = self.unique_id % 2"),
    alone("reaches", "known = self.neighbours"),
    alone("reaches", "return getattr(self, 'mo' + 'del').month > 3", after=""),
    alone("reaches", "for name in ('fear', 'age'): mine = getattr(self, name)"),
    column("reaches", "return vars(self)['age'] > 60", after=""),
    column("reaches", "return self.__class__.least > draw", after=""),
    column("reaches", "return self.__getattribute__('model').month > 3", after=""),
    alone("memory", "self._times = 1"),
    alone("memory", "self.kept.append(draw)"),
    column("memory", "SEEN.append(draw)"),
    alone("memory", "ASKED['times'] += 1"),
    alone("memory", "type(self).least = 0.2"),
    alone("memory", "Planted.least = 0.2"),
    alone("memory", "weight.calls = 1"),
    alone("rebinds", "global LIMIT"),
    Planted(
        "mutable-default",
        "def takes_part(self, meeting, draw, seen=[]):",
        "    def takes_part(self, meeting, draw, seen=[]):\n        return draw < 0.5\n",
    ),
    Planted("cache", "@lru_cache", rule(before="    @lru_cache\n")),
    Planted("cache", "@functools.cache", rule(before="    @functools.cache\n")),
    alone("unordered", "for kind in {'a', 'b'}: pass"),
    alone("identity", "odd = id(self) % 2"),
    alone("identity", "odd = hash('a') % 2"),
    column("others", "return draw < np.cumsum(meeting.norm) / 10", after=""),
    column("others", "return draw < meeting.norm.mean()", after=""),
    column("others", "return draw < 1.0 / len(draw)", after=""),
    column("others", "return meeting.norm[0] > draw", after=""),
    column("others", "return np.roll(draw, 1) < 0.5", after=""),
    column("others", "return draw[::-1] < 0.5", after=""),
    column("others", "return draw < meeting.norm / meeting.norm.size", after=""),
    column("one-number", "if meeting.norm < 0.05: return draw < 0.1"),
    column("one-number", "return meeting.norm > 0.1 and draw < 0.5", after=""),
    column("one-number", "return not draw < 0.5", after=""),
    column("one-number", "return draw < math.exp(-self.time_cost)", after=""),
    column("one-number", "return draw < float(meeting.norm)", after=""),
    column("one-number", "return draw < max(meeting.norm, 0.1)", after=""),
    column("one-number", "return 0.1 < draw < 0.5", after=""),
    column("one-number", "return draw < (0.1 if self.owner else 0.5)", after=""),
    Planted("draw-ignored", TAKES_PART.strip(), rule(after="return meeting.norm > 0.1")),
    Planted(
        "no-rule",
        "def take_part(self, meeting, draw):",
        "    def take_part(self, meeting, draw):\n        return draw < 0.5\n",
    ),
    Planted("never-run", "def __init__(self, model):", "    def __init__(self, model):\n        pass\n"),
)

PURE = (
    rule("doubled = weight(draw)", after="return (doubled < LIMIT) | (self.least > 0.0) & self.present"),
    rule("if self.least > 0.05:", "    return draw < 0.5"),
    rule(
        "seen = meeting._replace(norm=clip(2.0 * meeting.norm, 0.0, 1.0))",
        after="return super().takes_part(seen, draw)",
    ),
    rule("mine = draw * 0.5", "mine += 0.1", after="return mine < where(self.owner, 0.5, 0.2)"),
    rule(
        *("if meeting.norm < LIMIT and not self.owner:", "    return False", "chances = [0.1, 0.2]"),
        *("chances.append(math.exp(-self.time_cost))", "draw *= 0.5"),
        before="    @one_by_one\n",
        after="return draw < max(chances)",
    ),
    "    def next_fear(self, month):\n        return clip(self.fear + 0.1, 0.0, 1.0)\n",
    '    draws = ("asked",)\n\n'
    + rule(after="return (draw < 0.5) | (asked < 0.1)").replace("draw)", "draw, asked)", 1),
    rule(before="", after="return meeting.norm > 0.1").replace("draw)", "_draw)"),
    "    @property\n    def old(self):\n        return self.age > 80\n\n"
    + rule(after="return self.old & (draw < 0.5)"),
    "    @staticmethod\n    def steep(x, power):\n        return x if power > 1 else x * x\n\n"
    + rule(after="return draw < self.steep(meeting.norm, 2)"),
    rule("steps = 0", "while True:", "    steps += 1", "    if steps > 3: break", before="    @one_by_one\n"),
    rule("while True:", "    return draw < self.efficacy", before="    @one_by_one\n", after=""),
    rule("steps = 0", "while steps < 3:", "    steps += 1", before="    @one_by_one\n"),
    rule("norm, *rest = meeting", after="return draw < sum([norm, self.efficacy])"),
    rule(after="return draw < sum(w * x for w, x in zip((0.1, 0.2), (meeting.norm, self.efficacy)))"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")


def written(folder: Path, text: str, head: str = HEAD) -> Path:
    file = folder / "mine.py"
    file.write_text(head + text, encoding="utf-8")
    return file


def line_of(file: Path, line: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, text in enumerate(lines, 1) if text.strip() == line.strip())


def shown(found: Sequence[Problem]) -> list[str]:
    return [f"{one.where}: {one.reason} {one.remedy}" for one in found]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda one: f"{one.code}: {one.line}")
def test_an_impurity_is_found_with_its_line_and_its_remedy(planted: Planted, tmp_path: Path) -> None:
    file = written(tmp_path, planted.rule)
    found = problems_as_written(file)
    here = [one for one in found if one.code == planted.code]
    assert len(here) == 1 and {one.code for one in found} <= {planted.code, "reaches", "draw-ignored"}, shown(
        found
    )
    [one] = here
    assert one.line == line_of(file, planted.line), shown(found)
    assert one.rule.startswith("Planted.") and one.remedy
    use("zh")
    [same] = [one for one in problems_as_written(file) if one.code == planted.code]
    assert same.line == one.line and same.reason != one.reason and same.remedy != one.remedy


@pytest.mark.parametrize("pure", PURE)
def test_what_is_pure_is_left_alone(pure: str, tmp_path: Path) -> None:
    found = problems_as_written(written(tmp_path, pure))
    assert not found, shown(found)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.stem)
def test_every_shipped_rule_is_clean_as_it_is_written(file: Path) -> None:
    if any(name.startswith(f"agents.{file.stem}.") for name in shipped()) and file.stem != "actor":
        found = problems_as_written(file)
        assert not found, shown(found)


def test_a_helper_outside_the_class_is_followed_and_the_rule_that_leads_to_it_is_named(
    tmp_path: Path,
) -> None:
    text = rule(after="return draw < lucky()") + "\n\ndef lucky():\n    return dice.random()\n"
    [one] = problems_as_written(written(tmp_path, text))
    assert (one.code, one.rule) == ("random", "Planted.takes_part")
    assert one.line == line_of(tmp_path / "mine.py", "return dice.random()")


def test_what_is_done_when_the_file_is_loaded_is_found_and_what_nobody_calls_is_not(tmp_path: Path) -> None:
    text = (
        rule()
        + "\n\nLUCKY = dice.random()\n\n\ndef show():\n    print(1)\n"
        + "\n\nif __name__ == '__main__':\n    show()\n"
    )
    [one] = problems_as_written(written(tmp_path, text))
    assert (one.code, one.rule) == ("random", "")


@pytest.mark.parametrize(
    "line",
    [
        "def takes_part(self, meeting, draw, own=dice.random()):",
        "def takes_part(self, meeting, draw, *, own=time.time()):",
    ],
)
def test_a_default_is_looked_at_as_what_is_done_when_the_file_is_loaded(tmp_path: Path, line: str) -> None:
    file = written(tmp_path, f"    {line}\n        return draw < own\n")
    [one] = problems_as_written(file)
    assert (one.code, one.rule) == ("random" if "dice" in line else "clock", "")
    assert one.line == line_of(file, line)


def test_a_decorator_is_looked_at_as_what_is_done_when_the_file_is_loaded(tmp_path: Path) -> None:
    [one] = problems_as_written(written(tmp_path, rule(before="    @open('x')\n")))
    assert (one.code, one.rule) == ("files", "")


def test_who_reaches_behind_what_is_shown_is_not_told_to_leave_the_draw_alone(tmp_path: Path) -> None:
    text = rule(after="return getattr(self, 'mo' + 'del').month > 3")
    assert [one.code for one in problems_as_written(written(tmp_path, text))] == ["reaches"]


def test_a_misspelt_rule_says_which_may_be_meant(tmp_path: Path) -> None:
    [one] = problems_as_written(
        written(tmp_path, "    def take_part(self, meeting, draw):\n        return draw < 0.5\n")
    )
    assert "Did you mean takes_part?" in one.remedy


def test_a_file_that_is_no_rule_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="no class of agents"):
        problems_as_written(written(tmp_path, "x = 1\n", head=""))
    with pytest.raises(ArgumentError, match=r"mine.py:1: this is no Python"):
        problems_as_written(written(tmp_path, "class (\n", head=""))
    with pytest.raises(ScenarioError, match="does not exist"):
        problems_as_written(tmp_path / "yours.py")


def test_every_sort_has_a_reason_and_a_remedy() -> None:
    assert all(sort.reason and sort.remedy for sort in SORTS.values())
