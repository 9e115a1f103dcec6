"""A copy of the data that a test may damage, and the language it is told in."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import scenarios.language
import scenarios.read as read
from scenarios import catalogue

DATA = Path(read.__file__).parent
Damage = Callable[..., None]


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test starts in English, whatever the machine speaks."""
    monkeypatch.setenv("GONGZHI_LANG", "en")
    scenarios.language.use(None)
    yield
    scenarios.language.use(None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of scenarios of the test's own, used in place of the project's."""
    for file in DATA.rglob("*.yaml"):
        copy = tmp_path / file.relative_to(DATA)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(file, copy)
    monkeypatch.setattr(catalogue, "HERE", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def damage(folder: Path) -> Damage:
    """Replace text in a file of the copy, once."""

    def replace(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def message() -> Callable[..., str]:
    """What the user is told when something is read: one line, in English or in the language asked for."""

    def told(reading: Callable[[], object], language: str = "en") -> str:
        scenarios.language.use(language)
        with pytest.raises(read.ScenarioError) as error:
            reading()
        assert "\n" not in str(error.value)
        return str(error.value)

    return told
