"""``returned orders are refunded``, ``cancelled bookings have no payment``: what follows from states."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import Clause, Memory, plain
from agents.quantities.quantity import Rule

_STATE = r"~[^\s]+(?:ed|en|id|ive|ant|int|ost|old|ue|ium|ee)"
_BE = r"(?:is|are|get|gets|must be|will be|should be|have been|has been|were|was|can be|may be|must get|must)"
_ALL = r"(?:(?:all|every|each|any|the) )?"
_NOT = r"(?P<no>not |never |no ~longer |cannot be |~cannot be )?(?:always |also |~automatically )?"
_THEN = r"(?P<t>~[^\s]+(?: ~[^\s]+)?)"
_HAVE = r"(?:(?:must|should|will|always|may|can|do|does|shall|need to) )*(?P<g>not |never |~cannot )?~?(?:have|has|get|gets|receives?|pays?|requires?|needs?|includes?|contains?|carry|carries|owns?)"
_OBJECT = r"(?:(?P<no>no|not an?|not any|never an?) )?(?:(?P<m>an?|the|any|their|its) )?(?P<t>(?!~cannot)~[^\s]+(?: ~[^\s]+)?)(?: (?:of|equal to|=) (?P<v>#[nu]))?"
_ARE = (
    re.compile(
        rf"(?:if|when|where|~once|~whenever) (?:an? |the )?(?P<s>~\S+) {_BE} (?P<w>{_STATE}) ?,? ?(?:then )?(?:it|they|the ~\S+) {_BE} {_NOT}(?P<t>{_STATE})"
    ),
    re.compile(
        rf"{_ALL}(?P<s>~[^\s]+s) (?:that|which|who) {_BE} (?P<w>{_STATE}) {_BE} {_NOT}(?P<t>{_STATE})"
    ),
    re.compile(
        rf"{_ALL}(?P<wn>not |non )?(?P<w>{_STATE}) (?P<s>~[^\s]+(?: ~[^\s]+s)?) (?:always |also )?{_BE} {_NOT}(?P<t>{_STATE})"
    ),
)
_HAVING = (
    re.compile(
        rf"(?:if|when|where|~once|~whenever) (?:an? |the )?(?P<s>~\S+) {_BE} (?P<wn>not )?(?P<w>{_STATE}) ?,? ?(?:then )?(?:it|they|the ~\S+|there) {_HAVE} {_OBJECT}"
    ),
    re.compile(
        rf"(?P<o>only )?{_ALL}(?P<s>~[^\s]+s) (?:that|which|who) {_BE} (?P<wn>not )?(?P<w>{_STATE}) {_HAVE} {_OBJECT}"
    ),
    re.compile(rf"(?P<o>only )?{_ALL}(?P<wn>not |non )?(?P<w>~[^\s]+) (?P<s>~[^\s]+s) {_HAVE} {_OBJECT}"),
)  # fmt: skip
_MOMENT = r"(?:~[^\s]+ )?~[^\s]+"
_ORDER = re.compile(
    rf"(?P<a>{_MOMENT})(?: (?:is|are|come|comes|be|must be|must|should be|should|always|only|never|~happens?|~happen|~lies?|~lie|not|~cannot be|can))*"
    rf" (?P<o>before|after|~later than|~earlier than|~precedes?|~follows?) (?:the |their |its |being |an? )?(?P<b>{_MOMENT})"
)
_DELAY = re.compile(
    rf"(?P<a>{_MOMENT})(?: (?:is|are|was|were|be|must be|should be|must|should|always|takes? place|~happens?|~happen|~occurs?|~follows?|comes?|on))*"
    rf" (?P<i>within )?(?P<d>#[vu]) (?P<o>after|before|of|~later than|~from)(?: the| their| its| being| an?| they| it| was| were| are| is| has| have| been)* (?P<b>{_MOMENT})"
)
_MOMENTS = frozenset(
    "delivery order orders review reviews payment payments shipping shipment return returns refund birth "
    "death arrival departure hire hiring start end purchase signup sign-up booking check-in check-out checkin "
    "checkout diagnosis discharge admission treatment visit visits graduation enrolment enrollment opening "
    "closing due loan begin finish delivered sent paid invoice pickup publication release".split()
)
_ENDS = ("ed", "date", "dates", "tion", "sion", "ment", "time", "day", "at", "ery", "al")
_DELAYS = {"second", "minute", "hour", "day", "week", "month", "year", "night"}
_NO_STATES = frozenset("each every most some many other all".split())


def read(clause: Clause, memory: Memory) -> Iterator[Rule]:
    """What follows from a state, and which moment comes after which."""
    for form in (*_HAVING, *_ARE):
        for found in form.finditer(clause.pattern):
            made = _conditional(clause, found, form in _HAVING)
            if made is not None:
                yield made
    for found in _ORDER.finditer(clause.pattern):
        first, last = found.span()
        left, right = plain(found.group("a")), plain(found.group("b"))
        if not (_moment(left) and _moment(right)):
            continue
        later = found.group("o") in ("after", "~later than", "~follow", "~follows")
        if re.search(r" (?:never|not|~cannot) ", found.group() + " "):
            later = not later
        when, then = (right, left) if later else (left, right)
        yield Rule(
            words=clause.words(first, last), form="order", subject=memory.subject,
            when=_bare(when), then=_bare(then),
        )  # fmt: skip


def delays(clause: Clause, memory: Memory) -> Iterator[Rule]:
    """``discharge is 1 to 14 days after admission``: how long one moment is after another."""
    for found in _DELAY.finditer(clause.pattern):
        first, last = found.span()
        number = clause.item(found, "d")
        left, right = plain(found.group("a")), plain(found.group("b"))
        if number.unit not in _DELAYS or not clause.free(first, last):
            continue
        if found.group("o") in ("of", "~from") and not found.group("i"):
            continue
        subject, _, moment = left.rpartition(" ")
        if not (_moment(moment) and (_moment(right) or right.endswith("s"))):
            continue
        exact = number.least is None and number.most is None
        least, most = (number.value, number.value) if exact else (number.least, number.most)
        least = 0.0 if found.group("i") else least
        when, then = (moment, right) if found.group("o") == "before" else (right, moment)
        clause.use(first, last)
        yield Rule(
            words=clause.words(first, last), form="order", subject=subject or memory.subject,
            when=_bare(when), then=_bare(then), least=least, most=most, unit=number.unit,
        )  # fmt: skip


def _conditional(clause: Clause, found: re.Match[str], has: bool) -> Rule | None:
    first, last = found.span()
    groups = found.groupdict()
    place = clause.index(first)
    if (place and clause.items[place - 1].code) or plain(groups["w"] or "") in _NO_STATES:
        return None
    if any(each.words.start <= clause.items[place].start < each.words.end for each in clause.rules):
        return None
    never = bool(groups.get("no")) or bool(groups.get("g"))
    only, said = bool(groups.get("o")), groups.get("v")
    if has and not (never or only or said) and not _binding(found, groups):
        return None
    if said and not clause.free(first, last):
        return None
    clause.use(*found.span("v")) if said else None
    when = plain(groups["w"] or "")
    made = Rule(
        words=clause.words(first, last), form="if", subject=plain(groups["s"] or ""),
        when=f"not {when}" if groups.get("wn") else when, then=_bare(plain(groups["t"] or "")),
        negated=never, has=has, only=only, value=clause.item(found, "v").value if said else None,
    )  # fmt: skip
    clause.rules.append(made)
    return made


def _binding(found: re.Match[str], groups: dict[str, str | None]) -> bool:
    """Whether "delivered orders have a delivery date" says what a state entails, not a column."""
    state = re.fullmatch(_STATE, groups["w"] or "") is not None
    return state and groups.get("m") is not None


def _moment(phrase: str) -> bool:
    last = phrase.split(" ")[-1]
    return last in _MOMENTS or last.endswith(_ENDS)


def _bare(phrase: str) -> str:
    words = phrase.split(" ")
    return " ".join(words[:-1]) if len(words) > 1 and words[-1] in ("date", "dates") else phrase
