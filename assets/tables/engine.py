"""The engine: row ranges of a dataset's tables as Arrow record batches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
import pyarrow as pa

from assets.errors import GenerationError, InfeasibleSpecError
from assets.outputs.row_source import Rereadable, RowSource
from assets.schema.dataset import Dataset
from assets.schema.flaw_effects import nulled_columns
from assets.schema.generators import Choice
from assets.schema.problems import Problem
from assets.schema.table import Column
from assets.tables.flaws.damage import Damage
from assets.tables.flaws.labels import label_schema, labels_of
from assets.tables.flaws.table_flaws import too_often, without_effect
from assets.tables.plan import TablePlan, plan_dataset
from assets.tables.rows import RowBatch

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

    @property
    def plans(self) -> Mapping[str, TablePlan]:
        """How each table is filled."""
        return self._plans

    def schema(self, table: str) -> pa.Schema:
        """The Arrow schema of a table; strings from pools are dictionary-encoded."""
        if table not in self._schemas:
            nothing = RowBatch(self._plans, table, np.empty(0, dtype=np.uint64))
            table_spec = nothing.plan.table
            self._schemas[table] = pa.schema(
                pa.field(
                    column.name,
                    nothing.type_of(column),
                    nullable=column.nullable or column.name in nulled_columns(table_spec),
                    metadata=_metadata(column),
                )
                for column in table_spec.columns
            )
        return self._schemas[table]

    def chunk(self, table: str, start: int, stop: int) -> pa.RecordBatch:
        """Rows ``start`` up to and without ``stop``, in the order of the row numbers, as they are
        written: with the table's flaws."""
        batch = self._rows(table, start, stop)
        columns = {field.name: batch.column(field.name) for field in self.schema(table)}
        if batch.plan.flaws is not None:
            columns = batch.plan.flaws.applied(batch, columns)
        return pa.RecordBatch.from_arrays(list(columns.values()), schema=self.schema(table))

    def truth(self, table: str, start: int, stop: int) -> pa.RecordBatch:
        """The same rows without flaws."""
        batch = self._rows(table, start, stop)
        columns = [batch.column(field.name) for field in self.schema(table)]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema(table))

    def damages(self, table: str, start: int, stop: int) -> list[Damage]:
        """What the flaws of the table change in these rows."""
        batch = self._rows(table, start, stop)
        return [] if batch.plan.flaws is None else list(batch.plan.flaws.damages(batch))

    def labels(self, table: str, start: int = 0, stop: int | None = None) -> Rereadable:
        """The labels of the flawed cells of a range of rows, a batch for CHUNK_ROWS of these."""
        end = self._plans[table].table.rows if stop is None else stop
        return Rereadable(lambda: self._labels(table, start, end))

    def _labels(self, table: str, start: int, end: int) -> Iterator[pa.RecordBatch]:
        for first in range(start, end, CHUNK_ROWS):
            batch = self._rows(table, first, min(first + CHUNK_ROWS, end))
            flaws = batch.plan.flaws
            yield labels_of(() if flaws is None else flaws.damages(batch), batch)

    def label_schema(self, table: str) -> pa.Schema:
        """The Arrow schema of a table's labels."""
        return label_schema(self._plans[table].table)

    def sampled_flaws(self, table: str, rows: int) -> list[Problem]:
        """What stands in the way of the table's flaws, as far as its first rows show."""
        batch = self._rows(table, 0, rows)
        flaws = batch.plan.flaws
        if flaws is None:
            return []
        return [*too_often(flaws, batch), *without_effect(flaws, batch)]

    def _rows(self, table: str, start: int, stop: int) -> RowBatch:
        total = self._plans[table].table.rows
        if not 0 <= start <= stop <= total:
            raise GenerationError(
                f"rows {start:,} to {stop:,} are not within 0 to {total:,}",
                where=table,
                repair="choose a range inside the table",
            )
        return RowBatch(self._plans, table, np.arange(start, stop, dtype=np.uint64))

    def chunks(
        self, table: str, start: int = 0, stop: int | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a range in batches of at most CHUNK_ROWS."""
        end = self._plans[table].table.rows if stop is None else stop
        for first in range(start, end, CHUNK_ROWS):
            yield self.chunk(table, first, min(first + CHUNK_ROWS, end))

    def source(self, table: str, start: int = 0, stop: int | None = None) -> RowSource:
        """The rows of a range as a source whose parts several threads can make at once."""
        end = self._plans[table].table.rows if stop is None else stop
        return RowSource(end - start, lambda a, b: self.chunks(table, start + a, start + b))


def _metadata(column: Column) -> dict[str, str]:
    """The type as the spec writes it and, of ordered categories, the order."""
    found = {"dataforge.type": str(column.type)}
    if isinstance(column.generator, Choice) and column.generator.ordered:
        found["dataforge.order"] = json.dumps(column.generator.values, ensure_ascii=False)
    return found


def preview(dataset: Dataset, table: str, rows: int = 20) -> pa.Table:
    """The first rows of a table, for a person to look at."""
    engine = cached_engine(dataset.canonical_json())
    stop = min(rows, dataset.table(table).rows)
    return pa.Table.from_batches([engine.chunk(table, 0, stop)])


def true_preview(dataset: Dataset, table: str, rows: int) -> pa.Table:
    """The first rows of a table without its flaws."""
    engine = cached_engine(dataset.canonical_json())
    return pa.Table.from_batches([engine.truth(table, 0, min(rows, dataset.table(table).rows))])


@lru_cache(maxsize=8)
def cached_engine(canonical: str) -> Engine:
    """The engine of a dataset in its canonical JSON, kept for the next look at it."""
    return Engine(Dataset.model_validate_json(canonical))
