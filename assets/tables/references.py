"""What one column reads of others: of its own row, of a parent, of the children."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assets.schema.dataset import Dataset
from assets.schema.names import shown
from assets.schema.repairs.naming import nearest
from assets.schema.table import Table


@dataclass(frozen=True)
class Reference:
    """A column of ``table``. ``key`` has the columns of the foreign key that leads there, and is
    empty for the own row and for children."""

    table: str
    column: str
    key: tuple[str, ...] = ()


class PathError(ValueError):
    """A path that names no column, or more than one; ``others`` are paths that may be meant."""

    def __init__(self, text: str, path: str, others: Sequence[str]) -> None:
        super().__init__(text)
        self.path, self.others = path, tuple(others)


def resolve(dataset: Dataset, table: Table, path: str) -> Reference:
    """The column that ``path`` names: ``column``, ``parent.column`` or ``key_column.column``.

    Raises ValueError, saying how to mend it, when there is none or more than one.
    """
    if any(column.name == path for column in table.columns):
        return Reference(table.name, path)
    found = set[Reference]()
    for place, character in enumerate(path):
        if character == ".":
            found |= _through_keys(dataset, table, path[:place], path[place + 1 :])
    if len(found) == 1:
        return found.pop()
    if found:
        ways = ", ".join(sorted(f"{reference.key[0]}.{reference.column}" for reference in found))
        raise PathError(
            f"{shown(path)} can mean several columns: write one of {ways}",
            path,
            [f"{reference.key[0]}.{reference.column}" for reference in sorted(found, key=str)],
        )
    parents = sorted({f"{key.references}.…" for key in table.foreign_keys})
    near = ", ".join([*(column.name for column in table.columns[:6]), *parents[:4]])
    known = [column.name for column in table.columns]
    for key in table.foreign_keys:
        parent = dataset.table(key.references)
        known += [f"{parent.name}.{column.name}" for column in parent.columns]
    text = f"{shown(path)} is no column of {table.name} or its parents: use {near}"
    raise PathError(text, path, nearest(path, known, 2))


def _through_keys(dataset: Dataset, table: Table, head: str, column: str) -> set[Reference]:
    found = set[Reference]()
    for key in table.foreign_keys:
        if head == key.references or [head] == key.columns:
            parent = dataset.table(key.references)
            if any(other.name == column for other in parent.columns):
                found.add(Reference(parent.name, column, tuple(key.columns)))
    return found
