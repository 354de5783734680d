"""``5% of orders are returned``, ``reviews by a third of the buyers``, ``gold is 5%``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, PARENT, Clause, Memory, noun, plain
from agents.quantities.quantity import Share

_OF = r"(?P<n>#p)(?: of)?(?: (?:the|all|our|their|these|them|those))*"
_BE = (
    r"(?:is|are|was|were|be|being|get|gets|will be|(?:have|has) been|should be|must be|come|comes)"
)
_STATE = r"(?P<c>(?:(?:not|never|always) )?(?:(?:in|from|at|with|without|on|by) )?(?:~\S+|null|missing|empty|blank|unique)(?: ~\S+){0,2}|null|missing)"
_WRITE = r"(?:write|writes|place|places|make|leave|submit|post|give|~wrote|buy|own|attend|visit|book|receive|get|(?:have|has) (?:~\S+))"
_FORMS = (
    re.compile(rf"{_OF} (?P<s>{PARENT}) (?:who |that |which )?{_BE} {_STATE}"),
    re.compile(rf"{_OF} (?P<s>{PARENT}) (?P<v>have|has|with|lack|miss|without)(?P<no> no| not)?(?: an?)?(?: (?P<gone>null|missing|empty|blank))? (?P<c>~\S+(?: ~\S+)?)"),
    re.compile(rf"{_OF} (?P<s>{PARENT}) {_WRITE} (?:an? |some |any |at least one )?(?P<k>{NOUN})"),
    re.compile(rf"(?P<k>{NOUN}) (?:by|from|for|of) (?:about |only )?{_OF} (?P<s>{PARENT})"),
    re.compile(rf"(?P<c>~\S+) (?:is|are) (?P<g>null|missing|empty|blank) (?:for|in|on) {_OF} (?P<s>{PARENT})"),
    re.compile(rf"(?P<s>{PARENT}) {_BE} {_STATE} (?:in|at|for) (?:about )?(?P<n>#p)(?: of (?:the |all )?~\S+)?"),
    re.compile(r"(?P<c>~\S+) (?:share|rate)(?: (?:of|is|at|about|:))* (?P<n>#p)"),
    re.compile(r"(?P<n>#p) (?P<c>~\S+) (?:share|rate)"),
    re.compile(rf"{_OF} (?P<c>null|missing|empty|blank)(?: (?P<s>{PARENT}))?"),
    re.compile(rf"{_OF} (?P<s>{PARENT}) (?P<c>(?:in|from|at|without) ~\S+(?: ~\S+)?)"),
    re.compile(rf"{_OF} (?P<s>{PARENT}) (?P<c>~[^\s]+(?:ed|e|er|el|l|s|y))(?= [,;.)]| and|\Z)"),
    re.compile(rf"(?P<c>{PARENT}) (?:is|are|at|:|=|\() (?:about )?(?P<n>#p)"),
    re.compile(r"(?P<n>#p)(?: of (?:them|these|those|which|whom))?(?: (?:is|are|were|get))? (?P<c>(?:not )?~\S+(?: ~\S+)?|null|missing)"),
)  # fmt: skip
_HAS = "has "
_RATED = frozenset(
    "discount discounts tax vat margin interest commission increase decrease fee".split()
)


def read(clause: Clause, memory: Memory) -> Iterator[Share]:
    """The shares of rows that are something, lack something or have such children.

    ``80% have a phone`` is read as ``20% have no phone``.
    """
    for form in _FORMS:
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            if not clause.free(first, last):
                continue
            groups = found.groupdict()
            share = clause.item(found, "n").value
            if not 0 <= share <= 1 or plain(groups.get("c") or "").split(" ")[-1] in _RATED:
                continue
            subject = noun(groups["s"]) if groups.get("s") else ""
            child = noun(groups["k"]) if groups.get("k") else None
            if not subject:
                subject = memory.subject
            condition = _condition(groups)
            if child is not None:
                memory.subject = child
            elif groups.get("s") and condition not in ("null", "missing"):
                memory.subject = subject
            if condition.startswith(_HAS):
                condition, share = "no " + condition.removeprefix(_HAS), round(1 - share, 9)
            clause.use(first, last)
            has = plain(groups["c"] or "") if groups.get("v") or groups.get("g") else None
            yield Share(
                words=clause.words(first, last), subject=subject, condition=condition,
                child=child, has=has, share=share,
            )  # fmt: skip


def _condition(groups: dict[str, str | None]) -> str:
    said = plain(groups.get("c") or "")
    if groups.get("g"):
        return f"no {said}"
    if groups.get("v"):
        negative = (
            groups.get("no") or groups.get("gone") or groups["v"] in ("lack", "miss", "without")
        )
        return f"no {said}" if negative else f"{_HAS}{said}"
    return "null" if said in ("missing", "empty", "blank") else said
