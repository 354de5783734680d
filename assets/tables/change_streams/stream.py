"""The events of a table's change stream, and the table as it is at any of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assets.errors import InfeasibleSpecError, InputError
from assets.outputs import arrow_types
from assets.outputs.row_source import RowSource
from assets.outputs.writers.cells import json_cells
from assets.schema.change_streams import ChangeStream
from assets.schema.dataset import Dataset
from assets.schema.problems import Problem
from assets.tables.arrow_arrays import arrow_type, with_nulls
from assets.tables.change_streams.population import MAX_ROWS, Population
from assets.tables.change_streams.rhythm import (
    DELETE,
    INSERT,
    MAX_EVENTS,
    UPDATE,
    Ints,
    Rhythm,
    rows_of,
)
from assets.tables.change_streams.rules import Rules, rules_of
from assets.tables.engine import Engine
from assets.tables.randomness import Stream, key_of
from assets.tables.rows import RowBatch
from assets.tables.slots import RowSet, ValueSlot

BATCH_EVENTS = 16_384
_LAST_MOMENT = 253_402_300_800_000_000  # the year 10,000, in microseconds
_ALSO = 0.25
"""How often an update that changes one thing changes each other one, too."""
_ATTEMPTS = 16
"""How often an update draws again what would change nothing."""

_JSON = {arrow_types.TYPE_KEY: b"json"}
SCHEMA = pa.schema(
    [
        pa.field("event", pa.int64(), nullable=False),
        pa.field("op", pa.string(), nullable=False),
        pa.field("ts", pa.timestamp("us", "UTC"), nullable=False),
        pa.field("ts_ms", pa.int64(), nullable=False),
        pa.field("key", pa.string(), metadata=_JSON),
        pa.field("before", pa.string(), metadata=_JSON),
        pa.field("after", pa.string(), metadata=_JSON),
    ]
)
"""An event: its number, c, u or d (created, updated, deleted: Debezium's letters), its moment, the
row's key, and the row before and after it as JSON objects."""

_OPS = {INSERT: "c", UPDATE: "u", DELETE: "d"}


class TableChanges:
    """The first ``events`` events of a table after it was published.

    An event depends on the spec and its number alone. Inserts continue the table as an append does,
    each update draws some columns of a row anew and lets those follow that depend on them, and a
    row is deleted once and never changed after that. Raises InputError for what the table does not
    allow, InfeasibleSpecError when its inserts cannot be made.
    """

    def __init__(self, dataset: Dataset, table: str, events: int) -> None:
        if not 1 <= events <= MAX_EVENTS:
            raise InputError(
                f"{events:,} events are asked for", repair=f"use 1 to {MAX_EVENTS:,} events"
            )
        self._table, self._rows = dataset.table(table), dataset.table(table).rows
        spec = self._table.changes or ChangeStream()
        engine = Engine(dataset)
        rules = _rules(dataset, engine, table)
        stream = Stream(key_of("changes", dataset.seed, table))
        start = int(spec.start.timestamp() * 1_000_000)
        key = stream.fork("events").key
        self._rhythm = Rhythm(self._rows, rules.shares, start, spec.per_hour, key)
        if self._rhythm.time_of(events) >= _LAST_MOMENT:
            raise InputError(
                "the last events would be after the year 9999",
                where=table,
                repair="ask for fewer events, or raise per_hour",
            )
        size = self._rhythm.round
        inserts = self._rhythm.count(INSERT, -(-events // size) * size)
        if self._rows + inserts > MAX_ROWS:
            raise InputError(
                f"{self._rows + inserts:,} rows are more than a stream can go through",
                where=table,
                repair=f"let there be at most {MAX_ROWS:,} rows, those inserted included",
            )
        self._population = Population(self._rows, self._rhythm, events, stream)
        if inserts:
            dataset = dataset.append({table: inserts})
            engine = _engine_with(dataset, table, inserts)
        self._engine, self._stream = engine, stream
        self._slots = rules.slots
        self._key = next(iter(self._table.unique_sets), ())
        self.events = events

    def source(self, start: int = 0, stop: int | None = None) -> RowSource:
        """The events ``start`` up to and without ``stop`` as batches of SCHEMA."""
        end = self.events if stop is None else stop
        return RowSource(end - start, lambda a, b: self._batches(start + a, start + b))

    def state(self, event: int) -> RowSource:
        """The rows of the table as they are just before an event, in no special order."""
        inserts, updates, deletes = self._rhythm.before(event)
        living = self._population.living(_one(inserts), _one(deletes))

        def read(start: int, stop: int) -> Iterator[pa.RecordBatch]:
            for first in range(start, stop, BATCH_EVENTS):
                places = np.arange(first, min(first + BATCH_EVENTS, stop), dtype=np.int64)
                rows = self._population.row_at(living, places)
                sweeps = self._population.sweep_of(np.full(len(rows), event))
                yield self._values(rows, sweeps, np.full(len(rows), updates))

        return RowSource(int(living.count[0]), read)

    def _batches(self, start: int, stop: int) -> Iterator[pa.RecordBatch]:
        for first in range(start, stop, BATCH_EVENTS):
            yield self._batch(first, min(first + BATCH_EVENTS, stop))

    def _batch(self, start: int, stop: int) -> pa.RecordBatch:
        found, population = self._rhythm.events(start, stop), self._population
        sweeps = population.sweep_of(found.numbers)
        rows = self._rows + found.before[INSERT]
        is_update, is_delete = found.kinds == UPDATE, found.kinds == DELETE
        rows[is_update] = population.updated(sweeps[is_update], found.before[UPDATE][is_update])
        rows[is_delete] = population.deleted(found.before[DELETE][is_delete])
        limits = found.before[UPDATE]
        old, new = np.flatnonzero(found.kinds != INSERT), np.flatnonzero(~is_delete)
        before = self._values(rows[old], sweeps[old], limits[old])
        after = self._values(rows[new], sweeps[new], limits[new] + is_update[new])
        key = self._key_cells(before, after, old, new, len(rows))
        ops = pa.DictionaryArray.from_arrays(pa.array(found.kinds), pa.array(list(_OPS.values())))
        return pa.RecordBatch.from_arrays(
            [
                pa.array(found.numbers),
                ops.cast(pa.string()),
                pa.array(found.times).cast(SCHEMA.field("ts").type),
                pa.array(found.times // 1_000),
                key,
                _placed(_objects(before), old, len(rows)),
                _placed(_objects(after), new, len(rows)),
            ],
            schema=SCHEMA,
        )

    def _key_cells(
        self, before: pa.RecordBatch, after: pa.RecordBatch, old: Ints, new: Ints, count: int
    ) -> pa.Array:
        """The key of each event's row, which no event changes."""
        if not self._key:
            return pa.nulls(count, pa.string())
        cells = [_objects(batch.select(list(self._key))) for batch in (before, after)]
        return pc.coalesce(_placed(cells[0], old, count), _placed(cells[1], new, count))

    def _values(self, rows: Ints, sweeps: Ints, limits: Ints) -> pa.RecordBatch:
        """The rows as the updates below their limits have left them, in the sweeps of the limits.

        All columns of the table, pools spelled out."""
        batch = RowBatch(self._engine.plans, self._table.name, rows_of(rows))
        for place, slot in enumerate(self._slots):
            last, sweeps_of = self._last_update(place, rows, sweeps, limits)
            where = np.flatnonzero(last >= 0)
            if where.size:
                last, sweeps_of = last[where], sweeps_of[where]
                earlier, _ = self._last_update(place, rows[where], sweeps_of, last)
                self._draw(batch, slot, where, last, earlier)
        fields = [
            field.with_type(arrow_type(column.type))
            for field, column in zip(
                self._engine.schema(self._table.name), self._table.columns, strict=True
            )
        ]
        columns = [batch.column(field.name).cast(field.type) for field in fields]
        return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))

    def _draw(
        self, batch: RowBatch, slot: ValueSlot, where: Ints, updates: Ints, earlier: Ints
    ) -> None:
        """Give the rows at ``where`` the values of the slot that the updates have drawn, others
        than those that the ``earlier`` ones (-1: none) had drawn before."""
        made = {name: batch.column(name).take(pa.array(where)) for name in slot.sources}
        before = self._drawn(slot, earlier, made, "first")
        drawn = self._drawn(slot, updates, made, "first")
        for attempt in range(_ATTEMPTS if len(slot.sources) == 1 else 0):
            same = np.flatnonzero(_equal(*drawn.values(), *before.values()))
            if not same.size:
                break
            some = {name: values.take(pa.array(same)) for name, values in made.items()}
            again = self._drawn(slot, updates[same], some, attempt)
            drawn = {name: _mixed(drawn[name], again[name], same) for name in drawn}
        for name, values in drawn.items():
            plain = batch.column(name).cast(values.type)
            batch.put(name, _mixed(plain, values, where))

    def _drawn(
        self, slot: ValueSlot, updates: Ints, made: dict[str, pa.Array], attempt: int | str
    ) -> dict[str, pa.Array]:
        """What the updates draw of each column of a slot; what was ``made`` where there is none."""
        own = replace(slot, stream=slot.stream.fork("update", attempt))
        where = np.flatnonzero(updates >= 0)
        numbers = rows_of(updates[where])
        index = own.index(RowSet(numbers)) if len(own.sources) > 1 else None
        found = {}
        for name, source in own.sources.items():
            column = self._table.column(name)
            kind = arrow_type(column.type)
            drawn = source.draw(own.stream, numbers) if index is None else source.at(index)
            if column.null_rate > 0:
                nulls = own.stream.fork("null", name).uniform(numbers)
                drawn = with_nulls(drawn, nulls < column.null_rate)
            found[name] = _mixed(made[name].cast(kind), drawn.cast(kind), where)
        return found

    def _last_update(self, place: int, rows: Ints, sweeps: Ints, limits: Ints) -> tuple[Ints, Ints]:
        """The last update below its limit that has drawn the slot at ``place`` of each row, -1
        where the row is as it was made; and the sweep of that update."""
        found = np.full(len(rows), -1, dtype=np.int64)
        left, sweeps, limits = np.arange(len(rows)), sweeps.copy(), limits.copy()
        while left.size:
            last, is_older = self._population.last_update(rows[left], sweeps[left], limits[left])
            hit = last >= 0
            touched = hit & self._touches(place, last)
            found[left[touched]] = last[touched]
            again = left[hit & ~touched]
            limits[again] = last[hit & ~touched]
            back = left[~hit & is_older]
            limits[back] = self._population.updates_before(sweeps[back])
            sweeps[back] -= 1
            left = np.concatenate([again, back])
        return found, sweeps

    def _touches(self, place: int, updates: Ints) -> NDArray[np.bool_]:
        """Whether each update draws the slot at ``place``: one of them, and others at a rate."""
        numbers = rows_of(np.maximum(updates, 0))
        one = self._stream.fork("one").below(numbers, len(self._slots)) == np.uint64(place)
        also = self._stream.fork("also", place).uniform(numbers) < _ALSO
        found: NDArray[np.bool_] = one | also
        return found


def _rules(dataset: Dataset, engine: Engine, table: str) -> Rules:
    found = rules_of(dataset, engine.plans, table)
    if isinstance(found, Problem):
        where = f"{found.table}.{found.column}" if found.column else found.table
        raise InputError(found.text, where=where, repair=found.repair)
    return found


def _engine_with(dataset: Dataset, table: str, inserts: int) -> Engine:
    try:
        return Engine(dataset)
    except InfeasibleSpecError as error:
        raise InfeasibleSpecError(
            f"{inserts:,} rows cannot be inserted into {table}: {error.problem}",
            where=error.where,
            repair="ask for fewer events, or set a lower insert in its changes",
        ) from error


def _mixed(values: pa.Array, others: pa.Array, where: Ints) -> pa.Array:
    """The values, with ``others`` in their place at ``where``."""
    if not len(others):
        return values
    order = np.arange(len(values))
    order[where] = len(values) + np.arange(len(others))
    return pa.concat_arrays([values, others]).take(pa.array(order))


def _equal(ours: pa.Array, theirs: pa.Array) -> NDArray[np.bool_]:
    """Where two arrays hold the same; lists count as different."""
    if pa.types.is_list(ours.type):
        return np.zeros(len(ours), dtype=np.bool_)
    same = pc.equal(ours, theirs).fill_null(False)
    both = pc.and_(ours.is_null(), theirs.is_null())
    found: NDArray[np.bool_] = np.asarray(pc.or_(same, both))
    return found


def _one(number: int) -> Ints:
    return np.array([number], dtype=np.int64)


def _objects(batch: pa.RecordBatch) -> pa.Array:
    """The rows as JSON objects."""
    parts: list[pa.Array | str] = []
    for place, (field, column) in enumerate(zip(batch.schema, batch.columns, strict=True)):
        name = json.dumps(field.name, ensure_ascii=False)
        parts.append(f"{',' if place else '{'}{name}:")
        parts.append(json_cells(column, is_json=arrow_types.holds_json(field)))
    return pc.binary_join_element_wise(*parts, "}", "")


def _placed(values: pa.Array, where: Ints, count: int) -> pa.Array:
    """``count`` values: the given ones at ``where``, NULL elsewhere."""
    order, missing = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.bool_)
    order[where], missing[where] = np.arange(len(where)), False
    return values.take(pa.array(order, mask=missing))
