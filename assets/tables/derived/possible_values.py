"""What values a column can have, where they are few enough to be listed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.dataset import Dataset
from assets.schema.groups import with_tree
from assets.schema.segments import ConditionalTable
from assets.schema.table import Column, ForeignKey, Table
from assets.tables.arrow_arrays import arrow_type
from assets.tables.generators.base import Target
from assets.tables.generators.registry import KINDS, build_source
from assets.tables.references import Reference, resolve

MOST_LISTED = 10_000


@dataclass(frozen=True)
class Possible:
    """The only values of a column, in its type, each once; ``null`` tells whether NULL is another.

    One of them need not occur, such as one that has the weight 0."""

    values: pa.Array
    null: bool


def possible_values(
    dataset: Dataset, table: Table, reference: Reference, *, weighted: bool = False
) -> Possible | None:
    """Of a column as ``table`` reads it; None where they are too many, or follow from others in
    ways that cannot be seen. ``weighted`` leaves out values that have the weight 0."""
    return _Search(dataset, weighted).read(table, reference)


class _Search:
    def __init__(self, dataset: Dataset, weighted: bool) -> None:
        self._dataset, self._weighted = dataset, weighted
        self._open = set[tuple[str, str]]()

    def read(self, table: Table, reference: Reference) -> Possible | None:
        owner = self._dataset.table(reference.table)
        found = self._column(owner, owner.column(reference.column))
        key = next((k for k in table.foreign_keys if tuple(k.columns) == reference.key), None)
        if found is None or key is None or not reference.key:
            return found
        return Possible(found.values, found.null or _may_be_without(table, key))

    def _column(self, table: Table, column: Column) -> Possible | None:
        place = (table.name, column.name)
        if place in self._open:
            return None  # a circle, which the plan refuses
        self._open.add(place)
        found = self._unchecked(table, column)
        self._open.remove(place)
        if found is None:
            return None
        return Possible(found.values, found.null or column.null_rate > 0)

    def _unchecked(self, table: Table, column: Column) -> Possible | None:
        key = next((k for k in table.foreign_keys if column.name in k.columns), None)
        if key is not None:
            target = key.references_columns[key.columns.index(column.name)]
            found = self.read(table, Reference(key.references, target, tuple(key.columns)))
            return found and Possible(found.values.cast(arrow_type(column.type)), found.null)
        match column.generator:
            case spec.Inherit() as generator:
                try:
                    reference = resolve(self._dataset, table, generator.column)
                except ValueError:
                    return None
                found = self.read(table, reference)
                return found and Possible(found.values.cast(arrow_type(column.type)), found.null)
            case spec.Conditional() as generator:
                uses = [*(case.use for case in generator.cases), generator.otherwise]
                return self._any(table, column, uses)
            case ConditionalTable() as generator:
                uses = [segment.use for segment in generator.segments if segment.use is not None]
                uses += [generator.otherwise] if generator.otherwise is not None else []
                uses += [spec.Choice(values=generator.values)] if generator.values else []
                return self._any(table, column, uses)
            case None:
                return None
        return self._any(table, column, [column.generator])

    def _any(
        self, table: Table, column: Column, generators: list[spec.Generator]
    ) -> Possible | None:
        found = [self._drawn(table, column, generator) for generator in generators]
        kept = [values for values in found if values is not None]
        if not kept or len(kept) < len(found):
            return None
        return Possible(pa.concat_arrays(kept).unique(), null=False)

    def _drawn(self, table: Table, column: Column, generator: spec.Generator) -> pa.Array | None:
        unique = any(column.name in names for names in table.unique_sets)
        if generator.kind not in KINDS or generator.kind in ("position", "json", "array"):
            return None
        if isinstance(generator, spec.Hierarchy):
            generator = with_tree(generator, table.columns)
        try:
            source = build_source(generator, Target(column.type, self._dataset.locale))
        except ValueError:
            return None  # refused where the column itself is planned
        size = max(source.size, source.distinct if unique else 0)
        if source.unique_by_row or size > MOST_LISTED:
            return None
        index = np.arange(size, dtype=np.uint64)
        if self._weighted:
            index = index[_have_weight(generator, size)]
        return source.at(index).cast(arrow_type(column.type)).unique()


def _have_weight(generator: spec.Generator, size: int) -> NDArray[np.bool_]:
    """Which indices of a generator's source are ever drawn."""
    if isinstance(generator, spec.Boolean):
        return np.array([generator.true_rate < 1, generator.true_rate > 0])
    if isinstance(generator, spec.Choice) and generator.shares is not None:
        return np.array(generator.shares) > 0
    return np.ones(size, dtype=np.bool_)


def _may_be_without(table: Table, key: ForeignKey) -> bool:
    """Whether some rows may have no parent by this key."""
    nullable = all(table.column(name).nullable for name in key.columns)
    return key.null_rate > 0 or (key.references == table.name and nullable)
