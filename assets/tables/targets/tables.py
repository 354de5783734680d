"""Targets of the whole table, or of each category of an exact column."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pyarrow as pa

from assets.schema.apportionment import exact_counts
from assets.schema.repairs.edits import Edit, MendableError, Repair
from assets.schema.table import Column
from assets.schema.targets import ColumnTarget
from assets.tables.deals import Deal, deal_of
from assets.tables.derived.base import Derived, Scope
from assets.tables.generators.base import Target
from assets.tables.generators.registry import build_source
from assets.tables.randomness import Stream
from assets.tables.references import Reference
from assets.tables.rows import RowBatch
from assets.tables.targets.adjusting import adjusted
from assets.tables.targets.cells import Cells
from assets.tables.targets.units import Ints, Units

_AT_ONCE = 262_144
"""Numbers that are adjusted at once, where rows lie so far apart that few share a cell."""


class TableTarget(Derived):
    """A column whose rows, or those of each category, have an exact sum.

    Each row's number is drawn by its place among the rows of its category, so that the members of a
    cell can be drawn without finding their rows.
    """

    def __init__(self, target: ColumnTarget, scope: Scope, stream: Stream) -> None:
        table, column = scope.table, scope.column
        assert column.generator is not None
        self.units = Units(column.generator, column.type)
        self._source = build_source(column.generator, Target(column.type, scope.dataset.locale))
        self._deal: Deal | None = None
        counts = {"": table.rows}
        if target.by is not None:
            by = table.column(target.by)
            counts = exact_counts(by.generator, table.rows) or {}
            self.reads = (Reference(table.name, by.name),)
            self._deal = deal_of(table, by, stream.fork("column", by.name))
        self.totals = totals(target, counts, self.units)
        self._rows = list(counts.values())
        self._cells = [
            Cells(rows, self.totals[name]) if name in self.totals and rows else None
            for name, rows in counts.items()
        ]
        self._begins = np.cumsum([0, *self._rows[:-1]])

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        stream = rows.stream(column.name)
        if self._deal is None:
            rank = rows.numbers.astype(np.int64)
            category = np.zeros_like(rank)
        else:
            category, rank = rows.once(self._deal.by_pages)
        starts, counts, sums = list[Ints](), list[Ints](), list[Ints]()
        place, size = np.empty_like(rank), 0
        for number in np.unique(category).tolist():
            where, cells = np.flatnonzero(category == number), self._cells[number]
            if cells is None:
                continue
            found, cell_of = np.unique(cells.of(rank[where]), return_inverse=True)
            first, last = cells.starts(found), cells.starts(found + 1)
            own = np.cumsum(last - first) - (last - first) + size
            place[where] = own[cell_of] + rank[where] - first[cell_of]
            size += int((last - first).sum())
            starts.append(first + self._begins[number])
            counts.append(last - first)
            sums.append(cells.totals(first, last))
        free = np.array([cells is None for cells in self._cells])[category]
        units = np.empty_like(rank)
        if size:
            first, many, own = (np.concatenate(parts) for parts in (starts, counts, sums))
            units[~free] = self._adjusted(first, many, own, stream)[place[~free]]
        if free.any():
            units[free] = self.drawn(stream, (rank + self._begins[category])[free])
        return self.units.column(units)

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


def totals(target: ColumnTarget, counts: Mapping[str, int], units: Units) -> dict[str, int]:
    """The total in units of each category that has a target.

    Raises ValueError for one that the generator's numbers cannot have.
    """
    figure = target.figure
    assert not isinstance(figure, str)
    figures = figure if isinstance(figure, dict) else dict.fromkeys(counts, figure)
    found = dict[str, int]()
    for name, number in figures.items():
        rows, what = counts[name], f"the {target.what} {number:,}"
        among = f"{rows:,} rows" + (f" where {target.by} is {name}" if target.by else "")
        if target.what == "sum":
            exact = units.of(number)
            total = int(exact.to_integral_value())
            if total != exact:
                text = f"{what} is no multiple of {units.step}, in which the column counts"
                nearest = _asking(target, name, units, total, rows)
                raise MendableError(f"{text}: use {units.shown(total)}", nearest)
        else:
            exact = units.of(number) * rows
            total = units.rounded(number, rows)
        if not rows * units.low <= exact <= rows * units.high:
            kept = rows * (units.low if exact < rows * units.low else units.high)
            nearest = _asking(target, name, units, kept, rows)
            raise MendableError(_out_of_range(target, what, among, rows, exact, units), nearest)
        found[name] = total
    return found


def _asking(target: ColumnTarget, name: str, units: Units, total: int, rows: int) -> Repair:
    """The target with a figure that can be had."""
    exact = total * units.step / (1 if target.what == "sum" else max(rows, 1))
    number = int(exact) if exact == int(exact) else float(exact)
    path = (target.what, name) if isinstance(target.figure, dict) else (target.what,)
    return Repair(f"ask for the {target.what} {number:,}", (Edit(path, number),))


def _out_of_range(
    target: ColumnTarget, what: str, among: str, rows: int, exact: Decimal, units: Units
) -> str:
    low, high = units.shown(units.low), units.shown(units.high)
    if target.what == "sum":
        least, most = units.shown(rows * units.low), units.shown(rows * units.high)
        if not rows:
            return f"{what} is asked of {among}: leave the category out"
        mean = f"{exact * units.step / rows:,.6g}"
        return (
            f"{what} of {among} needs {mean} a row, and the generator makes {low} to {high}: "
            f"ask for {least} to {most}, or change the generator's min and max"
        )
    return (
        f"{what} of {among} is not among what the generator makes, {low} to {high}: ask for a mean "
        f"between them, or change the generator's min and max"
    )
