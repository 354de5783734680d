"""Arrow columns as the text of their cells, vectorised: no loop over rows."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import OutputError

SLICE_ROWS = 16_384  # rows whose text is joined at once: it stays in the cache, and below 2 GB
_JSON_SPECIAL = np.array([byte < 0x20 or byte in b'"\\' for byte in range(256)])
_EXPONENT = np.arange(256) == ord("E")
_JSON_PATTERN = r'["\\\x00-\x1f]'
_HEX = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), dtype=np.uint16)


def csv_cells(column: pa.Array, *, is_json: bool) -> pa.Array:
    """The cells of a CSV column as strings, NULL where the value is.

    Text is always quoted, so that an empty text differs from NULL. Bytes are ``\\x`` and hex
    digits, as PostgreSQL reads them; an array is JSON text.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return csv_cells(column.dictionary, is_json=is_json).take(column.indices)
    if pa.types.is_list(kind):
        column, kind = keep_nulls(json_cells(column, is_json=is_json), column), pa.string()
    if pa.types.is_string(kind):
        if has_byte(column, np.arange(256) == ord('"')):
            column = pc.replace_substring(column, '"', '""')
        return _quoted(column)
    if pa.types.is_binary(kind):
        return pc.binary_join_element_wise("\\x", hex_texts(column), "")
    return plain_texts(column)


def json_cells(column: pa.Array, *, is_json: bool) -> pa.Array:
    """The cells as JSON values; none is NULL.

    A string is embedded as it is when it holds JSON already. Bytes are Base64, decimals numbers
    with all their digits, dates and times ISO 8601. Raises OutputError for a float that JSON does
    not have, and for a string that should hold JSON and does not.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        cells = json_cells(column.dictionary, is_json=is_json).take(column.indices)
    elif pa.types.is_list(kind):
        cells = _json_lists(column, is_json=is_json)
    elif pa.types.is_string(kind):
        cells = _json_documents(column) if is_json else _quoted(_json_escaped(column))
    elif pa.types.is_binary(kind):
        texts = [None if v is None else base64.b64encode(v) for v in column.to_pylist()]
        cells = _quoted(pa.array(texts, pa.binary()).cast(pa.string()))
    elif pa.types.is_temporal(kind):
        cells = _quoted(plain_texts(column))
    else:
        if pa.types.is_floating(kind) and pc.any(pc.invert(pc.is_finite(column))).as_py():
            raise OutputError(
                "a float is infinite or not a number, and JSON has no such value",
                repair="write the table as Parquet or CSV",
            )
        cells = plain_texts(column)
    return cells.fill_null("null")


def plain_texts(column: pa.Array) -> pa.Array:
    """Numbers, booleans, dates and times as text; timestamps with a T, those with a zone in UTC.

    A decimal has all its digits and no exponent.
    """
    if pa.types.is_decimal(column.type):
        return _without_exponent(column, column.cast(pa.string()))
    if not pa.types.is_timestamp(column.type):
        return column.cast(pa.string())
    if column.type.tz is not None:
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    return pc.binary_replace_slice(column.cast(pa.string()), 10, 11, "T")


def _without_exponent(column: pa.Array, texts: pa.Array) -> pa.Array:
    if not has_byte(texts, _EXPONENT):
        return texts
    short = pc.match_substring(texts, "E").fill_null(False)
    whole = [format(value, "f") for value in column.filter(short).to_pylist()]
    return pc.replace_with_mask(texts, short, pa.array(whole, pa.string()))


def _quoted(texts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise('"', texts, '"', "")


def _json_escaped(texts: pa.Array) -> pa.Array:
    if not has_byte(texts, _JSON_SPECIAL):
        return texts
    special = pc.match_substring_regex(texts, _JSON_PATTERN).fill_null(False)
    escaped = [
        json.dumps(text, ensure_ascii=False)[1:-1] for text in texts.filter(special).to_pylist()
    ]
    return pc.replace_with_mask(texts, special, pa.array(escaped, pa.string()))


def _json_documents(texts: pa.Array) -> pa.Array:
    """The documents, each on one line: a line break is only ever blank space between tokens."""
    for text in texts.drop_null().to_pylist():
        try:
            json.loads(text)
        except ValueError as error:
            raise OutputError(
                f"{text[:60]!r} is not JSON: {error}", repair="write the table as Parquet or CSV"
            ) from error
    return pc.replace_substring_regex(texts, r"[\r\n]+", " ")


def _json_lists(column: pa.Array, *, is_json: bool) -> pa.Array:
    items = json_cells(column.flatten(), is_json=is_json)
    return keep_nulls(joined_lists(column, items, "[", "]"), column)


def joined_lists(column: pa.Array, items: pa.Array, left: str, right: str) -> pa.Array:
    """The lists of ``column`` as text, each from its own of ``items``, which has no NULL."""
    lengths = pc.list_value_length(column).fill_null(0).to_numpy()
    offsets = np.zeros(len(column) + 1, dtype=np.int32)
    np.cumsum(lengths, out=offsets[1:])
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), items), ",")
    return pc.binary_join_element_wise(left, joined, right, "")


def keep_nulls(cells: pa.Array, column: pa.Array) -> pa.Array:
    """The cells, NULL where the column is."""
    return pc.if_else(column.is_valid(), cells, None) if column.null_count else cells


def has_byte(texts: pa.Array, wanted: Any) -> bool:
    """Whether a byte of the texts is among the 256 that ``wanted`` marks."""
    return bool(wanted[_bytes(texts)[0]].any())


def hex_texts(column: pa.Array) -> pa.Array:
    """Bytes as hex digits in lower case."""
    data, offsets = _bytes(column)
    buffers = [pa.py_buffer((offsets * 2).astype(np.int32)), pa.py_buffer(_HEX[data])]
    texts = pa.Array.from_buffers(pa.string(), len(column), [None, *buffers])
    return keep_nulls(texts, column)


def _bytes(column: pa.Array) -> tuple[Any, Any]:
    """The bytes of all values on end, and the len + 1 offsets at which values start in them."""
    _, offsets, data = column.buffers()
    starts = np.frombuffer(offsets, dtype=np.int32)[column.offset : column.offset + len(column) + 1]
    if data is None or not len(starts):
        return np.zeros(0, dtype=np.uint8), np.zeros(len(column) + 1, dtype=np.int32)
    return np.frombuffer(data, dtype=np.uint8)[starts[0] : starts[-1]], starts - starts[0]


def slices(block: pa.Table) -> list[pa.RecordBatch]:
    """The block in pieces of at most SLICE_ROWS rows."""
    pieces: list[pa.RecordBatch] = block.to_batches(max_chunksize=SLICE_ROWS)
    return pieces


def text_of(lines: pa.Array) -> memoryview:
    """The bytes of all lines on end, without a copy."""
    return memoryview(_bytes(lines)[0])
