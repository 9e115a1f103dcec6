"""The pages do what they say: their commands and Python run, their links and names lead somewhere.

A page is run in a copy of the repository, from top to bottom. Blocks that begin with `# file: PATH` or
`# append to: PATH` are written there; Python blocks are executed one after another; lines of `sh`
blocks that begin with `.venv/bin/gongzhi` are given to the command. A comment before a block, as in
`<!-- tested with: --months 14 -->`, says with which options instead, to save time. What a chapter of the
tutorial shows as output must come out.

A Chinese page holds the code of the English one, so that one of them is run.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.archive.archive import CODE, FILES
from experiments.evidence.behaviour.sign_holds import sign_table
from experiments.provenance.syntax import syntax
from experiments.value_of_information.shipped_worth import shipped
from experiments.value_of_information.worth_table import ranked
from results.evidence.behaviour.sign_claims import TEXTS, claims, filled
from results.findings.questionnaire.first_five import FIRST
from results.tutorial.fenced_blocks import FILE, GONGZHI, Block, blocks
from scenarios import read
from scenarios.language import Language
from tests.shipped_copy import take_out_own

ROOT = Path(__file__).resolve().parent.parent
COPIED = (*CODE, "docs", *FILES)
TUTORIAL = ROOT / "docs/tutorial"
CHINESE = [
    page for folder in ("docs/how-to", "docs/tutorial") for page in sorted((ROOT / folder).glob("*.zh.md"))
]
RUN = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs/how-to").glob("*.md")) if page not in CHINESE),
    *(page for page in sorted(TUTORIAL.glob("[1-9]-*.md")) if page not in CHINESE),
]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
type Reader = subprocess.Popen[str]
READER = '''
import importlib.util
import os
import sys
from pathlib import Path

# What others wrote takes most of the time that a command takes to begin: it is loaded once for all pages.
import matplotlib.backends.backend_agg
import matplotlib.backends.backend_svg
import mesa
import pandas
import pyarrow.parquet
import scipy.stats
import typer.rich_utils


def parsed(file):
    """The function that reads the syntax of code, which remembers that of the code as it is: each page would
    read nearly all of it again.
    """
    spec = importlib.util.spec_from_file_location("experiments.provenance.syntax", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = Path(file).parents[2]
    for package in ("agents", "model", "scenarios"):
        for source in (root / package).rglob("*.py"):
            said = ("name", "unit", "direction", "smallest") if source.parent.name == "outcomes" else ()
            module.syntax(source.read_text("utf-8"), frozenset(said))
    return module


def command(*words):
    from experiments.cli.app import main

    if words[0] == "compare":
        import results.figures.study_figures

        results.figures.study_figures.save = save
    try:
        main(words)
    except SystemExit as left:
        assert not left.code, f"gongzhi {' '.join(words)} ends with {left.code}"


def save(figure, stem, source):
    for ending in (".png", ".svg"):
        stem.with_suffix(ending).write_text('<svg viewBox="0 0 1 1"></svg>')


def write(path, text, how):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with open(path, how, encoding="utf-8") as file:
        file.write(text)


def read(folder, page):
    given = {"__name__": page, "command": command, "write": write}
    os.chdir(folder)
    sys.path.insert(0, folder)
    import experiments.provenance

    sys.modules[SYNTAX.__name__] = experiments.provenance.syntax = SYNTAX
    exec(compile(Path("page.py").read_text("utf-8"), page, "exec"), given)


def alone(folder, page):
    said = os.open(f"{folder}/said.txt", os.O_WRONLY | os.O_CREAT)
    os.dup2(said, 1)
    os.dup2(said, 2)
    left = 1
    try:
        read(folder, page)
        left = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(left)


if __name__ == "__main__":
    SYNTAX = parsed(sys.argv[1])
    for line in sys.stdin:
        if not (page := os.fork()):
            alone(*line.rstrip("\\n").split("\\t"))
        print(os.waitstatus_to_exitcode(os.waitpid(page, 0)[1]), flush=True)
'''
"""Reads page after page, each in a process of its own, and says how each ended. The pictures of a comparison
are left out, for they have tests of their own; those that a page asks for by `figure` are drawn.
"""

ALONE = ("compare", "ablate", "audit", "patterns", "search")
SHORTER = (*ALONE, "run", "plan", "try")
"""Verbs that are run on one process, and those that `tested with` changes."""

LENGTHS = "scenarios/resolve.py"
USUAL, SHORT = "MONTHS, BURN_IN = 60, 60", "MONTHS, BURN_IN = 24, 2"
"""How many months are recorded and lived before, here and in the copy of a page of which nobody looks at what
comes out.
"""


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """Return the page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def shortened(words: list[str], options: str) -> list[str]:
    """Return the words of a command with other options, on one process."""
    if words[0] == "pack":
        return [*words, *shlex.split(options)]
    if words[0] not in SHORTER or "--study" in words:
        return words
    other = shlex.split(options + (" --jobs 1" if words[0] in ALONE else ""))
    for option, value in zip(other[::2], other[1::2], strict=True):
        if option in words:
            words[words.index(option) + 1] = value
        else:
            words += [option, value]
    return words


def as_script(text: str) -> str:
    """Return what the page does as Python, every line where it stands on the page."""
    lines = [""] * (text.count("\n") + 1)
    for block in blocks(text):
        if found := FILE.match(block.text):
            lines[block.line] = f"write({found[2]!r}, {block.text!r}, {'w' if found[1] == 'file' else 'a'!r})"
        elif block.language == "python":
            lines[block.line : block.line + block.text.count("\n")] = block.text.splitlines()
        if block.language == "sh":
            joined = block.text.replace("\\\n", " ")
            commands = (shlex.split(line, comments=True) for line in joined.splitlines())
            calls = [shortened(words[1:], block.options) for words in commands if words[:1] == [GONGZHI]]
            lines[block.line] = "; ".join(f"command(*{words!r})" for words in calls)
    return "\n".join(lines)


def write_files(text: str, folder: Path) -> None:
    for block in blocks(text):
        if found := FILE.match(block.text):
            (folder / found[2]).parent.mkdir(parents=True, exist_ok=True)
            with (folder / found[2]).open("w" if found[1] == "file" else "a", encoding="utf-8") as file:
                file.write(block.text)


def results_of_studies(folder: str, names: list[str]) -> set[str]:
    """Return what is not copied."""
    return {"studies"}.intersection(names) if Path(folder) == ROOT / "results" else set()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code, the data and the pages."""
    for part in COPIED:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=results_of_studies)
        else:
            shutil.copy2(ROOT / part, tmp_path / part)
    take_out_own(tmp_path)
    lengths = tmp_path / LENGTHS
    text = lengths.read_text(encoding="utf-8")
    assert text.count(USUAL) == 1
    lengths.write_text(text.replace(USUAL, SHORT), encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A process that reads pages."""
    program = tmp_path_factory.mktemp("reader") / "reader.py"
    program.write_text(READER, encoding="utf-8")
    pipe = subprocess.PIPE
    given = {**os.environ, "GONGZHI_LANG": "en", "COLUMNS": "120"}
    code = ROOT / "experiments/provenance/syntax.py"
    with subprocess.Popen(
        [sys.executable, program, code], stdin=pipe, stdout=pipe, text=True, env=given
    ) as process:
        yield process


def squeezed(line: str) -> str:
    """Return the words of a line, a space between."""
    return " ".join(line.split())


def not_said(text: str, said: str) -> Iterator[str]:
    """Yield the lines of a page's outputs that did not come out in this order; "…" is what is left out."""
    rest = "\n".join(squeezed(line) for line in said.splitlines())
    for line in "".join(block.text for block in blocks(text) if block.language == "text").splitlines():
        shown = ".*?".join(re.escape(squeezed(part)) for part in line.split("…"))
        if found := re.search(shown, rest):
            rest = rest[found.end() :]
        else:
            yield line


@pytest.mark.slow
@pytest.mark.parametrize("shown", RUN, ids=name)
def test_what_a_page_shows_can_be_run(shown: Path, copy: Path, reader: Reader) -> None:
    text = shown.read_text(encoding="utf-8")
    if shown.parent == TUTORIAL:
        shutil.copy2(ROOT / LENGTHS, copy / LENGTHS)
    (copy / "page.py").write_text(as_script(text), encoding="utf-8")
    assert reader.stdin is not None and reader.stdout is not None
    reader.stdin.write(f"{copy}\t{name(shown)}\n")
    reader.stdin.flush()
    left = reader.stdout.readline()
    said = (copy / "said.txt").read_text(encoding="utf-8")
    assert left == "0\n", said
    if shown.parent == TUTORIAL:
        assert not [*not_said(text, said)], said


def test_both_readmes_hold_the_same_python() -> None:
    english, chinese = (
        blocks((ROOT / page).read_text(encoding="utf-8")) for page in ("README.md", "README.zh.md")
    )
    shown = [block.text for block in english if block.language == "python"]
    assert shown and shown == [block.text for block in chinese if block.language == "python"]


def code(page: Path) -> list[str]:
    """Return what a page runs and writes, without the comments and docstrings, which are translated."""
    return [told(block) for block in blocks(page.read_text(encoding="utf-8")) if block.language != "text"]


def told(block: Block) -> str:
    """Return a block and the options it is tested with; of Python its syntax."""
    file = FILE.match(block.text)
    if block.language == "python":
        return f"{file[0] if file else ''}{syntax(block.text).text}"
    commented = re.sub(r"(^|\s+)#(?! (file|append to): ).*", "", block.text, flags=re.MULTILINE)
    return f"{block.options}\n{commented}"


@pytest.mark.parametrize("page", CHINESE, ids=name)
def test_a_page_in_both_languages_runs_the_same_code(page: Path) -> None:
    english = code(page.with_name(page.name.replace(".zh", "")))
    assert english == code(page)


NUMERALS = {"100", "1000"}
"""What is a word in Chinese."""


@pytest.mark.parametrize("page", [page for page in CHINESE if page.parent == TUTORIAL], ids=name)
def test_a_chapter_in_both_languages_shows_the_same_numbers(page: Path) -> None:
    def numbers(shown: Path) -> list[list[str]]:
        outputs = [one.text for one in blocks(shown.read_text(encoding="utf-8")) if one.language == "text"]
        return [sorted(set(re.findall(r"\d+(?:[.,]\d+)*", output)) - NUMERALS) for output in outputs]

    assert numbers(page.with_name(page.name.replace(".zh", ""))) == numbers(page)


@pytest.mark.parametrize(("page", "spoken_in"), TEXTS.items())
def test_what_a_text_claims_over_settings_is_what_the_table_of_signs_says(
    page: str, spoken_in: Language
) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    if any(claims(text)):
        table = sign_table(ROOT / "docs/evidence")
        assert filled(text, table, spoken_in) == text, "run: python -m results.evidence"


@pytest.mark.parametrize("page", TEXTS)
def test_a_text_names_the_numbers_to_measure_first_in_the_order_of_the_shipped_table(page: str) -> None:
    (line,) = re.findall(
        r"^- \*\*(?:What to measure first|先测什么)\*\*.*?(?=^- )",
        (ROOT / page).read_text(encoding="utf-8"),
        re.M | re.S,
    )
    asked = list(ranked(shipped()).head(FIRST)["parameter"])
    assert re.findall(r"`([a-z_]+\.[a-z_]+)`", line) == asked


@pytest.mark.parametrize("page", [*TEXTS, "docs/gallery.md"])
def test_a_page_that_shows_results_says_which_version_of_the_model_they_are_of(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    said = ("Version two of the model, with calibrated defaults.", "模型第二版，默认参数经过校准。")
    assert any(one in text for one in said)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", prose(page))
    here = [link for link in links if "://" not in link]
    assert not [link for link in here if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_parameters_and_files_named_in_the_text_exist(page: Path) -> None:
    quoted = re.findall(r"`([^`\n]+)`", prose(page))
    sections = "|".join(read.sections())
    parameters = [word for word in quoted if re.fullmatch(rf"({sections})\.[a-z_]+", word)]
    top = "|".join(("agents", "model", "scenarios", "experiments", "results", "docs", "tests"))
    files = [word for word in quoted if re.fullmatch(rf"({top})/[\w./-]*", word) and "studies" not in word]
    assert not [key for key in parameters if key not in read.ledger()]
    assert not [file for file in files if not (ROOT / file).exists() and file not in EXAMPLES]


EXAMPLES = {"scenarios/cases/lakeside.yaml", "agents/hesitant.py"}
"""Files that a page makes."""


def test_decisions_are_numbered_without_gaps_and_say_why_and_what_follows() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]} ")
        assert re.findall(r"^## (.*)$", text, flags=re.MULTILINE) == ["Context", "Decision", "Consequences"]
