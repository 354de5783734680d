"""``late``: a moment that is moved later."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa

from assets.schema import flaws as spec
from assets.schema.types import ColumnType
from assets.tables.derived.base import Scope
from assets.tables.derived.delays import MICROSECONDS
from assets.tables.derived.moments import TEMPORAL
from assets.tables.flaws.base import CellFlaw, Cells
from assets.tables.numbers import as_moments, exact, microseconds

_WHOLE = ColumnType("bigint")
_LAST = 253_402_300_799_999_999
"""The last microsecond of the year 9999, after which SQL has no moments."""


class Late(CellFlaw):
    types: ClassVar[frozenset[str]] = TEMPORAL

    def __init__(self, flaw: spec.Late, scope: Scope) -> None:
        if scope.column.type.kind == "date" and flaw.unit != "days":
            raise ValueError(
                f"is a date, which a delay in {flaw.unit} may leave as it is: use the unit days"
            )
        self._delay = scope.source(flaw.delay, _WHOLE)
        self._unit = MICROSECONDS[flaw.unit]

    def damaged(self, cells: Cells) -> pa.Array:
        drawn, _ = exact(self._delay.draw(cells.stream, cells.numbers))
        delay = np.clip(drawn.astype(np.int64), 1, _LAST // self._unit) * self._unit
        moments = np.minimum(microseconds(cells.values) + delay, _LAST)
        return as_moments(moments, cells.column.type)
