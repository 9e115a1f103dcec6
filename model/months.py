"""Months: means, sums and ratios over the recorded months of an observation, one value a compound."""

from __future__ import annotations

import numpy as np

from agents.column import FloatArray, IntArray
from model.record import WINDOW, Record


def last_year(record: Record, name: str) -> FloatArray:
    """Mean of the last twelve recorded months, months without a value apart."""
    return mean(months_of(record, name)[:, -WINDOW:])


def months_of(record: Record, name: str) -> FloatArray:
    """The recorded months lived of an observation, one row a compound, so that sums never mix compounds:
    (compounds, months).
    """
    return np.ascontiguousarray(record.series[name][record.burn_in : record.burn_in + lived(record)].T)


def lived(record: Record) -> int:
    """Recorded months lived; in the burn-in one, of which ``outcomes`` says nothing."""
    return max(record.lived, 1)


def mean(months: FloatArray) -> FloatArray:
    """Mean of each compound's months, those without a value apart."""
    there = ~np.isnan(months)
    return ratio(np.where(there, months, 0.0).sum(axis=1), there.sum(axis=1).astype(float))


def total(record: Record, name: str) -> FloatArray:
    """Sum of all recorded months lived."""
    return months_of(record, name).sum(axis=1)


def total_but_last(record: Record, name: str, months: int) -> FloatArray:
    """Sum without the last months, which say too little yet."""
    return months_of(record, name)[:, :-months].sum(axis=1)


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part over whole, NaN where the whole is zero."""
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) > 0)


def median(histogram: IntArray) -> FloatArray:
    """Median of whole numbers counted in each row (linear within the month), NaN for an empty row."""
    total = histogram.sum(axis=1)
    half = total / 2.0
    below = np.cumsum(histogram, axis=1)
    month = (below >= half[:, None]).argmax(axis=1)
    row = np.arange(len(total))
    before = below[row, month] - histogram[row, month]
    inside = ratio(half - before, histogram[row, month].astype(float))
    return np.where(total > 0, month + inside, np.nan)
