"""Targets of the children of each parent: their sum or mean is a column of the parent."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa

from assets.errors import GenerationError
from assets.schema import generators as spec
from assets.schema.per_parent import PerParent
from assets.schema.table import Column
from assets.schema.targets import ColumnTarget
from assets.schema.types import ColumnType
from assets.tables.derived.base import Derived, Scope
from assets.tables.generators.base import INTEGERS, Target
from assets.tables.generators.registry import build_source
from assets.tables.rows import RowBatch
from assets.tables.targets.adjusting import adjusted
from assets.tables.targets.units import Ints, Units

_MOST_TOTAL = 9 * 10**18
"""What 64-bit integers hold of units."""


class SiblingTarget(Derived):
    """A column whose values sum to a column of the parent, or have it as their mean."""

    def __init__(self, target: ColumnTarget, scope: Scope) -> None:
        column, path = scope.column, target.figure
        assert isinstance(path, str)
        assert column.generator is not None
        if scope.family is None or scope.table.per_parent is None:
            raise ValueError(f"{scope.table.name} does not count per parent: give it per_parent")
        reference = scope.resolve(path)
        if reference.key != tuple(scope.table.per_parent.columns):
            raise ValueError(
                f"{path} is not of the parent whose children the rows are: name a column of it"
            )
        self.reads, self.gathers = (reference,), scope.table.name
        self._is_sum, self._path = target.what == "sum", path
        self.units = Units(column.generator, column.type)
        self._source = build_source(column.generator, Target(column.type, scope.dataset.locale))
        parent = scope.dataset.table(reference.table).column(reference.column)
        self._ratio = _ratio(parent, path, self.units)
        self._require_room(parent, scope.table.per_parent)

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        stream, (group, places) = rows.stream(column.name), rows.siblings()
        counts, starts = group.counts[group.counts > 0], group.starts[group.counts > 0]
        drawn = self.drawn(rows, column.name)
        asked = group.batch.read(self.reads[0]).take(pa.array(starts))
        totals, told = self._in_units(_whole_numbers(asked)), ~np.asarray(asked.is_null())
        totals = totals * (1 if self._is_sum else counts)
        own = np.where(told, totals, np.add.reduceat(drawn, starts) if len(starts) else totals)
        self._require_totals(own, counts)
        within = stream.fork("within").uniform(group.batch.numbers)
        return self.units.column(adjusted(drawn, within, counts, own, self.units)[places])

    def drawn(self, rows: RowBatch, name: str) -> Ints:
        """The numbers that the generator makes for the siblings, before they are adjusted."""
        numbers = rows.siblings()[0].batch.numbers
        return self.units.read(self._source.draw(rows.stream(name), numbers))

    def _in_units(self, numbers: Ints) -> Ints:
        return numbers * self._ratio[0] // self._ratio[1]

    def _require_room(self, parent: Column, per_parent: PerParent) -> None:
        """Raises ValueError where some parent can have a total that its children cannot have."""
        of_all = {*per_parent.counts.values}
        if per_parent.by is not None:
            of_all |= {n for found in per_parent.by.distributions.values() for n in found.values}
        if self._is_sum and min(of_all) == 0:
            raise ValueError(
                f"parents without children have nothing that sums to {self._path}: "
                f"count at least 1 row per parent"
            )
        if max(abs(self.units.low), abs(self.units.high)) * max(of_all) > _MOST_TOTAL:
            limit = _MOST_TOTAL // max(of_all)
            self.units.low = max(self.units.low, -limit)
            self.units.high = min(self.units.high, limit)
        ends = _known_ends(parent)
        if ends is None:
            return
        least, most = (end * self._ratio[0] // self._ratio[1] for end in ends)
        for count in sorted({min(of_all - {0}), max(of_all)}):
            times = count if self._is_sum else 1
            low, high = times * self.units.low, times * self.units.high
            if least < low or most > high:
                shown = self.units.shown
                raise ValueError(
                    f"{self._path} is {shown(least)} to {shown(most)}, and {count:,} rows of "
                    f"{shown(self.units.low)} to {shown(self.units.high)} can have {shown(low)} to "
                    f"{shown(high)}: widen the generator's min and max, or narrow {self._path}"
                )

    def _require_totals(self, totals: Ints, counts: Ints) -> None:
        outside = (totals < counts * self.units.low) | (totals > counts * self.units.high)
        if outside.any():
            first, shown = int(np.flatnonzero(outside)[0]), self.units.shown
            raise GenerationError(
                f"{counts[first]:,} rows of {shown(self.units.low)} to {shown(self.units.high)} "
                f"cannot sum to {shown(int(totals[first]))}",
                repair=f"widen the generator's min and max, or narrow {self._path}",
            )


def _last_digit(column: ColumnType) -> Decimal | None:
    """What the last digit of exact numbers stands for."""
    if column.is_array or (column.kind not in INTEGERS and column.kind != "decimal"):
        return None
    return Decimal(1).scaleb(-(column.scale if column.kind == "decimal" else 0))


def _ratio(parent: Column, path: str, units: Units) -> tuple[int, int]:
    """The units of the children in one of the last digit of the parent's column, as a fraction."""
    last = _last_digit(parent.type)
    if last is None:
        raise ValueError(f"{path} is {parent.type}, no exact number: use a decimal or an integer")
    step = last
    if isinstance(parent.generator, spec.Integer | spec.Decimal | spec.Distribution):
        step = Units(parent.generator, parent.type).step
    if step % units.step:
        raise ValueError(
            f"{path} counts in {step}, which is no multiple of {units.step}, in which its children "
            f"count: give both the same scale and step"
        )
    return Fraction(last / units.step).as_integer_ratio()


def _known_ends(parent: Column) -> tuple[int, int] | None:
    """The least and the most of a column, in its last digit, where its generator tells them."""
    last = _last_digit(parent.type)
    if last is None or not isinstance(
        parent.generator, spec.Integer | spec.Decimal | spec.Distribution
    ):
        return None
    units = Units(parent.generator, parent.type)
    if not (units.has_low and units.has_high):
        return None
    return units.low * int(units.step / last), units.high * int(units.step / last)


def _whole_numbers(array: pa.Array) -> Ints:
    """Exact numbers in their last digit, NULL as 0."""
    if pa.types.is_integer(array.type):
        return np.asarray(array.cast(pa.int64()).fill_null(0))
    words = np.frombuffer(array.buffers()[1], dtype=np.int64)[::2]
    found = words[array.offset : array.offset + len(array)].copy()
    found[np.asarray(array.is_null())] = 0
    return found
