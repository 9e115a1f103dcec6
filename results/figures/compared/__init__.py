"""Figures that set results beside each other: places taken in each replicate, cases beside cases."""
