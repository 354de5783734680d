"""Slots: what draws one index a row, and fills one or several columns from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from assets.schema.table import ForeignKey, OneToOne, Zipf
from assets.tables.generators.base import Source
from assets.tables.permutation import Permutation
from assets.tables.randomness import Rows, Stream

Assignment = Callable[[Rows], Rows]
"""The index of each row where uniqueness decides it, in place of a draw."""


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

    def index(self, rows: Rows) -> Rows:
        if self.assignment is not None:
            return self.assignment(rows)
        source = next(iter(self.sources.values()))
        if len(self.sources) == 1:
            return source.index(self.stream, rows)
        return self.stream.below(rows, self.size)


@dataclass(eq=False)
class KeySlot:
    """Columns of a foreign key; the index is the row number in the parent."""

    key: ForeignKey
    parent_rows: int
    is_self: bool
    stream: Stream
    assignment: Assignment | None = None
    _popularity: Permutation | None = field(default=None, repr=False)

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
        return isinstance(self.assignment, Permutation)

    def target(self, column: str) -> str:
        """The parent's column whose values ``column`` holds."""
        return self.key.references_columns[self.key.columns.index(column)]

    def make_one_to_one(self) -> None:
        """From now on each row has a parent of its own."""
        self.assignment = Permutation(self.parent_rows, self.stream.fork("one to one").key)

    def distinct(self, columns: set[str]) -> int:
        """How many parents tell ``columns`` apart; a self-reference is no free choice."""
        return self.parent_rows if not self.is_self and columns >= set(self.key.columns) else 0

    def index(self, rows: Rows) -> Rows:
        if self.assignment is not None:
            return self.assignment(rows)
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
        if self._popularity is None:
            self._popularity = Permutation(self.parent_rows, self.stream.fork("rank").key)
        return self._popularity(found)


Slot = ValueSlot | KeySlot
