"""``aggregate``: a figure over the children of the row."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.repairs.edits import Edit, MendableError, Repair, setting
from assets.schema.repairs.naming import nearest
from assets.schema.repairs.parts import counted_per_parent, retyped
from assets.schema.table import Column
from assets.schema.types import ColumnType
from assets.tables.arrow_arrays import arrow_type, with_nulls
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.running import running_sums
from assets.tables.expressions import Path, columns_of, evaluate
from assets.tables.generators.base import FLOATS, INTEGERS
from assets.tables.numbers import Numbers, as_column, as_moments, exact, microseconds
from assets.tables.references import Reference
from assets.tables.rows import Group, RowBatch

_COUNTED = Repair(
    "count the children", (Edit(("function",), "count"), Edit(("column",), removes=True))
)
_BOOLEAN = ColumnType("boolean")


class Aggregate(Derived):
    types: ClassVar[frozenset[str]] = (
        INTEGERS | FLOATS | {"decimal", "date", "timestamp", "timestamptz"}
    )

    def __init__(self, generator: spec.Aggregate, scope: Scope) -> None:
        self._child, self._function = generator.table, generator.function
        self._column, self._filter = generator.column, generator.filter
        try:
            child = scope.dataset.table(generator.table)
        except KeyError:
            raise MendableError(
                f"there is no table {generator.table!r}: name a child table",
                *(setting(f"name {name}", table=name) for name in _children_of(scope)),
            ) from None
        self.gathers = child.name
        key = child.parent_key
        if key is None or key.references != scope.table.name:
            raise MendableError(
                f"{child.name} does not count its rows per row of {scope.table.name}: "
                f"give it per_parent with that foreign key",
                *counted_per_parent(child, scope.table.name),
            )
        names = [column.name for column in child.columns]
        read = [] if generator.column is None else [generator.column]
        self._inputs: list[str] = []
        if generator.filter is not None:
            self._inputs = [name for (name,) in columns_of(generator.filter, names, where="filter")]
        missing = next((name for name in read if name not in names), None)
        if missing is not None:
            raise MendableError(
                f"{child.name} has no column {missing!r}: use one of its columns",
                *(setting(f"read {near}", column=near) for near in nearest(missing, names)),
                _COUNTED,
            )
        self.reads = tuple(Reference(child.name, name) for name in (*read, *self._inputs))
        self._is_moment = bool(read) and child.column(read[0]).type.is_temporal
        if read and not self._is_moment and not child.column(read[0]).type.is_numeric:
            text = f"{read[0]} is no number or moment: use count, or another column"
            raise MendableError(text, _COUNTED)
        if self._is_moment and generator.function in ("sum", "avg"):
            text = f"moments have no {generator.function}: use min or max"
            raise MendableError(text, *(setting(f"use {f}", function=f) for f in ("max", "min")))
        if read and self._is_moment != scope.column.type.is_temporal:
            own = child.column(read[0]).type
            raise MendableError(
                f"{scope.column.type} cannot hold the {generator.function} of {read[0]}, which is "
                f"{own}: give both the same type",
                retyped(scope.table, scope.column.name, own),
            )

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        group = rows.children(self._child)
        if self._column is None and self._filter is None:
            return pa.array(group.counts).cast(arrow_type(column.type))
        chosen = self._chosen(group)
        if self._column is None:
            return pa.array(_summed(chosen.astype(np.int64), group)).cast(arrow_type(column.type))
        array = group.batch.column(self._column)
        chosen &= ~np.asarray(array.is_null())
        count = _summed(chosen.astype(np.int64), group)
        if self._is_moment:
            moments = _extreme(microseconds(array), chosen, group, self._function)
            return with_nulls(as_moments(moments.astype(np.int64), column.type), count == 0)
        numbers, scale = exact(array)
        found: Numbers
        if self._function in ("min", "max"):
            found = _extreme(numbers, chosen, group, self._function)
        else:
            found = _summed(np.where(chosen, numbers, 0), group)
        if self._function == "avg":
            found = found / np.maximum(count, 1)
        figures = as_column(found, scale, column.type)
        return figures if self._function == "sum" else with_nulls(figures, count == 0)

    def _chosen(self, group: Group) -> NDArray[np.bool_]:
        if self._filter is None:
            return np.ones(len(group.batch), dtype=np.bool_)
        inputs: dict[Path, pa.Array] = {(name,): group.batch.column(name) for name in self._inputs}
        where = f"the filter over {self._child}"
        met = evaluate(self._filter, inputs, len(group.batch), _BOOLEAN, where=where)
        return np.array(met.fill_null(False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _children_of(scope: Scope) -> list[str]:
    """The tables that count their rows per row of this one."""
    keys = ((table.name, table.parent_key) for table in scope.dataset.tables)
    return [name for name, key in keys if key and key.references == scope.table.name]


def _summed(numbers: Numbers, group: Group) -> Numbers:
    """The sum of each group; 0 for an empty one."""
    sums, ends = running_sums(numbers, group), group.starts + group.counts - 1
    full = group.counts > 0
    found: Numbers = np.zeros(len(group.counts)).astype(sums.dtype)
    found[full] = sums[ends[full]]
    return found


def _extreme(numbers: Numbers, chosen: NDArray[np.bool_], group: Group, function: str) -> Numbers:
    """The least or greatest chosen number of each group; anything for a group without one."""
    is_float = numbers.dtype == np.float64
    edge = np.inf if is_float else np.iinfo(np.int64).max
    outside = edge if function == "min" else -edge
    found: Numbers = np.zeros(len(group.counts)).astype(numbers.dtype)
    full = group.counts > 0
    if full.any():
        reduce = np.minimum if function == "min" else np.maximum
        kept = np.where(chosen, numbers, outside)
        found[full] = reduce.reduceat(kept, group.starts[full])
    found[found == outside] = 0
    return found
