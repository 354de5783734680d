"""``after`` and ``before``: moments at a distance from another column."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.errors import GenerationError
from assets.schema import generators as spec
from assets.schema.repairs.edits import MendableError, setting, without
from assets.schema.table import Column
from assets.tables.arrow_arrays import with_nulls
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.business_days import BusinessDays
from assets.tables.derived.delays import MICROSECONDS, Distance
from assets.tables.generators.base import OrderedSource
from assets.tables.numbers import as_moments, microseconds
from assets.tables.references import Reference
from assets.tables.rows import RowBatch

Ints = NDArray[np.int64]
TEMPORAL = frozenset({"date", "timestamp", "timestamptz"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // (datetime.resolution)
_LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // (datetime.resolution)
_HALVINGS = 40


class Moment(Derived):
    types: ClassVar[frozenset[str]] = TEMPORAL

    def __init__(self, generator: spec.After | spec.Before, scope: Scope) -> None:
        self._path = generator.column
        self.reads = (scope.resolve(self._path),)
        require_temporal(scope, self._path)
        self._is_after = isinstance(generator, spec.After)
        self._delay = Distance(generator.delay, generator.unit, scope, what="delay")
        self._calendar: BusinessDays | None = None
        if generator.unit == "business_days":
            self._calendar = BusinessDays(generator.holidays, is_after=self._is_after)
        self._bound: Bound | None = None
        path = generator.latest if isinstance(generator, spec.After) else generator.earliest
        if path is not None:
            self._delay.require_order("latest" if self._is_after else "earliest")
            self._bound = Bound(path, scope, is_after=self._is_after)
            self.reads += self._bound.reads
            self._require_room(self._path, path, scope)

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        base = rows.read(self.reads[0])
        start, null = microseconds(base), np.asarray(base.is_null())
        moments = self._moved(
            start, self._delay.microseconds(rows.stream(column.name), rows.numbers)
        )
        if self._bound is not None:
            self._keep_within(self._bound, moments, start, null, rows, column)
        require_years(moments[~null] if base.null_count else moments)
        found = as_moments(moments, column.type)
        return with_nulls(found, null) if base.null_count else found

    def _moved(self, start: Ints, delay: Ints) -> Ints:
        if self._calendar is not None:
            return self._calendar.moved(start, delay // MICROSECONDS["days"])
        return start + delay if self._is_after else start - delay

    def _keep_within(
        self,
        bound: Bound,
        moments: Ints,
        start: Ints,
        null: NDArray[np.bool_],
        rows: RowBatch,
        column: Column,
    ) -> None:
        """Draws the delays that pass the bound again, from those that do not: in all they have
        their distribution, cut off where the room of each row ends."""
        limit, is_open = bound.limits(rows)
        places = np.flatnonzero(~(null | is_open) & self._passes(moments, limit))
        if not len(places):
            return
        start, limit = start[places], limit[places]
        low, high = np.zeros(len(places)), np.ones(len(places))
        over = self._passes(self._moved(start, self._delay.at_share(low)), limit)
        if over.any():
            raise GenerationError(
                f"{int(over.sum()):,} of {len(rows):,} rows have no room for a delay of at least "
                f"{self._delay.text(self._delay.least)} between {self._path} and "
                f"{bound.path}",
                where=f"{rows.plan.table.name}.{column.name}",
                repair=f"lower the delay's least, move {bound.path}, or leave it out",
            )
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            passes = self._passes(self._moved(start, self._delay.at_share(middle)), limit)
            low, high = np.where(passes, low, middle), np.where(passes, middle, high)
        again = rows.stream(column.name).fork("again").uniform(rows.numbers[places])
        moments[places] = self._moved(start, self._delay.at_share(again * low))

    def _passes(self, moments: Ints, limit: Ints) -> NDArray[np.bool_]:
        return np.asarray(moments > limit if self._is_after else moments < limit)

    def _require_room(self, path: str, bound: str, scope: Scope) -> None:
        """Raises ValueError where the range of ``path`` leaves some rows no room."""
        moment = moment_of(bound)
        reference = self.reads[0]
        owner = scope.dataset.table(reference.table).column(reference.column)
        if moment is None or not isinstance(owner.generator, spec.Date | spec.Timestamp):
            return
        source = scope.source(owner.generator, owner.type)
        assert isinstance(source, OrderedSource)
        ends = microseconds(source.at_share(np.array([0.0, 1.0 - 2.0**-53])))
        start = ends[1:] if self._is_after else ends[:1]
        least = self._moved(start, self._delay.at_share(np.zeros(1)))
        if self._passes(least, np.array([moment])).any():
            word, side = ("latest", "later") if self._is_after else ("earliest", "earlier")
            raise MendableError(
                f"{word} is {bound}, {path} reaches {_shown(start)}, and the delay is at least "
                f"{self._delay.text(self._delay.least)}: set {word} to {_shown(least)} or {side}, "
                f"or narrow the range of {path}",
                setting(f"set {word} to {_shown(least)}", **{word: _shown(least)}),
                without(f"leave out {word}", word),
            )


class Bound:
    """A moment that others may not pass: that of a column, or one for all rows.

    A date stands for its first moment, as in SQL.
    """

    def __init__(self, path: str, scope: Scope, *, is_after: bool) -> None:
        self.path, self._is_after = path, is_after
        self._grain = MICROSECONDS["days"] if scope.column.type.kind == "date" else 1
        self._moment = moment_of(path)
        self.reads: tuple[Reference, ...] = ()
        if self._moment is None:
            self.reads = (scope.resolve(path),)
            require_temporal(scope, path)

    def limits(self, rows: RowBatch) -> tuple[Ints, NDArray[np.bool_]]:
        """The last microsecond since 1970 that a row may have (the first, for ``before``), and
        which rows have no bound. In a column of dates a moment counts as its day."""
        if self._moment is not None:
            limit, is_open = np.full(len(rows), self._moment), np.zeros(len(rows), dtype=np.bool_)
        else:
            values = rows.read(self.reads[0])
            limit, is_open = microseconds(values), np.asarray(values.is_null())
        if self._is_after:
            return limit // self._grain * self._grain + (self._grain - 1), is_open
        return -(-limit // self._grain) * self._grain, is_open


def require_temporal(scope: Scope, path: str) -> None:
    """Raises ValueError unless the path names a date or timestamp."""
    kind = scope.type_of(scope.resolve(path))
    if kind.kind not in TEMPORAL or kind.is_array:
        raise ValueError(f"{path} is {kind}, no moment: name a date or timestamp")


def require_years(moments: Ints) -> None:
    """Raises pa.ArrowInvalid unless all moments are of the years 1 to 9999."""
    if not len(moments):
        return
    low, high = int(moments.min()), int(moments.max())
    if low < _FIRST or high > _LAST:
        year = np.datetime64(high if high > _LAST else low, "us").astype("datetime64[Y]")
        raise pa.ArrowInvalid(f"a moment would be in the year {year}, beyond the years 1 to 9999")


def moment_of(text: str) -> int | None:
    """Microseconds since 1970 where the text is a moment in ISO 8601; without a zone UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = found.replace(tzinfo=UTC) if found.tzinfo is None else found
    return (aware - _EPOCH) // datetime.resolution


def _shown(moments: Ints) -> str:
    return str(moments.astype("datetime64[us]").astype("datetime64[s]")[0]).replace("T", " ")
