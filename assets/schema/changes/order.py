"""The fewest moves that bring a list of names into another order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def staying(current: Sequence[str], target: Sequence[str]) -> set[str]:
    """The names that need not move when ``current`` is brought into the order of ``target``.

    They are a longest run of names, not necessarily neighbours, that stand in the same order in
    both. Names that are in one list only are left aside.
    """
    places = {name: place for place, name in enumerate(target)}
    names = [name for name in current if name in places]
    tails: list[int] = []  # the smallest last place of an increasing run, by its length
    ends: list[int] = []  # the index in names of that last one
    before: list[int | None] = []
    for index, name in enumerate(names):
        length = bisect_left(tails, places[name])
        before.append(ends[length - 1] if length else None)
        tails[length:] = [places[name], *tails[length + 1 :]]
        ends[length:] = [index, *ends[length + 1 :]]
    kept: set[str] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(names[last])
        last = before[last]
    return kept
