"""Pages for students are there in Chinese and in English, and each leads to the other; that both run the same
code is a matter of ``tests/test_docs.py``.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOR_STUDENTS = (
    *("change-a-rule", "rules-of-your-own", "try", "add-a-kind-of-resident", "a-project-of-your-own"),
    *("write-a-case", "write-a-governance-model", "add-an-instrument", "coming-from-mesa", "set-up"),
)


def english(chinese: Path) -> Path:
    return chinese.with_name(chinese.name.replace(".zh.md", ".md"))


PAIRS = [page for page in sorted((ROOT / "docs").rglob("*.zh.md")) if english(page).exists()]


@pytest.mark.parametrize("chinese", PAIRS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_in_both_languages_lead_to_each_other(chinese: Path) -> None:
    for page, other, word in ((chinese, english(chinese), "English"), (english(chinese), chinese, "中文")):
        assert f"[{word}]({other.name})" in page.read_text(encoding="utf-8").split("\n## ")[0]


@pytest.mark.parametrize("topic", FOR_STUDENTS)
def test_a_page_for_students_is_there_in_both_and_both_readmes_lead_to_it(topic: str) -> None:
    assert ROOT / f"docs/how-to/{topic}.zh.md" in PAIRS
    for readme, ending in (("README.md", ".md"), ("README.zh.md", ".zh.md")):
        assert f"(docs/how-to/{topic}{ending}" in (ROOT / readme).read_text(encoding="utf-8")
