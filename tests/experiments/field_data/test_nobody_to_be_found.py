"""Of the people in the sample nothing is left: in no file, message, store or archive."""

from pathlib import Path

import pytest

from experiments.cli.app import main
from tests.experiments.field_data.test_household_import import PERSONAL, SAMPLES


@pytest.mark.slow
def test_nothing_personal_is_left_in_files_messages_store_or_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], unpainted: None
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (
        f"import households {SAMPLES}/households.xlsx --case ours",
        f"import households {SAMPLES}/households.csv --case ours --leave-out-faulty",
        f"import ties {SAMPLES}/ties.csv --case ours",
        f"import fees {SAMPLES}/fees.csv --case ours --json",
        "compare ours.yaml --governance baseline,troika --replicates 2 --months 3 --jobs 1 --out found",
        "export workbook found --out found.xlsx",
    ):
        with pytest.raises(SystemExit):
            main(words.split())
    told = capfd.readouterr()
    assert (tmp_path / "found").is_dir(), told.err
    assert not PERSONAL.search(told.out + told.err)
    for file in tmp_path.rglob("*"):
        assert not PERSONAL.search(file.name)
        if file.is_file():
            assert not PERSONAL.search(file.read_bytes().decode("utf-8", "ignore")), file
