"""Arithmetic of business days: Saturdays, Sundays and holidays do not count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Days = NDArray[np.datetime64]
_DAY = 86_400_000_000


class BusinessDays:
    """The n-th business day after a moment, or before it, at the same time of day.

    From a day that does not count, the first business day is the next one; 0 days stay on a
    business day, and go to the next one from any other.
    """

    def __init__(self, holidays: Sequence[date], *, is_after: bool) -> None:
        days = np.array(sorted(holidays), dtype="datetime64[D]")
        self._calendar = np.busdaycalendar(holidays=days)
        self._is_after = is_after

    def moved(self, start: Ints, counts: Ints) -> Ints:
        """Microseconds since 1970, ``counts`` (0 or more) business days on."""
        day, time = np.divmod(start, _DAY)
        days = day.astype("datetime64[D]")
        found = self._steps(days, counts if self._is_after else -counts)
        stays = counts == 0
        if stays.any():
            found[stays] = self._nearest(days[stays])
        moved: Ints = found.astype(np.int64) * _DAY + time
        return moved

    def _steps(self, days: Days, steps: Ints) -> Days:
        if self._is_after:
            return np.busday_offset(days, steps, roll="backward", busdaycal=self._calendar)
        return np.busday_offset(days, steps, roll="forward", busdaycal=self._calendar)

    def _nearest(self, days: Days) -> Days:
        none = np.zeros(len(days), dtype=np.int64)
        if self._is_after:
            return np.busday_offset(days, none, roll="forward", busdaycal=self._calendar)
        return np.busday_offset(days, none, roll="backward", busdaycal=self._calendar)
