"""Avro object container files, deflated."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pyarrow as pa

from assets.outputs import arrow_types
from assets.outputs.writers.base import Target
from assets.outputs.writers.cells import slices
from assets.outputs.writers.python_values import python_values
from assets.schema.names import identifier_slug

_PLAIN = {
    "int8": "int",
    "int16": "int",
    "int32": "int",
    "int64": "long",
    "float": "float",
    "double": "double",
    "bool": "boolean",
    "string": "string",
    "binary": "bytes",
}
_COUNTED = {  # the integers that Avro's logical types are made of
    "date32[day]": ("int", "date", pa.int32()),
    "time64[us]": ("long", "time-micros", pa.int64()),
    "timestamp[us]": ("long", "local-timestamp-micros", pa.int64()),
    "timestamp[us, tz=UTC]": ("long", "timestamp-micros", pa.int64()),
}


class AvroWriter:
    """Writes blocks to one file. Every field may be null; a name that Avro does not take is made
    one, and the attribute ``source_name`` of the field keeps it."""

    def __init__(self, sink: Any, schema: pa.Schema, target: Target) -> None:
        from fastavro.write import Writer

        self._names = [identifier_slug(name) for name in schema.names]
        described = {
            "type": "record",
            "name": identifier_slug(target.table or "rows"),
            "fields": [_field(field) for field in schema],
        }
        marker = hashlib.sha256(json.dumps(described).encode()).digest()[:16]
        self._writer = Writer(
            sink,
            described,
            codec="deflate",
            sync_marker=marker,  # left out it is drawn, and the same rows give other files
            compression_level=1,
        )

    def write(self, block: pa.Table) -> None:
        for batch in slices(block):
            columns = [_values(column) for column in batch.columns]
            for row in zip(*columns, strict=True):
                self._writer.write(dict(zip(self._names, row, strict=True)))

    def close(self) -> None:
        self._writer.flush()


def _field(field: pa.Field) -> dict[str, Any]:
    name = identifier_slug(field.name)
    kept = {} if name == field.name else {"source_name": field.name}
    return {"name": name, "type": ["null", _type(field.type, field)], **kept}


def _type(kind: pa.DataType, field: pa.Field) -> Any:
    if pa.types.is_dictionary(kind):
        return _type(kind.value_type, field)
    if pa.types.is_list(kind):
        return {"type": "array", "items": ["null", _type(kind.value_type, field)]}
    if pa.types.is_decimal(kind):
        return {
            "type": "bytes",
            "logicalType": "decimal",
            "precision": kind.precision,
            "scale": kind.scale,
        }
    if str(kind) in _COUNTED:
        base, logical, _ = _COUNTED[str(kind)]
        return {"type": base, "logicalType": logical}
    written = (field.metadata or {}).get(arrow_types.TYPE_KEY)
    if written in (b"uuid", b"uuid[]"):
        return {"type": "string", "logicalType": "uuid"}
    return _PLAIN[str(kind)]


def _values(column: pa.Array) -> list[Any]:
    return python_values(column.cast(_counted(column.type)))


def _counted(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind):
        return pa.list_(_counted(kind.value_type))
    return _COUNTED[str(kind)][2] if str(kind) in _COUNTED else kind
