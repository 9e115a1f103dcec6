"""检查本项目的每个文件是否守规矩：运行 pytest。 / Whether every file here does as it should: run pytest."""

from experiments.contract_tests import *  # noqa: F403
