"""Which rows a flaw may be in: at a rate, of the rows that meet a condition."""

from __future__ import annotations

import numpy as np

from assets.schema.types import ColumnType
from assets.tables.derived.base import Scope
from assets.tables.derived.expression import Sql
from assets.tables.flaws.base import Mask
from assets.tables.randomness import Stream
from assets.tables.rows import RowBatch

_BOOLEAN = ColumnType("boolean")


class Condition:
    """The ``when`` of a flaw; every row meets one that is None. Raises ValueError or SpecError."""

    def __init__(self, when: str | None, scope: Scope) -> None:
        self._sql = Sql(when, scope) if when is not None else None
        self.reads = self._sql.reads if self._sql is not None else ()

    @property
    def is_always(self) -> bool:
        return self._sql is None

    def met(self, rows: RowBatch) -> Mask:
        """Which rows meet it; NULL is not met."""
        if self._sql is None:
            return np.ones(len(rows), dtype=np.bool_)
        found = self._sql.evaluate(rows, _BOOLEAN).fill_null(False)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)


class Chance:
    """A share ``rate`` of the rows that meet a condition."""

    def __init__(self, rate: float, condition: Condition, stream: Stream) -> None:
        self._rate, self._condition, self._stream = rate, condition, stream

    def hits(self, rows: RowBatch) -> Mask:
        """Which rows it is; the condition is tried on those that the rate has chosen."""
        found = self._stream.uniform(rows.numbers) < self._rate
        if not self._condition.is_always:
            drawn = np.flatnonzero(found)
            found[drawn] = self._condition.met(rows.others(rows.numbers[drawn]))
        return found
