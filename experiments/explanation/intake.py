"""Which instruments take in issues that nobody told of."""

from experiments.provenance.imports import own_module
from model.instrument import Instrument

TAKE_IN = ("arrears_settlement", "case_manager", "grid_workers", "patrol", "solicitation")
"""The instruments of gongzhi that find issues nobody told of, or ask for them."""


def takes_in(one: Instrument) -> bool:
    """Whether an instrument may take in what nobody told of: one of TAKE_IN, or of a project's that acts at
    the intake.
    """
    own = own_module(type(one).__module__) is not None
    return one.kind in TAKE_IN or (own and type(one).at_intake is not Instrument.at_intake)
