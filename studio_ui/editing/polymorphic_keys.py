"""A table's polymorphic keys as plain spec data: adding, changing and removing them.

Each function returns a new table. Columns that a key takes lose their generators and null rates,
and those that it leaves get the ordinary generators of their types.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studio_ui.editing.generator_kinds import default_generator
from studio_ui.editing.grid import GridEdits, Row, edited_rows, number_of, text_of
from studio_ui.editing.tables import with_items

Data = dict[str, Any]
FIELD = "polymorphic_keys"


def free_columns(table: Data, key: Data) -> list[str]:
    """The columns that could be the key's: those in no other key."""
    others = [each for each in table.get(FIELD, []) if each != key]
    taken = {*table.get("primary_key", [])}
    taken |= {name for each in table.get("foreign_keys", []) for name in each.get("columns", [])}
    taken |= {name for each in others for name in _columns(each)}
    names = [str(column.get("name", "")) for column in table.get("columns", [])]
    return [name for name in names if name not in taken]


def single_keys(data: Data) -> dict[str, tuple[str, str]]:
    """Each table with a primary key of one column: that column, and its type."""
    found = {}
    for table in data.get("tables", []):
        key = table.get("primary_key", [])
        if len(key) == 1:
            columns = (c for c in table.get("columns", []) if c.get("name") == key[0])
            column: Data = next(columns, {})
            found[str(table.get("name", ""))] = (key[0], str(column.get("type", "")))
    return found


def with_new_key(data: Data, table: Data) -> Data:
    """The table with two new columns and a key to the first other table, and to those whose keys
    have the same type. Raises StopIteration where no table has a key of one column."""
    keys = single_keys(data)
    first = next(name for name in [*(n for n in keys if n != table.get("name")), *keys])
    type_text = keys[first][1]
    taken = {column.get("name") for column in table.get("columns", [])}
    stem = next(
        name
        for name in ("subject", *(f"subject_{n}" for n in range(2, len(taken) + 3)))
        if not {f"{name}_type", f"{name}_id"} & taken
    )
    same = [name for name, (_, other) in keys.items() if other == type_text]
    named = [name for name in same if name != table.get("name")] or [first]
    key = {
        "type_column": f"{stem}_type",
        "id_column": f"{stem}_id",
        "references": [{"table": name, "column": keys[name][0]} for name in named],
    }
    columns = [
        *table.get("columns", []),
        {"name": f"{stem}_type", "type": "text"},
        {"name": f"{stem}_id", "type": type_text},
    ]
    return with_items({**table, "columns": columns}, FIELD, [*table.get(FIELD, []), key])


def with_key(table: Data, place: int, key: Data) -> Data:
    """The table with another key in the place of one."""
    keys = list(table.get(FIELD, []))
    before, keys[place] = keys[place], key
    return _refilled(with_items(table, FIELD, keys), _columns(before), key)


def without_key(table: Data, place: int) -> Data:
    """The table without one of its keys; its columns stay."""
    keys = list(table.get(FIELD, []))
    before = keys.pop(place)
    return _refilled(with_items(table, FIELD, keys), _columns(before), {})


def reference_rows(key: Data) -> list[Row]:
    """One row a table that the key refers to."""
    return [
        {
            "table": reference.get("table", ""),
            "column": reference.get("column", ""),
            "type": "" if reference.get("type") is None else str(reference["type"]),
            "weight": float(reference.get("weight", 1.0)),
        }
        for reference in key.get("references", [])
    ]


def with_references(key: Data, edits: GridEdits, keys: dict[str, tuple[str, str]]) -> Data:
    """The key after the edits of the grid that ``reference_rows(key)`` fills. A table that comes
    without a column, or in the place of another one, is referred to by its primary key."""
    before = key.get("references", [])
    changed = {int(at): cells for at, cells in edits.get("edited_rows", {}).items()}
    found: list[Data] = []
    for at, row in edited_rows(reference_rows(key), edits):
        table, column = text_of(row, "table"), text_of(row, "column")
        cells = {} if at is None else changed.get(at, {})
        if not column or ("table" in cells and "column" not in cells):
            column = keys.get(table, (column, ""))[0]
        reference: Data = {"table": table, "column": column}
        if told := text_of(row, "type"):
            was = None if at is None else before[at].get("type")
            reference["type"] = was if str(was) == told else told
        if (weight := number_of(row, "weight", 1.0)) != 1.0:
            reference["weight"] = weight
        found.append(reference)
    return {**key, "references": found}


def _columns(key: Data) -> list[str]:
    return [str(key[name]) for name in ("type_column", "id_column") if key.get(name)]


def _refilled(table: Data, before: Sequence[str], key: Data) -> Data:
    now = _columns(key)
    columns = []
    for column in table.get("columns", []):
        name = column.get("name")
        if name in now:
            dropped = ("generator", "null_rate")
            column = {field: value for field, value in column.items() if field not in dropped}
            if key.get("null_rate"):
                column["nullable"] = True
        elif name in before and not column.get("generator"):
            column = {**column, "generator": default_generator(column.get("type", ""))}
        columns.append(column)
    return {**table, "columns": columns}
