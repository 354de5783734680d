"""``unique e-mail addresses``, ``no two customers share a phone number``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import PARENT, Clause, Memory, noun
from agents.quantities.quantity import Unique

_FORMS = (
    re.compile(rf"no #n (?P<s>{PARENT}) (?:may |can |should |must |ever )?(?:share|have|has|with)(?: an?| the| their)?(?: same)? (?P<c>{PARENT})"),
    re.compile(rf"(?P<s>{PARENT}) (?:must |should |always |all )?(?:have|has|having|with|need)(?: an?| the| their)? (?:(?:different|distinct) )?unique (?P<c>{PARENT})"),
    re.compile(rf"(?P<c>{PARENT})(?: (?:of|in) (?:the |all |each )?(?P<s>~\S+))? (?:is|are|must be|should be|must all be|being) (?:all |always )?unique"),
    re.compile(r"(?:each|every) (?P<c>~\S+) (?:is|must be) unique"),
    re.compile(rf"no ~duplicated? (?P<c>{PARENT})"),
    re.compile(rf"unique (?P<c>{PARENT})"),
)  # fmt: skip


def read(clause: Clause, memory: Memory) -> Iterator[Unique]:
    """The columns that a sentence says are unique."""
    done: set[int] = set()
    for form in _FORMS:
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            place = clause.index(found.start("c"))
            before = clause.items[clause.index(first) - 1] if clause.index(first) else None
            if place in done or (before is not None and before.code and form is _FORMS[-1]):
                continue
            done.add(place)
            if form is _FORMS[0]:
                clause.use(first, last)
            subject = noun(found.groupdict().get("s") or "")
            column = noun(found.group("c"))
            if not subject and " " in column and form in _FORMS[2:4] and memory.subject == "":
                subject, column = column.split(" ", 1)
            yield Unique(
                words=clause.words(first, last), subject=subject or memory.subject, column=column
            )
