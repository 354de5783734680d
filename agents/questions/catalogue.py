"""What can be asked of a dataset: its published tables, their columns, values and keys."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from assets.schema.dataset import Dataset

Kind = Literal["number", "moment", "flag", "text", "key"]
_NUMBERS = ("integer", "smallint", "bigint", "tinyint", "decimal", "double", "real")
_MOMENTS = ("date", "timestamp", "timestamptz")


@dataclass(frozen=True)
class Column:
    """A column; ``values`` are its categories where it has some."""

    table: str
    name: str
    kind: Kind
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """A foreign key of one column."""

    child: str
    column: str
    parent: str
    parent_column: str


@dataclass(frozen=True)
class Catalogue:
    """``tables`` are the columns of each published table, ``keys`` those between two of them."""

    tables: Mapping[str, Sequence[Column]]
    keys: Sequence[Key] = field(default_factory=tuple)

    @property
    def names(self) -> dict[str, list[str]]:
        """The names of the columns of each table."""
        return {table: [c.name for c in columns] for table, columns in self.tables.items()}

    def path(self, child: str, ancestor: str) -> list[Key] | None:
        """The fewest keys that lead from a table up to another; none where it is the same."""
        waiting: deque[tuple[str, list[Key]]] = deque([(child, [])])
        seen = {child}
        while waiting:
            table, path = waiting.popleft()
            if table == ancestor:
                return path
            for key in self.keys:
                if key.child == table and key.parent not in seen:
                    seen.add(key.parent)
                    waiting.append((key.parent, [*path, key]))
        return None

    def moment(self, table: str) -> Column | None:
        """The first moment of a table."""
        return next((c for c in self.tables[table] if c.kind == "moment"), None)


def catalogue_of(dataset: Dataset | None, published: Mapping[str, Sequence[str]]) -> Catalogue:
    """What the spec says of the published tables; columns that it lacks are text."""
    tables: dict[str, list[Column]] = {}
    keys: list[Key] = []
    specs = {table.name: table for table in dataset.tables} if dataset else {}
    for name, columns in published.items():
        spec = specs.get(name)
        known = {column.name: column for column in spec.columns} if spec else {}
        keyed = {each for key in spec.foreign_keys for each in key.columns} if spec else set[str]()
        keyed |= set(spec.primary_key) if spec else set()
        tables[name] = [
            _column(name, column, known.get(column), column in keyed) for column in columns
        ]
        keys += [
            Key(name, key.columns[0], key.references, key.references_columns[0])
            for key in (spec.foreign_keys if spec else ())
            if key.references in published and len(key.columns) == 1
        ]
    return Catalogue(tables, keys)


def _column(table: str, name: str, column: Any, is_key: bool) -> Column:
    if column is None:
        return Column(table, name, "text")
    kind, values = str(column.type).split("(")[0], tuple(dict.fromkeys(_values(column.generator)))
    if is_key:
        return Column(table, name, "key")
    if kind in _NUMBERS:
        return Column(table, name, "number")
    if kind in _MOMENTS:
        return Column(table, name, "moment")
    return Column(table, name, "flag" if kind == "boolean" else "text", values)


def _values(generator: Any) -> Iterator[str]:
    """The categories of a generator, those of its cases among them."""
    data = generator.model_dump(mode="json") if generator is not None else {}
    todo: list[Any] = [data]
    while todo:
        item = todo.pop(0)
        if isinstance(item, list):
            todo += item
        elif isinstance(item, dict):
            if item.get("kind") in ("choice", "pool") and isinstance(item.get("values"), list):
                yield from (str(value) for value in item["values"] if isinstance(value, str))
            todo += [each for each in item.values() if isinstance(each, dict | list)]
