"""Reads the quantities of a text: deterministic, in time linear in its length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from agents.quantities import (
    cardinalities,
    intervals,
    places,
    ranges,
    rhythms,
    row_counts,
    rules,
    shares,
    splits,
    uniques,
    windows,
)
from agents.quantities.clause import LONGEST, Clause, Memory
from agents.quantities.items import Item
from agents.quantities.literals import itemise
from agents.quantities.quantity import Quantity, Reading
from agents.quantities.spans import spanned
from agents.quantities.tokens import tokens_of
from agents.words import Words

_ENDS = frozenset((".", ";", "!", "?", "\n", "…"))
_BREAKS = frozenset((",", ";", ":", ".", "\n", "(", ")"))
KINDS: dict[str, Callable[[Clause, Memory, date], Iterable[Quantity]]] = {
    "unique": lambda clause, memory, today: uniques.read(clause, memory),
    "interval": lambda clause, memory, today: intervals.read(clause, memory),
    "rhythm": lambda clause, memory, today: rhythms.read(clause),
    "window": lambda clause, memory, today: windows.read(clause, today),
    "split": lambda clause, memory, today: splits.read(clause, memory),
    "cardinality": lambda clause, memory, today: cardinalities.read(clause, memory),
    "share": lambda clause, memory, today: shares.read(clause, memory),
    "delay": lambda clause, memory, today: rules.delays(clause, memory),
    "range": lambda clause, memory, today: ranges.read(clause, memory),
    "row_count": lambda clause, memory, today: row_counts.read(clause, memory),
    "part": lambda clause, memory, today: shares.parts(clause, memory),
    "rule": lambda clause, memory, today: rules.read(clause, memory),
    "place": lambda clause, memory, today: places.read(clause),
}
"""The kinds in the order in which they may take a number; a number is taken once."""


def read(text: str, today: date) -> Reading:
    """What ``text`` states, in its order; ``today`` ends "the last two years".

    Any text gives a reading. Every number that no kind took is in ``not_understood`` with the
    part of the sentence around it.
    """
    items = spanned(itemise(text, list(tokens_of(text))))
    quantities: list[Quantity] = []
    unread: list[Words] = []
    memory = Memory()
    for sentence in _sentences(items):
        clause = Clause(text, sentence)
        for read_kind in KINDS.values():
            quantities.extend(read_kind(clause, memory, today))
        unread.extend(_unread(clause))
    quantities.sort(key=lambda quantity: (quantity.words.start, quantity.words.end))
    return Reading(quantities=quantities, not_understood=unread)


def _sentences(items: Sequence[Item]) -> Iterator[list[Item]]:
    sentence: list[Item] = []
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        ends = item.shown in _ENDS and (
            item.shown != "." or following is None or following.start > item.end
        )
        if ends or len(sentence) >= LONGEST:
            if sentence:
                yield sentence
            sentence = []
            if ends:
                continue
        sentence.append(item)
    if sentence:
        yield sentence


def _unread(clause: Clause) -> Iterator[Words]:
    """The parts between commas that hold a number which nothing took."""
    last = -1
    for index, item in enumerate(clause.items):
        if not item.code or item.quiet or index in clause.used or index <= last:
            continue
        if item.spelled and item.value == 1 and item.code == "n":
            continue
        first = last = index
        while first and clause.items[first - 1].shown not in _BREAKS:
            first -= 1
        while last + 1 < len(clause.items) and clause.items[last + 1].shown not in _BREAKS:
            last += 1
        yield clause.words(clause.starts[first], clause.starts[last] + 1)
