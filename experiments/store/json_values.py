"""Values that JSON knows, of rows of tables.

The rule it holds: what is undefined is null, whatever pandas or NumPy called it.
"""

import math
from collections.abc import Mapping

import pandas as pd

Answer = dict[str, object]


def plain(row: Mapping[str, object]) -> Answer:
    """The row with values that JSON knows: NaN, missing and infinite become null, NumPy numbers become plain
    ones.
    """
    return {str(key): _plain(value) for key, value in row.items()}


def _plain(value: object) -> object:
    if value is None or value is pd.NA:
        return None
    plain_value = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain_value, float) and not math.isfinite(plain_value) else plain_value
