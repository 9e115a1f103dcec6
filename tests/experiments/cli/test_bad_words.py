"""Bad words on the command line: values of --set and names of files, told by every verb in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_content import NO_NUMBER

SMALL = ("--months", "2", "--jobs", "1")
BOTH = ("--governance", "baseline,troika")
SET = (
    ("run", "xihu", "baseline", "--months", "2"),
    ("compare", "xihu", *BOTH, "--replicates", "2", *SMALL),
    ("ablate", "xihu", "troika", "--replicates", "2", *SMALL),
    ("plan", "xihu", *BOTH, "--pilot", "5", *SMALL),
    ("search", "xihu", "--budget", "5", "--outcome", "conflict_index", *SMALL),
    ("part", "xihu", "baseline,troika", "--months", "2"),
    ("audit", "xihu", "baseline,troika", "--quick", *SMALL),
)
NAMES = (
    "",
    " ",
    "a" * 5000 + ".yaml",
    "~nouser/x.yaml",
    "x\udce9.yaml",
    "nowhere.yaml",
    "/dev/zero.yaml",
    "~/x\u2028.yaml",
    "甲" * 300 + ".yml",
    "[/].yaml",
    "https://x.cn/y.yaml",
    "x.yaml/y.yaml",
    "\ud800",
    "../" * 2000 + "x.yaml",
    "-",
    "一四n",
    "=1+1",
)
NAMED: tuple[Callable[[str], tuple[str, ...]], ...] = (
    lambda name: ("run", name, "baseline", "--months", "2"),
    lambda name: ("run", "xihu", name, "--months", "2"),
    lambda name: ("compare", name, *BOTH, *SMALL),
    lambda name: ("compare", "xihu", "--governance", f"baseline,{name}", *SMALL),
    lambda name: ("ablate", name, "troika", *SMALL),
    lambda name: ("diff", name, "troika"),
    lambda name: ("plan", name, *BOTH, *SMALL),
    lambda name: ("plan", "--study", name),
    lambda name: ("search", name, "--budget", "5", "--outcome", "conflict_index", *SMALL),
    lambda name: (
        "search",
        "xihu",
        "--budget",
        "5",
        "--outcome",
        "conflict_index",
        "--beside",
        f"{name}x",
        *SMALL,
    ),
    lambda name: ("part", name, "baseline,troika", "--months", "2"),
    lambda name: ("audit", name, "baseline,troika", *SMALL),
    lambda name: ("study", name, "--jobs", "1"),
    lambda name: ("study", "guesses", "--cluster", f"./{name}"),
    lambda name: ("pack", name, "--out", "x.zip"),
    lambda name: ("pack", "guesses", "--out", "x.zip", "--study", name),
    lambda name: ("patterns", "--file", name),
    lambda name: ("calibrate", "--cases", f"xihu,{name}x", "--jobs", "1"),
    lambda name: ("sensitivity", name),
    lambda name: ("regions", name, "--better", "troika", "--than", "baseline"),
    lambda name: ("robustness", name),
    lambda name: ("report", name),
    lambda name: ("figure", name),
    lambda name: ("figure", f"{name}.svg"),
    lambda name: ("why", name, "--agent", "7", "--month", "1"),
    lambda name: ("why", f"{name}#xihu/baseline/0", "--agent", "7", "--month", "1"),
    lambda name: ("story", name),
    lambda name: ("replay", "abc", "--study", name),
    lambda name: ("merge", name, "--out", "merged"),
    lambda name: ("schema", name),
    lambda name: ("list", name),
    lambda name: ("odd", "--document", name),
)


@pytest.fixture
def asked(gongzhi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: object) -> Callable[..., str]:
    """What is wrong with the answer to bad words; empty if it is one line, and nothing is left behind."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def ask(*words: str) -> str:
        said = gongzhi(*words)
        left = list((tmp_path / "here").iterdir())
        one = said.err.count("\n") == 1 and said.err.strip() and not said.out
        right = said.code == 2 and one and said.err.encode() and not left
        shown = [word if len(word) < 60 else word[:20] + "…" for word in words]
        return "" if right else f"{shown}: exit {said.code}: {said.err[-400:]!r} {said.out[:80]!r} {left}"

    return ask


def test_a_value_that_is_no_number_is_told_by_every_verb(asked) -> None:
    wrong = []
    for place, text in enumerate(text for text in NO_NUMBER if text not in ("１２", "１２．５", "١٢")):
        verb, lang, key = (
            SET[place % len(SET)],
            ("zh", "en")[place % 2],
            ("issues.rate", "fee.quality")[place % 2],
        )
        wrong.append(asked(*verb, "--set", f"{key}={text}", "--lang", lang))
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.parametrize(
    "words",
    [
        "fee.quality",
        "=",
        "=3",
        "fee.qualty=3",
        "fee.quality=3=4",
        "fee.quality＝x",
        "\ud800=3",
        "[/]=3",
        "x" * 5000,
        "fee.quality=3,issues.rate=3",
    ],
)
def test_a_setting_without_key_or_value_is_told(asked, words: str) -> None:
    wrong = [
        asked(*verb, "--set", words, "--lang", lang)
        for verb, lang in zip(SET, ("zh", "en") * 4, strict=False)
    ]
    assert not any(wrong), "\n".join(filter(None, wrong))


def test_a_name_of_nothing_is_told_by_every_verb(asked) -> None:
    """A ninth of the names with each verb: others with the next."""
    wrong = []
    for place, words in enumerate(NAMED):
        for name in NAMES[place % 9 :: 9]:
            wrong.append(asked(*words(name), "--lang", ("zh", "en")[place % 2]))
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_every_name_of_nothing_is_told_by_every_verb(asked, name: str) -> None:
    wrong = [asked(*words(name), "--lang", ("zh", "en")[place % 2]) for place, words in enumerate(NAMED)]
    assert not any(wrong), "\n".join(filter(None, wrong))
