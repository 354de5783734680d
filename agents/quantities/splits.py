"""``60% card, 30% PayPal and 10% cash``, ``mostly 4 and 5 stars``: weights of categories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, Clause, Memory, noun, plain
from agents.quantities.quantity import Split

_NAME = r"(?:(?:not )?[~#](?!p\b)\S+(?: ~\S+){0,2}|null)"
_SEP = r"(?: [,/;]| and| or| &| vs)+ "
_BEFORE = rf"#p (?:of (?:them |the (?:~\S+ )?|~\S+ )?)?(?:(?:is|are|in|by|with|via|from|~paid by|~paid in|~paid with) ){{0,3}}({_NAME})"
_LEADING = re.compile(rf"(?P<all>{_BEFORE}(?:{_SEP}{_BEFORE})+)")
_ONE_LEADING = re.compile(_BEFORE)
_AFTER = rf"({_NAME}) (?:\( |: |- |= )?#p(?: \))?"
_TRAILING = re.compile(rf"(?P<all>{_AFTER}(?:{_SEP}{_AFTER})+)")
_ONE_TRAILING = re.compile(_AFTER)
_PLAIN = re.compile(r"(?P<all>#n [/:] #n(?: [/:] #n)*)")
_COLUMN = re.compile(
    rf"(?:(?P<s>{NOUN}) (?:have|has|with|by) (?:an? |the )?)?(?P<c>{NOUN})(?: \(| of the ~\S+)?"
    rf" (?:is|are|:|being|of|split|as|in|can be|either|one of)(?: (?:one of|either|split|:|into|as|by|distributed))*(?: about)?\Z"
)
_MOSTLY = re.compile(
    r"(?:mostly|most(?: are| have)?|usually|typically|mainly|~mainly) (?P<a>#[nr])(?:(?: ,| and| or| to| -)+ (?P<b>#n))?(?: (?P<c>~stars?|~star ~ratings|~ratings?|~points))?"
)
_SCALE = re.compile(r"~(?:stars?|ratings?|scores?)\b")
MOSTLY = 0.8


def read(clause: Clause, memory: Memory) -> Iterator[Split]:
    """Weights as shares of 1; a named minority of stars gets what "mostly" leaves."""
    for whole, single, name_group in (
        (_TRAILING, _ONE_TRAILING, 1), (_LEADING, _ONE_LEADING, 1),
    ):  # fmt: skip
        for found in whole.finditer(clause.pattern):
            first, last = found.span()
            if not clause.free(first, last):
                continue
            weights: dict[str, float] = {}
            for one in single.finditer(clause.pattern, first, last):
                share = next(
                    item for item in clause.items[clause.index(one.start()) :] if item.code == "p"
                )
                name = _shown(clause, one.start(name_group), one.end(name_group))
                weights[name] = share.value
            if len(weights) < 2 or sum(weights.values()) > 1.01:
                continue
            subject, column, start = _named(clause, first, memory)
            clause.use(start, last)
            yield Split(
                words=clause.words(start, last), subject=subject, column=column, weights=weights
            )
    yield from _stars(clause, memory)


def _shown(clause: Clause, first: int, last: int) -> str:
    items = clause.items[clause.index(first) : clause.index(last - 1) + 1]
    return " ".join(item.text for item in items)


def _named(clause: Clause, place: int, memory: Memory) -> tuple[str, str, int]:
    before = clause.pattern[max(0, place - 160) : place].rstrip()
    found = _COLUMN.search(before)
    if not found:
        of = re.match(r"#p of (?:the )?(~\S+)", clause.pattern[place : place + 60])
        return (plain(of.group(1)) if of else memory.subject), "", place
    column = noun(found.group("c"))
    subject = noun(found.group("s")) if found.group("s") else ""
    start = max(0, place - 160) + found.start()
    if start not in clause.starts:
        start = place
    return subject or memory.subject, column, start


def _stars(clause: Clause, memory: Memory) -> Iterator[Split]:
    for found in _MOSTLY.finditer(clause.pattern):
        first, last = found.span()
        rated = found.group("c") or _SCALE.search(clause.pattern, 0, first)
        if not rated or not clause.free(first, last):
            continue
        named = [int(clause.item(found, "a").value)]
        span = clause.item(found, "a")
        if span.code == "r":
            if span.least is None or span.most is None or span.most - span.least > 9:
                continue
            named = list(range(int(span.least), int(span.most) + 1))
        if found.group("b"):
            named.append(int(clause.item(found, "b").value))
        top = 5 if max(named) <= 5 else 10
        if max(named) > 10 or min(named) < 0:
            continue
        others = [star for star in range(1, top + 1) if star not in named]
        weights = {str(star): MOSTLY / len(named) for star in named}
        weights |= {str(star): (1 - MOSTLY) / len(others) for star in others}
        clause.use(first, last)
        subject = clause.topic(first) or memory.subject
        column = plain(found.group("c") or "stars").split(" ")[-1]
        ordered = {key: round(weights[key], 6) for key in sorted(weights, key=int)}
        yield Split(
            words=clause.words(first, last), subject=subject, column=column, weights=ordered
        )
