"""Tokens into items: numbers with their scale, unit and currency, shares, days and clock times."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.quantities import numbers
from agents.quantities.dates import days_first, period
from agents.quantities.items import Item
from agents.quantities.tokens import Token
from agents.quantities.vocabulary import FUNCTION_WORDS

_NAMING = frozenset(
    "iso din en version windows rfc section chapter step phase utf sha python postgres release "
    "part appendix figure page level tier line formula route task article paragraph no nr".split()
)
_SIGN = re.compile(r"[-*>(\[#]+\Z")
_EURO = re.compile(r"[0-9]\.[0-9]{3}\.[0-9]{3}|[0-9],[0-9]{1,2}(?![0-9])")


def itemise(text: str, tokens: Sequence[Token]) -> list[Item]:
    """The items of ``text``; every token is in one of them."""
    decimal_point, day_first = not _EURO.search(text), days_first(text)
    items: list[Item] = []
    at = 0
    while at < len(tokens):
        item, taken = _item(tokens, at, decimal_point, day_first)
        item.text = text[item.start : item.end]
        items.append(item)
        at += taken
    return items


def _item(
    tokens: Sequence[Token], at: int, decimal_point: bool, day_first: bool
) -> tuple[Item, int]:
    token = tokens[at]
    found = period(tokens, at, day_first=day_first) or _share(tokens, at) or _some(tokens, at)
    if found is None and _is_minus(tokens, at):
        found = _negative(tokens, at, decimal_point)
    if found is None and token.kind == "clock":
        hours, minutes = (int(part) for part in token.lower.split(":"))
        if hours < 25 and minutes < 60:
            found = Item("#t", "", 0, 0, "t", hours + minutes / 60), 1
    if found is None and token.kind == "number":
        found = _digits(tokens, at, decimal_point)
    if found is None and token.kind == "word":
        words = numbers.spelled(tokens, at)
        if words is not None:
            found = _finished(tokens, at + words[1], words[0], "n", words[1])
            found[0].spelled = True
    if found is None and token.lower in numbers.CURRENCIES and _next(tokens, at).kind == "number":
        found = _digits(tokens, at + 1, decimal_point)
        if found is not None and found[0].code in ("n", "y", "u"):
            item = found[0]
            item.code, item.shown = "u", "#u"
            item.unit = numbers.CURRENCIES[token.lower]
            found = item, found[1] + 1
        else:
            found = None
    if found is None:
        return _plain(token), 1
    item, taken = found
    item.start, item.end = token.start, tokens[at + taken - 1].end
    return item, taken


def _is_minus(tokens: Sequence[Token], at: int) -> bool:
    """Whether a dash or the word before digits is a sign: no bullet and no dash of a span."""
    token, after = tokens[at], _next(tokens, at)
    if token.lower == "minus":
        return after.kind == "number"
    if token.text not in ("-", "−", "–") or after.kind != "number" or after.start != token.end:
        return False
    before = _next(tokens, at, -1)
    return before.kind not in ("line", "number") and before.end < token.start


def _negative(tokens: Sequence[Token], at: int, decimal_point: bool) -> tuple[Item, int] | None:
    found = _digits(tokens, at + 1, decimal_point)
    if found is None or found[0].code not in ("n", "u"):
        return None
    found[0].value = -found[0].value
    return found[0], found[1] + 1


def _some(tokens: Sequence[Token], at: int) -> tuple[Item, int] | None:
    """``a few``, ``several hundred``, ``a couple of``: few numbers, which nobody needs to read."""
    start = at + (tokens[at].lower == "a")
    word, taken = _next(tokens, start, 0).lower, start - at + 1
    if word == "couple":
        item = Item("#n", "", 0, 0, "n", 2.0, spelled=True)
        return item, taken + (_next(tokens, start).lower == "of")
    if word not in numbers.VAGUE or (word == "few" and start == at):
        return None
    scale = numbers.SCALES.get(_next(tokens, start).lower)
    least, most = numbers.VAGUE[word]
    if scale:
        return Item("#n", "", 0, 0, "n", (least + most) // 2 * scale, spelled=True), taken + 1
    if word == "handful":
        taken += _next(tokens, start).lower == "of"
    item = Item("#r", "", 0, 0, "r", least=float(least), most=float(most), spelled=True, quiet=True)
    return item, taken


def _plain(token: Token) -> Item:
    if token.kind == "word":
        shown = token.lower if token.lower in FUNCTION_WORDS else "~" + token.lower
    elif (token.kind == "mark" and token.text in ",:;().!?-–—/&+%<>=≥≤~…") or token.text == "..":
        shown = {"–": "-", "—": "-", "≥": ">=", "≤": "<=", "~": "about"}.get(token.text, token.text)
    elif token.kind == "line":
        shown = "\n"
    else:
        shown = token.text if token.text in ("..", "...", ">=", "<=") else "¤"
    item = Item(shown, token.text, token.start, token.end)
    if token.kind in ("number", "day", "date", "clock"):
        item.code, item.shown = "x", "#x"
        item.quiet = token.text.count(".") >= 2 or (bool(token.tail) and token.kind == "number")
    return item


def _next(tokens: Sequence[Token], at: int, step: int = 1) -> Token:
    index = at + step
    return tokens[index] if 0 <= index < len(tokens) else Token("line", "\n", "\n", 0, 0)


def _digits(tokens: Sequence[Token], at: int, point: bool) -> tuple[Item, int] | None:
    token = tokens[at]
    tail = token.tail.lower()
    digits = token.lower[: len(token.lower) - len(tail)] if tail else token.lower
    after = _next(tokens, at).lower
    unit_next = after in numbers.UNITS
    value = numbers.literal(digits, decimal_point=point and unit_next)
    if value is None:
        return None
    if tail in ("am", "pm") or (not tail and after in ("am", "pm") and value <= 12):
        hour = value % 12 + (12 if "pm" in (tail, after) else 0)
        return Item("#t", "", 0, 0, "t", hour), 1 if tail else 2
    if _naming(tokens, at, tail):
        return Item("#x", "", 0, 0, "x", value, quiet=True), 1
    if tail and tail in numbers.SUFFIXES:
        found = _finished(tokens, at + 1, value * numbers.SUFFIXES[tail], "n", 1)
        found[0].scaled = True
        return found
    if tail in numbers.CURRENCIES or tail in numbers.UNITS:
        unit = numbers.CURRENCIES.get(tail) or numbers.UNITS[tail]
        return Item("#u", "", 0, 0, "u", value, unit=unit), 1
    if tail == "x":
        return Item("#n", "", 0, 0, "n", value), 1
    if tail:
        return None
    if after in numbers.SCALES:
        found = _finished(tokens, at + 2, value * numbers.SCALES[after], "n", 2)
        found[0].scaled = True
        return found
    year = len(digits) == 4 and digits.isdigit() and 1900 <= value <= 2100
    return _finished(tokens, at + 1, value, "y" if year else "n", 1)


def _finished(
    tokens: Sequence[Token], at: int, value: float, code: str, taken: int
) -> tuple[Item, int]:
    """With the per cent sign, the currency or the unit that follows at ``at``."""
    after = _next(tokens, at, 0)
    if after.lower in numbers.PERCENT:
        return Item("#p", "", 0, 0, "p", value / 100), taken + 1
    if after.lower == "per" and _next(tokens, at).lower == "cent":
        return Item("#p", "", 0, 0, "p", value / 100), taken + 2
    sign = _next(tokens, at) if after.text == "°" else after
    if sign.lower in numbers.SIGNS and (sign is not after or after.text in ("C", "F")):
        degrees = numbers.SIGNS[sign.lower]
        return Item("#u", "", 0, 0, "u", value, unit=degrees), taken + (1 if sign is after else 2)
    unit = numbers.CURRENCIES.get(after.lower) or numbers.UNITS.get(after.lower)
    if unit == "°C" and _next(tokens, at).lower in ("celsius", "c", "fahrenheit", "f"):
        unit = "°F" if _next(tokens, at).lower.startswith("f") else unit
        return Item("#u", "", 0, 0, "u", value, unit=unit), taken + 2
    if unit is not None and not (len(after.text) == 1 and after.text in "€$£¥₹" and _next(
        tokens, at).kind == "number" and _next(tokens, at).start == after.end):  # fmt: skip
        return Item("#u", "", 0, 0, "u", value, unit=unit), taken + 1
    return Item("#" + code, "", 0, 0, code, value), taken


def _naming(tokens: Sequence[Token], at: int, tail: str) -> bool:
    """Whether digits are a list's or a heading's number or belong to a name (``ISO 27001``)."""
    before, after = _next(tokens, at, -1), _next(tokens, at)
    signs = at - 1
    while signs >= 0 and _SIGN.match(tokens[signs].text) and at - signs < 8:
        signs -= 1
    starts = signs < 0 or tokens[signs].kind == "line"
    ended = not tail and after.text in (".", ")", ":") and after.start == tokens[at].end
    if starts and ended and (after.text != ":" or signs < at - 1):
        return True
    if starts and before.text == "#":
        return True
    if before.kind != "word" or tail:
        return False
    name = before.text.isupper() and len(before.text) > 1 and before.lower not in FUNCTION_WORDS
    return before.lower in _NAMING or (
        name and before.lower not in numbers.CURRENCIES and before.start + 40 > tokens[at].start
        and before.lower not in ("uk", "usa", "us")
    )  # fmt: skip


def _share(tokens: Sequence[Token], at: int) -> tuple[Item, int] | None:
    """``half``, ``a third``, ``two thirds``, ``one in ten``, ``2 out of 5``."""
    token, second, third = tokens[at], _next(tokens, at), _next(tokens, at, 2)
    if token.lower == "half":
        if second.lower in ("a", "an") and third.lower in numbers.SCALES:
            return _finished(tokens, at + 3, numbers.SCALES[third.lower] / 2, "n", 3)
        if _next(tokens, at, -1).lower == "a" and _next(tokens, at, -2).lower == "and":
            return None
        return Item("#p", "", 0, 0, "p", 0.5, spelled=True), 1
    if token.lower in ("quarter", "third") and second.lower == "of":
        following = _next(tokens, at, 2)
        if following.kind != "number" and _next(tokens, at, -1).lower not in ("a", "the", "first"):
            return Item("#p", "", 0, 0, "p", 1 / numbers.PARTS[token.lower]), 1
    count = _count(token)
    if count is None:
        return None
    if token.lower == "a" and second.lower in ("half",):
        return None
    part = numbers.PARTS.get(second.lower)
    if part and count <= part and (count == 1 or second.lower.endswith(("s", "ves"))):
        return Item("#p", "", 0, 0, "p", count / part, spelled=True), 2
    if token.lower in ("a", "an"):
        return None
    step = 2 if second.lower == "in" else 3 if (second.lower, third.lower) == ("out", "of") else 0
    if step and second.kind == "word":
        whole = _count(_next(tokens, at, step))
        if whole and 0 < count < whole and whole < 1900:
            return Item("#p", "", 0, 0, "p", count / whole), step + 1
    return None


def _count(token: Token) -> float | None:
    if token.lower in ("a", "an"):
        return 1.0
    if token.kind == "number" and not token.tail:
        return numbers.literal(token.lower)
    value = numbers.ONES.get(token.lower, numbers.TENS.get(token.lower))
    return {"hundred": 100.0, "thousand": 1000.0}.get(token.lower) if value is None else value
