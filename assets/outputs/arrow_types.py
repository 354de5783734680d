"""Arrow types by name, as manifests write them."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa

TYPE_KEY = b"dataforge.type"  # the key of a field's metadata that holds the type of the spec
_DECIMAL = re.compile(r"decimal128\((\d+), (-?\d+)\)")
_TIMESTAMP = re.compile(r"timestamp\[(s|ms|us|ns), tz=([\w/+:-]+)\]")
_PLAIN: dict[str, Any] = {
    str(kind): kind
    for kind in (
        *(pa.int8(), pa.int16(), pa.int32(), pa.int64()),
        *(pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()),
        *(pa.float32(), pa.float64(), pa.bool_(), pa.string(), pa.binary()),
        *(pa.date32(), pa.time64("us"), pa.timestamp("us")),
    )
} | {"json": pa.string()}


def holds_json(field: pa.Field) -> bool:
    """Whether the strings of a column, or the items of its lists, are JSON documents."""
    return (field.metadata or {}).get(TYPE_KEY) in (b"json", b"json[]")


def name(field: pa.Field) -> str:
    """The name of the type of a column's values; a dictionary is named by its values."""
    kind = field.type
    if pa.types.is_list(kind):
        return f"list<{name(kind.value_field.with_metadata(field.metadata))}>"
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if holds_json(field) and pa.types.is_string(kind):
        return "json"
    return str(kind)


def parse(text: str) -> pa.DataType:
    """The type of that name. Raises ValueError when it is not one that a manifest writes."""
    if text in _PLAIN:
        return _PLAIN[text]
    if text.startswith("list<") and text.endswith(">"):
        return pa.list_(parse(text[5:-1]))
    if match := _DECIMAL.fullmatch(text):
        return pa.decimal128(int(match[1]), int(match[2]))
    if match := _TIMESTAMP.fullmatch(text):
        return pa.timestamp(match[1], tz=match[2])
    raise ValueError(f"{text!r} is not a type of a manifest")
