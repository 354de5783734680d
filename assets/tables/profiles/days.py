"""The weight of each day of a range, and why none is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

import numpy as np

from assets.schema.moments import MONTHS, WEEKDAYS, WEEKEND, DayProfile
from assets.tables.generators.base import Floats

T = TypeVar("T")

MOST_DAYS = 36_525
"""Days of the longest range that can have a profile: a hundred years."""
_EPOCH = date(1970, 1, 1)
_YEAR = 365.25
_DIGITS = 12  # of growth, so that no machine finds another number


def day_of(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def day_weights(profile: DayProfile, first: int, last: int) -> Floats:
    """The weights of the days ``first`` to ``last``, both included and counted from 1970 on.

    Raises ValueError for a range that is too long, or of which no day is left.
    """
    count = last - first + 1
    if count > MOST_DAYS:
        raise ValueError(
            f"the range has {count:,} days, and a profile spans at most {MOST_DAYS:,}: "
            f"narrow the range, or leave the profile out"
        )
    days = np.arange(first, last + 1)
    weekday = (days + 3) % 7  # 1970 began on a Thursday
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    closed = np.zeros(count, dtype=np.bool_)
    if profile.business_days:
        closed = weekday >= len(WEEKDAYS) - len(WEEKEND)
    weights = (
        _weights(WEEKDAYS, profile.weekdays)[weekday] * _weights(MONTHS, profile.months)[month]
    )
    is_holiday = np.isin(days, [day_of(day) for day in profile.holidays])
    open_days = (weights > 0) & ~closed
    if not (open_days & ~is_holiday).any():
        shut = count - int(open_days.sum())
        raise ValueError(
            f"no day of {_shown(first)} to {_shown(last)} is left: weekdays, months and "
            f"business_days leave out {shut:,} of {count:,} days, and holidays "
            f"{int((open_days & is_holiday).sum()):,}: widen the range, or open one of these days"
        )
    if profile.growth:
        growth = np.exp(np.log1p(profile.growth) * (days - days[0]) / _YEAR)
        weights = weights * np.round(growth / growth.max(), _DIGITS)
    return np.asarray(np.where(open_days & ~is_holiday, weights, 0.0), dtype=np.float64)


def _weights(names: Sequence[T], given: Mapping[T, float]) -> Floats:
    found: Floats = np.array([given.get(name, 1.0) for name in names])
    return found / float(found.max())


def _shown(day: int) -> str:
    return str(np.datetime64(day, "D"))
