"""The parameters that a calibration varies if nobody says otherwise, each with the reason for it."""

from collections.abc import Mapping
from pathlib import Path

from scenarios.entries import Text
from scenarios.files import open_data
from scenarios.fixed import Fixed

FILE = Path(__file__).parent / "calibration.yaml"


def suggested() -> Mapping[str, Text]:
    """By ledger key the reason why the parameter is calibrated."""
    data = open_data(FILE)
    content = data.mapping(data.document.data)
    return Fixed({key: data.build(Text, data.mapping(why, (key,)), (key,)) for key, why in content.items()})
