"""Code edited between two calls of the same study: exactly the runs that it touches are made again.

A copy of the code is edited in earnest and the command run from it, each time in a process of its own.
"""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments.benchmark.crash_test import environment, frozen
from scenarios import read
from tests.experiments.provenance.test_run_key import edit

MODELS = ["baseline", "troika", "council"]
STUDY = f"cases: [xihu]\ngovernance: [{', '.join(MODELS)}]\nmonths: 6\nburn_in: 12\nreplicates: 3\n"
STUDY += "parameters: {issues.rate: 100}\n"
KINDS = {model: {one.kind for one in read.governance(model).instruments} for model in MODELS}
HOLDERS = {model for model in MODELS if "convenor" in KINDS[model]}


@pytest.mark.slow
def test_an_edited_rule_makes_the_runs_it_touches_again_and_an_edited_comment_none(tmp_path: Path) -> None:
    code, store = frozen(tmp_path / "code"), tmp_path / "store"
    (tmp_path / "tiny.yaml").write_text(STUDY, "utf-8")

    def made() -> tuple[int, pd.DataFrame]:
        words = [
            "-m",
            "experiments",
            "study",
            str(tmp_path / "tiny.yaml"),
            "--out",
            str(store),
            "--json",
            "--jobs",
            "1",
        ]
        answer = subprocess.run(
            [sys.executable, *words], cwd=code, env=environment(code), check=True, stdout=subprocess.PIPE
        )
        rows = pd.read_parquet(store / "runs").set_index(["governance", "replicate"]).sort_index()
        return json.loads(answer.stdout)["made"], rows

    first, before = made()
    assert first == len(before) == 9 and 0 < len(HOLDERS) < 3
    edit(code / "model/triage.py", '"""', '"""Other words. ')
    edit(code / "agents/elderly.py", "\nclass ", "\n# why\nclass ")
    edit(code / "model/instruments/convenor.py", "\nclass ", "\n\n# why\nclass ")
    assert made()[0] == 0
    edit(code / "model/instruments/convenor.py", "levers.coordination += ", "levers.coordination += 0.1 * ")
    again, after = made()
    assert again == 3 * len(HOLDERS) and len(after) == 9
    changed = before["key"] != after["key"]
    assert set(before.index[changed].get_level_values("governance")) == HOLDERS
    assert (before["lost_share"] != after["lost_share"])[changed].any()
    pd.testing.assert_frame_equal(before[~changed], after[~changed])
    edit(code / "model/triage.py", "\ndef ", "\nOTHER = 1\n\ndef ")
    assert made()[0] == 9
