"""Compounds filmed month by month: the scenes of `execution/snapshots` and the events between them."""
