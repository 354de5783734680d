"""``books cost 5 to 80 EUR, skewed low``, ``aged 18 to 95``, ``salaries around 55k``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from agents.quantities.clause import NOUN, Clause, Memory, noun
from agents.quantities.items import Item
from agents.quantities.numbers import CURRENCIES
from agents.quantities.quantity import Range
from agents.quantities.vocabulary import COSTING

_VERBS = "|".join(sorted(COSTING.split(), key=len, reverse=True))
_VALUE = r"(?P<n>#[rvqnuam])"
_SPAN = r"(?P<n>#[rvqm])"
_LINK = r"(?:is|are|of|range|ranges|ranging|vary|varies|varying|run|go|from|at|between|about|:|in|\(|with|can be|must be|should be|,|-)"
_COLUMN = {
    "cost": "cost", "costs": "cost", "costing": "cost", "priced": "price", "aged": "age", "earn": "salary",
    "earns": "salary", "weigh": "weight", "weighs": "weight", "weighing": "weight", "last": "duration",
    "lasts": "duration", "lasting": "duration",
}  # fmt: skip
_DISTRIBUTED = re.compile(
    r"(?:(?P<s>~\S+(?: ~\S+)?) (?:(?:is|are|of|follow|~follow|~follows|with)(?: an?)? )?)?(?P<d>normally|~log-normally|~lognormally|~exponentially|~normal|~gaussian|~lognormal)"
    r"(?: distributed| ~distribution)?(?: ,| with| an?| around| of| and)*(?: mean| average| median)?(?: of)?(?: (?P<m>#[nuam]))"
    r"(?:(?: ,| and| with| an?)* (?:~?standard deviation|std|sd|~stddev|~sigma)(?: of)? (?P<v>#[nu]))?"
)
_MEAN_DEVIATION = re.compile(
    r"(?:(?P<s>~\S+(?: ~\S+)?) (?:(?:with|of|have|has|is|are|:) )?)?(?:an? |the )?(?:(?:mean|average)(?: of| is)? (?P<m>#[nu])|(?P<x>#[am]))"
    r"(?: ,| and| with| an?| the)* (?:standard deviation|std|sd|deviation|~stddev)(?: of| is)? (?P<v>#[nu])"
)
_FORMS = (
    re.compile(rf"(?P<c>{NOUN}) of (?:an? |the |each |all )?(?P<s>~\S+(?: ~\S+)?)(?: {_LINK})+ {_SPAN}"),
    re.compile(rf"(?:(?P<s>{NOUN}) )?(?:(?:is|are|can|may|who|that|which) )*(?P<v>{_VERBS})(?: (?:at|from|about|between))* {_VALUE}"),
    re.compile(rf"(?P<c>{NOUN})(?: {_LINK})* {_SPAN}"),
    re.compile(rf"(?P<c>{NOUN})(?: (?:of|is|are|at|:|about|around))+ (?P<n>#u)"),
    re.compile(r"(?P<n>#[mvq])(?: (?P<c>~\S+))?"),
)  # fmt: skip
_SKEWS: dict[str, Literal["low", "high", "middle", "even"]] = {
    "low": "low", "lower": "low", "left": "low", "cheap": "low", "small": "low", "young": "low",
    "short": "low", "high": "high", "higher": "high", "right": "high", "expensive": "high",
    "large": "high", "old": "high", "middle": "middle", "centre": "middle", "center": "middle",
    "evenly": "even", "uniformly": "even", "even": "even", "uniform": "even", "cheaper": "low",
    "younger": "low", "older": "high", "long": "high",
}  # fmt: skip
_SKEW = re.compile(
    r"(?: ,| \(| and| but| with)*(?: an?)?(?: (?:skewed|skew|mostly|most|~weighted|~biased|~leaning|~concentrated))?(?: ~heavily)?(?: (?:to|~toward|~towards|in|on|at|are|around))*(?: the)? ~(?P<k>[a-z]+)(?: ~end| ~side| ~values| distributed)?(?: \))?"
)
_SKEW_NEEDS = re.compile(r"skew|most|~weight|~bias|~lean|~evenly|~uniform|~concentrated")
_AROUND = re.compile(
    r"(?: ,| \(| and| but| with)*(?: most| mostly| usually| typically| often)?(?: (?:of them|are|is|cost|have|earn))*(?: (?:about|around|roughly|approximately|circa|near))+ (?P<n>#[nu])(?: \))?"
)
_MEAN = re.compile(
    r"(?: ,| \(| and| but| with)* (?:(?P<a>#[am])|(?:an? |the )?(?P<w>mean|average|median)(?: of| is| at| about| around)* (?P<b>#[nu]))(?: \))?"
)
_MOST = re.compile(
    r"(?: ,| \(| and| but| with)* (?:most|mostly|usually)(?: of them)?(?: ~\S+)?(?: (?:are|is|cost|have|earn))? (?P<n>#[vr])(?: \))?"
)


def read(clause: Clause, memory: Memory) -> Iterator[Range]:
    """Ranges with their units, and what follows them about where most values lie."""
    yield from _distributed(clause, memory)
    for form in _FORMS:
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            if not clause.free(first, last):
                continue
            groups = found.groupdict()
            number = clause.item(found, "n")
            subject, column = _named(groups, number, clause, first, memory)
            if not column:
                continue
            fields, end = _modified(clause, last, number)
            clause.use(first, end)
            if groups.get("s"):
                memory.subject = subject
            memory.value = column
            yield Range(
                words=clause.words(first, end), subject=subject, column=column, **fields,
            )  # fmt: skip


def _named(
    groups: dict[str, str | None], number: Item, clause: Clause, place: int, memory: Memory
) -> tuple[str, str]:
    subject = noun(groups.get("s") or "")
    if groups.get("v"):
        return subject or memory.subject, _COLUMN[groups["v"] or ""]
    if groups.get("c"):
        words = noun(groups["c"] or "").split(" ")
        if not subject and len(words) > 1:
            subject = " ".join(words[:-1])
        column = words[-1]
        currency = number.unit in CURRENCIES.values()
        if (currency and column == clause.topic(place + 1) != "") or column == memory.subject:
            return column, "price" if currency else "value"
        return subject or memory.subject, column
    if number.unit in CURRENCIES.values():
        return memory.subject or clause.topic(place), "price"
    return "", ""


def _modified(clause: Clause, place: int, number: Item) -> tuple[dict[str, Any], int]:
    fields: dict[str, Any] = {"least": number.least, "most": number.most, "unit": number.unit}
    if number.code in "am":
        fields["mean"] = number.value
    elif number.code in "nu":
        fields |= {"least": number.value, "most": number.value}
    for _ in range(3):
        mean = _MEAN.match(clause.pattern, place)
        if mean:
            group = "a" if mean.group("a") else "b"
            key = "median" if mean.group("w") == "median" else "mean"
            fields[key], place = clause.item(mean, group).value, mean.end()
            fields["unit"] = fields["unit"] or clause.item(mean, group).unit
            continue
        around = _AROUND.match(clause.pattern, place)
        if around:
            fields["mean"], place = clause.item(around, "n").value, around.end()
            continue
        most = _MOST.match(clause.pattern, place)
        if most:
            item = clause.item(most, "n")
            if item.least is None or item.most is None:
                fields["median"] = item.value
                fields["skew"] = "low" if item.least is None else "high"
                place = most.end()
                continue
        skew = _SKEW.match(clause.pattern, place)
        if skew and skew.group("k") in _SKEWS and _SKEW_NEEDS.search(skew.group()):
            fields["skew"], place = _SKEWS[skew.group("k")], skew.end()
            continue
        break
    return fields, place


def _distributed(clause: Clause, memory: Memory) -> Iterator[Range]:
    for form in (_DISTRIBUTED, _MEAN_DEVIATION):
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            if not clause.free(first, last):
                continue
            groups = found.groupdict()
            mean = clause.item(found, "m" if groups.get("m") else "x")
            said = (groups.get("d") or "normal").strip("~").replace("-", "")
            kind = "lognormal" if "log" in said else "exponential" if "exp" in said else "normal"
            words = noun(groups["s"] or "").split(" ")
            column = words[-1] or memory.value or "value"
            deviation = clause.item(found, "v").value if groups.get("v") else None
            clause.use(first, last)
            yield Range(
                words=clause.words(first, last), subject=" ".join(words[:-1]) or memory.subject,
                column=column, mean=mean.value, deviation=deviation, distribution=kind, unit=mean.unit,
            )  # fmt: skip
