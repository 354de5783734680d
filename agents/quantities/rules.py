"""``returned orders are refunded``, ``review dates after delivery``, ``shipped before delivered``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import Clause, Memory, plain
from agents.quantities.quantity import Rule

_STATE = r"~[^\s]+(?:ed|en|id|ive|ant|int)"
_BE = r"(?:is|are|get|gets|must be|will be|should be|have been|has been|were|was)"
_IF = re.compile(
    rf"(?:(?:all|every|each|any|the) )?(?P<w>{_STATE}) (?P<s>~[^\s]+(?: ~[^\s]+s)?) {_BE} (?:always |also |never )?(?P<t>(?:not )?{_STATE})"
)
_IF_THEN = re.compile(
    rf"(?:if|when) (?:an? |the )?(?P<s>~\S+) {_BE} (?P<w>{_STATE}) ?,? ?(?:then )?(?:it|they|the ~\S+) {_BE} (?:always |also )?(?P<t>(?:not )?{_STATE})"
)
_MOMENT = r"(?:~[^\s]+ )?~[^\s]+"
_ORDER = re.compile(
    rf"(?P<a>{_MOMENT})(?: (?:is|are|come|comes|be|must be|must|always|only|never|~happens?|~happen|~lies?|~lie|not))*"
    rf" (?P<o>before|after|~later than|~earlier than|~precedes?|~follows?) (?:the |their |its |being |an? )?(?P<b>{_MOMENT})"
)
_MOMENTS = frozenset(
    "delivery order orders review reviews payment payments shipping shipment return returns refund birth "
    "death arrival departure hire hiring start end purchase signup sign-up booking check-in check-out checkin "
    "checkout diagnosis discharge admission treatment visit visits graduation enrolment enrollment opening "
    "closing due loan begin finish delivered sent paid invoice pickup publication release".split()
)
_ENDS = ("ed", "date", "dates", "tion", "sion", "ment", "time", "day", "at", "ery", "al")


def read(clause: Clause, memory: Memory) -> Iterator[Rule]:
    """What follows from a state, and which moment comes after which."""
    for form in (_IF_THEN, _IF):
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            if clause.index(first) and clause.items[clause.index(first) - 1].code:
                continue
            yield Rule(
                words=clause.words(first, last), form="if", subject=plain(found.group("s")),
                when=plain(found.group("w")), then=plain(found.group("t")),
            )  # fmt: skip
    for found in _ORDER.finditer(clause.pattern):
        first, last = found.span()
        left, right = plain(found.group("a")), plain(found.group("b"))
        if not (_moment(left) and _moment(right)):
            continue
        later = found.group("o") in ("after", "~later than", "~follow", "~follows")
        if " never" in found.group() or " not" in found.group():
            later = not later
        when, then = (right, left) if later else (left, right)
        yield Rule(
            words=clause.words(first, last), form="order", subject=memory.subject,
            when=_bare(when), then=_bare(then),
        )  # fmt: skip


def _moment(phrase: str) -> bool:
    last = phrase.split(" ")[-1]
    return last in _MOMENTS or last.endswith(_ENDS)


def _bare(phrase: str) -> str:
    words = phrase.split(" ")
    return " ".join(words[:-1]) if len(words) > 1 and words[-1] in ("date", "dates") else phrase
