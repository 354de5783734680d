"""``normally distributed with mean 100 and sd 15``: the laws that numbers follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, Clause, Memory, noun
from agents.quantities.quantity import Range
from agents.quantities.shapes import LAWS, Shape, shaped

_LAW = "|".join(re.escape(word) for word in sorted(LAWS, key=len, reverse=True))
_LAWFUL = re.compile(
    rf"(?:(?P<s>{NOUN})(?: (?:is|are|be|being|of|~follow|~follows|~following|have|has|with|should be|should|:|\(|which|that|,|-))* )?"
    rf"(?:(?:an?|the|~roughly|~approximately|approximately|roughly|about) )*~?(?P<d>{_LAW})(?: ~?normal| ~curve)?(?: distributed| ~distributed| ~distribution| ~curve)?"
)
_SPREAD = re.compile(
    rf"(?:(?P<s>{NOUN}) (?:(?:with|of|have|has|is|are|:|~average|at|,|\() )*)?(?:an? |the )?(?:(?:mean|average)(?: of| is| =| :)? (?P<m>#[nu])|(?P<x>#[am]))"
    r"(?=(?: ,| and| with| an?| the| \()* ~?(?:standard deviation|std|sd|stddev|deviation)\b)"
)


def read(clause: Clause, memory: Memory) -> Iterator[Range]:
    """Numbers whose law is named with a mean, median or deviation, or whose deviation is told."""
    for found in _LAWFUL.finditer(clause.pattern):
        law = LAWS[found.group("d").strip("~")]
        shape = Shape(distribution=law)
        end = shaped(clause, found.end(), shape)
        told = (shape.mean, shape.median, shape.deviation, shape.least, shape.most)
        if end > found.end() and any(each is not None for each in told):
            yield _range(clause, memory, found, end, shape)
    for found in _SPREAD.finditer(clause.pattern):
        shape = Shape(distribution="normal")
        number = clause.item(found, "m" if found.group("m") else "x")
        shape.mean, shape.unit = number.value, number.unit
        end = shaped(clause, found.end(), shape)
        if shape.deviation is not None and clause.free(found.start(), end):
            yield _range(clause, memory, found, end, shape)


def _range(clause: Clause, memory: Memory, found: re.Match[str], end: int, shape: Shape) -> Range:
    words = noun(found.group("s") or "").split(" ")
    column = words[-1] or memory.value or "value"
    subject = " ".join(words[:-1]) or memory.subject
    clause.use(found.start(), end)
    memory.value = column
    return Range(
        words=clause.words(found.start(), end), subject=subject, column=column, **shape.fields()
    )
