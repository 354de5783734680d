"""The engine: row ranges of a dataset's tables as Arrow record batches."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.errors import GenerationError, InfeasibleSpecError
from assets.schema.dataset import Dataset
from assets.schema.generators import Expression
from assets.schema.table import Column
from assets.tables.arrow_arrays import POOLED, arrow_type, with_nulls
from assets.tables.expressions import evaluate
from assets.tables.plan import TablePlan, plan_dataset
from assets.tables.randomness import Rows
from assets.tables.slots import KeySlot, RowSet

CHUNK_ROWS = 65_536
"""Rows of one batch: its columns fit in a processor's cache."""


class Engine:
    """Makes rows of one dataset.

    A value depends on (seed, table, column, row number) alone: chunks, their order and the process
    that makes them never change it. Raises InfeasibleSpecError when the spec cannot be satisfied.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._plans, problems = plan_dataset(dataset)
        if problems:
            more = f" (and {len(problems) - 1} more problems)" if len(problems) > 1 else ""
            first = problems[0]
            where = ".".join(part for part in (first.table, first.column) if part)
            raise InfeasibleSpecError(first.text + more, where=where, repair=first.repair)
        self._schemas: dict[str, pa.Schema] = {}

    def schema(self, table: str) -> pa.Schema:
        """The Arrow schema of a table; strings from pools are dictionary-encoded."""
        if table not in self._schemas:
            plan = self._plans[table]
            self._schemas[table] = pa.schema(
                pa.field(
                    column.name,
                    self._arrow_type(plan, column),
                    nullable=column.nullable,
                    metadata={"dataforge.type": str(column.type)},
                )
                for column in plan.table.columns
            )
        return self._schemas[table]

    def chunk(self, table: str, start: int, stop: int) -> pa.RecordBatch:
        """Rows ``start`` up to and without ``stop``, in the order of the row numbers."""
        total = self._plans[table].table.rows
        if not 0 <= start <= stop <= total:
            raise GenerationError(
                f"rows {start:,} to {stop:,} are not within 0 to {total:,}",
                where=table,
                repair="choose a range inside the table",
            )
        batch = RowBatch(self, self._plans[table], np.arange(start, stop, dtype=np.uint64))
        columns = [batch.column(field.name) for field in self.schema(table)]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema(table))

    def chunks(
        self, table: str, start: int = 0, stop: int | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a range in batches of at most CHUNK_ROWS."""
        end = self._plans[table].table.rows if stop is None else stop
        for first in range(start, end, CHUNK_ROWS):
            yield self.chunk(table, first, min(first + CHUNK_ROWS, end))

    def plan(self, table: str) -> TablePlan:
        return self._plans[table]

    def _arrow_type(self, plan: TablePlan, column: Column) -> pa.DataType:
        own = arrow_type(column.type)
        slot = plan.slots.get(column.name)
        if isinstance(slot, KeySlot):
            parent = self._plans[slot.key.references]
            target = parent.table.column(slot.target(column.name))
            referenced = self._arrow_type(parent, target)
            return POOLED if referenced == POOLED and pa.types.is_string(own) else own
        return slot.sources[column.name].arrow_type if slot is not None else own


class RowBatch:
    """Some rows of one table; each column and index is made once, when it is asked for."""

    def __init__(self, engine: Engine, plan: TablePlan, rows: Rows) -> None:
        self._engine, self._plan, self._rows = engine, plan, rows
        self._row_set = RowSet(rows)
        self._columns: dict[str, pa.Array] = {}
        self._indices: dict[int, Rows] = {}
        self._parents: dict[int, RowBatch] = {}

    def column(self, name: str) -> pa.Array:
        """The values of a column, NULLs included."""
        if name not in self._columns:
            column = self._plan.table.column(name)
            values = self._values(column)
            self._columns[name] = self._with_nulls(column, values)
        return self._columns[name]

    def _values(self, column: Column) -> pa.Array:
        slot = self._plan.slots.get(column.name)
        if slot is None:
            return self._expression(column)
        if isinstance(slot, KeySlot):
            return self._referenced(slot, column)
        source = slot.sources[column.name]
        if slot.assignment is None and len(slot.sources) == 1:
            return source.draw(slot.stream, self._rows)
        if id(slot) not in self._indices:
            self._indices[id(slot)] = slot.index(self._row_set)
        return source.at(self._indices[id(slot)])

    def _referenced(self, slot: KeySlot, column: Column) -> pa.Array:
        if id(slot) not in self._parents:
            parent = self._engine.plan(slot.key.references)
            self._parents[id(slot)] = RowBatch(self._engine, parent, slot.index(self._row_set))
        values = self._parents[id(slot)].column(slot.target(column.name))
        wanted = self._engine.schema(self._plan.table.name).field(column.name).type
        if values.type == wanted:
            return values
        try:
            return values.cast(wanted)
        except pa.ArrowInvalid as error:
            raise GenerationError(
                f"a key of {slot.key.references} does not fit {column.type}: {error}",
                where=f"{self._plan.table.name}.{column.name}",
                repair="give both columns the same type",
            ) from error

    def _expression(self, column: Column) -> pa.Array:
        assert isinstance(column.generator, Expression)
        inputs = {name: self.column(name) for name in self._plan.inputs[column.name]}
        where = f"{self._plan.table.name}.{column.name}"
        sql = column.generator.sql
        return evaluate(sql, inputs, len(self._rows), column.type, where=where)

    def _with_nulls(self, column: Column, values: pa.Array) -> pa.Array:
        null = self._null(column.null_rate, "null", column.name)
        slot = self._plan.slots.get(column.name)
        if isinstance(slot, KeySlot):
            from_key = self._null(slot.key.null_rate, "null key", slot.name)
            null = from_key if null is None else null if from_key is None else null | from_key
            if slot.is_self and column.nullable and len(self._rows):
                root = self._rows == 0
                null = root if null is None else null | root
        return values if null is None else with_nulls(values, null)

    def _null(self, rate: float, *parts: str) -> NDArray[np.bool_] | None:
        if rate <= 0:
            return None
        return self._plan.stream.fork(*parts).uniform(self._rows) < rate


def preview(dataset: Dataset, table: str, rows: int = 20) -> pa.Table:
    """The first rows of a table, for a person to look at."""
    engine = _cached_engine(dataset.canonical_json())
    stop = min(rows, dataset.table(table).rows)
    return pa.Table.from_batches([engine.chunk(table, 0, stop)])


@lru_cache(maxsize=8)
def _cached_engine(canonical: str) -> Engine:
    return Engine(Dataset.model_validate_json(canonical))
