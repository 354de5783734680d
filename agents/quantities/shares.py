"""``5% of orders are returned``, ``reviews by a third of the buyers``, ``200 of them are admins``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, PARENT, Clause, Memory, noun, plain
from agents.quantities.quantity import Share

_OF = r"(?P<n>#p)(?: of)?(?: (?:the|all|our|their|these|them|those|its|(?P<rows>#n)))*"
_BE = (
    r"(?:is|are|was|were|be|being|get|gets|will be|(?:have|has) been|should be|must be|come|comes"
    r"|remain|~remains?|end up|~ends? up)"
)
_STATE = r"(?P<c>(?:(?:not|never|always|no ~longer) )?(?:(?:in|from|at|with|without|on|by) )?(?:~\S+|null|missing|empty|blank|unique)(?: ~\S+){0,2}|null|missing)"
_WRITE = r"(?:write|writes|place|places|make|leave|submit|post|give|~wrote|buy|own|attend|visit|book|receive|get|~lead to|~leads to|~result in|~results in|~end in|~ends in|~end with|~ends with|end in|end with|contain|include|~include|~contain|~get|~receive|~file|~submit|~cause|~trigger|(?:have|has) (?:~\S+(?:ed|en)))"
_LACK = r"(?P<v>have|has|with|get|gets|receive|receives|~lack|lack|lacks|~miss|~misses|without|~specify|~provide|~provided|do|does)(?P<no> no| not(?: have| ~provide| ~specify)?)?"
_NEVER = r"(?:(?:have|has) )?(?:never|not|~yet)(?: ~yet)? (?P<w>~[^\s]+(?:ed|en|t|e|ght))"
_FORMS = (
    re.compile(rf"{_OF} (?:(?P<s>(?!~yet){PARENT}) )?{_NEVER}(?: (?:an?|any|~anything|the|at all))*(?: (?P<k>~\S+))?(?= [,;).]| and| but|\Z)"),
    re.compile(rf"{_OF} (?P<s>{PARENT}) (?:who |that |which )?{_BE} {_STATE}"),
    re.compile(rf"{_OF} (?:(?P<s>(?!~lack|~miss){PARENT}) )?{_LACK}(?: (?:an?|any|the|their))?(?: (?P<gone>null|missing|empty|blank))? (?P<c>~\S+(?: ~\S+)?)(?= [,;:).]| and| or| but| in\b| on\b|\Z)"),
    re.compile(rf"{_OF} (?P<s>{PARENT}) (?:have|has) (?P<c>~[^\s]+(?:ed|en))(?: (?:their|its) ~\S+)?(?= [,;).]| and| but|\Z)"),
    re.compile(rf"{_OF} (?P<s>{PARENT}) {_WRITE} (?:an? |some |any |at least one )?(?P<k>{NOUN})"),
    re.compile(rf"(?P<k>{NOUN}) (?:by|from|for|of) (?:about |only )?{_OF} (?P<s>{PARENT})"),
    re.compile(rf"(?P<c>~\S+(?: ~\S+)?) (?:is|are|can be|may be) (?P<g>null|missing|empty|blank|~unknown|~absent) (?:for|in|on|with) (?:about |only )?{_OF} (?P<s>{PARENT})"),
    re.compile(rf"(?P<s>{PARENT}) {_BE} {_STATE} (?:in|at|for) (?:about )?(?P<n>#p)(?: of (?:the |all )?~\S+)?"),
    re.compile(r"(?P<c>~\S+) (?:share|rate)(?: (?:of|is|at|about|around|should be|:))* (?P<n>#p)"),
    re.compile(r"(?P<n>#p) (?P<c>~\S+) (?:share|rate)"),
    re.compile(rf"{_OF} (?P<c>null|missing|empty|blank)(?: (?P<s>{PARENT}))?"),
    re.compile(rf"{_OF} (?P<s>{PARENT}) (?:live |lives |~live |~lives |~based |~located )?(?P<c>(?:in|from|at|without) ~\S+(?: ~\S+)?)"),
    re.compile(rf"{_OF} (?:(?P<s>~[^\s]+s) )?(?:work|works|~works?|~\S+) ~(?P<y>[^\s]+)ly(?= [,;).]| and|\Z)"),
    re.compile(rf"{_OF} (?P<s>{PARENT}) (?P<c>~[^\s]+(?:ed|e|er|el|l|s|y))(?= [,;.)]| and|\Z)"),
    re.compile(r"(?P<s>~[^\s]+s|~people|~staff) (?:is|are|was|were|:) (?:about )?(?P<n>#p) (?P<c>~\S+)(?= [,;.)]| and| but|\Z)"),
    re.compile(rf"{_OF} (?P<s>~[^\s]+s|~people|~staff) (?:also |only |never )?(?P<d>use|~use|~repeat|~drop out|~quit|~opt in|~opt out|~pay|pay|~subscribe|~own|own|~speak|~drive|~smoke|~live|~log in|~return|~renew|~churn|~convert|~fail|~pass|~carry|~travel|~commute|~play|~work|work|~study)(?: (?:the|an?|their|its|on|by|with|in|to|from|for|at))*(?P<c>(?: ~\S+){{0,2}})(?= [,;.)]| and| but|\Z)"),
    re.compile(rf"(?P<c>{PARENT}) (?:is|are|at|:|=|\() (?:about )?(?P<n>#p)"),
    re.compile(r"(?P<n>#p)(?: of (?:them|these|those|which|whom))?(?: (?:is|are|were|get))? (?P<c>(?:not )?(?:(?:in|on|at|from|without) )?~\S+(?: ~\S+)?|null|missing)"),
)  # fmt: skip
_ONE_IN = re.compile(rf"(?P<m>#n) (?P<s>~\S+) (?:in|out of)(?: every)? (?P<n>#n) {_BE} {_STATE}")
_PART = re.compile(
    r"(?P<n>#n) of (?:them|these|those|which|whom|the (?P<m>#n) (?P<s>~\S+))(?: (?:are|is|were|being|be))? (?P<c>(?:not )?~\S+)"
)
_HAS = "has "
_DONE = {
    "fail": "failed",
    "fails": "failed",
    "pass": "passed",
    "churn": "churned",
    "expire": "expired",
}
_RATED = frozenset(
    "discount discounts tax vat margin interest commission increase decrease fee".split()
)


def read(clause: Clause, memory: Memory) -> Iterator[Share]:
    """The shares of rows that are something, lack something or have such children.

    ``80% have a phone`` is read as ``20% have no phone``.
    """
    for form in (_ONE_IN, *_FORMS):
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            groups = found.groupdict()
            share = clause.item(found, "n").value
            if groups.get("m"):
                share = clause.item(found, "m").value / (share or 1)
            if not clause.free(first, last) or not 0 <= share <= 1 or _is_rated(groups):
                continue
            clause.use(first, last)
            if groups.get("rows"):
                clause.used.discard(clause.index(found.start("rows")))
            yield _made(clause, memory, found, share)


def parts(clause: Clause, memory: Memory) -> Iterator[Share]:
    """``5k users, 200 of them admins``: a part of the rows that were counted."""
    for found in _PART.finditer(clause.pattern):
        first, last = found.span()
        subject = noun(found.group("s") or "") or memory.subject
        rows = clause.item(found, "m").value if found.group("m") else memory.rows.get(subject, 0)
        number = clause.item(found, "n").value
        if rows and number <= rows and clause.free(first, last):
            clause.use(first, last)
            yield Share(
                words=clause.words(first, last), subject=subject,
                condition=plain(found.group("c")), share=number / rows,
            )  # fmt: skip


def _made(clause: Clause, memory: Memory, found: re.Match[str], share: float) -> Share:
    first, last = found.span()
    groups = found.groupdict()
    subject = noun(groups["s"]) if groups.get("s") else clause.counted(first) or memory.subject
    child = noun(groups["k"]) if groups.get("k") else None
    condition = _condition(groups)
    if groups.get("w"):
        child, share = child or plain(groups["w"] or ""), round(1 - share, 9)
        condition = ""
        memory.subject = subject
    elif child is not None:
        memory.subject = child
    elif groups.get("s") and condition not in ("null", "missing"):
        memory.subject = subject
    if condition.startswith(_HAS):
        condition, share = "no " + condition.removeprefix(_HAS), round(1 - share, 9)
    has = plain(groups["c"] or "") if groups.get("v") or groups.get("g") else None
    return Share(
        words=clause.words(first, last), subject=subject, condition=condition, child=child,
        has=has, share=share,
    )  # fmt: skip


def _is_rated(groups: dict[str, str | None]) -> bool:
    if (groups.get("v") or "") in ("do", "does") and not groups.get("no"):
        return True
    return plain(groups.get("c") or "").split(" ")[-1] in _RATED


def _condition(groups: dict[str, str | None]) -> str:
    said = plain(groups.get("c") or groups.get("y") or "")
    if groups.get("d"):
        return f"does {plain(groups['d'] or '')} {said}".strip()
    if groups.get("g"):
        return f"no {said}"
    if groups.get("v"):
        verb = (groups["v"] or "").lstrip("~")
        lacking = verb in ("lack", "lacks", "miss", "misses", "without")
        negative = groups.get("no") or groups.get("gone") or lacking
        return f"no {said}" if negative else f"{_HAS}{said}"
    said = _DONE.get(said, said)
    return "null" if said in ("missing", "empty", "blank") else said
