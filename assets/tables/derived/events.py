"""``events``: moments in order among the children of a parent."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.repairs.edits import MendableError
from assets.schema.repairs.parts import counted_per_parent
from assets.schema.table import Column
from assets.tables.arrow_arrays import with_nulls
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.delays import Distance
from assets.tables.derived.moments import TEMPORAL, require_temporal, require_years
from assets.tables.derived.running import running_sums
from assets.tables.derived.sessions import SessionLayout
from assets.tables.numbers import as_moments, microseconds
from assets.tables.rows import Group, RowBatch


class Events(Derived):
    types: ClassVar[frozenset[str]] = TEMPORAL

    def __init__(self, generator: spec.Events, scope: Scope) -> None:
        if scope.family is None:
            text = f"{scope.table.name} does not count per parent: give it per_parent"
            raise MendableError(text, *counted_per_parent(scope.table))
        self.gathers = scope.table.name
        self.reads = (scope.resolve(generator.column),)
        require_temporal(scope, generator.column)
        self._gap = Distance(generator.gap, generator.unit, scope, what="gap", below_zero=True)
        self._sessions: SessionLayout | None = None
        if generator.sessions is not None:
            self._sessions = SessionLayout(generator.sessions, scope)

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        base = rows.read(self.reads[0])
        group, places = rows.siblings()
        elapsed = running_sums(self._gaps(group, rows, column), group)[places]
        moments = microseconds(base) + elapsed.astype(np.int64)
        null = np.asarray(base.is_null())
        require_years(moments[~null] if base.null_count else moments)
        found = as_moments(moments, column.type)
        return with_nulls(found, null) if base.null_count else found

    def _gaps(self, group: Group, rows: RowBatch, column: Column) -> NDArray[np.int64]:
        stream, numbers = rows.stream(column.name), group.batch.numbers
        gaps = self._gap.microseconds(stream, numbers)
        if self._sessions is None:
            return gaps
        begins = np.flatnonzero(self._sessions.starts(group, stream))
        pauses = self._sessions.pause.microseconds(stream.fork("pause"), numbers[begins])
        gaps[begins] = pauses
        return gaps
