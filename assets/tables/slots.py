"""Slots: what draws one index a row, and fills one or several columns from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np

from assets.schema.table import ForeignKey, OneToOne, Zipf
from assets.tables.families import Family
from assets.tables.generators.base import Source
from assets.tables.permutation import KeyedPermutation, Permutation
from assets.tables.randomness import Rows, Stream

T = TypeVar("T")


class RowSet:
    """Row numbers, with what was worked out from all of them at once."""

    def __init__(self, numbers: Rows) -> None:
        self.numbers = numbers
        self._made: dict[Callable[[Rows], object], object] = {}

    def once(self, make: Callable[[Rows], T]) -> T:
        """``make(numbers)``, called once for each callable; it must outlive this object."""
        if make not in self._made:
            self._made[make] = make(self.numbers)
        return cast("T", self._made[make])

    def know(self, make: Callable[[Rows], T], made: T) -> None:
        """Says what ``make(numbers)`` gives, where that is known without calling it."""
        self._made[make] = made


Assignment = Callable[[RowSet], Rows]
"""The index of each row where uniqueness or the family decides it, in place of a draw."""


@dataclass(eq=False)
class ValueSlot:
    """Columns whose values come from sources: one column, or all that are about one entity."""

    sources: dict[str, Source]
    stream: Stream
    assignment: Assignment | None = None

    @property
    def name(self) -> str:
        return ", ".join(self.sources)

    @property
    def size(self) -> int:
        return min(source.size for source in self.sources.values())

    @property
    def is_unique(self) -> bool:
        return any(source.unique_by_row for source in self.sources.values())

    def distinct(self, columns: set[str]) -> int:
        """How many indices tell ``columns`` apart."""
        return max((s.distinct for name, s in self.sources.items() if name in columns), default=0)

    def index(self, rows: RowSet) -> Rows:
        if self.assignment is not None:
            return self.assignment(rows)
        fewest = min(self.sources.values(), key=lambda source: source.size)
        return fewest.index(self.stream, rows.numbers)


@dataclass(eq=False)
class KeySlot:
    """Columns of a foreign key; the index is the row number in the parent."""

    key: ForeignKey
    parent_rows: int
    is_self: bool
    stream: Stream
    family: Family | None = None
    assignment: Assignment | None = None
    popularity: Callable[[Rows], Rows] | None = field(default=None, repr=False)
    """The parent of each rank, where few parents have most children."""

    @property
    def name(self) -> str:
        return ", ".join(self.key.columns)

    @property
    def size(self) -> int:
        return self.parent_rows

    @property
    def is_unique(self) -> bool:
        if self.is_self:
            return isinstance(self.key.pick, OneToOne)
        if self.family is not None:
            return self.family.most <= 1
        return isinstance(self.assignment, Permuted)

    def target(self, column: str) -> str:
        """The parent's column whose values ``column`` holds."""
        return self.key.references_columns[self.key.columns.index(column)]

    def make_one_to_one(self) -> None:
        """From now on each row has a parent of its own."""
        self.assignment = Permuted(self.parent_rows, self.stream.fork("one to one"))

    def distinct(self, columns: set[str]) -> int:
        """How many parents tell ``columns`` apart; a family or self-reference is no free choice."""
        free = not self.is_self and self.family is None
        return self.parent_rows if free and columns >= set(self.key.columns) else 0

    def index(self, rows: RowSet) -> Rows:
        if self.assignment is not None:
            return self.assignment(rows)
        if self.family is not None:
            return rows.once(self.family.parent_of)[0]
        return self._pick(rows.numbers)

    def _pick(self, rows: Rows) -> Rows:
        if self.is_self:
            if isinstance(self.key.pick, OneToOne):
                return np.where(rows > 0, rows - np.uint64(1), rows)
            return (self.stream.uniform(rows) * rows).astype(np.uint64)
        if isinstance(self.key.pick, Zipf):
            return self._zipf(rows, self.key.pick.exponent)
        return self.stream.below(rows, self.parent_rows)

    def _zipf(self, rows: Rows, exponent: float) -> Rows:
        """Ranks by the inverse of the bounded Pareto distribution on 1 to n + 1, rounded down.

        Which parent has which rank is a permutation, lest the first rows be the popular ones."""
        share, top = self.stream.uniform(rows), float(self.parent_rows + 1)
        if abs(exponent - 1.0) < 1e-9:
            rank = top**share
        else:
            power = 1.0 - exponent
            rank = (1.0 - share * (1.0 - top**power)) ** (1.0 / power)
        found = np.clip(rank.astype(np.uint64), 1, self.parent_rows) - np.uint64(1)
        if self.popularity is None:
            self.popularity = Permutation(self.parent_rows, self.stream.fork("rank").key)
        return self.popularity(found)


Slot = ValueSlot | KeySlot


class Permuted:
    """The index of a slot that is unique by itself.

    ``most`` is how many indices are unique, of which ``domain`` are in use.
    """

    def __init__(self, domain: int, stream: Stream, most: int | None = None) -> None:
        self.domain, self.most = domain, domain if most is None else most
        self.permutation = Permutation(domain, stream.key)

    def __call__(self, rows: RowSet) -> Rows:
        return rows.once(self.permutation)


class JointlyPermuted:
    """One digit of a permuted number whose digits are the indices of several slots."""

    def __init__(self, permutation: Permutation, stride: int, radix: int) -> None:
        self.permutation, self.stride, self.radix = permutation, stride, radix

    def __call__(self, rows: RowSet) -> Rows:
        index = rows.once(self.permutation)
        return (index // np.uint64(self.stride)) % np.uint64(self.radix)


class PermutedAmongSiblings:
    """An index that no two children of one parent share."""

    def __init__(self, family: Family, domain: int, stream: Stream) -> None:
        self._family, self.stream = family, stream
        self.domain = min(domain, 2**32 - 1)

    def __call__(self, rows: RowSet) -> Rows:
        parents, positions = rows.once(self._family.parent_of)
        return KeyedPermutation(np.uint64(self.domain), self.stream.bits(parents))(positions)


class Position:
    """The place of each row among its siblings."""

    def __init__(self, family: Family) -> None:
        self._family = family

    def __call__(self, rows: RowSet) -> Rows:
        return rows.once(self._family.parent_of)[1]
