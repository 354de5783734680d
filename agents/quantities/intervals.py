"""``a reading every 15 minutes for a week``, ``hourly readings over 3 days``: rows at a steady pace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import Clause, Memory, noun
from agents.quantities.items import Item
from agents.quantities.quantity import Interval

_UNIT = r"~(?:second|minute|hour|day|week|month|quarter|year)"
_OF = r"(?:per|for each|for every|from each|from every|by each|by every|in each)"
_FOR = (
    r"(?:(?: ,| over| for| during| throughout| ~spanning| in| across| ~across)+"
    rf" (?:an? |one |the (?:last |past |whole |~entire )?|a ~period of |a ~total of )?(?P<f>#u|{_UNIT}s?))"
)
_ROWS = r"(?:(?P<c>#[nra]|an?) )?(?P<k>~\S+(?: ~[^\s]+s)?)"
_BEEN = r"(?: (?:is|are|was|were|be|being|~[^\s]+(?:ed|en)|~taken|once|~roughly|about))*"
_FORMS = (
    re.compile(
        rf"{_ROWS}(?: {_OF} (?P<p>~\S+(?: ~\S+)?))?{_BEEN} (?:every|each|once an?|once every|once per) (?P<i>#u|{_UNIT})"
        rf"(?: {_OF} (?P<p2>~\S+))?{_FOR}"
    ),
    re.compile(rf"{_ROWS}(?: {_OF} (?P<p>~\S+(?: ~\S+)?))?{_BEEN} every (?P<i>#u)(?: {_OF} (?P<p2>~\S+))?"),
    re.compile(rf"{_ROWS}(?: {_OF} (?P<p>~\S+))? (?:per|an?) (?P<i>{_UNIT})(?: {_OF} (?P<p2>~\S+))?{_FOR}"),
    re.compile(rf"~(?P<h>hourly|daily|weekly|monthly) (?P<k>~\S+(?: ~[^\s]+s)?)(?: {_OF} (?P<p>~\S+))?{_FOR}"),
    re.compile(rf"(?P<k>~\S+)(?: {_OF} (?P<p>~\S+))?{_BEEN} ~(?P<h>hourly|daily|weekly|monthly){_FOR}"),
)  # fmt: skip
SECONDS = {
    "ms": 0.001, "second": 1.0, "minute": 60.0, "hour": 3_600.0, "day": 86_400.0, "week": 604_800.0,
    "month": 2_629_746.0, "quarter": 7_889_238.0, "year": 31_556_952.0, "decade": 315_569_520.0,
}  # fmt: skip
_ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month"}
_NO_ROWS = frozenset("average rate fee rent price growth increase busier times".split())


def read(clause: Clause, memory: Memory) -> Iterator[Interval]:
    """Rows that come at a steady pace, so many in each interval, for as long as is told."""
    for form in _FORMS:
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            groups = found.groupdict()
            seconds = _length(clause, found, "i") if "i" in groups else None
            if groups.get("h"):
                seconds = SECONDS[_ADVERBS[groups["h"] or ""]]
            subject = noun(groups["k"] or "")
            if not seconds or not clause.free(first, last) or subject.split()[-1] in _NO_ROWS:
                continue
            least, most = _count(clause.item(found, "c") if groups.get("c") else None)
            lasting = _length(clause, found, "f") if groups.get("f") else None
            if lasting is not None and lasting < seconds:
                continue
            clause.use(first, last)
            parent = noun(groups.get("p") or groups.get("p2") or "") or _holder(clause, first)
            yield Interval(
                words=clause.words(first, last), subject=subject, parent=parent or memory.subject,
                seconds=seconds, lasting=lasting, least=least, most=most,
            )  # fmt: skip


def _length(clause: Clause, found: re.Match[str], group: str) -> float | None:
    said = found.group(group)
    if said == "#u":
        item = clause.item(found, group)
        length = SECONDS.get(item.unit or "")
        return item.value * length if length and item.value > 0 else None
    return SECONDS[said.lstrip("~").rstrip("s")]


def _count(item: Item | None) -> tuple[float, float]:
    if item is None or not item.code:
        return 1, 1
    if item.least is not None and item.most is not None:
        return item.least, item.most
    return item.value, item.value


def _holder(clause: Clause, place: int) -> str:
    """The rows of which each has them: ``every sensor sends``, ``10 sensors reporting``."""
    before = clause.pattern[:place]
    found = re.search(r"(?:each|every) (~\S*[^s ])(?= )[^,;]*\Z|#n (~\S+)[^,;]*\Z", before)
    found = found or re.search(r"#n (~\S+)[^;]*\b(?:each|every|with)\b[^;]*\Z", before)
    return noun(next(filter(None, found.groups()))) if found else ""
