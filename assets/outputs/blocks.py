"""Batches of any size, cut again into blocks that depend on the rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import OutputError

BLOCK_ROWS = 131_072
_COUNTDOWN = np.arange(BLOCK_ROWS - 1, -1, -1, dtype=np.int32)


def blocks(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, *, where: str
) -> Iterator[pa.Table]:
    """The rows of ``batches`` as tables of BLOCK_ROWS rows, the last one shorter.

    Every column of a block is one chunk. A dictionary holds the values that the block uses, each
    once, in the order in which they first appear. Raises OutputError when a batch has other columns
    than ``schema``.
    """
    dictionaries = [_Dictionary(field.type) for field in schema]
    pending: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        _check(batch.schema, schema, where)
        start = 0
        while start < batch.num_rows:
            taken = batch.slice(start, BLOCK_ROWS - rows)
            pending.append(taken)
            start += taken.num_rows
            rows += taken.num_rows
            if rows == BLOCK_ROWS:
                yield _block(pending, schema, dictionaries)
                pending, rows = [], 0
    if pending:
        yield _block(pending, schema, dictionaries)


def _check(found: pa.Schema, schema: pa.Schema, where: str) -> None:
    if found.equals(schema, check_metadata=False):
        return
    lines = [
        f"column {name!r} is {mine or 'missing'} and was announced as {theirs or 'nothing'}"
        for name in dict.fromkeys([*schema.names, *found.names])
        if (mine := _type(found, name)) != (theirs := _type(schema, name))
    ]
    raise OutputError(
        lines[0] if lines else f"the columns come in the order {', '.join(found.names)}",
        where=where,
        repair="write batches of the announced schema",
    )


def _type(schema: pa.Schema, name: str) -> str:
    places = schema.get_all_field_indices(name)
    return ", ".join(str(schema.field(place).type) for place in places)


def _block(
    batches: list[pa.RecordBatch], schema: pa.Schema, dictionaries: list[_Dictionary]
) -> pa.Table:
    columns = []
    for position, dictionary in enumerate(dictionaries):
        chunks = [batch.column(position) for batch in batches]
        if dictionary.is_one:
            columns.append(dictionary.canonical(chunks))
        else:
            columns.append(chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks))
    return pa.Table.from_arrays(columns, schema=schema)


class _Dictionary:
    """Puts the dictionaries of one column in canonical order."""

    def __init__(self, kind: pa.DataType) -> None:
        self.is_one = pa.types.is_dictionary(kind)
        self._kind = kind
        self._pool: pa.Array | None = None
        self._pool_is_plain = False

    def canonical(self, chunks: list[pa.DictionaryArray]) -> pa.DictionaryArray:
        pool = chunks[0].dictionary
        same = all(_is_same(chunk.dictionary, pool) for chunk in chunks[1:])
        if same and self._kind.index_type == pa.int32() and self._is_plain(pool):
            return _compacted(pa.concat_arrays([c.indices for c in chunks]), pool, self._kind)
        values = pa.concat_arrays([chunk.dictionary_decode() for chunk in chunks])
        return values.dictionary_encode().cast(self._kind)

    def _is_plain(self, pool: pa.Array) -> bool:
        """Whether no value of the dictionary is NULL or stands in it twice."""
        if self._pool is None or not _is_same(self._pool, pool):
            self._pool = pool  # held, so that no other dictionary can take its address
            self._pool_is_plain = not pool.null_count and pc.count_distinct(pool).as_py() == len(
                pool
            )
        return self._pool_is_plain


def _compacted(indices: pa.Array, pool: pa.Array, kind: pa.DataType) -> pa.DictionaryArray:
    size, rows = len(pool), len(indices)
    codes = (indices.fill_null(size) if indices.null_count else indices).to_numpy()
    first: Any = np.full(size + 1, rows, dtype=np.int32)
    first[codes[::-1]] = _COUNTDOWN[-rows:]  # of several writes to one place the last wins
    used = np.flatnonzero(first[:size] < rows)
    order = used[np.argsort(first[used], kind="stable")]
    renamed = np.zeros(size + 1, dtype=np.int32)
    renamed[order] = np.arange(len(order), dtype=np.int32)
    missing = codes == size if indices.null_count else None
    return pa.DictionaryArray.from_arrays(
        pa.array(renamed[codes], mask=missing), pool.take(pa.array(order)), ordered=kind.ordered
    )


def _is_same(one: pa.Array, other: pa.Array) -> bool:
    """Whether two arrays are views of the same memory."""
    return (one.offset, len(one), *_addresses(one)) == (
        other.offset,
        len(other),
        *_addresses(other),
    )


def _addresses(array: pa.Array) -> list[int]:
    return [buffer.address if buffer else 0 for buffer in array.buffers()]
