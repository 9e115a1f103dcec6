"""One catalogue: compiled as it is written, complete for the code, the same blanks in both languages."""

import ast
import ctypes
import string
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import scenarios.language as language
from scenarios.entries import Text
from scenarios.ledger_file import is_own
from scenarios.locale.compile import compiled
from scenarios.problems import nearest
from scenarios.read import ledger, outcome_entries

ROOT = Path(language.__file__).parents[1]
PO = language.LOCALE / "zh" / "LC_MESSAGES" / "gongzhi.po"
MARKS = ("_", "msgid")


def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="zh", abort_invalid=True)


CHINESE = {str(message.id): str(message.string) for message in catalogue() if message.id}


def messages_of(package: str) -> Iterator[str]:
    for file in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in MARKS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    assert PO.with_suffix(".mo").read_bytes() == compiled(PO), "run: python -m scenarios.locale.compile"


@pytest.mark.parametrize("package", ["scenarios", "agents", "model", "experiments", "results"])
def test_every_message_of_the_code_is_translated(package: str) -> None:
    assert {message for message in messages_of(package) if not CHINESE.get(message)} == set()


def test_no_translation_is_of_a_message_that_nothing_says() -> None:
    words, said = [], {"[OPTIONS]"}  # this one is of the library of the command line
    for package in ("scenarios", "agents", "model", "experiments", "results"):
        for file in (ROOT / package).rglob("*.py"):
            nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            said |= {
                node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
        for ending in ("yaml", "js", "html"):
            words += [file.read_text(encoding="utf-8") for file in (ROOT / package).rglob(f"*.{ending}")]
    text = "\n".join(words)
    assert [one for one in CHINESE if one not in said and one not in text] == []


def test_every_unit_is_translated() -> None:
    shipped = [entry for entry in ledger().values() if not is_own(entry)]
    units = {entry.unit for entry in shipped} | {entry.unit for entry in outcome_entries().values()}
    assert {unit for unit in units if not CHINESE.get(unit)} == set()


def test_a_translation_has_the_blanks_of_its_message() -> None:
    """One test for all of them: thousands of tests take longer to find than to run."""

    def blanks(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    assert [english for english, chinese in CHINESE.items() if blanks(chinese) != blanks(english)] == []


def test_no_message_stands_twice_or_doubtful_in_the_catalogue() -> None:
    assert not [message.id for message in catalogue() if message.fuzzy and message.id]
    text = PO.read_text(encoding="utf-8")
    heads = [line for line in text.split("\n") if line.startswith("msgid ") and line != 'msgid ""']
    assert len(heads) == len(set(heads))


def test_messages_follow_the_language_chosen() -> None:
    language.use("zh")
    assert language._("is missing") == "缺失" and language.pick(Text(zh="甲", en="A")) == "甲"
    language.use("en")
    assert language._("is missing") == "is missing" and language.pick(Text(zh="甲", en="A")) == "A"
    assert language._("a message of nobody {x}", x=1) == "a message of nobody 1"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "GONGZHI_LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "GONGZHI_LANG": "en"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
    ],
)
def test_the_language_is_that_of_the_environment_unless_chosen(monkeypatch, variables, expected) -> None:
    for name in ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language.language() == expected
    language.use("zh")
    assert language.language() == "zh"


@pytest.mark.parametrize(("number", "expected"), [(0x0804, "zh"), (0x0404, "zh"), (0x0409, "en")])
def test_on_windows_the_language_is_that_of_its_own_windows(monkeypatch, number, expected) -> None:
    for name in ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert language.language() == expected
    monkeypatch.setenv("GONGZHI_LANG", "en")
    assert language.language() == "en"


def test_a_language_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown language fr; choose one of: zh, en"):
        language.use("fr")


def test_a_sentence_follows_another_behind_a_space_only_in_english() -> None:
    both: dict[language.Language, str] = {"en": " Did you mean patrol?", "zh": "您是不是想写 patrol？"}
    for said, expected in both.items():
        with language.spoken(said):
            assert nearest("patrl", ["patrol"]) == expected
