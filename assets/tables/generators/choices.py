"""``choice``: one of the listed values, by weight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, arrow_type
from assets.tables.generators.base import (
    FLOATS,
    INTEGERS,
    STRINGS,
    Floats,
    Kind,
    OrderedSource,
    Source,
    Target,
)
from assets.tables.generators.weights import drawn_index, edges_of, index_at
from assets.tables.randomness import Rows, Stream


class ChoiceSource(Source):
    def __init__(self, generator: spec.Choice, target: Target) -> None:
        column = arrow_type(target.type)
        self._values = cast_values(generator.values, target)
        self.arrow_type = POOLED if pa.types.is_string(column) else column
        self.size = self.distinct = len(generator.values)
        self._edges: Floats | None = None
        if generator.shares is not None:
            self._edges = edges_of(generator.shares)

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return drawn_index(self._edges, self.size, stream, rows)

    def at(self, index: Rows) -> pa.Array:
        if pa.types.is_dictionary(self.arrow_type):
            codes = pa.array(index.astype(np.int32))
            return pa.DictionaryArray.from_arrays(codes, self._values, safe=False)
        return self._values.take(pa.array(index))


class OrderedChoiceSource(ChoiceSource, OrderedSource):
    """A choice whose values are listed from the least to the greatest."""

    def index_of(self, share: Floats) -> Rows:
        if self._edges is None:
            return super().index_of(share)
        return index_at(self._edges, share)


def _build(generator: spec.Choice, target: Target) -> Source:
    return (OrderedChoiceSource if generator.ordered else ChoiceSource)(generator, target)


def cast_values(values: Sequence[str | int | float | bool], target: Target) -> pa.Array:
    """Values of a spec in the Arrow type of a column.

    Raises ValueError where one is none of that type, or two of them are the same in it.
    """
    column = arrow_type(target.type)
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    limit = target.type.length
    if pa.types.is_string(column) and limit is not None:
        long = next((text for text in texts if len(text) > limit), None)
        if long is not None:
            raise ValueError(
                f"the value {long!r} has {len(long)} characters and {target.type} holds {limit}: "
                f"shorten it, or widen the type"
            )
    try:
        array = pa.array(_TEMPORAL[target.type.kind](texts), type=column)
    except KeyError:
        array = _cast_texts(texts, column, target)
    except ValueError as error:
        raise ValueError(f"a value is no {target.type} ({error}): correct the values") from error
    if len(array.unique()) != len(array):
        raise ValueError(f"two values are the same as {target.type}: leave one out")
    return array


def _cast_texts(texts: list[str], column: pa.DataType, target: Target) -> pa.Array:
    try:
        return pa.array(texts).cast(column)
    except pa.ArrowInvalid as error:
        raise ValueError(f"a value is no {target.type} ({error}): correct the values") from error


def _moments(texts: list[str]) -> list[datetime]:
    found = [datetime.fromisoformat(text) for text in texts]
    return [moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in found]


_TEMPORAL: dict[str, Callable[[list[str]], list[Any]]] = {
    "date": lambda texts: [date.fromisoformat(text) for text in texts],
    "time": lambda texts: [time.fromisoformat(text) for text in texts],
    "timestamp": lambda texts: [moment.replace(tzinfo=None) for moment in _moments(texts)],
    "timestamptz": _moments,
}

KIND = Kind(
    INTEGERS
    | FLOATS
    | STRINGS
    | {"decimal", "boolean", "date", "time", "timestamp", "timestamptz"},
    _build,
)
