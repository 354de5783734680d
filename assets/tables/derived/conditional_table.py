"""``conditional_table``: one distribution for each segment of the rows."""

from __future__ import annotations

from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assets.errors import GenerationError
from assets.schema import generators as spec
from assets.schema.segments import ConditionalTable as Spec
from assets.schema.table import Column
from assets.tables.arrow_arrays import arrow_type
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.possible_values import Possible, possible_values
from assets.tables.derived.segments import Condition, Segments
from assets.tables.generators.base import Floats, Source
from assets.tables.generators.weights import edges_of
from assets.tables.randomness import Rows, Stream
from assets.tables.rows import RowBatch

_MOST_NAMED = 8
_NONE = -1


class ConditionalTable(Derived):
    """Rows of one outcome are made together: those of all weights, and those of each generator.

    All draw from the column's stream, so that another segment more moves no row of these.
    """

    def __init__(self, generator: Spec, scope: Scope) -> None:
        self._segments = Segments(scope, generator.columns, generator.segments)
        self.reads = self._segments.reads
        _require_complete(generator, scope, self._segments.conditions)
        self._sources: list[Source] = []
        self._edges: Floats = np.empty((0, 0))
        if generator.values is not None:
            self._sources.append(scope.source(spec.Choice(values=generator.values)))
            self._edges = _edges(generator)
        places: dict[str, int] = {}
        uses = [*(segment.use for segment in generator.segments), generator.otherwise]
        self._outcomes = np.full(len(uses), _NONE, dtype=np.int16)  # of each segment
        for segment, use in enumerate(uses):
            if use is None and segment < len(generator.segments):
                self._outcomes[segment] = 0
            elif use is not None:
                text = use.model_dump_json()
                if text not in places:
                    places[text] = len(self._sources)
                    self._sources.append(scope.source(use))
                self._outcomes[segment] = places[text]

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        segments, stream = self._segments.of(rows), rows.stream(column.name)
        outcomes = self._outcomes[segments]
        if outcomes.min(initial=0) == _NONE:
            raise GenerationError(
                f"{int((outcomes == _NONE).sum()):,} of {len(rows):,} rows are in no segment",
                where=f"{rows.plan.table.name}.{column.name}",
                repair="give otherwise",
            )
        order = np.argsort(outcomes, kind="stable")
        counts = np.bincount(outcomes, minlength=len(self._sources))
        ends = np.cumsum(counts)
        pieces = [pa.array([], arrow_type(column.type))]
        for outcome in np.flatnonzero(counts):
            where = order[ends[outcome] - counts[outcome] : ends[outcome]]
            made = self._made(int(outcome), stream, rows.numbers[where], segments[where])
            pieces.append(made.cast(arrow_type(column.type)))
        if len(pieces) == 2:
            return pieces[1]
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        return pa.concat_arrays(pieces).take(pa.array(back))

    def _made(
        self, outcome: int, stream: Stream, numbers: Rows, segments: NDArray[np.int64]
    ) -> pa.Array:
        source = self._sources[outcome]
        if outcome == 0 and len(self._edges):
            return source.at(_index_at(self._edges, segments, stream.uniform(numbers)))
        return source.draw(stream, numbers)


def _edges(generator: Spec) -> Floats:
    """For each segment the shares of all draws up to each value, as ``edges_of`` has them."""
    even = [1.0] * len(generator.values or [])
    return np.array([edges_of(segment.weights or even) for segment in generator.segments])


def _index_at(edges: Floats, segments: NDArray[np.int64], share: Floats) -> Rows:
    """How many edges of a row's segment its share has reached, by halving, for all rows at once."""
    index = np.zeros(len(share), dtype=np.int64)
    last = edges.shape[1] - 1
    step = 1 << last.bit_length()
    while step := step >> 1:
        further = np.minimum(index + step, last)
        index = np.where(edges[segments, further - 1] <= share, further, index)
    return index.astype(np.uint64)


def _require_complete(generator: Spec, scope: Scope, conditions: list[Condition]) -> None:
    """Raises ValueError for values that cannot occur, and where some can that no segment has."""
    domains = []
    for condition in conditions:
        domain = possible_values(scope.dataset, scope.table, condition.reference)
        if domain is not None:
            _require_possible(condition, domain)
        domains.append(domain)
    if generator.otherwise is not None:
        return
    open_ended = [c.path for c, d in zip(conditions, domains, strict=True) if d is None]
    if open_ended:
        raise ValueError(
            f"{open_ended[0]} may have other values than those of the segments: give otherwise"
        )
    lists = [_listed(domain) for domain in domains if domain is not None]
    known = {
        tuple(c.typed(value) for c, value in zip(conditions, segment.when, strict=True))
        for segment in generator.segments
    }
    missing = next((each for each in product(*lists) if each not in known), None)
    if missing is not None:
        told = ", ".join(f"{c.path} {_told(v)}" for c, v in zip(conditions, missing, strict=True))
        raise ValueError(f"no segment has {told}: add one, or give otherwise")


def _require_possible(condition: Condition, domain: Possible) -> None:
    known = pc.is_in(condition.listed, value_set=domain.values)
    if known.false_count:
        value = condition.listed.filter(pc.invert(known))[0].as_py()
        named = ", ".join(_told(v) for v in domain.values[:_MOST_NAMED].to_pylist())
        more = ", …" if len(domain.values) > _MOST_NAMED else ""
        raise ValueError(
            f"a segment has {condition.path} {_told(value)}, which never occurs: remove it, or use "
            f"one of {named}{more}"
        )
    if condition.null and not domain.null:
        raise ValueError(
            f"a segment has {condition.path} NULL, which never occurs: remove it, or give the "
            f"column a null_rate"
        )


def _listed(domain: Possible) -> list[object]:
    return [*domain.values.to_pylist(), *([None] if domain.null else [])]


def _told(value: object) -> str:
    return "NULL" if value is None else repr(value) if isinstance(value, str) else str(value)
