"""Numbers into spans: ``between 1 and 20``, ``1-20``, ``at least one``, ``an average of 3``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from agents.quantities.calendar_words import year_of
from agents.quantities.items import Item
from agents.quantities.numbers import TIME_UNITS

_NUMBER = r"#[nyu]"
_PAIR = (
    r"(?:anywhere )?(?:between (?P<a>#\w) (?:and|to)|(?:from )?(?P<b>#\w) (?:up to|to|-|\.\.|\.\.\.|through|until|till))"
    r" (?:about |around |roughly )?(?P<c>#\w)|(?P<e>#n) or (?P<f>#n)"
)
_LEAST = (
    rf"(?:at least|at minimum|(?:an? |the )?minimum(?: of| is|:)?|min(?: \.| :)?|no (?:fewer|less) than|not (?:fewer|less) than|~starting at|starting from|>=) (?P<a>{_NUMBER})"
    rf"|(?P<b>{_NUMBER}) (?:or|and) (?:more|over|above|up|~upwards|~older|~higher|~greater|~longer|~larger|~better)|(?P<c>{_NUMBER}) \+|(?P<d>{_NUMBER}) (?:at least|minimum|min)\b"
    rf"|(?P<over>more than|over|above|~greater than|~higher than|~older than|~longer than|>) (?P<e>{_NUMBER})"
)
_MOST = (
    rf"(?:at (?:the )?most|(?:an? |the )?maximum(?: of| is|:)?|max(?: \.| :)?|up to|no (?:more|~older|~longer|~higher|~greater) than|not (?:more|~older|~longer|~higher) than|<=) (?P<a>{_NUMBER})"
    rf"|(?P<b>{_NUMBER}) (?:or|and) (?:fewer|less|under|below|~younger|~lower|~shorter|~smaller)|(?P<c>{_NUMBER}) (?:at most|maximum|max)\b"
    rf"|(?P<under>fewer than|less than|under|below|~lower than|~younger than|~shorter than|<) (?P<e>{_NUMBER})"
)
_MEAN = (
    rf"(?:(?:an|the|on|with an|with a) )?(?:average|mean|averaging)(?: (?:of|is|about|around))* (?P<a>{_NUMBER})"
    rf"|(?P<b>{_NUMBER}) on average|(?P<c>{_NUMBER}) \( average \)"
)
_EXACT = rf"(?:exactly|precisely|only|just) (?P<a>{_NUMBER})|(?:about|around|roughly|approximately|circa) (?P<b>{_NUMBER})(?= ~)"
_MORE = ("more", "over", "above", "~greater", "~higher", "~older", "~longer")
_FEWER = ("fewer", "less", "under", "below", "~lower", "~younger", "~shorter")
_FORMS = {"pair": _PAIR, "low": _LEAST, "high": _MOST, "mean": _MEAN, "exact": _EXACT}
_GROUP = re.compile(r"P<([a-f]|over|under)>")


def _named(name: str, form: str) -> str:
    inside = _GROUP.sub(rf"P<{name}_\1>", form)
    return f"(?P<{name}>{inside})"


_SPAN = re.compile("|".join(_named(name, form) for name, form in _FORMS.items()))
_GROUPS = {
    name: [group for group in _SPAN.groupindex if group.startswith(name + "_")]
    for name in ("pair", "low", "high", "mean", "exact")
}


def spanned(items: Sequence[Item]) -> list[Item]:
    """``items`` with the numbers of each span run together into one item."""
    shown, starts, length = [], {}, 0
    for index, item in enumerate(items):
        starts[length] = index
        shown.append(item.shown)
        length += len(item.shown) + 1
    pattern = " ".join(shown)
    result: list[Item] = []
    done = 0
    for found in _SPAN.finditer(pattern):
        first = starts.get(found.start())
        if first is None or first < done:
            continue
        name = found.lastgroup if found.lastgroup in _GROUPS else None
        name = name or next(kind for kind in _GROUPS if found.group(kind) is not None)
        numbers = [
            items[starts[found.start(group)]]
            for group in _GROUPS[name]
            if found.group(group) is not None and found.group(group).startswith("#")
        ]
        size = found.group().count(" ") + 1
        after = items[first + size].shown if first + size < len(items) else ""
        made = _MAKERS[name](numbers, found.group(), after)
        if made is None:
            continue
        made.start, made.end = items[first].start, items[first + size - 1].end
        made.shown = "#" + made.code
        result.extend(items[done:first])
        result.append(made)
        done = first + size
    result.extend(items[done:])
    return list(_joined(result))


def _joined(items: Sequence[Item]) -> Iterator[Item]:
    """``at least 1 and at most 5``: two open ends beside each other are one span."""
    at = 0
    while at < len(items):
        item, after = items[at], at + 1
        while after < min(at + 4, len(items)) and items[after].shown in _BESIDE:
            after += 1
        other = items[after] if after < len(items) else item
        both = _both(item, other) if after > at + 1 or other is not item else None
        if both is None:
            yield item
            at += 1
        else:
            yield both
            at = after + 1


_BESIDE = frozenset((",", "and", "but", "/", "-", "or", "a", "with"))


def _both(one: Item, other: Item) -> Item | None:
    if one is other or {one.code, other.code} - {"r", "v"}:
        return None
    low, high = (one, other) if one.most is None else (other, one)
    if low.least is None or low.most is not None or high.most is None or high.least is not None:
        return None
    if low.least > high.most or (one.unit and other.unit and one.unit != other.unit):
        return None
    unit = one.unit or other.unit
    made = Item("", "", one.start, other.end, "v" if unit else "r", unit=unit)
    made.least, made.most = low.least + low.strict, high.most - high.strict
    made.shown = "#" + made.code
    return made


def _pair(numbers: list[Item], words: str, after: str) -> Item | None:
    low, high = numbers
    codes = low.code + high.code
    if codes == "tt" or (high.code == "t" and low.code == "n" and low.value < 24):
        start = low.value
        if low.code == "n" and high.value > 12 and start <= high.value - 12:
            start += 0 if start + 12 > high.value or start >= 6 else 12
        return Item("", "", 0, 0, "k", least=start, most=high.value)
    counted = after.startswith("~") or "or" in words
    if codes in ("dd", "yd", "dy") or (
        codes == "yy" and not counted and "between" not in words[:0]
    ):
        first = low.first or year_of(int(low.value))[0]
        last = high.last or year_of(int(high.value))[1]
        return Item("", "", 0, 0, "z", first=first, last=last) if first <= last else None
    if set(codes) - set("nyup"):
        return None
    if "p" in codes:
        if low.code == "u" or high.code != "p":
            return None
        least = low.value * (100 if low.code == "p" else 1)
        most = high.value * 100
        return Item("", "", 0, 0, "q", least=min(least, most), most=max(least, most), unit="%")
    if low.unit and high.unit and low.unit != high.unit:
        made = _in_seconds(low, high)
        if made is None:
            return None
        low, high = made
    least, most = low.value, high.value
    if high.scaled and not low.scaled and least < 1000 <= most and (" - " in words or least >= 10):
        scale = 1e6 if most >= 1e6 else 1e3
        least = least * scale if least * scale <= most else least
    if "or" in words and abs(least - most) != 1:
        return None
    unit = low.unit or high.unit
    least, most = min(least, most), max(least, most)
    return Item("", "", 0, 0, "v" if unit else "r", least=least, most=most, unit=unit)


_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}


def _in_seconds(low: Item, high: Item) -> tuple[Item, Item] | None:
    """Both ends of ``10 minutes to 12 hours`` in the smaller of their units."""
    one, other = _SECONDS.get(low.unit or ""), _SECONDS.get(high.unit or "")
    if one is None or other is None:
        return None
    unit = low.unit if one < other else high.unit
    scale = min(one, other)
    return (
        replace(low, value=low.value * one / scale, unit=unit),
        replace(high, value=high.value * other / scale, unit=unit),
    )


def _low(numbers: list[Item], words: str, after: str) -> Item | None:
    number = numbers[0]
    strict = words.startswith((*_MORE, ">")) and not words.startswith(">=")
    if strict and number.unit in TIME_UNITS and words.startswith("over"):
        return None
    strict = strict and number.unit is None and "." not in number.text
    code = "v" if number.unit else "r"
    return Item(
        "", "", 0, 0, code, number.value, least=number.value, strict=strict, unit=number.unit
    )


def _high(numbers: list[Item], words: str, after: str) -> Item | None:
    number = numbers[0]
    strict = words.startswith((*_FEWER, "<")) and words[:2] != "<="
    strict = strict and number.unit is None and "." not in number.text
    code = "v" if number.unit else "r"
    return Item(
        "", "", 0, 0, code, number.value, most=number.value, strict=strict, unit=number.unit
    )


def _mean(numbers: list[Item], words: str, after: str) -> Item | None:
    number = numbers[0]
    return Item("", "", 0, 0, "m" if number.unit else "a", number.value, unit=number.unit)


def _exact(numbers: list[Item], words: str, after: str) -> Item | None:
    number = numbers[0]
    code = "n" if number.code == "y" else number.code
    return Item("", "", 0, 0, code, number.value, unit=number.unit, spelled=False)


_MAKERS: dict[str, Callable[[list[Item], str, str], Item | None]] = {
    "pair": _pair, "low": _low, "high": _high, "mean": _mean, "exact": _exact,
}  # fmt: skip
