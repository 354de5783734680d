"""``10k customers``, ``customers: 500``, ``500 rows of orders``, ``100 rows per table``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, PARENT, Clause, Memory, counted_noun, noun
from agents.quantities.items import Item
from agents.quantities.quantity import RowCount

_ROWS = r"~(?:rows|records|entries|lines|row|instances|samples)"
_COUNT = r"#[nyr]"
_MODAL = r"(?:(?:should|must|shall|will|can|need|~needs|to|has|have|having|contain|contains|with|of|get|gets|be|is|are) )*"
_TABLE = r"(?:~tables?|~entity|~entities)"
_FORMS = (
    re.compile(rf"(?P<n>{_COUNT}) {_ROWS} (?:of|for|in|per|into) (?:the |each |every )?(?P<s>{NOUN})"),
    re.compile(rf"(?P<s>{PARENT}) (?:~table )?(?:: |\( |- )?{_MODAL}(?P<n>{_COUNT}) {_ROWS}"),
    re.compile(rf"(?P<s>{PARENT}) (?:: |\( |= |- |~x )(?P<n>{_COUNT})(?= [,;).&]| and|\Z)"),
    re.compile(rf"~number of (?P<s>{NOUN})(?: (?:: |= |- |is |should be )+| )(?P<n>{_COUNT})"),
    re.compile(rf"(?P<n>{_COUNT}) (?:of )?(?:the |our )?(?:~x )?(?:different |distinct |unique |such |~total )?(?P<s>{NOUN})"
               r"(?! (?:per|each|for each|for every)\b)"),
)  # fmt: skip
_LISTED = re.compile(
    rf"(?P<l>{PARENT}(?:(?: ,| and| ,? and) {PARENT})+)(?: ,| \(| -| :| with)*(?: about)? (?P<n>#n)(?: {_ROWS})?(?: each| apiece| ~apiece| per {_TABLE})"
)
_EVERY = (
    re.compile(rf"(?P<n>#n) {_ROWS} (?:per|in each|in every|for each|for every|each|in all) {_TABLE}"),
    re.compile(rf"(?:each|every|all|per) (?:of the )?{_TABLE} ?(?::|,)? ?{_MODAL}(?P<n>#n) {_ROWS}"),
    re.compile(rf"(?P<n>#n) {_ROWS} each"),
)  # fmt: skip
_NO_ROWS = frozenset(
    "stars star digits characters chars columns tables decimals times degrees points rows records "
    "levels steps fields factor letters words places sheets decimal point standard entries lines "
    "different kinds ratings".split()
)
_UNITS = frozenset("columns tables digits characters decimals ratings table".split())
LEAST_SPAN = 10
"""From how many rows on a span of rows is read as a number of rows rather than of children."""


def read(clause: Clause, memory: Memory) -> Iterator[RowCount]:
    """The row counts of a sentence; spans count by their one bound, or by their middle.

    A count without a subject is of every table."""
    yield from _for_all(clause, memory)
    for form in _FORMS:
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            number = clause.item(found, "n")
            rows = _rows(number)
            subject = counted_noun(found.group("s")) if rows != 1 else noun(found.group("s"))
            if rows is None or not clause.free(first, last) or not _is_subject(subject):
                continue
            if number.spelled and rows == 1:
                continue
            clause.use(first, last)
            memory.subject = subject
            memory.rows[subject] = rows
            yield RowCount(words=clause.words(first, last), subject=subject, rows=rows)


def _for_all(clause: Clause, memory: Memory) -> Iterator[RowCount]:
    for found in _LISTED.finditer(clause.pattern):
        first, last = found.span()
        rows = _rows(clause.item(found, "n"))
        nouns = [noun(each) for each in re.findall(PARENT, found.group("l"))]
        if rows is not None and clause.free(first, last):
            clause.use(first, last)
            for subject in nouns:
                memory.rows[subject] = rows
                yield RowCount(words=clause.words(first, last), subject=subject, rows=rows)
    for form in _EVERY:
        for found in form.finditer(clause.pattern):
            first, last = found.span()
            rows = _rows(clause.item(found, "n"))
            if rows is not None and clause.free(first, last):
                clause.use(first, last)
                yield RowCount(words=clause.words(first, last), subject="", rows=rows)


def _rows(number: Item) -> int | None:
    value = number.value
    if number.code == "r" and number.least is not None and number.most is not None:
        if number.least < LEAST_SPAN or number.quiet:
            return None
        value = (number.least + number.most) // 2
    return int(value) if value == int(value) and not number.unit and value >= 0 else None


def _is_subject(subject: str) -> bool:
    head = subject.split(" ")
    return bool(subject) and head[0] not in _NO_ROWS and not (len(head) > 1 and head[-1] in _UNITS)
