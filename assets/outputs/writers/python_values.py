"""Arrow columns as Python's own values, for drivers that take rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa


def python_values(column: pa.Array) -> list[Any]:
    """The values, None where there is none."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        pool: Any = np.array([*python_values(column.dictionary), None], dtype=object)
        codes = column.indices.fill_null(len(column.dictionary))
        return list(pool[codes.to_numpy(zero_copy_only=False)])
    if column.null_count == 0 and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        values: list[Any] = column.to_numpy().tolist()
        return values
    rows: list[Any] = column.to_pylist()
    return rows
