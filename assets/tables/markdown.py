"""Tables as Markdown: a table's schema, and rows of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assets.schema.dataset import Dataset
from assets.schema.table import Table

_MAX_CELL = 60


def schema_markdown(table: Table) -> str:
    """One row a column: its type, its keys, what fills it."""
    rows = [
        (
            column.name,
            str(column.type),
            ", ".join(_marks(table, column.name)),
            column.generator.kind if column.generator else _filler(table, column.name),
            column.description,
        )
        for column in table.columns
    ]
    return markdown(("column", "type", "constraints", "filled by", "description"), rows)


def relationships_markdown(dataset: Dataset, table: Table) -> str:
    """One row a foreign key of the table, then one for each that refers to it."""
    own: list[tuple[str, str, str]] = [
        (f"{table.name} ({', '.join(key.columns)})", key.references, key.pick.kind)
        for key in table.foreign_keys
    ]
    own += [
        (f"{table.name} ({', '.join(key.columns)})", each.table, f"weight {each.weight:g}")
        for key in table.polymorphic_keys
        for each in key.references
    ]
    others: list[tuple[str, str, str]] = [
        (f"{other.name} ({', '.join(key.columns)})", table.name, key.pick.kind)
        for other in dataset.tables
        for key in other.foreign_keys
        if key.references == table.name and other is not table
    ]
    others += [
        (f"{other.name} ({', '.join(key.columns)})", table.name, f"weight {each.weight:g}")
        for other in dataset.tables
        for key in other.polymorphic_keys
        for each in key.references
        if each.table == table.name and other is not table
    ]
    return markdown(("foreign key", "refers to", "pick"), [*own, *others])


def markdown(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table of Markdown; long values are cut, and none can break the table."""
    lines = [_line(header), _line(["---"] * len(header))]
    return "\n".join([*lines, *map(_line, rows)])


def _filler(table: Table, name: str) -> str:
    polymorphic = any(name in key.columns for key in table.polymorphic_keys)
    return "polymorphic key" if polymorphic else "foreign key"


def _marks(table: Table, name: str) -> list[str]:
    column = table.column(name)
    marks = ["primary key"] if name in table.primary_key else []
    marks += ["unique"] if column.unique else []
    marks += [f"references {key.references}" for key in table.foreign_keys if name in key.columns]
    return [*marks, "nullable" if column.nullable else "not null"]


def _line(cells: Sequence[Any]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    text = text if len(text) <= _MAX_CELL else f"{text[: _MAX_CELL - 1]}…"
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
