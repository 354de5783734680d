"""Days and periods as texts write them: ``31 January 2024``, ``Q1 2025``, ``summer of 2023``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from agents.quantities.calendar_words import MONTHS, month, quarter, written, year_of
from agents.quantities.items import Item
from agents.quantities.tokens import Token

_NOTHING = Token("line", "\n", "\n", 0, 0)
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_TO = frozenset(("to", "and", "until", "till", "through", "-", "–", "—"))
_SLASHED = re.compile(r"\b([0-9]{1,2})[/.]([0-9]{1,2})[/.](?:19|20)[0-9]{2}\b")

Period = tuple[date, date]


def days_first(text: str) -> bool:
    """Whether ``1/3/2024`` is the first of March in this text: where no day can be a month."""
    return any(int(found[1]) > 12 for found in _SLASHED.finditer(text))


def period(tokens: Sequence[Token], at: int, *, day_first: bool) -> tuple[Item, int] | None:
    """The day or period that begins at a token, and how many tokens it takes."""
    for read in (_written, _part_of_year, _season, _decade, _dated):
        found = read(tokens, at)
        if found is not None:
            (first, last), taken = found
            return Item("#d", "", 0, 0, "d", first=first, last=last), taken
    if tokens[at].kind == "date":
        days = _numbered(tokens[at].lower, day_first=day_first)
        if days is not None:
            return Item("#d", "", 0, 0, "d", first=days[0], last=days[1]), 1
    return None


def _written(tokens: Sequence[Token], at: int) -> tuple[Period, int] | None:
    days = written(tokens[at].lower) if tokens[at].kind == "day" else None
    return (days, 1) if days else None


def _numbered(text: str, *, day_first: bool) -> Period | None:
    parts = re.split(r"[/.]", text)
    if len(parts[0]) == 4:
        return written("-".join(parts))
    one, two, year = parts
    if "." in text or day_first or int(one) > 12:
        one, two = two, one
    return written(f"{year}-{one}-{two}")


def _part_of_year(tokens: Sequence[Token], at: int) -> tuple[Period, int] | None:
    """``Q1 2025``, ``H2/2024``, ``the first quarter of 2024``, ``second half of 2023``."""
    token = tokens[at]
    if token.lower in ("q1", "q2", "q3", "q4", "h1", "h2"):
        step = 2 if _at(tokens, at + 1).text in ("/", "-", "of") else 1
        year = _year(_at(tokens, at + step))
        if year:
            return _part(year, token.lower[0], int(token.lower[1])), step + 1
    second, third = _at(tokens, at + 1).lower, _at(tokens, at + 2).lower
    number = _NTH.get(token.lower) or (4 if token.lower == "last" else 0)
    if number and second in ("quarter", "half") and (second == "quarter" or number < 3):
        step = 3 if third in ("of", "in") else 2
        year = _year(_at(tokens, at + step))
        if year:
            return _part(year, second[0], number), step + 1
    return None


def _part(year: int, kind: str, number: int) -> Period:
    if kind == "q":
        return quarter(year, number)
    return quarter(year, number * 2 - 1)[0], quarter(year, number * 2)[1]


def _season(tokens: Sequence[Token], at: int) -> tuple[Period, int] | None:
    start = _SEASONS.get(tokens[at].lower)
    step = 2 if _at(tokens, at + 1).lower == "of" else 1
    year = _year(_at(tokens, at + step))
    if not start or not year:
        return None
    if start == 12:
        return (date(year, 12, 1), month(year + 1, 2)[1]), step + 1
    return (date(year, start, 1), month(year, start + 2)[1]), step + 1


def _decade(tokens: Sequence[Token], at: int) -> tuple[Period, int] | None:
    """``the 1990s``."""
    text = tokens[at].lower
    if tokens[at].kind != "number" or not re.fullmatch(r"(?:19|20)[0-9]0s", text):
        return None
    return (year_of(int(text[:4]))[0], year_of(int(text[:4]) + 9)[1]), 1


def _dated(tokens: Sequence[Token], at: int) -> tuple[Period, int] | None:
    """``January 2023``, ``31 January 2024``, ``January 31, 2024``; without a year where a later
    day follows that has one: ``March to June 2023``."""
    found = _day_of_month(tokens, at)
    if found is None:
        return None
    number, day, taken = found
    step = 1 if _at(tokens, at + taken).text in (",", ".", "of") else 0
    year = _year(_at(tokens, at + taken + step))
    if year:
        days = _days(year, number, day)
        return (days, taken + step + 1) if days else None
    if _at(tokens, at + taken).lower not in _TO:
        return None
    later = _day_of_month(tokens, at + taken + 1)
    if later is None:
        return None
    after = at + taken + 1 + later[2]
    year = _year(_at(tokens, after + (1 if _at(tokens, after).text == "," else 0)))
    if not year:
        return None
    days = _days(year - (number > later[0]), number, day)
    return (days, taken) if days else None


def _day_of_month(tokens: Sequence[Token], at: int) -> tuple[int, str, int] | None:
    """The number of a month, the digits of a day or "", and how many tokens they take."""
    token, second = _at(tokens, at), _at(tokens, at + 1)
    if token.lower in MONTHS:
        following = _at(tokens, at + 2)
        dotted = 1 if second.text == "." and len(token.lower) < 5 else 0
        second = following if dotted else second
        is_day = second.kind == "number" and _digits(second)
        return MONTHS[token.lower], _digits(second) if is_day else "", 1 + dotted + bool(is_day)
    if token.kind == "number" and _digits(token):
        of = 1 if second.lower == "of" else 0
        name = _at(tokens, at + 1 + of).lower
        if name in MONTHS:
            return MONTHS[name], _digits(token), 2 + of
    return None


def _digits(token: Token) -> str:
    found = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?", token.lower)
    return found[1] if found else ""


def _days(year: int, number: int, day: str) -> Period | None:
    return written(f"{year}-{number:02}-{day}") if day else month(year, number)


def _year(token: Token) -> int:
    text = token.lower
    good = token.kind == "number" and len(text) == 4 and text.isascii() and text.isdigit()
    return int(text) if good and 1900 <= int(text) <= 2100 else 0


def _at(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if 0 <= at < len(tokens) else _NOTHING
