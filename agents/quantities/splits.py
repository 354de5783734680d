"""``60% card, 30% PayPal and the rest cash``, ``a 70/20/10 split between``: weights of categories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, Clause, Memory, noun, plain
from agents.quantities.quantity import Split
from agents.quantities.vocabulary import is_plural

_NAME = r"(?:(?:not )?[~#](?!p\b)\S+(?: ~\S+){0,2}|null|double|triple|twin|open|shut|new|used)"
_SEP = r"(?: [,/;]| and| or| &| vs| while| with)+ "
_VIA = r"(?:(?:is|are|was|were|being|in|on|by|with|via|from|use|~use|~uses|~using|~paid by|~paid in|~paid with|~paid via|~paid|an?) ){0,4}"
_BEFORE = rf"#p (?:of (?:them |these |those |the (?:#n )?(?:~\S+ )?|~\S+ )?)?{_VIA}({_NAME})"
_REST = rf"the (?:~rest|rest|~remainder|~others|other (?:~\S+)?|~remaining(?: #p| ~\S+s)?) {_VIA}({_NAME})"
_LEADING = re.compile(rf"{_BEFORE}(?:{_SEP}{_BEFORE})*(?:{_SEP}(?:{_REST}|{_BEFORE}))")
_ONE_LEADING = re.compile(_BEFORE)
_ONE_REST = re.compile(_REST)
_AFTER = rf"(?:by |via |in )?({_NAME}) (?:\( |: |- |= |in |at |for )?#p(?: \))?(?: of (?:the |all )?~\S+)?"
_TRAILING = re.compile(rf"{_AFTER}(?:{_SEP}{_AFTER})+")
_ONE_TRAILING = re.compile(_AFTER)
_RATIO = r"(?P<r>#[np](?: [/:] #[np])+)"
_NAMES = r"(?P<l>(?:~\S+(?: ~\S+)?)(?:(?: ,| and| /| to| vs| ,? and| or)+ (?:~\S+(?: ~\S+)?))+)"
_LISTED = (
    re.compile(rf"(?:split )?{_RATIO}(?: ~?\b(?:split|~ratio|~mix|~distribution|~between|~male))?(?: (?:split|between|of|across|~across|among|~among|into|for|~ratio|~mix|:|in|\())* {_NAMES}"),
    re.compile(rf"{_NAMES} (?:(?:~ratio|split|~mix|in an?|of|is|are|at|:|=|\() )*{_RATIO}"),
)  # fmt: skip
_COLUMN = re.compile(
    rf"(?:(?P<s>{NOUN}) (?:have|has|with|by) (?:an? |the )?)?(?P<c>{NOUN})(?: \(| of the ~\S+)?"
    rf" (?:is|are|:|being|of|split|as|in|can be|either|one of)(?: (?:one of|either|split|:|into|as|by|distributed))*(?: about)?\Z"
)
_MOSTLY = re.compile(
    r"(?:mostly|most(?: are| have)?|usually|typically|mainly|~mainly|~predominantly) (?P<a>#[nr]|~\S+)(?:(?: ,| and| or| to| -)+ (?P<b>#n|~\S+))?(?: (?P<c>~stars?|~star ~ratings|~ratings?|~points))?"
)
_SCALE = re.compile(r"~(?:stars?|ratings?|scores?|rated)\b")
_ONE_NAME = re.compile(r"~\S+(?: ~\S+)?")
_ONLY = re.compile(
    r"(?P<c>~\S+(?: ~\S+)?) (?:are|is|can be|cost|costs|of)(?: either| one of)? (?P<l>#[nu](?: , #[nu])* ?,? or #[nu])(?! ~\S+s)"
)
MOSTLY = 0.8


def read(clause: Clause, memory: Memory) -> Iterator[Split]:
    """Weights as shares of 1; a named minority of stars gets what "mostly" leaves."""
    for form in _LISTED:
        for found in form.finditer(clause.pattern):
            yield from _listed(clause, memory, found)
    for whole, single in ((_TRAILING, _ONE_TRAILING), (_LEADING, _ONE_LEADING)):
        for found in whole.finditer(clause.pattern):
            first, last = found.span()
            if clause.free(first, last):
                yield from _told(clause, memory, _weights(clause, found, single), first, last)
    yield from _stars(clause, memory)
    yield from _values(clause, memory)


def _values(clause: Clause, memory: Memory) -> Iterator[Split]:
    """``fees are 30, 60 or 120 EUR``: the only values of a number, each as often."""
    for found in _ONLY.finditer(clause.pattern):
        first, last = found.span()
        if not clause.free(first, last):
            continue
        clause.use(first, last)
        start = clause.index(found.start("l"))
        items = clause.items[start : clause.index(last - 1) + 1]
        values = [f"{item.value:g}" for item in items if item.code in ("n", "u")]
        yield Split(
            words=clause.words(first, last), subject=memory.subject, column=noun(found.group("c")),
            weights=dict.fromkeys(values, 1 / len(set(values))),
        )  # fmt: skip


def _weights(clause: Clause, found: re.Match[str], single: re.Pattern[str]) -> dict[str, float]:
    """The weight of each name of a list; what is left for "the rest"."""
    weights: dict[str, float] = {}
    rest = _ONE_REST.search(found.group()) if single is _ONE_LEADING else None
    end = found.start() + rest.start() if rest else found.end()
    for one in single.finditer(clause.pattern, found.start(), end):
        share = next(each for each in clause.items[clause.index(one.start()) :] if each.code == "p")
        weights[_shown(clause, one.start(1), one.end(1))] = share.value
    if rest:
        start = found.start() + rest.start(1)
        name = _shown(clause, start, found.start() + rest.end(1))
        weights[name] = round(1 - sum(weights.values()), 9)
    return weights


def _told(
    clause: Clause, memory: Memory, weights: dict[str, float], first: int, last: int
) -> Iterator[Split]:
    if len(weights) < 2 or sum(weights.values()) > 1.01 or min(weights.values()) < 0:
        return
    subject, column, start = _named(clause, first, memory)
    counted = re.search(r"of the #n (~\S+)", clause.pattern[first:last])
    clause.use(start, last)
    if counted:
        clause.used.discard(clause.index(first + counted.start() + len("of the ")))
    yield Split(words=clause.words(start, last), subject=subject, column=column, weights=weights)


def _listed(clause: Clause, memory: Memory, found: re.Match[str]) -> Iterator[Split]:
    """``a 70/20/10 split between gold, silver and bronze members``."""
    first, last = found.span()
    start, end = found.span("r")
    numbers = [
        each.value * (100 if each.code == "p" else 1)
        for each in clause.items[clause.index(start) : clause.index(end - 1) + 1]
        if each.code
    ]
    names = [each.span() for each in _ONE_NAME.finditer(clause.pattern, *found.span("l"))]
    total = sum(numbers)
    if not clause.free(first, last) or len(names) != len(numbers) or not total > 0:
        return
    if abs(total - 100) > 0.5 and len(numbers) < 3 and total not in (2, 3, 4, 5, 10):
        return
    shown = [_shown(clause, *span) for span in names]
    words = shown[-1].split(" ")
    if len(words) > 1 and all(" " not in name for name in shown[:-1]):
        shown[-1] = words[0]
    weights = {name: number / total for name, number in zip(shown, numbers, strict=True)}
    yield from _told(clause, memory, weights, first, last)


def _shown(clause: Clause, first: int, last: int) -> str:
    items = clause.items[clause.index(first) : clause.index(last - 1) + 1]
    return " ".join(item.text for item in items)


def _named(clause: Clause, place: int, memory: Memory) -> tuple[str, str, int]:
    before = clause.pattern[max(0, place - 160) : place].rstrip()
    found = _COLUMN.search(before)
    if not found:
        of = re.match(r"#p of (?:the )?(?:#n )?(~\S+)", clause.pattern[place : place + 60])
        topic = clause.topic(place)
        near = _counted(before) or (topic if is_plural(topic) else "") or memory.subject
        return (plain(of.group(1)) if of else near), "", place
    column = noun(found.group("c"))
    subject = noun(found.group("s")) if found.group("s") else ""
    start = max(0, place - 160) + found.start()
    if start not in clause.starts:
        start = place
    return subject or memory.subject, column, start


def _counted(before: str) -> str:
    """The rows that were counted just before: ``1000 members; a 70/30 split``."""
    found = re.search(rf"#n ({NOUN})[^#]*\Z", before)
    return noun(found.group(1)) if found else ""


def _stars(clause: Clause, memory: Memory) -> Iterator[Split]:
    for found in _MOSTLY.finditer(clause.pattern):
        first, last = found.span()
        rated = found.group("c") or _SCALE.search(clause.pattern, 0, first)
        named = _stars_of(clause, found)
        if not rated or not named or not clause.free(first, last):
            continue
        top = 5 if max(named) <= 5 else 10
        others = [star for star in range(1, top + 1) if star not in named]
        weights = {str(star): MOSTLY / len(named) for star in named}
        weights |= {str(star): (1 - MOSTLY) / len(others) for star in others}
        clause.use(first, last)
        subject = clause.topic(first) or memory.subject
        scale = found.group("c") or (_SCALE.search(clause.pattern, 0, first) or ["stars"])[0]
        column = plain(scale).split(" ")[-1]
        ordered = {key: round(weights[key], 6) for key in sorted(weights, key=int)}
        yield Split(
            words=clause.words(first, last), subject=subject, column=column, weights=ordered
        )


def _stars_of(clause: Clause, found: re.Match[str]) -> list[int]:
    """The numbers of stars that are named: ``4 and 5``, ``4-5``, ``4s and 5s``."""
    named: list[int] = []
    for group in ("a", "b"):
        if not found.group(group):
            continue
        item = clause.item(found, group)
        plural = re.fullmatch(r"([0-9]+)['’]?s", item.text)
        if item.code == "r" and item.least is not None and item.most is not None:
            named += range(int(item.least), min(int(item.most), int(item.least) + 9) + 1)
        elif item.code == "n" or plural:
            named.append(int(plural.group(1)) if plural else int(item.value))
    return named if named and max(named) <= 10 and min(named) >= 0 else []
