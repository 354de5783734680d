"""Arrow columns as the values that SQLite stores, which has integers, floats, texts and blobs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import OutputError
from assets.outputs.writers.cells import json_cells, plain_texts
from assets.outputs.writers.python_values import python_values

DIGITS = 15  # what a float holds of a decimal number, and SQLite has no other kind


def sqlite_values(column: pa.Array, *, is_json: bool) -> list[Any]:
    """The values to bind.

    Dates and times are ISO 8601 texts with a blank before the time, arrays JSON texts, booleans 0
    and 1, decimals numbers. Raises OutputError for what SQLite would not give back.
    """
    kind = column.type
    if pa.types.is_list(kind):
        texts = json_cells(column, is_json=is_json)
        column = pc.if_else(column.is_valid(), texts, None) if column.null_count else texts
    elif pa.types.is_temporal(kind):
        column = sqlite_moments(column)
    elif pa.types.is_decimal(kind):
        require_sqlite_digits(column)
        target = pa.int64() if kind.scale <= 0 else pa.float64()
        column = column.cast(pa.string()).cast(target)  # by its text: straight it is not exact
    elif pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    elif pa.types.is_floating(kind) and pc.any(pc.is_nan(column)).as_py():
        raise OutputError(
            "a float is not a number (NaN), which SQLite stores as NULL",
            repair="write the table as Parquet or DuckDB",
        )
    elif pa.types.is_float32(kind):
        column = column.cast(pa.string()).cast(pa.float64())  # 0.1, not 0.10000000149
    return python_values(column)


def sqlite_moments(column: pa.Array) -> pa.Array:
    """Dates and times as SQLite's own functions read them, time zones as ``+00:00``."""
    texts = plain_texts(column)
    if not pa.types.is_timestamp(column.type):
        return texts
    texts = pc.binary_replace_slice(texts, 10, 11, " ")
    if column.type.tz is not None:
        texts = pc.replace_substring(texts, "Z", "+00:00")
    return texts


def require_sqlite_digits(column: pa.Array) -> None:
    """Raise OutputError when SQLite would round a decimal."""
    kind = column.type
    places = 18 if kind.scale <= 0 else DIGITS
    if kind.precision <= places:
        return
    limit = Decimal(10) ** (places - kind.scale)
    bounds = pc.min_max(column).as_py()
    for bound in (bounds["min"], bounds["max"]):
        if bound is not None and abs(bound) >= limit:
            raise OutputError(
                f"{bound} has more digits than the {places} that SQLite keeps",
                repair="give the column a smaller range, or write Parquet or DuckDB",
            )
