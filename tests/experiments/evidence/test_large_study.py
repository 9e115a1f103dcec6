"""The evidence on large studies: measured in small."""

import pytest

from experiments.evidence.large_study import CELLS, measured


@pytest.mark.slow
def test_a_large_study_is_measured_from_its_start_to_its_rows_in_pandas() -> None:
    found = measured(2 * CELLS)
    assert found.runs == 20 and found.files == 2
    assert 0 < found.started_mb <= found.peak_mb
    assert min(found.seconds, found.open_runs, found.open_months, found.store_mb) > 0
