"""Labels: one row for each flawed cell, with the true value and the flawed one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.outputs.writers.cells import hex_texts, json_cells, keep_nulls, plain_texts
from assets.schema.flaw_labels import label_table
from assets.schema.table import Table
from assets.tables.arrow_arrays import POOLED, arrow_type
from assets.tables.flaws.damage import Damage
from assets.tables.rows import RowBatch

_POOLED = frozenset({"column_name", "flaw"})


def label_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table's labels."""
    return pa.schema(
        pa.field(
            column.name,
            POOLED if column.name in _POOLED else arrow_type(column.type),
            nullable=column.nullable,
            metadata={"dataforge.type": str(column.type)},
        )
        for column in label_table(table).columns
    )


def labels_of(damages: Iterable[Damage], rows: RowBatch) -> pa.RecordBatch:
    """The labels of these rows, in the order of the rows and, in a row, of the columns."""
    table = rows.plan.table
    schema, found = label_schema(table), [each for each in damages if len(each.places)]
    if not found:
        return pa.RecordBatch.from_arrays(
            [pa.array([], each.type) for each in schema], schema=schema
        )
    names = [column.name for column in table.columns]
    kinds = list(dict.fromkeys(each.flaw for each in found))
    places = np.concatenate([each.places for each in found])
    columns = np.concatenate([np.full(len(d.places), names.index(d.column)) for d in found])
    flaws = np.concatenate([np.full(len(d.places), kinds.index(d.flaw)) for d in found])
    order = np.lexsort((columns, places))
    ordered = pa.array(order)
    places = places[order]
    types = {column.name: str(column.type) for column in table.columns}
    made: dict[str, Any] = {
        "row_number": pa.array(rows.numbers[places].astype(np.int64)),
        "column_name": _chosen(names, columns[order]),
        "flaw": _chosen(kinds, flaws[order]),
        "true_value": pa.concat_arrays([as_text(d.true, types[d.column]) for d in found]).take(
            ordered
        ),
        "flawed_value": pa.concat_arrays([as_text(d.flawed, types[d.column]) for d in found]).take(
            ordered
        ),
        "other_row": pa.concat_arrays([_other_rows(each) for each in found]).take(ordered),
    }
    made |= {name: rows.column_at(name, places) for name in table.primary_key}
    return pa.RecordBatch.from_arrays([made[name] for name in schema.names], schema=schema)


def as_text(values: pa.Array, column_type: str) -> pa.Array:
    """Values as text that says them exactly, NULL where they are.

    Numbers have all their digits, floats as many as tell them apart, moments are ISO 8601; bytes
    are ``\\x`` and hex digits, lists JSON.
    """
    kind = values.type
    if pa.types.is_string(kind):
        return values
    if pa.types.is_binary(kind):
        return pc.binary_join_element_wise("\\x", hex_texts(values), "")
    if pa.types.is_list(kind):
        return keep_nulls(json_cells(values, is_json=column_type.startswith("json")), values)
    return plain_texts(values)


def _chosen(texts: list[str], codes: Any) -> pa.Array:
    indices = pa.array(codes.astype(np.int32))
    return pa.DictionaryArray.from_arrays(indices, pa.array(texts, pa.string()))


def _other_rows(damage: Damage) -> pa.Array:
    if damage.other_rows is None:
        return pa.nulls(len(damage.places), pa.int64())
    return pa.array(damage.other_rows.astype(np.int64))
