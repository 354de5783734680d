"""Which keys between tables become edges of the asset graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from assets.schema.dataset import Dataset
from assets.schema.table import Table


@dataclass(frozen=True)
class Parents:
    """The tables that a table's asset depends on, and those it refers to without depending."""

    depends_on: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def asset_parents(dataset: Dataset) -> dict[str, Parents]:
    """The parents of every table, without a cycle.

    A self-reference is no edge. Where keys form a cycle, a nullable one gives way.
    """
    parents = {table.name: Parents() for table in dataset.tables}
    edges = [
        (_nullable(table, key.columns), table.name, key.references)
        for table in dataset.tables
        for key in table.foreign_keys
        if key.references != table.name
    ]
    edges += [
        (_nullable(table, polymorphic.columns), table.name, reference.table)
        for table in dataset.tables
        for polymorphic in table.polymorphic_keys
        for reference in polymorphic.references
        if reference.table != table.name
    ]
    for _, child, parent in sorted(edges, key=lambda edge: edge[0]):
        own = parents[child]
        if parent in own.depends_on or parent in own.left_out:
            continue
        (own.left_out if _reaches(parents, parent, child) else own.depends_on).append(parent)
    return parents


def _nullable(table: Table, columns: Iterable[str]) -> bool:
    return any(table.column(name).nullable for name in columns)


def _reaches(parents: dict[str, Parents], start: str, target: str) -> bool:
    seen, todo = set[str](), [start]
    while todo:
        current = todo.pop()
        if current == target:
            return True
        if current not in seen:
            seen.add(current)
            todo += parents[current].depends_on
    return False
