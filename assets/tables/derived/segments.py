"""Which segment each row is in, by the values of some columns; told without a test a segment."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assets.schema.segments import Plain, Segment, plain_text
from assets.tables.derived.base import Scope
from assets.tables.generators.base import Target
from assets.tables.generators.choices import KIND as CHOICE
from assets.tables.generators.choices import cast_values
from assets.tables.references import Reference
from assets.tables.rows import RowBatch

Codes = NDArray[np.int64]

_MOST_CODES = 2**20
"""Combinations of values of which a table is kept; among more, those of segments are searched."""


class Condition:
    """One column of the condition: ``listed`` are the values that segments have of it, in its own
    type; ``null`` tells that one has NULL. Raises ValueError for a value that is not of the type.
    """

    def __init__(self, scope: Scope, path: str, values: Sequence[Plain | None]) -> None:
        self.path, self.reference = path, scope.resolve(path)
        kind = scope.type_of(self.reference)
        if kind.is_array or kind.kind not in CHOICE.types:
            raise ValueError(f"{path} is {kind}, which has no values to tell apart: name another")
        texts = {plain_text(value): value for value in values if value is not None}
        self.null = None in values
        try:
            self.listed = cast_values(list(texts.values()), Target(kind))
        except ValueError as error:
            raise ValueError(f"of {path}, {error}") from error
        self._codes = {text: code for code, text in enumerate(texts)}
        self._typed = self.listed.to_pylist()
        self.radix = len(texts) + 2

    def code(self, value: Plain | None) -> int:
        """The number of a value that is listed; 0 is for all others."""
        return 1 if value is None else self._codes[plain_text(value)] + 2

    def typed(self, value: Plain | None) -> object:
        """A value that is listed, as one of the column's type."""
        return None if value is None else self._typed[self._codes[plain_text(value)]]

    def codes(self, values: pa.Array) -> Codes:
        """The numbers of a column's values."""
        if pa.types.is_dictionary(values.type):
            found = pc.index_in(values.dictionary, value_set=self.listed).take(values.indices)
        else:
            found = pc.index_in(values.cast(self.listed.type), value_set=self.listed)
        codes: Codes = found.fill_null(-2).to_numpy().astype(np.int64) + 2
        if self.null and values.null_count:
            codes[np.asarray(values.is_null())] = 1
        return codes


class Segments:
    """The segments of a table, and the columns that they depend on."""

    def __init__(self, scope: Scope, columns: Sequence[str], segments: Sequence[Segment]) -> None:
        self.conditions = [
            Condition(scope, path, [segment.when[place] for segment in segments])
            for place, path in enumerate(columns)
        ]
        self.count = len(segments)
        self.reads: tuple[Reference, ...] = tuple(
            dict.fromkeys(condition.reference for condition in self.conditions)
        )
        codes = [
            self._together([np.array([c.code(v)]) for c, v in self._paired(segment)])[0]
            for segment in segments
        ]
        self._order = np.argsort(codes)
        self._codes = np.array(codes)[self._order]
        self._by_code: Codes | None = None
        if (size := prod(condition.radix for condition in self.conditions)) <= _MOST_CODES:
            self._by_code = np.full(size, self.count)
            self._by_code[self._codes] = self._order

    def of(self, rows: RowBatch) -> Codes:
        """The number of each row's segment; ``count`` for those in none."""
        codes = self._together([c.codes(rows.read(c.reference)) for c in self.conditions])
        if self._by_code is not None:
            return self._by_code[codes]
        place = np.minimum(np.searchsorted(self._codes, codes), self.count - 1)
        return np.where(self._codes[place] == codes, self._order[place], self.count)

    def _paired(self, segment: Segment) -> list[tuple[Condition, Plain | None]]:
        return list(zip(self.conditions, segment.when, strict=True))

    def _together(self, parts: Sequence[Codes]) -> Codes:
        """One number for the codes of all columns: at most 10,002^4, which fits in 64 bits."""
        whole = np.zeros_like(parts[0])
        for condition, codes in zip(self.conditions, parts, strict=True):
            whole = whole * condition.radix + codes
        return whole
