"""Filters of aggregates that no child can meet, so that the column would be empty in every row.

A filter over columns whose values can be listed is proven or accepted: one value in a billion rows
is enough. Of other filters only what no row of a large sample meets is refused, and only if the
rarest values that its columns draw do not meet it either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
import pyarrow as pa

from assets.errors import GenerationError
from assets.schema.dataset import Dataset
from assets.schema.generators import Aggregate
from assets.schema.problems import Problem
from assets.schema.repairs import parts
from assets.schema.repairs.edits import Edit, Repair
from assets.schema.repairs.naming import nearest
from assets.schema.table import Column, Table
from assets.schema.types import ColumnType
from assets.tables.derived.possible_values import possible_values
from assets.tables.expressions import Path, columns_of, evaluate, is_three_valued
from assets.tables.generators.base import OrderedSource
from assets.tables.plan import TablePlan
from assets.tables.references import Reference
from assets.tables.rows import RowBatch
from assets.tables.sampling import affordable
from assets.tables.slots import ValueSlot

SAMPLED_ROWS = 10_000
"""Children of which one must meet the filter; of fewer nothing is concluded."""

MOST_SAMPLED_ROWS = 200_000
"""Children that are sampled where none of SAMPLED_ROWS meets it."""

_MOST_COMBINATIONS = 100_000
_MOST_NAMED = 8
_BOOLEAN = ColumnType("boolean")
_QUOTED = re.compile(r"'((?:[^']|'')*)'")


def unmet_filters(dataset: Dataset, plans: Mapping[str, TablePlan]) -> list[Problem]:
    """A problem for each aggregate whose filter no child meets; of plans without problems."""
    found = list[Problem]()
    for table in dataset.tables:
        for column in table.columns:
            if isinstance(column.generator, Aggregate) and column.generator.filter is not None:
                tried = _Filter(dataset, plans, column.generator)
                reason = tried.why_unmet()
                if reason:
                    offers = tuple(_offers(dataset, table, column, tried))
                    repair = "correct the filter, or leave it out"
                    found.append(Problem(table.name, column.name, reason, repair, offers))
    return found


@dataclass(frozen=True)
class _Listed:
    """All values of a column of the child, NULL included where it is one of them."""

    values: pa.Array

    def __len__(self) -> int:
        return len(self.values)


class _Filter:
    """The filter of one aggregate, and what is known of the columns that it reads."""

    def __init__(
        self, dataset: Dataset, plans: Mapping[str, TablePlan], generator: Aggregate
    ) -> None:
        assert generator.filter is not None
        self._dataset, self._plans, self.sql = dataset, plans, generator.filter
        self.child = dataset.table(generator.table)
        known = [column.name for column in self.child.columns]
        read = {name for (name,) in columns_of(self.sql, known, where="filter")}
        self._names = [name for name in known if name in read]
        listed = {name: _listed(dataset, self.child, name) for name in self._names}
        self.listed = {name: found for name, found in listed.items() if found is not None}

    def why_unmet(self) -> str:
        """Why no child meets the filter; empty where one may."""
        try:
            return self._proven() or self._sampled()
        except GenerationError:  # it fails on some value, which the sample of the table tells
            return ""

    def _proven(self) -> str:
        """Why no combination of values that can be listed meets the filter."""
        closed = len(self.listed) == len(self._names)
        if not (closed or (self.listed and is_three_valued(self.sql))):
            return ""
        count = prod(map(len, self.listed.values()))
        if not 0 < count <= _MOST_COMBINATIONS:
            return ""
        columns = _combined(self.listed)
        for name in self._names:
            if name not in columns:
                columns[name] = pa.nulls(count, self._child_type(name))
        if self._truths(columns, count, otherwise=not closed):
            return ""
        return f"{self._unmet_by(count)} meets the filter {self.sql[:80]!r}"

    def _unmet_by(self, count: int) -> str:
        named = ", ".join(f"{self.child.name}.{name}" for name in self.listed)
        if len(self.listed) > 1:
            return f"none of {count:,} combinations of {named}"
        told = ""
        for found in self.listed.values():
            if count <= _MOST_NAMED:
                told = f" ({', '.join(map(_told, found.values.to_pylist()))})"
        return f"none of {count:,} values of {named}{told}" if named else "no row"

    def _sampled(self) -> str:
        """Why a sample says that no child meets the filter."""
        if len(self.listed) == len(self._names):
            return ""
        most = min(self.child.rows, affordable(self._dataset, self.child))
        if most < SAMPLED_ROWS:
            return ""
        few = self._rows(SAMPLED_ROWS)
        if self._met_by(few) or self._may_be_rare(few):
            return ""
        many = self._rows(min(MOST_SAMPLED_ROWS, most))
        if self._met_by(many):
            return ""
        sampled = f"none of {len(many):,} sampled rows of {self.child.name}"
        return f"{sampled} meets the filter {self.sql[:80]!r}"

    def _rows(self, count: int) -> RowBatch:
        spread = np.linspace(0, self.child.rows - 1, count).astype(np.uint64)
        return RowBatch(self._plans, self.child.name, np.unique(spread))

    def _met_by(self, rows: RowBatch) -> bool:
        columns = {name: rows.column(name) for name in self._names}
        return self._truths(columns, len(rows))

    def _may_be_rare(self, sample: RowBatch) -> bool:
        """Whether columns that follow from no other can have values, however rare, that meet the
        filter together."""
        slots = self._plans[self.child.name].slots
        if any(name not in slots and name not in self.listed for name in self._names):
            return False
        known = {name: self.listed.get(name) or self._rarest(name, sample) for name in self._names}
        count = prod(map(len, known.values()))
        if count <= _MOST_COMBINATIONS:
            return self._truths(_combined(known), count)
        dice = np.random.default_rng(0)
        drawn = {
            name: values.values.take(pa.array(dice.integers(len(values), size=_MOST_COMBINATIONS)))
            for name, values in known.items()
        }
        return self._truths(drawn, _MOST_COMBINATIONS)

    def _rarest(self, name: str, sample: RowBatch) -> _Listed:
        """The values at both ends of a column, or of one that has none, those of the sample."""
        slot = self._plans[self.child.name].slots[name]
        source = slot.sources[name] if isinstance(slot, ValueSlot) else None
        if isinstance(source, OrderedSource):
            tails = 0.5 ** np.arange(1, 53)
            return _Listed(source.at_share(np.concatenate([[0.0], tails, 1.0 - tails])))
        return _Listed(sample.column(name).unique())

    def _child_type(self, name: str) -> pa.DataType:
        nothing = RowBatch(self._plans, self.child.name, np.empty(0, dtype=np.uint64))
        return nothing.type_of(self.child.column(name))

    def _truths(
        self, columns: Mapping[str, pa.Array], count: int, *, otherwise: bool = False
    ) -> bool:
        """Whether the filter holds somewhere, NULL counted as ``otherwise``."""
        inputs: dict[Path, pa.Array] = {(name,): values for name, values in columns.items()}
        where = f"the filter over {self.child.name}"
        met = evaluate(self.sql, inputs, count, _BOOLEAN, where=where)
        return bool(met.fill_null(otherwise).true_count)


def _listed(dataset: Dataset, child: Table, name: str) -> _Listed | None:
    found = possible_values(dataset, child, Reference(child.name, name), weighted=True)
    if found is None:
        return None
    values = found.values
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if found.null or child.column(name).nullable:
        values = pa.concat_arrays([values, pa.nulls(1, values.type)])
    return _Listed(values)


def _combined(columns: Mapping[str, _Listed]) -> dict[str, pa.Array]:
    """Every combination of the columns' values."""
    grids = np.meshgrid(*(np.arange(len(values)) for values in columns.values()), indexing="ij")
    return {
        name: values.values.take(pa.array(grid.ravel()))
        for (name, values), grid in zip(columns.items(), grids, strict=True)
    }


def _told(value: object) -> str:
    return "NULL" if value is None else str(value)[:60]


def _offers(dataset: Dataset, table: Table, column: Column, tried: _Filter) -> Iterator[Repair]:
    at = ("tables", table.name, "columns", column.name, "generator", "filter")
    for near, corrected in _corrected(tried):
        yield Repair(f"write {near!r} in the filter", (Edit(at, corrected),))
    yield Repair("leave out the filter", (Edit(at, removes=True),))
    yield parts.filled(table, column)
    yield from parts.without_column(dataset, table, column.name)


def _corrected(tried: _Filter) -> Iterator[tuple[str, str]]:
    """Values most like a text in the filter that is none of its column's, and the filter with
    them."""
    known = [
        str(value)
        for found in tried.listed.values()
        if pa.types.is_string(found.values.type)
        for value in found.values.drop_null().to_pylist()
    ]
    for match in _QUOTED.finditer(tried.sql):
        text = match[1].replace("''", "'")
        for near in nearest(text, known) if text not in known else ():
            quoted = near.replace("'", "''")
            yield near, f"{tried.sql[: match.start(1)]}{quoted}{tried.sql[match.end(1) :]}"
