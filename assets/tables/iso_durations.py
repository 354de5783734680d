"""Durations as texts of ISO 8601 and as times of day."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
DAY = SECONDS["days"]


def iso_text(seconds: NDArray[np.int64]) -> pa.Array:
    """Each duration as days, hours, minutes and seconds: ``P1DT2H``, ``PT1H5M``, ``PT0S``, and
    ``-PT5M`` below 0."""
    size = np.abs(seconds)
    days, rest = np.divmod(size, DAY)
    hours, rest = np.divmod(rest, 3_600)
    minutes, rest = np.divmod(rest, 60)
    below_a_day = (size % DAY > 0) | (size == 0)
    parts = [
        pc.if_else(pa.array(seconds < 0), "-P", "P"),
        _part(days, days > 0, "D"),
        pc.if_else(pa.array(below_a_day), "T", ""),
        _part(hours, hours > 0, "H"),
        _part(minutes, minutes > 0, "M"),
        _part(rest, (rest > 0) | (size == 0), "S"),
    ]
    return pc.binary_join_element_wise(*parts, "")


def longest_text(most: float) -> int:
    """The characters that ``iso_text`` needs for durations of up to so many seconds."""
    days = int(most) // DAY
    return len("PT23H59M59S") + (len(f"{days}D") if days else 0)


def _part(numbers: NDArray[np.int64], shown: NDArray[np.bool_], letter: str) -> pa.Array:
    texts = pc.binary_join_element_wise(pa.array(numbers).cast(pa.string()), letter, "")
    return pc.if_else(pa.array(shown), texts, "")
