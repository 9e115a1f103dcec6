"""What recipes give to tools that are not here: their shell lines are run, their columns looked up."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pyarrow.dataset
import pytest

from experiments.cli.app import main
from results.tutorial.fenced_blocks import GONGZHI, blocks
from tests.test_docs import ROOT, write_files

PAGE = (ROOT / "docs/how-to/recipes.md").read_text(encoding="utf-8")


def block(language: str, holding: str) -> str:
    """The one block of the page that is written so and holds this."""
    (found,) = (one.text for one in blocks(PAGE) if one.language == language and holding in one.text)
    return found


def gongzhi(line: str) -> None:
    """Do what a command line says."""
    words = shlex.split(line)
    assert words[0] == GONGZHI, line
    with pytest.raises(SystemExit) as left:
        main(words[1:])
    assert not left.value.code, line


def shell_lines() -> dict[str, str]:
    """The command of each rule of the Snakefile, by its name."""
    rules = re.findall(r"^rule (\w+):\n((?:    .*\n)+)", block("snakemake", "rule shard"), flags=re.MULTILINE)
    found = {name: re.findall(r'^    shell: "(.*)"$', body, flags=re.MULTILINE) for name, body in rules}
    return {name: lines[0] for name, lines in found.items() if lines}


def stored(folder: Path) -> dict[str, bytes]:
    """Every table of a store, byte for byte."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.parquet")}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the page writes, and the command where the page has it."""
    monkeypatch.chdir(tmp_path)
    write_files(PAGE, tmp_path)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / GONGZHI).symlink_to(Path(sys.executable).with_name("gongzhi"))
    return tmp_path


@pytest.mark.slow
def test_shards_by_snakemake_or_in_parallel_are_the_study_in_one_go(here: Path) -> None:
    gongzhi(f"{GONGZHI} study mine.yaml --out whole --jobs 1")
    rules = shell_lines()
    for number in ("1", "2"):
        gongzhi(rules["shard"].replace("{wildcards.k}", number))
    gongzhi(rules["merge"])
    assert stored(here / "results/studies/merged") == stored(here / "whole")

    (here / "shards").rename(here / "by-snakemake")
    lines = block("bash", "parallel").replace("| parallel ", "| xargs -I{} ")
    subprocess.run(["bash", "-ec", lines], cwd=here, check=True, capture_output=True)
    assert stored(here / "results/studies/in-parallel") == stored(here / "whole")


def test_the_columns_that_r_asks_for_are_in_the_folders_that_it_opens(here: Path) -> None:
    gongzhi(f"{GONGZHI} study mine.yaml --out results/studies/mine --jobs 1")
    opened = re.findall(r'open_dataset\("(.*?)"\) \|>\n  select\((.*?)\)', block("r", "open_dataset"))
    assert [folder.rpartition("/")[2] for folder, _columns in opened] == ["runs", "monthly"]
    for folder, columns in opened:
        table = pyarrow.dataset.dataset(here / folder, format="parquet").to_table(columns=columns.split(", "))
        assert table.num_rows > 0 and table.num_columns == len(columns.split(", "))
