"""What a file defines is told apart name by name, and what changes no run changes none of it."""

from experiments.provenance.definitions import Redefined, definitions, digests_of, redefined

FILE = "agents/mine.py"
TEXT = '''"""Made up."""

from agents.elderly import ElderlyResident

LIMIT = 0.05


def weight(x):
    """Twice."""
    return 2.0 * x


class Mine(ElderlyResident):
    """Waits."""

    move_out = Parameter("young.move_out")

    @one_by_one
    def takes_part(self, meeting, draw):
        """Waits."""
        return draw < LIMIT
'''


def names_changed(old: str, new: str) -> list[str]:
    assert old in TEXT
    before = digests_of({FILE: definitions(TEXT)})
    return [one.said() for one in redefined(before, {FILE: definitions(TEXT.replace(old, new))})]


def test_each_name_is_told_apart_with_its_line() -> None:
    assert names_changed("return draw < LIMIT", "return draw > LIMIT") == [f"Mine.takes_part ({FILE}:19)"]
    assert names_changed("@one_by_one\n    ", "") == [f"Mine.takes_part ({FILE}:18)"]
    assert names_changed("2.0 * x", "3.0 * x") == [f"weight ({FILE}:8)"]
    assert names_changed("0.05", "0.5") == [f"LIMIT ({FILE}:5)"]
    assert names_changed("young.move", "elderly.move") == [f"Mine.move_out ({FILE}:16)"]
    assert names_changed("class Mine(ElderlyResident)", "class Mine(YoungNewcomer)") == [f"Mine ({FILE}:13)"]
    assert names_changed("takes_part", "gives") == [f"Mine.takes_part ({FILE})", f"Mine.gives ({FILE}:19)"]
    assert names_changed("from agents.elderly", "from agents.young") == [FILE]


def test_words_and_layout_change_nothing() -> None:
    assert names_changed('"""Waits."""', '"""Waits for others."""') == []
    assert names_changed("LIMIT = 0.05\n", "# why\nLIMIT = (\n    0.05\n)\n") == []


def test_a_file_that_is_new_or_gone_is_told_as_such_and_an_old_store_tells_nothing() -> None:
    now = {FILE: definitions(TEXT)}
    assert redefined({}, now) == [Redefined(FILE, "", None)]
    assert redefined(digests_of(now), {}) == [Redefined(FILE, "", None)]
    assert redefined(None, now) == []


def test_a_file_of_the_project_is_told_as_seen_from_the_project() -> None:
    assert Redefined("project/agents/mine.py", "Mine.gives", 3).said() == "Mine.gives (agents/mine.py:3)"
