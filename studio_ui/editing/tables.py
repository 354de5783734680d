"""Adding, removing, renaming and replacing whole tables of plain spec data.

Each function returns new data and leaves what it was given as it was. The data may be invalid while
a person edits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from studio_ui.editing.flaws import without_keys
from studio_ui.editing.generator_kinds import default_generator

Data = dict[str, Any]
NEW_TABLE_ROWS = 100


def table_names(data: Data) -> list[str]:
    """The tables' names, in their order."""
    return [table.get("name", "") for table in data.get("tables", [])]


def table_of(data: Data, name: str) -> Data:
    """The table of that name. Raises KeyError when there is none."""
    for table in data.get("tables", []):
        if table.get("name") == name:
            found: Data = table
            return found
    raise KeyError(name)


def new_dataset(name: str) -> Data:
    """A dataset with one small table."""
    return {"name": name, "tables": [_new_table("table_1")]}


def add_table(data: Data, name: str) -> Data:
    """The dataset with a new table at its end, which has one key column."""
    return {**data, "tables": [*data.get("tables", []), _new_table(name)]}


def remove_table(data: Data, name: str) -> Data:
    """The dataset without the table and without the foreign keys to it.

    A column that such a key filled gets the ordinary generator of its type.
    """
    others = [table for table in data["tables"] if table.get("name") != name]
    left = [_without_references_to(_without_keys_to(table, name), name) for table in others]
    return {**data, "tables": left}


def rename_table(data: Data, old: str, new: str) -> Data:
    """The dataset with the table under its new name, and the foreign keys to it following."""
    tables = []
    for table in data["tables"]:
        keys = [
            {**key, "references": new} if key.get("references") == old else key
            for key in table.get("foreign_keys", [])
        ]
        name = new if table.get("name") == old else table.get("name")
        following = {**table, "name": name, **({"foreign_keys": keys} if keys else {})}
        tables.append(_referring(following, lambda ref: _renamed(ref, "table", {old: new})))
    return {**data, "tables": tables}


def replace_table(data: Data, name: str, table: Data, renamed: dict[str, str]) -> Data:
    """The dataset with ``table`` in the place of the one of that name.

    ``renamed`` are the columns that have a new name, old to new: keys of other tables follow.
    """
    tables = [table if found.get("name") == name else found for found in data["tables"]]
    return {**data, "tables": [_following(found, name, renamed) for found in tables]}


def with_items(table: Data, name: str, items: Sequence[Any]) -> Data:
    """The table with a list in the field ``name``; without the field where the list is empty."""
    others = {field: value for field, value in table.items() if field != name}
    return {**others, name: list(items)} if items else others


def referring_to(data: Data, name: str) -> list[tuple[str, list[str]]]:
    """The other tables whose keys refer to the table, with the keys' columns."""
    return [
        (table.get("name", ""), columns)
        for table in data.get("tables", [])
        for columns, parents in _keys(table)
        if name in parents and table.get("name") != name
    ]


def neighbours(data: Data, name: str) -> list[str]:
    """The table, those that it refers to and those that refer to it, in the dataset's order."""
    near = {name, *(table for table, _ in referring_to(data, name))}
    near |= {parent for _, parents in _keys(table_of(data, name)) for parent in parents}
    return [found for found in table_names(data) if found in near]


def _new_table(name: str) -> Data:
    column = {"name": "id", "type": "integer", "generator": {"kind": "sequence"}}
    return {"name": name, "rows": NEW_TABLE_ROWS, "columns": [column], "primary_key": ["id"]}


def _without_keys_to(table: Data, name: str) -> Data:
    keys = table.get("foreign_keys", [])
    kept = [key for key in keys if key.get("references") != name]
    if len(kept) == len(keys):
        return table
    filled = {column for key in kept for column in key.get("columns", [])}
    lost = {column for key in keys for column in key.get("columns", [])} - filled
    columns = _with_generators(table.get("columns", []), lost)
    others = {field: value for field, value in table.items() if field != "foreign_keys"}
    flaws = without_keys(others.pop("flaws", []), [k["columns"] for k in keys if k not in kept])
    if flaws:
        others["flaws"] = flaws
    family = others.get("per_parent")
    if family and not any(key.get("columns") == family["columns"] for key in kept):
        del others["per_parent"]
    return {**others, "columns": columns, **({"foreign_keys": kept} if kept else {})}


def _following(table: Data, name: str, renamed: dict[str, str]) -> Data:
    if not renamed:
        return table
    keys = []
    for key in table.get("foreign_keys", []):
        if key.get("references") == name:
            targets = [renamed.get(column, column) for column in key["references_columns"]]
            key = {**key, "references_columns": targets}
        keys.append(key)
    family = table.get("per_parent") or {}
    own = [key for key in keys if key.get("columns") == family.get("columns")]
    if (by := family.get("by")) and any(key.get("references") == name for key in own):
        column = renamed.get(by["column"], by["column"])
        table = {**table, "per_parent": {**family, "by": {**by, "column": column}}}
    following = {**table, **({"foreign_keys": keys} if keys else {})}
    return _referring(
        following,
        lambda ref: _renamed(ref, "column", renamed) if ref.get("table") == name else ref,
    )


def _keys(table: Data) -> Iterator[tuple[list[str], list[str]]]:
    """The columns of each key to other rows, and the tables that it refers to."""
    for key in table.get("foreign_keys", []):
        yield key.get("columns", []), [key.get("references", "")]
    for key in table.get("polymorphic_keys", []):
        columns = [key.get("type_column", ""), key.get("id_column", "")]
        yield columns, [reference.get("table", "") for reference in key.get("references", [])]


def _referring(table: Data, change: Callable[[Data], Data]) -> Data:
    """The table with each reference of its polymorphic keys changed."""
    if not table.get("polymorphic_keys"):
        return table
    keys = [
        {**key, "references": [change(reference) for reference in key.get("references", [])]}
        for key in table["polymorphic_keys"]
    ]
    return {**table, "polymorphic_keys": keys}


def _renamed(reference: Data, field: str, names: dict[str, str]) -> Data:
    old = reference.get(field, "")
    return {**reference, field: names[old]} if old in names else reference


def _without_references_to(table: Data, name: str) -> Data:
    """The table whose polymorphic keys refer to other tables alone; a key without any left is
    removed, and its columns get the ordinary generators of their types."""
    keys, lost = [], set[str]()
    for key in table.get("polymorphic_keys", []):
        kept = [ref for ref in key.get("references", []) if ref.get("table") != name]
        if kept:
            keys.append({**key, "references": kept})
        else:
            lost |= {key.get("type_column", ""), key.get("id_column", "")}
    others = {field: value for field, value in table.items() if field != "polymorphic_keys"}
    found = {**others, **({"polymorphic_keys": keys} if keys else {})}
    return {**found, "columns": _with_generators(found.get("columns", []), lost)} if lost else found


def _with_generators(columns: list[Data], lost: set[str]) -> list[Data]:
    """The columns, of which those that lost their key get the ordinary generator of their type."""
    return [
        {**column, "generator": default_generator(column.get("type", ""))}
        if column.get("name") in lost and not column.get("generator")
        else column
        for column in columns
    ]
