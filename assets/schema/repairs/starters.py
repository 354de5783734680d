"""A generator to begin with for each type of column."""

from __future__ import annotations

from typing import Any

from assets.schema.types import ColumnType

MOST_PLAIN_STRING = 200
_LONGEST_STRING = 12


def starting_generator(column_type: ColumnType) -> dict[str, Any]:
    """A generator, as plain data, that fills any column of that type."""
    if column_type.is_array:
        return {"kind": "array", "items": starting_generator(column_type.item)}
    kind, length = column_type.kind, column_type.length
    if kind in ("char", "varchar", "text"):
        if length is None or length >= MOST_PLAIN_STRING:
            return {"kind": "text"}
        most = min(_LONGEST_STRING, length)
        return {"kind": "string", "min_length": min(4, most), "max_length": most}
    if kind == "tinyint":
        return {"kind": "integer", "min": 0, "max": 100}
    if kind == "decimal":
        return {"kind": "decimal", "max": min(1_000.0, _largest(column_type))}
    if kind == "bytes" and length is not None:
        most = min(32, length)
        return {"kind": "bytes", "min_length": min(8, most), "max_length": most}
    return dict(_BY_TYPE[kind])


def starting_key(column_type: ColumnType) -> dict[str, Any] | None:
    """A generator without repetitions for a column of that type; None where there is none."""
    if column_type.is_array:
        return None
    kind, length = column_type.kind, column_type.length
    if column_type.is_string and (length is None or length >= 36):
        return {"kind": "uuid"}
    if column_type.is_string:
        return {"kind": "pattern", "pattern": "*" * (length or 1)}
    if column_type.is_numeric:
        return {"kind": "sequence"}
    if kind in ("uuid", "timestamp", "timestamptz"):
        return dict(_BY_TYPE[kind])
    if kind == "date":
        return {"kind": "date", "min": "1900-01-01", "max": "2099-12-31"}
    return None


def _largest(column_type: ColumnType) -> float:
    digits = (column_type.precision or 18) - column_type.scale
    return 10.0 ** min(digits, 4) - 10.0 ** -min(column_type.scale, 2)


_BY_TYPE: dict[str, dict[str, Any]] = {
    "smallint": {"kind": "integer"},
    "integer": {"kind": "integer"},
    "bigint": {"kind": "integer"},
    "real": {"kind": "float"},
    "double": {"kind": "float"},
    "boolean": {"kind": "boolean"},
    "date": {"kind": "date"},
    "time": {"kind": "time"},
    "timestamp": {"kind": "timestamp"},
    "timestamptz": {"kind": "timestamp"},
    "uuid": {"kind": "uuid"},
    "json": {"kind": "json", "fields": {"value": {"kind": "integer"}}},
    "bytes": {"kind": "bytes"},
}
