"""What the grammar reads: words, numbers, spans and days, each a letter in the clause's pattern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(slots=True)
class Item:
    """A word or a number of a text.

    ``code`` is "" for words and marks; ``n`` a number, ``y`` one that may be a year, ``u`` one
    with a unit, ``p`` a share, ``d`` a day or period, ``t`` a clock time, ``r`` a span of numbers,
    ``v`` one with a unit, ``q`` one of per cents, ``z`` one of days, ``k`` one of clock times,
    ``a`` a mean, ``m`` a mean with a unit. ``quiet`` numbers are none that a text states.
    """

    shown: str
    text: str
    start: int
    end: int
    code: str = ""
    value: float = 0.0
    least: float | None = None
    most: float | None = None
    strict: bool = False
    unit: str | None = None
    scaled: bool = False
    spelled: bool = False
    quiet: bool = False
    first: date | None = None
    last: date | None = None
