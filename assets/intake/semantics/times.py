"""Days, moments and times of day: the span that a column's name suggests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from assets.schema.generators import Date, Generator, Time, Timestamp
from assets.schema.types import ColumnType

_SPANS: list[tuple[frozenset[str], date, date]] = [
    (frozenset({"birth", "born"}), date(1945, 1, 1), date(2005, 12, 31)),
    (frozenset({"death", "died"}), date(1990, 1, 1), date(2025, 12, 31)),
    (frozenset({"hire", "hired", "joined", "employed", "employment"}), date(2005, 1, 1),
     date(2025, 12, 31)),
    (frozenset({"expires", "expiry", "expiration", "expire", "valid", "until", "renewal"}),
     date(2026, 1, 1), date(2030, 12, 31)),
    (frozenset({"release", "released", "published", "publication"}), date(1990, 1, 1),
     date(2025, 12, 31)),
    (frozenset({"updated", "update", "modified", "changed"}), date(2024, 1, 1),
     date(2025, 12, 31)),
]  # fmt: skip
_USUAL = (date(2020, 1, 1), date(2025, 12, 31))
_OFFICE = frozenset({"start", "open", "opens", "opening"})


def generator(name: tuple[str, ...], column_type: ColumnType) -> Generator:
    """Days or moments of the span, both ends included."""
    if column_type.kind == "time":
        return Time(min=time(6), max=time(12)) if _OFFICE & set(name) else Time()
    first, last = next(((low, high) for signs, low, high in _SPANS if signs & set(name)), _USUAL)
    if column_type.kind == "date":
        return Date(min=first, max=last)
    return Timestamp(min=_midnight(first), max=_midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
