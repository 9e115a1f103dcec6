"""The Python files of a project as editors on Windows save them: GBK is told, a mark at the start is read."""

from pathlib import Path

import pytest

from experiments.provenance.run_key import Code
from scenarios import read
from tests.own_project import FILES

CODE = ("agents/hesitant.py", "instruments/door_captains.py", "outcomes/hardship_p95.py")
RUN = ("run", "lane", "captains-only", "--months", "1")


@pytest.mark.parametrize("name", CODE)
@pytest.mark.parametrize("words", [RUN, ("study", "first")])
def test_code_in_gbk_is_told_with_its_file(gongzhi, in_project: Path, name: str, words: tuple[str]) -> None:
    (in_project / name).write_bytes(f"# 社区治理的规则\n{FILES[name]}".encode("gbk"))
    said = gongzhi(*words, "--lang", "en")
    assert said.code == 2 and f"{name} is in GBK; save it as UTF-8." in said.err
    assert "To see it alone" in said.err or said.err.startswith(name)


def key() -> str:
    return Code().key(read.scenario("lane", "captains-only"), 7)


def test_a_mark_at_the_beginning_of_code_changes_nothing(gongzhi, in_project: Path) -> None:
    before = key()
    for name in CODE:
        (in_project / name).write_text(FILES[name], encoding="utf-8-sig")
    assert key() == before
    assert gongzhi(*RUN).code == 0
