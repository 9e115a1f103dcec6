"""Hostile input: whatever a file holds or is, every reader of users' files ends, and says why in one line."""

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from experiments.execution.job_queue import read_cluster
from experiments.patterns.evaluate import patterns
from scenarios.documents import MOST_DEPTH, MOST_DIGITS, read_document
from scenarios.files import MOST_BYTES
from scenarios.read import case, cases, governance, governance_models, outcome_entries
from scenarios.set_up import set_up
from scenarios.shelf import LONGEST_CHAIN
from scenarios.study import study

LETTERS = "abcdefghi"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise(LETTERS)
)
MERGED = "a: &a {k: v}\n" + "".join(
    f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 20)}]}}\n" for before, name in pairwise(LETTERS)
)
FEW = 1000
HOSTILE = {
    "aliases that multiply": (BOMB, f"more than {FEW} keys and values"),
    "merged keys that multiply": (MERGED, f"more than {FEW} keys and values"),
    "an alias of itself": ("extends: &x [*x]\n", "An alias (*name) stands within what it repeats."),
    "open brackets": ("extends: " + "[" * 5000, f"deeper in each other than {MOST_DEPTH} levels"),
    "brackets": ("a: " + "[" * 50_000 + "]" * 50_000, f"deeper in each other than {MOST_DEPTH} levels"),
    "braces": ("a: " + "{b: " * 5000, f"deeper in each other than {MOST_DEPTH} levels"),
    "keys in keys": (
        "".join(" " * depth + "a:\n" for depth in range(MOST_DEPTH + 1)),
        f"deeper in each other than {MOST_DEPTH} levels",
    ),
    "many values": ("a: [" + "1, " * 2 * FEW + "1]", f"more than {FEW} keys and values"),
    "a number without end": ("a: " + "1" * 5000, f"A number has more than {MOST_DIGITS} digits."),
    "a size without end": ("# " + "x" * MOST_BYTES, "is too large; the most is 1 MB."),
    "a control character": ('a: "x\x07"', "holds U+0007, a character that no text has."),
    "a character that only an escape can write": (r'extends: "a\0b.yaml"', "holds U+0000, a character"),
}
READERS: dict[str, Callable[[str], object]] = {
    "governance model": governance,
    "case": case,
    "study": study,
    "patterns": lambda name: patterns(Path(name)),
    "cluster file": lambda name: read_cluster(Path(name)),
    "set-up": lambda name: set_up(Path(name).read_text(encoding="utf-8"), Path(name)),
}


@pytest.fixture
def mine(tmp_path, monkeypatch) -> Callable[..., None]:
    """Write a file of the user's own in the user's folder."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "mine.yaml") -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize("text", HOSTILE)
def test_no_reader_of_users_files_goes_beyond_the_limits(mine, message, monkeypatch, text) -> None:
    cases(), governance_models(), outcome_entries()
    monkeypatch.setattr("scenarios.documents.MOST_NODES", FEW)
    content, told = HOSTILE[text]
    mine(content)
    for name, reader in READERS.items():
        said = message(lambda reader=reader: reader("mine.yaml"))
        assert said.startswith("mine.yaml") and told in said, name
        assert message(lambda reader=reader: reader("mine.yaml"), "zh") != said


def test_an_alias_that_repeats_little_is_read() -> None:
    text = "a: &a {b: 1}\nc: [*a, *a]\nd: {<<: *a, e: 2}\n"
    assert read_document(text).data == {"a": {"b": 1}, "c": [{"b": 1}] * 2, "d": {"b": 1, "e": 2}}


def test_a_line_full_of_spaces_is_read_at_once() -> None:
    assert read_document("a: x" + " " * 200_000 + "y\n").data == {"a": "x" + " " * 200_000 + "y"}


@pytest.mark.parametrize("name", [name for name in READERS if name != "set-up"])
def test_only_an_ordinary_file_is_opened(tmp_path, mine, message, name) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    told = "pipe.yaml cannot be read (it is not an ordinary file)."
    assert message(lambda: READERS[name]("pipe.yaml")) == told
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    assert "it is not an ordinary file" in message(lambda: READERS[name]("device.yaml"))


def test_a_long_chain_of_files_is_refused_and_a_short_one_is_read(mine, message) -> None:
    for place in range(200):
        mine(f"extends: c{place + 1}.yaml\n", f"c{place}.yaml")
    mine("extends: troika\n", "c200.yaml")
    told = f"extends makes a chain of more than {LONGEST_CHAIN} files that build on each other."
    assert message(lambda: governance("c0.yaml")).endswith(told)
    assert governance("c190.yaml").instruments == governance("troika").instruments


def test_files_that_build_on_each_other_many_times_over_are_read_once_each(mine, message) -> None:
    mine("text: x\nextends: troika\n", "l0.yaml"), mine("text: x\nextends: troika\n", "r0.yaml")
    for place in range(1, 25):
        for side in "lr":
            text = f"text: x\nextends: [l{place - 1}.yaml, r{place - 1}.yaml]\n"
            mine(text, f"{side}{place}.yaml")
    assert governance("l24.yaml").instruments == governance("troika").instruments
    mine("extends: [troika, digital, troika]\n")
    assert message(lambda: governance("mine.yaml")).endswith('extends.2 is "troika", which is named twice.')


def test_what_files_say_of_themselves_does_not_double_without_end(mine, message) -> None:
    mine("extends: troika\n", "l0.yaml"), mine("extends: troika\n", "r0.yaml")
    for place in range(1, 25):
        for side in "lr":
            mine(f"extends: [l{place - 1}.yaml, r{place - 1}.yaml]\n", f"{side}{place}.yaml")
    told = "text is missing; what the files it builds on say of themselves is too long to stand for it."
    assert message(lambda: governance("l24.yaml")).endswith(told)


def test_a_thousand_files_are_all_that_one_may_lead_to(mine, message, monkeypatch) -> None:
    monkeypatch.setattr("scenarios.shelf.MOST_FILES", 3)
    for place in range(4):
        mine("extends: xihu\n", f"c{place}.yaml")
    members = "".join(f"    c{place}.yaml: 1\n" for place in range(4))
    mine(f"extends: district-small\ndistrict:\n  members:\n{members}")
    said = message(lambda: case("mine.yaml"))
    assert said.endswith("district.members.c2.yaml is one file more than the 3 that one may lead to.")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("~nouser/x.yaml", "there is no such user"),
        ("a" * 5000 + ".yaml", "File name too long"),
        ("x\udce9.yaml", "its name is not in UTF-8"),
    ],
)
def test_a_path_that_no_file_can_have_is_told(mine, message, name, why) -> None:
    for reader in (governance, case, study):
        said = message(lambda reader=reader: reader(name))
        assert said.endswith(f"cannot be read ({why}).") and len(said) < 200 and said.encode()
    if "\udce9" not in name:
        mine(f"extends: {name}\n")
        assert message(lambda: case("mine.yaml")).startswith("mine.yaml, line 1, column 1: extends is ")
        mine(f"cases: [{name}]\ngovernance: [troika]\nreplicates: 2\n")
        assert message(lambda: study("mine.yaml")).startswith("mine.yaml, line 1, column ")
