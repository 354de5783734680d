"""``over the last two years``, ``in 2024``, ``since 2020``, ``Q1 2025``: days of the moments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from agents.quantities.calendar_words import back, month, quarter, year_of
from agents.quantities.clause import PARENT, Clause, noun
from agents.quantities.numbers import TIME_UNITS
from agents.quantities.quantity import Window

_WHERE = rf"(?:(?P<s>{PARENT}) (?:(?:are|were|is|was|~placed|~made|~created|all) )*)?"
_LAST = re.compile(
    rf"{_WHERE}(?:(?:over|in|during|within|from|for|of|throughout|across|~across|~spanning|~covering) )?"
    r"(?:the|our|these|their) (?P<w>last|past|previous|recent|next|~coming|~latest)"
    r" (?:(?P<n>#u)|~?(?P<u>years?|months?|weeks?|quarters?|days?|decade))"
)
_NAMED = re.compile(
    rf"{_WHERE}(?:(?:in|from|during|over|of|for) )?(?P<w>last|this|next|previous) ~(?P<u>year|month|quarter)"
)
_SINCE = re.compile(
    rf"{_WHERE}(?:since|from|starting(?: in| from)?|after)(?: the ~start of| ~early| ~late)? (?P<n>#[yd])(?: onwards?| on| until ~today| to ~today| to ~now| till ~now)?"
)
_IN = re.compile(
    rf"{_WHERE}(?:in|during|for|throughout|of|within|over|across|~across) (?:the ~year |~calendar ~year |~fiscal ~year )?(?P<n>#[yd])(?! ~\S+s\b)"
)
_SPAN = re.compile(rf"{_WHERE}(?:(?:in|during|for|from|over|~dated|~across) )?(?P<n>#z)")
_DAY = re.compile(r"(?P<n>#d)")
_OF = re.compile(
    r"(?P<n>#u) of (?:~\S+ )?(?P<s>~(?:data|history|orders|sales|transactions|activity|records|\S+s))\b"
)


def read(clause: Clause, today: date) -> Iterator[Window]:
    """The periods that a sentence names; those without an end last until ``today``."""
    for found in _LAST.finditer(clause.pattern):
        count, unit = 1, (found.group("u") or "").rstrip("s")
        if found.group("n"):
            item = clause.item(found, "n")
            if item.unit not in TIME_UNITS or item.value != int(item.value):
                continue
            count, unit = int(item.value), str(item.unit)
        if found.group("w") in ("next", "~coming"):
            days = today + timedelta(days=1), _ahead(today, count, unit)
        else:
            days = min(back(today, count, unit) + timedelta(days=1), today), today
        yield from _window(clause, found, days)
    for found in _NAMED.finditer(clause.pattern):
        yield from _window(clause, found, _relative(today, found.group("w"), found.group("u")))
    for form in (_SPAN, _IN, _SINCE, _DAY):
        for found in form.finditer(clause.pattern):
            item = clause.item(found, "n")
            days = (item.first, item.last) if item.first and item.last else year_of(int(item.value))
            if form is _SINCE:
                days = (days[0], today) if days[0] <= today else days
            yield from _window(clause, found, days)
    for found in _OF.finditer(clause.pattern):
        item = clause.item(found, "n")
        if item.unit in TIME_UNITS and item.value == int(item.value) and item.value > 0:
            first = back(today, int(item.value), str(item.unit)) + timedelta(days=1)
            yield from _window(clause, found, (min(first, today), today))


_ALL = frozenset("data history records activity everything".split())


def _window(clause: Clause, found: re.Match[str], days: tuple[date, date]) -> Iterator[Window]:
    first, last = found.span()
    if not clause.free(first, last):
        return
    subject = noun(found.groupdict().get("s") or "")
    start = first
    if subject in _ALL:
        subject = ""
    clause.use(first, last)
    yield Window(words=clause.words(start, last), subject=subject, first=days[0], last=days[1])


def _ahead(today: date, count: int, unit: str) -> date:
    length = {"day": 1, "week": 7, "month": 30, "quarter": 91, "decade": 3652}.get(unit, 365)
    return today + timedelta(days=min(count * length, 100_000))


def _relative(today: date, which: str, unit: str) -> tuple[date, date]:
    step = {"this": 0, "next": 1}.get(which, -1)
    if unit == "year":
        return year_of(today.year + step)
    size = 3 if unit == "quarter" else 1
    index = today.year * 12 + (today.month - 1) // size * size + step * size
    year, number = divmod(index, 12)
    return month(year, number + 1) if size == 1 else quarter(year, number // 3 + 1)
