"""``running``: a sum over the children of a parent up to the row."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.repairs.edits import MendableError
from assets.schema.repairs.parts import counted_per_parent
from assets.schema.table import Column
from assets.tables.derived.base import Derived, Scope
from assets.tables.generators.base import FLOATS, INTEGERS
from assets.tables.numbers import Numbers, as_column, exact
from assets.tables.references import Reference
from assets.tables.rows import Group, RowBatch


class Running(Derived):
    types: ClassVar[frozenset[str]] = INTEGERS | FLOATS | {"decimal"}

    def __init__(self, generator: spec.Running, scope: Scope) -> None:
        if scope.family is None:
            text = f"{scope.table.name} does not count per parent: give it per_parent"
            raise MendableError(text, *counted_per_parent(scope.table))
        self.gathers = scope.table.name
        own = Reference(scope.table.name, generator.column)
        self.reads = (scope.resolve(generator.column),)
        if self.reads[0] != own or not scope.type_of(own).is_numeric:
            raise ValueError(f"{generator.column} is no number of the row itself: name one")
        self._start: Reference | float = 0.0
        if isinstance(generator.start, str):
            self._start = scope.resolve(generator.start)
            self.reads = (own, self._start)
        else:
            self._start = generator.start

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        group, places = rows.siblings()
        amounts, scale = exact(group.batch.column(self.reads[0].column))
        sums = running_sums(amounts, group)[places]
        if isinstance(self._start, Reference):
            start, own_scale = exact(rows.read(self._start))
        else:
            start, own_scale = self._constant(len(rows), scale)
        most = max(scale, own_scale)
        total = sums * 10 ** (most - scale) + start * 10 ** (most - own_scale)
        return as_column(total, most, column.type)

    def _constant(self, count: int, scale: int) -> tuple[Numbers, int]:
        """The spec's start for each row, with as many digits as the sums have."""
        assert isinstance(self._start, float)
        return np.full(count, round(self._start * 10**scale), dtype=np.int64), scale


def running_sums(amounts: Numbers, group: Group) -> Numbers:
    """The sum of each row and those before it in its group.

    Floats are added in the order of the rows, so that other groups do not change the result.
    """
    if not len(amounts):
        return amounts
    if amounts.dtype != np.float64:
        sums: NDArray[np.int64] = np.cumsum(amounts)
        before = np.concatenate([np.zeros(1, dtype=sums.dtype), sums])[group.starts]
        whole: NDArray[np.int64] = sums - np.repeat(before, group.counts)
        return whole
    added = amounts.copy()
    for place in range(1, int(group.counts.max(initial=0))):
        here = (group.starts + place)[group.counts > place]
        added[here] += added[here - 1]
    return added
