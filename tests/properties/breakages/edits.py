"""Edits of a spec's plain data, from which breakages are made."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.properties.breakages.shop import Data

Breakage = Callable[[Data], object]


def table_of(data: Data, name: str) -> Data:
    """The table of that name, or a stranger where another breakage has taken it away."""
    return _named(data["tables"], name) or {"columns": []}


def column_of(data: Data, table: str, name: str) -> Data:
    """The column of that name, or a stranger."""
    return _named(table_of(data, table)["columns"], name)


def _named(items: Any, name: str) -> Data:
    """The item of that name, or a stranger where another breakage has taken it away."""
    found = (item for item in items if isinstance(item, dict) and item.get("name") == name)
    return next(found, {})


def table(name: str, **fields: Any) -> Breakage:
    return lambda data: table_of(data, name).update(deepcopy(fields))


def column(where: str, **fields: Any) -> Breakage:
    owner, name = where.split(".")
    return lambda data: column_of(data, owner, name).update(deepcopy(fields))


def generator(where: str, **fields: Any) -> Breakage:
    """Another generator; the column's type stays unless ``type`` is given."""
    owner, name = where.split(".")
    own = {"generator": {k: v for k, v in fields.items() if k != "type"}}
    own |= {"type": fields["type"]} if "type" in fields else {}
    return lambda data: column_of(data, owner, name).update(deepcopy(own))


def added(name: str, *columns: Data, **fields: Any) -> Breakage:
    """More columns and fields of a table."""

    def change(data: Data) -> None:
        table_of(data, name)["columns"].extend(deepcopy(columns))
        table_of(data, name).update(deepcopy(fields))

    return change


def key(columns: list[str], references: str, targets: list[str], **fields: Any) -> Data:
    own = {"columns": columns, "references": references, "references_columns": targets}
    return {**own, **fields}
