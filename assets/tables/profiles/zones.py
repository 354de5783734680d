"""Spans of time within which the clocks of a zone keep one distance from UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = 86_400


@dataclass(frozen=True)
class Span:
    """From ``start`` up to and without ``end``, in seconds of UTC since 1970, clocks are ``offset``
    seconds ahead of UTC."""

    start: int
    end: int
    offset: int


@lru_cache(maxsize=64)
def spans(zone: str, start: int, end: int) -> tuple[Span, ...]:
    """The spans from ``start`` up to ``end``, each with another offset than the one before.

    Two changes within one day that undo each other are not seen.
    """
    clock = ZoneInfo(zone)

    def offset_at(second: int) -> int:
        found = datetime.fromtimestamp(second, UTC).astimezone(clock).utcoffset()
        return 0 if found is None else int(found.total_seconds())

    found, begun, offset = list[Span](), start, offset_at(start)
    for day in range(start, end, _DAY):
        low, high = day, min(day + _DAY, end)
        if offset_at(high) == offset:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset_at(middle) == offset else (low, middle)
        found.append(Span(begun, high, offset))
        begun, offset = high, offset_at(high)
    if begun < end:
        found.append(Span(begun, end, offset))
    return tuple(found)


def utc_second(local: datetime, zone: str) -> int:
    """The second of UTC at which a wall clock of the zone shows ``local``; of two the first."""
    return int(local.replace(tzinfo=ZoneInfo(zone), fold=0).timestamp())
