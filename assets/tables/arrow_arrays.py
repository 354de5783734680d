"""Arrow types of column types, and Arrow arrays made straight from NumPy buffers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema.types import ColumnType

_TYPES: dict[str, pa.DataType] = {
    "tinyint": pa.int8(),
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "real": pa.float32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "char": pa.string(),
    "varchar": pa.string(),
    "text": pa.string(),
    "uuid": pa.string(),
    "json": pa.string(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", "UTC"),
    "bytes": pa.binary(),
}
POOLED = pa.dictionary(pa.int32(), pa.string())


def arrow_type(column_type: ColumnType) -> pa.DataType:
    """The Arrow type that holds a column type's values."""
    if column_type.is_array:
        return pa.list_(arrow_type(column_type.item))
    if column_type.kind == "decimal":
        return pa.decimal128(column_type.precision, column_type.scale)
    return _TYPES[column_type.kind]


def decimals(unscaled: NDArray[np.int64], arrow: pa.DataType) -> pa.Array:
    """Decimals of ``unscaled / 10^scale``, without a conversion a value."""
    words = np.empty((len(unscaled), 2), dtype=np.int64)
    words[:, 0] = unscaled
    words[:, 1] = unscaled >> 63
    return pa.Array.from_buffers(arrow, len(unscaled), [None, pa.py_buffer(words)])


def from_int64(values: NDArray[np.int64], arrow: pa.DataType) -> pa.Array:
    """Days, microseconds or integers as the Arrow type that counts in them."""
    width = arrow.bit_width
    narrow = values if width == 64 else values.astype(f"int{width}")
    return pa.Array.from_buffers(
        arrow, len(narrow), [None, pa.py_buffer(np.ascontiguousarray(narrow))]
    )


def strings(
    characters: NDArray[Any], lengths: NDArray[np.int64] | None = None, *, binary: bool = False
) -> pa.Array:
    """Strings from a matrix with one row a value.

    ``characters`` is (n, width) of ASCII codes or bytes in uint8, or of code points in uint32 (then
    0 ends a string). ``lengths`` cuts each row; without it all are ``width`` long.
    """
    count, width = characters.shape
    if characters.dtype == np.uint32:
        if lengths is not None:
            characters = np.where(np.arange(width) < lengths[:, None], characters, 0)
        points = np.ascontiguousarray(characters.astype(np.uint32)).view(f"<U{width}")
        return pa.array(points.reshape(count), type=pa.string())
    offsets = np.zeros(count + 1, dtype=np.int32)
    if lengths is None:
        offsets[1:] = np.arange(1, count + 1, dtype=np.int32) * width
        data = np.ascontiguousarray(characters)
    else:
        np.cumsum(lengths, out=offsets[1:])
        data = characters[np.arange(width) < lengths[:, None]]
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.binary() if binary else pa.string(), count, buffers)


class Pool:
    """Texts to choose from; equal ones among them share one entry of the Arrow dictionary."""

    def __init__(self, texts: Sequence[str], limit: int | None = None) -> None:
        cut = texts if limit is None else [text[:limit].rstrip() for text in texts]
        encoded = pa.array(cut, type=pa.string()).dictionary_encode()
        self.distinct = len(encoded.dictionary)
        self.longest = max(map(len, cut), default=0)
        self._dictionary = encoded.dictionary
        self._codes: NDArray[np.int32] = encoded.indices.to_numpy()

    def __len__(self) -> int:
        return len(self._codes)

    def pooled(self, index: NDArray[Any]) -> pa.DictionaryArray:
        """The texts at ``index`` as a dictionary array, which costs four bytes a row."""
        codes = pa.array(self._codes[index])
        return pa.DictionaryArray.from_arrays(codes, self._dictionary, safe=False)

    def plain(self, index: NDArray[Any]) -> pa.Array:
        """The texts at ``index`` as strings."""
        return self._dictionary.take(pa.array(self._codes[index]))


def with_nulls(array: pa.Array, null: NDArray[np.bool_]) -> pa.Array:
    """The array with NULL where ``null`` is true."""
    if not null.any():
        return array
    valid = pa.array(~null)
    if array.null_count:
        import pyarrow.compute as pc

        valid = pc.and_(valid, array.is_valid())
    if pa.types.is_dictionary(array.type):
        codes = _mask(array.indices, valid)
        return pa.DictionaryArray.from_arrays(codes, array.dictionary, safe=False)
    return _mask(array, valid)


def _mask(array: pa.Array, valid: pa.Array) -> pa.Array:
    if array.offset or pa.types.is_nested(array.type):
        import pyarrow.compute as pc

        return pc.if_else(valid, array, pa.scalar(None, array.type))
    return pa.Array.from_buffers(array.type, len(array), [valid.buffers()[1], *array.buffers()[1:]])
