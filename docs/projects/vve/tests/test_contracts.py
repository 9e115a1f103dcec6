"""Whether every file of this project does as it should: run pytest in its folder."""

from experiments.contract_tests import *  # noqa: F403
