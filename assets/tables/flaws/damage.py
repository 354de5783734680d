"""What flaws did to some rows, and the columns with it or without."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.tables.flaws.base import Mask
from assets.tables.randomness import Rows

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Damage:
    """Cells of one column that one flaw has changed, each at its place among the rows.

    ``true`` and ``flawed`` are plain values of one type. ``other_rows`` are the rows whose values
    the cells have, where the flaw took them from another row.
    """

    column: str
    flaw: str
    places: Ints
    true: pa.Array
    flawed: pa.Array
    other_rows: Rows | None = None

    def of(self, which: Mask) -> Damage:
        """Some of the cells."""
        kept = pa.array(which)
        others = None if self.other_rows is None else self.other_rows[which]
        return Damage(
            self.column,
            self.flaw,
            self.places[which],
            self.true.filter(kept),
            self.flawed.filter(kept),
            others,
        )


def replaced(column: pa.Array, parts: Iterable[tuple[Ints, pa.Array]]) -> pa.Array:
    """The column with other values at some places; it keeps its type.

    Strings from a pool get a dictionary that ends with the new ones.
    """
    found = list(parts)
    if not found:
        return column
    places = np.concatenate([places for places, _ in found])
    values = pa.concat_arrays([values for _, values in found])
    if pa.types.is_dictionary(column.type):
        size = len(column.dictionary)
        codes = np.asarray(column.indices.fill_null(0)).astype(np.int32)
        missing = np.array(column.is_null())
        codes[places] = np.arange(size, size + len(values), dtype=np.int32)
        missing[places] = np.asarray(values.is_null())
        pool = pa.concat_arrays([column.dictionary, values.fill_null("")])
        indices = pa.array(codes, mask=missing if missing.any() else None)
        return pa.DictionaryArray.from_arrays(indices, pool, safe=False)
    order = np.arange(len(column))
    order[places] = np.arange(len(column), len(column) + len(values))
    return pa.concat_arrays([column, values]).take(pa.array(order))
