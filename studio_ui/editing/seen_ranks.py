"""The rank correlations that rows have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.types as arrow_types


def seen_ranks(rows: pa.Table, names: Sequence[str]) -> list[list[float]]:
    """Spearman's rank correlation of each column with each, over the rows where both are there;
    NaN where one has a single value.

    Texts count by the order in the metadata of their field.
    """
    import pandas as pd

    frame = pd.DataFrame({name: _numbers(rows.schema.field(name), rows[name]) for name in names})
    found: list[list[float]] = frame.corr(method="spearman").to_numpy().tolist()
    return found


def _numbers(field: pa.Field, column: pa.ChunkedArray) -> Any:
    order = (field.metadata or {}).get(b"dataforge.order")
    if order is not None:
        place = {value: float(at) for at, value in enumerate(json.loads(order))}
        return [place.get(value) for value in column.to_pylist()]
    if arrow_types.is_temporal(field.type):
        whole = pa.int32() if field.type.bit_width == 32 else pa.int64()
        column = column.cast(whole)
    return column.cast(pa.float64()).to_numpy()
