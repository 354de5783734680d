"""Months, weekdays, quarters and days as texts write them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
MONTH_NAMES = tuple(name.lower() for name in calendar.month_name)
WEEKDAYS = tuple(name.lower() for name in calendar.day_name)


def month(year: int, number: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def quarter(year: int, number: int) -> tuple[date, date]:
    """First and last day of a quarter (1 to 4)."""
    return date(year, number * 3 - 2, 1), month(year, number * 3)[1]


def year_of(year: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def back(today: date, count: int, unit: str) -> date:
    """The day ``count`` units (days, weeks, months, quarters, years) before ``today``."""
    if unit in ("day", "week"):
        days = min(count * (7 if unit == "week" else 1), today.toordinal() - 1)
        return today - timedelta(days=days)
    months = count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}.get(unit, 12)
    index = max(today.year * 12 + today.month - 1 - months, 12)
    year, number = divmod(index, 12)
    last = calendar.monthrange(year, number + 1)[1]
    return date(year, number + 1, min(today.day, last))


def written(text: str) -> tuple[date, date] | None:
    """The days of ``2024-01-31`` or ``2024-01``; None if the calendar has none such."""
    parts = [int(part) for part in text.split("-")]
    try:
        if len(parts) == 2:
            return month(parts[0], parts[1])
        day = date(parts[0], parts[1], parts[2])
    except ValueError:
        return None
    return day, day
