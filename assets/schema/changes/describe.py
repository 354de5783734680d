"""A change in one line of plain English."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from assets.schema.base import SpecModel
from assets.schema.changes import kinds
from assets.schema.changes.kinds import Change
from assets.schema.table import Column, ForeignKey

MAX_VALUE = 80


def describe(change: Change) -> str:
    """One line for people, such as ``books.price: type decimal(8,2) → decimal(10,2)``."""
    return _LINES[type(change)](change)


def _set(place: str, change: Any) -> str:
    old, new = value_text(change.old), value_text(change.new)
    return f"{place}: {change.field.replace('_', ' ')} {old} → {new}"


def _add_table(change: kinds.AddTable) -> str:
    table = change.table
    columns = "1 column" if len(table.columns) == 1 else f"{len(table.columns)} columns"
    return f"add table {table.name} ({columns}, {value_text(table.rows)} rows){_place(change)}"


def _add_column(change: kinds.AddColumn) -> str:
    return f"{change.table}: add column {change.column.name} {_column(change.column)}" + _place(
        change
    )


def _change_foreign_key(change: kinds.ChangeForeignKey) -> str:
    old, new = _key(change.old), _key(change.new)
    fields = [
        f"{name.replace('_', ' ')} {value_text(before)} → {value_text(after)}"
        for name, before, after in _differences(change.old, change.new)
    ]
    if old == new:
        return f"{change.table}: foreign key {old}: {', '.join(fields)}"
    return f"{change.table}: foreign key {old} → {new}"


_LINES: dict[type[SpecModel], Callable[[Any], str]] = {
    kinds.CreateDataset: lambda c: f"create dataset {c.name}",
    kinds.ChangeDataset: lambda c: _set("dataset", c),
    kinds.AddTable: _add_table,
    kinds.RemoveTable: lambda c: f"remove table {c.table}",
    kinds.RenameTable: lambda c: f"rename table {c.table} → {c.new}",
    kinds.MoveTable: lambda c: f"move table {c.table}{_place(c) or ' to the end'}",
    kinds.ChangeTable: lambda c: _set(c.table, c),
    kinds.AddColumn: _add_column,
    kinds.RemoveColumn: lambda c: f"{c.table}: remove column {c.column}",
    kinds.RenameColumn: lambda c: f"{c.table}: rename column {c.column} → {c.new}",
    kinds.MoveColumn: lambda c: f"{c.table}: move column {c.column}{_place(c) or ' to the end'}",
    kinds.ChangeColumn: lambda c: _set(f"{c.table}.{c.column}", c),
    kinds.AddForeignKey: lambda c: f"{c.table}: add foreign key {_key(c.foreign_key)}",
    kinds.RemoveForeignKey: lambda c: f"{c.table}: remove foreign key {_key(c.foreign_key)}",
    kinds.ChangeForeignKey: _change_foreign_key,
}


def value_text(value: Any) -> str:
    """A field's value for people: short, on one line."""
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, int) and abs(value) >= 10_000:
        text = f"{value:,}"
    elif value is None or value in ("", []):
        text = "none"
    elif isinstance(value, dict):
        text = _mapping(value)
    elif isinstance(value, list):
        text = ", ".join(
            f"({value_text(i)})" if isinstance(i, list) else value_text(i) for i in value
        )
    else:
        text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= MAX_VALUE else f"{text[: MAX_VALUE - 1]}…"


def _mapping(value: dict[str, Any]) -> str:
    if set(value) <= {"sql", "name"} and "sql" in value:
        return str(value["sql"])
    kind = str(value.get("kind", ""))
    if kind == "choice" and len(value.get("weights") or ()) == len(value.get("values") or ()) > 0:
        return f"choice({_shares(value['values'], value['weights'])})"
    parts = [f"{key} {_inner(item)}" for key, item in value.items() if key != "kind"]
    return f"{kind}({', '.join(parts)})" if parts else kind


def _shares(values: list[Any], weights: list[float]) -> str:
    whole = sum(weights) or 1.0
    return ", ".join(
        f"{_inner(each)} {100 * weight / whole:.3g}%"
        for each, weight in zip(values, weights, strict=True)
    )


def _inner(value: Any) -> str:
    if isinstance(value, dict):
        return _mapping(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _column(column: Column) -> str:
    parts = [str(column.type)]
    parts += [] if not column.nullable else ["nullable"]
    parts += [] if not column.unique else ["unique"]
    if column.generator is not None:
        parts.append(value_text(column.generator.model_dump(mode="json", exclude_defaults=True)))
    return ", ".join(parts)


def _key(key: ForeignKey) -> str:
    return f"({', '.join(key.columns)}) to {key.references} ({', '.join(key.references_columns)})"


def _differences(old: ForeignKey, new: ForeignKey) -> list[tuple[str, Any, Any]]:
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return [(name, before[name], after[name]) for name in before if before[name] != after[name]]


def _place(change: Any) -> str:
    if change.first:
        return ", first"
    return f", after {change.after}" if change.after is not None else ""
