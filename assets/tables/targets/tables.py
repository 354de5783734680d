"""Targets of the whole table, or of each category of an exact column."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pyarrow as pa

from assets.schema.apportionment import exact_counts
from assets.schema.table import Column
from assets.schema.targets import ColumnTarget
from assets.tables.deals import Deal, deal_of
from assets.tables.derived.base import Derived, Scope
from assets.tables.epochs import Epochs
from assets.tables.generators.base import Target
from assets.tables.generators.registry import build_source
from assets.tables.randomness import Rows, Stream
from assets.tables.references import Reference
from assets.tables.rows import RowBatch
from assets.tables.targets.adjusting import adjusted
from assets.tables.targets.cells import Cells
from assets.tables.targets.totals import totals, totals_of_more
from assets.tables.targets.units import Ints, Units

_AT_ONCE = 262_144
"""Numbers that are adjusted at once, where rows lie so far apart that few share a cell."""


class Stretch:
    """The rows of one epoch, from ``start`` on: ``counts`` are those of each category, ``totals``
    the units of those that have a target, and ``deal`` says which row has which category.

    The places from ``begins`` on, one for each category, are those of its rows.
    """

    def __init__(
        self, start: int, counts: Mapping[str, int], totals: Mapping[str, int], deal: Deal | None
    ) -> None:
        self.counts, self.totals = counts, totals
        self._start, self._deal = np.uint64(start), deal
        rows = list(counts.values())
        self.begins: Ints = start + np.cumsum([0, *rows[:-1]])
        self.cells = [
            Cells(many, totals[name]) if name in totals and many else None
            for name, many in counts.items()
        ]

    def ranked(self, numbers: Rows) -> tuple[Ints, Ints]:
        """The category of each row, and its place among the rows of the category."""
        own = numbers - self._start
        if self._deal is not None:
            return self._deal.by_pages(own)
        rank = own.astype(np.int64)
        return np.zeros_like(rank), rank


class TableTarget(Derived):
    """A column whose rows, or those of each category, have an exact sum; so have those that each
    append adds, by themselves.

    Each row's number is drawn by its place among the rows of its category, so that the members of a
    cell can be drawn without finding their rows.
    """

    def __init__(self, target: ColumnTarget, scope: Scope, stream: Stream) -> None:
        table, column = scope.table, scope.column
        assert column.generator is not None
        self.units = Units(column.generator, column.type)
        self._source = build_source(column.generator, Target(column.type, scope.dataset.locale))
        self._target, self._by = target, None
        if target.by is not None:
            self._by = table.column(target.by)
            self._stream = stream.fork("column", target.by)
            self.reads = (Reference(table.name, target.by),)
        counts = self._counts(table.rows)
        self.stretches = [
            Stretch(0, counts, totals(target, counts, self.units), self._deal(table.rows))
        ]
        self._epochs = Epochs([table.rows])

    def grow(self, rows: Epochs) -> None:
        """Continues the column over appends."""
        first = self.stretches[0].counts
        for epoch in range(1, len(rows.ends)):
            counts = self._counts(rows.size(epoch))
            more = totals_of_more(self._target, first, counts, self.units)
            deal = self._deal(rows.size(epoch), epoch)
            self.stretches.append(Stretch(rows.start(epoch), counts, more, deal))
        self._epochs = rows

    def _counts(self, rows: int) -> dict[str, int]:
        if self._by is None:
            return {"": rows}
        return exact_counts(self._by.generator, rows) or {}

    def _deal(self, rows: int, epoch: int = 0) -> Deal | None:
        return None if self._by is None else deal_of(self._by, rows, self._stream, epoch)

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        stream = rows.stream(column.name)
        units = np.empty(len(rows.numbers), dtype=np.int64)
        for epoch, where in self._epochs.split(rows.numbers):
            units[where] = self._of(self.stretches[epoch], rows.numbers[where], stream)
        return self.units.column(units)

    def _of(self, stretch: Stretch, numbers: Rows, stream: Stream) -> Ints:
        """The units of rows of one stretch."""
        category, rank = stretch.ranked(numbers)
        starts, counts, sums = list[Ints](), list[Ints](), list[Ints]()
        place, size = np.empty_like(rank), 0
        for number in np.unique(category).tolist():
            where, cells = np.flatnonzero(category == number), stretch.cells[number]
            if cells is None:
                continue
            found, cell_of = np.unique(cells.of(rank[where]), return_inverse=True)
            first, last = cells.starts(found), cells.starts(found + 1)
            own = np.cumsum(last - first) - (last - first) + size
            place[where] = own[cell_of] + rank[where] - first[cell_of]
            size += int((last - first).sum())
            starts.append(first + stretch.begins[number])
            counts.append(last - first)
            sums.append(cells.totals(first, last))
        free = np.array([cells is None for cells in stretch.cells])[category]
        units = np.empty_like(rank)
        if size:
            first, many, own = (np.concatenate(parts) for parts in (starts, counts, sums))
            units[~free] = self._adjusted(first, many, own, stream)[place[~free]]
        if free.any():
            units[free] = self.drawn(stream, (rank + stretch.begins[category])[free])
        return units

    def drawn(self, stream: Stream, keys: Ints) -> Ints:
        """The numbers that the generator makes for these places, before they are adjusted."""
        return self.units.read(self._source.draw(stream, keys.astype(np.uint64)))

    def _adjusted(self, starts: Ints, counts: Ints, sums: Ints, stream: Stream) -> Ints:
        """The numbers of these cells, one after the other."""
        found, ends = list[Ints](), np.cumsum(counts)
        edges = [0]
        while edges[-1] < len(counts):
            done = ends[edges[-1] - 1] if edges[-1] else 0
            reach = int(np.searchsorted(ends, done + _AT_ONCE, side="right"))
            edges.append(max(reach, edges[-1] + 1))
        for low, high in pairwise(edges):
            many = counts[low:high]
            offsets = starts[low:high] - (np.cumsum(many) - many)
            keys = np.repeat(offsets, many) + np.arange(int(many.sum()))
            within = stream.fork("within").uniform(keys.astype(np.uint64))
            found.append(
                adjusted(self.drawn(stream, keys), within, many, sums[low:high], self.units)
            )
        return np.concatenate(found)
