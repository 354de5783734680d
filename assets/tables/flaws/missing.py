"""``missing``: NULL, or what people write in its place."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import flaws as spec
from assets.tables.derived.base import Scope
from assets.tables.flaws.base import CellFlaw, Cells, first_change


class Missing(CellFlaw):
    def __init__(self, flaw: spec.Missing, scope: Scope) -> None:
        kind, name = scope.column.type, scope.column.name
        self._placeholders = flaw.placeholders
        if flaw.placeholders and not kind.is_string:
            raise ValueError(
                f"is {kind}, and placeholders are texts: leave them out, so that {name} is NULL"
            )
        longest = max(map(len, flaw.placeholders), default=0)
        if kind.length is not None and longest > kind.length:
            raise ValueError(
                f"a placeholder has {longest} characters and {kind} holds {kind.length}: "
                f"shorten it, or widen the column"
            )

    def damaged(self, cells: Cells) -> pa.Array:
        if not self._placeholders:
            return pa.nulls(len(cells), cells.values.type)
        every = pa.array(self._placeholders, pa.string())
        return first_change(
            cells, [every.take(pa.array(np.full(len(cells), at))) for at in range(len(every))]
        )
