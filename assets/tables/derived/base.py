"""The contract of derived columns: what they may read, and how they are built."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from assets.schema.dataset import Dataset
from assets.schema.table import Column, Table
from assets.schema.types import ColumnType
from assets.tables.families import Family
from assets.tables.generators.base import Source, Target
from assets.tables.generators.registry import build_source
from assets.tables.references import Reference, resolve

if TYPE_CHECKING:
    from assets.tables.rows import RowBatch


@dataclass(frozen=True)
class Scope:
    """Where a derived column stands: its dataset, table and column, and the table's family."""

    dataset: Dataset
    table: Table
    column: Column
    family: Family | None

    def resolve(self, path: str) -> Reference:
        """The column that a path names. Raises ValueError."""
        return resolve(self.dataset, self.table, path)

    def type_of(self, reference: Reference) -> ColumnType:
        return self.dataset.table(reference.table).column(reference.column).type

    def source(self, generator: Any, column_type: ColumnType | None = None) -> Source:
        """The source of a generator inside another. Raises ValueError."""
        return build_source(generator, Target(column_type or self.column.type, self.dataset.locale))


class Derived(ABC):
    """Values of one column that follow from those of others.

    ``reads`` are all columns that they follow from. ``types`` are the kinds of column types that
    can be filled; empty for all. ``gathers`` is the table whose rows are read in groups: the
    children, or the siblings where it is the own table.
    """

    types: ClassVar[frozenset[str]] = frozenset()
    reads: tuple[Reference, ...] = ()
    gathers: str | None = None

    @abstractmethod
    def __init__(self, generator: Any, scope: Scope) -> None:
        """Raises ValueError, saying how to mend it, when the generator cannot stand there."""

    @abstractmethod
    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        """The value of each row, in the Arrow type of the column's type."""
