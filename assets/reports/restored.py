"""Published rows without the flaws that their author asked for, so that only others are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from assets.tables.engine import CHUNK_ROWS, Engine
from assets.tables.flaws.base import differs
from assets.tables.flaws.damage import Damage, Ints, replaced

if TYPE_CHECKING:
    from pyarrow import dataset as ds


def restored(engine: Engine, table: str, published: ds.Dataset) -> pa.RecordBatchReader:
    """The published rows with the true value in each cell that holds the very flaw that the engine
    puts there. All other cells stay as they are, so that whatever else is wrong is still found.

    The engine works the flaws out anew; no table of labels is read.
    """
    return pa.RecordBatchReader.from_batches(published.schema, _batches(engine, table, published))


def _batches(engine: Engine, table: str, published: ds.Dataset) -> Iterator[pa.RecordBatch]:
    rows, start = engine.dataset.table(table).rows, 0
    for batch in published.to_batches(batch_size=CHUNK_ROWS):
        stop = start + batch.num_rows
        damages = engine.damages(table, min(start, rows), min(stop, rows))
        columns = [
            replaced(column, [_restored(column, each) for each in damages if each.column == name])
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=published.schema)
        start = stop


def _restored(column: pa.Array, damage: Damage) -> tuple[Ints, pa.Array]:
    """The cells that hold what the damage left there, with their true values."""
    found = column.take(pa.array(damage.places))
    if pa.types.is_dictionary(found.type):
        found = found.dictionary_decode()
    same = ~differs(found, damage.flawed)
    return damage.places[same], damage.true.filter(pa.array(same))
