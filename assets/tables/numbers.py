"""Arrow numbers and moments as NumPy integers and floats, and back, without losing a digit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema.types import ColumnType
from assets.tables.arrow_arrays import arrow_type, decimals, from_int64

Numbers = NDArray[Any]
"""An array of int64 or float64."""
_DAY = 86_400_000_000
_MOST = 2.0**53


def exact(array: pa.Array) -> tuple[Numbers, int]:
    """The numbers with NULL as 0, and the digits after the point by which they are scaled up.

    Integers and decimals of up to 18 digits are int64, all others float64.
    """
    if pa.types.is_decimal(array.type) and array.type.precision <= 18:
        words = np.frombuffer(array.buffers()[1], dtype=np.int64)[::2]
        values = words[array.offset : array.offset + len(array)].copy()
        if array.null_count:
            values[np.asarray(array.is_null())] = 0
        return values, array.type.scale
    kind = pa.int64() if pa.types.is_integer(array.type) else pa.float64()
    return np.asarray(array.cast(kind, safe=False).fill_null(0)), 0


def as_column(values: Numbers, scale: int, column_type: ColumnType) -> pa.Array:
    """Numbers scaled up by ``scale`` digits as a column, rounded to its digits.

    Raises pa.ArrowInvalid when one does not fit the type.
    """
    arrow = arrow_type(column_type)
    if pa.types.is_floating(arrow):
        return pa.array(values / 10.0**scale if scale else values).cast(arrow, safe=False)
    wanted = column_type.scale if column_type.kind == "decimal" else 0
    whole = _rescaled(values, scale, wanted)
    if not pa.types.is_decimal(arrow):
        return pa.array(whole).cast(arrow)
    most = 10 ** min(column_type.precision or 18, 18)
    if len(whole) and int(np.abs(whole).max()) >= most:
        raise pa.ArrowInvalid(f"{int(np.abs(whole).max())} has more digits than {column_type}")
    return decimals(whole, arrow)


def microseconds(array: pa.Array) -> NDArray[np.int64]:
    """Dates and timestamps as microseconds since 1970, NULL as 0."""
    if pa.types.is_date(array.type):
        return np.asarray(array.cast(pa.int32()).fill_null(0)).astype(np.int64) * _DAY
    return np.asarray(array.cast(pa.int64()).fill_null(0))


def as_moments(values: NDArray[np.int64], column_type: ColumnType) -> pa.Array:
    """Microseconds since 1970 as a column of dates or timestamps."""
    arrow = arrow_type(column_type)
    return from_int64(values // _DAY if pa.types.is_date(arrow) else values, arrow)


def _rescaled(values: Numbers, scale: int, wanted: int) -> NDArray[np.int64]:
    if values.dtype == np.float64:
        scaled: NDArray[Any] = np.rint(values * 10.0 ** (wanted - scale))
        if len(scaled) and float(np.abs(scaled).max()) > _MOST:
            raise pa.ArrowInvalid(f"{np.abs(scaled).max():g} is too large to be exact")
        return scaled.astype(np.int64)
    if wanted >= scale:
        grown: NDArray[np.int64] = values.astype(np.int64) * 10 ** (wanted - scale)
        return grown
    unit = 10 ** (scale - wanted)
    quotient: NDArray[np.int64] = (np.abs(values.astype(np.int64)) + unit // 2) // unit
    return np.where(values < 0, -quotient, quotient)
