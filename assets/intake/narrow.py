"""Fitting a generator to the limits that a source sets for its column."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta

from assets.intake.limits import Bound, Limits
from assets.intake.semantics.numbers import ranged, type_range
from assets.schema.generators import (
    Address,
    Choice,
    Date,
    Decimal,
    Float,
    Generator,
    Integer,
    Pattern,
    Person,
    Product,
    Sequence,
    String,
    Timestamp,
)
from assets.schema.types import ColumnType

_YEARS = timedelta(days=3_652)


def narrow(made: Generator, column_type: ColumnType, limits: Limits) -> Generator | None:
    """A generator that stays within the limits; None when none of ours can."""
    if limits.values is not None:
        return _choice(made, column_type, limits)
    if column_type.is_numeric:
        return _number(made, column_type, limits)
    if column_type.is_temporal:
        return _moment(made, column_type, limits)
    if column_type.is_string:
        return _text(made, column_type, limits)
    bounded = (limits.low, limits.high, limits.min_length, limits.max_length)
    return made if bounded == (None,) * 4 and not limits.pattern else None


def whole_range(column_type: ColumnType, limits: Limits) -> Generator | None:
    """A generator over all that lies between two limits; None where one is missing."""
    if limits.low is None or limits.high is None:
        return None
    low, high = _as_moment(limits.low), _as_moment(limits.high)
    if low is not None and high is not None and column_type.is_temporal:
        first: Generator = Timestamp(min=low, max=high)
        if column_type.kind == "date":
            first = Date(min=low.date(), max=high.date())
        return narrow(first, column_type, limits)
    if column_type.is_numeric:
        least, most = type_range(column_type)
        return narrow(ranged(column_type, least, most), column_type, limits)
    return None


def _choice(made: Generator, column_type: ColumnType, limits: Limits) -> Generator | None:
    values = [value for value in limits.values or () if _within(value, limits)]
    if column_type.length is not None:
        values = [value for value in values if len(str(value)) <= (column_type.length or 0)]
    if isinstance(made, Choice):
        both = [value for value in made.values if value in values]
        values = [value for value in both if not isinstance(value, bool)] or values
    if column_type.kind == "boolean":
        return made
    return Choice(values=list(values)) if values else None


def _within(value: str | int | float, limits: Limits) -> bool:
    if isinstance(value, str):
        low, high = limits.min_length or 0, limits.max_length
        return low <= len(value) and (high is None or len(value) <= high)
    for bound, is_open, side in (
        (limits.low, limits.low_open, 1),
        (limits.high, limits.high_open, -1),
    ):
        if isinstance(bound, int | float):
            gap = (value - bound) * side
            if gap < 0 or (gap == 0 and is_open):
                return False
    return True


def _number(made: Generator, column_type: ColumnType, limits: Limits) -> Generator | None:
    low, high = _number_ends(column_type, limits)
    if low is None and high is None:
        return made
    if isinstance(made, Choice):
        kept = [v for v in made.values if isinstance(v, str) or _within(v, limits)]
        return Choice(values=list(kept)) if kept else None
    if isinstance(made, Sequence):
        start = made.start if low is None else max(made.start, math.ceil(low))
        return made.model_copy(update={"start": start}) if high is None or start <= high else None
    least, most = type_range(column_type)
    natural = _natural_range(made)
    if natural is not None:
        if (low is None or low <= natural[0]) and (high is None or high >= natural[1]):
            return made
        suggested = natural
    elif isinstance(made, Integer | Decimal | Float):
        suggested = (made.min, made.max)
    else:
        suggested = (least, most)
    floor = least if low is None else max(low, least)
    top = most if high is None else min(high, most)
    if floor > top:
        return None
    bottom, end = max(suggested[0], floor), min(suggested[1], top)
    if bottom > end:  # the name suggests a range that lies elsewhere
        width = suggested[1] - suggested[0]
        bottom, end = (floor, min(top, floor + width)) if low is not None else (
            max(floor, top - width), top)  # fmt: skip
    return ranged(column_type, bottom, end)


def _natural_range(made: Generator) -> tuple[float, float] | None:
    """Between which numbers a field of an entity lies, of those that are suggested for names."""
    match made:
        case Product(field="price"):
            return 4, 2_000
        case Address(field="latitude"):
            return -90, 90
        case Address(field="longitude"):
            return -180, 180
        case _:
            return None


def _number_ends(column_type: ColumnType, limits: Limits) -> tuple[float | None, float | None]:
    whole = column_type.is_integer
    unit = 10.0**-column_type.scale if column_type.kind == "decimal" else 0.01
    low = limits.low if isinstance(limits.low, int | float) else None
    high = limits.high if isinstance(limits.high, int | float) else None
    if low is not None and limits.low_open:
        low = math.floor(low) + 1 if whole else low + unit
    if high is not None and limits.high_open:
        high = math.ceil(high) - 1 if whole else high - unit
    return low, high


def _moment(made: Generator, column_type: ColumnType, limits: Limits) -> Generator | None:
    low, high = _as_moment(limits.low), _as_moment(limits.high)
    if low is None and high is None:
        return made
    if isinstance(made, Person):
        first, last = _span(made)
        if (low is None or low < first) and (high is None or high > last):
            return made
    step = timedelta(days=1) if column_type.kind == "date" else timedelta(seconds=1)
    if low is not None and limits.low_open:
        low += step
    if high is not None and limits.high_open:
        high -= step
    first, last = _span(made)
    if low is not None and (low > last or low > first):
        first, last = (low, low + _YEARS) if low > last else (low, last)
    if high is not None and (high < first or high < last):
        first, last = (high - _YEARS, high) if high < first else (first, high)
        first = first if low is None else max(first, low)
    if first > last:
        return None
    if column_type.kind == "date":
        return Date(min=first.date(), max=last.date())
    return Timestamp(min=first, max=last + timedelta(seconds=1))


def _span(made: Generator) -> tuple[datetime, datetime]:
    if isinstance(made, Date):
        return datetime.combine(made.min, time()), datetime.combine(made.max, time())
    if isinstance(made, Timestamp):
        return made.min.replace(tzinfo=None), made.max.replace(tzinfo=None) - timedelta(seconds=1)
    if isinstance(made, Person):
        oldest = made.at.replace(year=made.at.year - made.max_age - 1, day=1)
        youngest = made.at.replace(year=made.at.year - made.min_age, day=28)
        return datetime.combine(oldest, time()), datetime.combine(youngest, time())
    return datetime(2020, 1, 1), datetime(2025, 12, 31)  # noqa: DTZ001  # a wall clock's time


def _as_moment(bound: Bound | None) -> datetime | None:
    if isinstance(bound, datetime):
        return bound.replace(tzinfo=None)
    return datetime.combine(bound, time()) if isinstance(bound, date) else None


def _text(made: Generator, column_type: ColumnType, limits: Limits) -> Generator | None:
    if limits.low is not None or limits.high is not None:
        return None
    if limits.pattern:
        fits = column_type.length is None or len(limits.pattern) <= column_type.length
        return Pattern(pattern=limits.pattern) if fits else None
    least, most = limits.min_length or 0, limits.max_length
    if isinstance(made, Choice):
        kept = [value for value in made.values if _within(str(value), limits)]
        return Choice(values=list(kept)) if kept else None
    room = column_type.length if most is None else min(most, column_type.length or most)
    if room is not None and room < least:
        return None
    if least > 1:
        longest = min(room if room is not None else least + 8, max(least, least + 8))
        return String(min_length=least, max_length=longest)
    if most is not None and (column_type.length is None or column_type.length > most):
        return String(min_length=min(1, most), max_length=most) if most else None
    return made
