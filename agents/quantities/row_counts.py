"""``10k customers``, ``customers: 500``, ``500 rows of orders``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, PARENT, Clause, Memory, noun
from agents.quantities.quantity import RowCount

_ROWS = r"~(?:rows|records|entries|lines|rows|row|instances|samples)"
_COUNT = r"#[nyr]"
_FORMS = (
    re.compile(rf"(?P<n>{_COUNT}) {_ROWS} (?:of|for|in|per) (?:the )?(?P<s>{NOUN})"),
    re.compile(rf"(?P<s>{PARENT}) (?:~table )?(?:: |\( |with |has |have |of |- )(?P<n>{_COUNT}) {_ROWS}"),
    re.compile(rf"(?P<s>{PARENT}) (?:: |\( |= )(?P<n>{_COUNT})(?= [,;).&]| and|\Z)"),
    re.compile(rf"(?P<n>{_COUNT}) (?:of )?(?:the )?(?:different |distinct |unique |such )?(?P<s>{NOUN})"
               r"(?! (?:per|each|for each|for every)\b)"),
)  # fmt: skip
_NO_ROWS = frozenset(
    "stars star digits characters chars columns tables decimals times degrees points rows records "
    "levels steps fields factor letters words places sheets decimal point standard entries lines "
    "different kinds ratings".split()
)
_UNITS = frozenset("columns tables digits characters decimals ratings".split())


def read(clause: Clause, memory: Memory) -> Iterator[RowCount]:
    """The row counts of a sentence; spans count by their one bound."""
    for form in _FORMS:
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            number = clause.item(found, "n")
            subject = noun(found.group("s"))
            head = subject.split(" ")
            if (
                not clause.free(first, last)
                or head[0] in _NO_ROWS
                or (len(head) > 1 and head[-1] in _UNITS)
            ):
                continue
            if number.spelled and number.value == 1:
                continue
            if number.code == "r" and number.least is not None and number.most is not None:
                continue
            if number.value != int(number.value) or number.unit:
                continue
            clause.use(first, last)
            memory.subject = subject
            yield RowCount(words=clause.words(first, last), subject=subject, rows=int(number.value))
