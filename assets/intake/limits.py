"""What a CHECK, a domain, a partition or a type says about the values of one column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

Bound = int | float | date | datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """Every value lies from ``low`` to ``high`` (without the end that is ``open``), is one of
    ``values``, has ``min_length`` to ``max_length`` characters and the form of ``pattern`` (a
    Pattern generator's). None stands for no limit."""

    low: Bound | None = None
    high: Bound | None = None
    low_open: bool = False
    high_open: bool = False
    values: tuple[str | int | float, ...] | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    not_null: bool = False

    def and_(self, other: Limits) -> Limits:
        """The limits that hold when both do."""
        low, low_open = _tighter(self.low, self.low_open, other.low, other.low_open, upper=False)
        high, high_open = _tighter(
            self.high, self.high_open, other.high, other.high_open, upper=True
        )
        values = self.values if other.values is None else other.values
        if self.values is not None and other.values is not None:
            values = tuple(value for value in self.values if value in other.values)
        return replace(
            self,
            low=low,
            high=high,
            low_open=low_open,
            high_open=high_open,
            values=values,
            min_length=max(
                (n for n in (self.min_length, other.min_length) if n is not None), default=None
            ),
            max_length=min(
                (n for n in (self.max_length, other.max_length) if n is not None), default=None
            ),
            pattern=self.pattern or other.pattern,
            not_null=self.not_null or other.not_null,
        )


def _tighter(
    one: Bound | None, one_open: bool, two: Bound | None, two_open: bool, *, upper: bool
) -> tuple[Bound | None, bool]:
    if one is None or two is None or not comparable(one, two):
        return (two, two_open) if one is None else (one, one_open)
    if one == two:
        return one, one_open or two_open
    smaller_first = one < two  # type: ignore[operator]  # comparable() has made sure
    return (one, one_open) if smaller_first == upper else (two, two_open)


def comparable(one: Bound, two: Bound) -> bool:
    """Whether both are numbers, both days, or both moments with or without a zone."""
    if isinstance(one, int | float) and isinstance(two, int | float):
        return True
    if isinstance(one, datetime) and isinstance(two, datetime):
        return (one.tzinfo is None) == (two.tzinfo is None)
    return type(one) is type(two)
