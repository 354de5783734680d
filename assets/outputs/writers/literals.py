"""Arrow columns as SQL literals, vectorised."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import OutputError
from assets.outputs.writers.cells import (
    has_byte,
    hex_texts,
    joined_lists,
    json_cells,
    keep_nulls,
    plain_texts,
)
from assets.outputs.writers.postgres_text import postgres_texts, require_no_nul
from assets.outputs.writers.sqlite_values import require_sqlite_digits, sqlite_moments

_QUOTE = np.arange(256) == ord("'")
_BACKSLASH = np.arange(256) == ord("\\")
_BYTES = {  # what stands before and after the hex digits
    "postgres": ("'\\x", "'"),
    "mysql": ("X'", "'"),
    "sqlite": ("X'", "'"),
    "duckdb": ("unhex('", "')"),
    "tsql": ("0x", ""),
}
_NOT_FINITE = {  # infinity, minus infinity, not a number
    "postgres": ("'Infinity'", "'-Infinity'", "'NaN'"),
    "duckdb": ("'inf'::double", "'-inf'::double", "'nan'::double"),
    "sqlite": ("9e999", "-9e999", None),
}


def sql_literals(column: pa.Array, dialect: str, *, is_json: bool) -> pa.Array:
    """The values as literals of ``dialect``, one of DIALECTS; ``NULL`` where there is none.

    Arrays are arrays in PostgreSQL and DuckDB, and JSON text elsewhere. MySQL, which has no time
    zones, gets UTC. Raises OutputError for a value that the dialect does not have.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        pool = sql_literals(column.dictionary, dialect, is_json=is_json)
        return pool.take(column.indices).fill_null("NULL")
    return _literals(column, dialect, is_json=is_json).fill_null("NULL")


def _literals(column: pa.Array, dialect: str, *, is_json: bool) -> pa.Array:
    kind = column.type
    if pa.types.is_list(kind):
        return keep_nulls(_list(column, dialect, is_json=is_json), column)
    if pa.types.is_string(kind):
        return _text(column, dialect)
    if pa.types.is_binary(kind):
        before, after = _BYTES[dialect]
        return pc.binary_join_element_wise(before, hex_texts(column), after, "")
    if pa.types.is_temporal(kind):
        return pc.binary_join_element_wise("'", _moments(column, dialect), "'", "")
    if pa.types.is_floating(kind):
        return _float(column, dialect)
    if pa.types.is_boolean(kind) and dialect == "tsql":
        return column.cast(pa.int8()).cast(pa.string())
    if pa.types.is_decimal(kind) and dialect == "sqlite":
        require_sqlite_digits(column)
    return plain_texts(column)


def _list(column: pa.Array, dialect: str, *, is_json: bool) -> pa.Array:
    if dialect == "postgres":
        return _text(postgres_texts(column), dialect)
    if dialect == "duckdb":
        items = sql_literals(column.flatten(), dialect, is_json=is_json)
        return joined_lists(column, items, "[", "]")
    return _text(json_cells(column, is_json=is_json), dialect)


def _text(texts: pa.Array, dialect: str) -> pa.Array:
    require_no_nul(texts)
    if dialect == "mysql" and has_byte(texts, _BACKSLASH):
        texts = pc.replace_substring(texts, "\\", "\\\\")
    if has_byte(texts, _QUOTE):
        texts = pc.replace_substring(texts, "'", "''")
    return pc.binary_join_element_wise("N'" if dialect == "tsql" else "'", texts, "'", "")


def _moments(column: pa.Array, dialect: str) -> pa.Array:
    if dialect == "sqlite":
        return sqlite_moments(column)
    texts = plain_texts(column)
    if dialect == "mysql" and pa.types.is_timestamp(column.type) and column.type.tz is not None:
        return pc.utf8_rtrim(texts, "Z")
    return texts


def _float(column: pa.Array, dialect: str) -> pa.Array:
    """With an exponent: without one most dialects read a decimal, and round it once more."""
    texts = plain_texts(column)
    texts = pc.if_else(
        pc.match_substring(texts, "e"), texts, pc.binary_join_element_wise(texts, "e0", "")
    )
    if not pc.any(pc.invert(pc.is_finite(column))).as_py():
        return texts
    names = _NOT_FINITE.get(dialect, (None, None, None))
    masks = (
        pc.equal(column, float("inf")),
        pc.equal(column, float("-inf")),
        pc.is_nan(column),
    )
    for name, mask in zip(names, masks, strict=True):
        found = mask.fill_null(False)
        if name is None and pc.any(found).as_py():
            raise OutputError(
                f"a float is infinite or not a number, which {dialect} does not have",
                repair="write the table as Parquet",
            )
        texts = pc.if_else(found, name, texts)
    return texts
