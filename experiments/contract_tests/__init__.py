"""Contract tests: what every instrument, rule, outcome and data file must do, whosever it is.

A project's `tests/test_contracts.py` holds one line, `from experiments.contract_tests import *`, and pytest
then checks every file of that project; the tests of gongzhi itself use the same checks.

Invariant: what is checked is the project that the test file lies in, wherever pytest is started.
"""

import pytest

PARTS = (
    *("code_of_outcomes", "code_of_rules", "data_files", "instruments", "instruments_in_a_world"),
    *("small_worlds", "what_always_holds"),
)
pytest.register_assert_rewrite(*(f"{__name__}.{part}" for part in PARTS))

# The first of all: it binds our packages even where a folder `agents` lies beside what is tested.
import gongzhi  # noqa: E402, F401
from experiments.contract_tests.code_of_outcomes import *  # noqa: E402, F403
from experiments.contract_tests.code_of_rules import *  # noqa: E402, F403
from experiments.contract_tests.data_files import *  # noqa: E402, F403
from experiments.contract_tests.instruments import *  # noqa: E402, F403
from experiments.contract_tests.instruments_in_a_world import *  # noqa: E402, F403
from experiments.contract_tests.under_test import *  # noqa: E402, F403
