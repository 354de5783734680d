"""Sessions of events within a parent, and ``session``: their numbers."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.repairs.edits import MendableError, setting
from assets.schema.repairs.parts import counted_per_parent
from assets.schema.table import Column
from assets.schema.types import ColumnType
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.delays import Distance, ends_of
from assets.tables.derived.running import running_sums
from assets.tables.generators.base import INTEGERS
from assets.tables.numbers import as_column, exact
from assets.tables.randomness import Stream
from assets.tables.references import Reference
from assets.tables.rows import Group, RowBatch

_PAUSE = {"kind": "integer", "min": 1, "max": 24}


class SessionLayout:
    """Which events begin a session: the first of a parent, and each one that follows a full
    session. Every row draws how long the session is that it would begin."""

    def __init__(self, sessions: spec.Sessions, scope: Scope) -> None:
        self._length = scope.source(sessions.length, ColumnType("bigint"))
        least, _ = ends_of(self._length)
        if least < 1:
            some = {"kind": "integer", "min": 1, "max": 5}
            raise MendableError(
                f"a session may have {least:g} events, and it has 1 at least: "
                f"give length a min of 1",
                setting("let a session have 1 to 5 events", length=some).under("sessions"),
            )
        unit = sessions.pause_unit
        try:
            self.pause = Distance(
                sessions.pause, unit, scope, what="pause", below_zero=True, fractions=True
            )
        except MendableError as error:
            pauses = setting("pause for 1 to 24 hours", pause=_PAUSE, pause_unit="hours")
            raise MendableError(str(error), pauses.under("sessions")) from error

    def starts(self, group: Group, stream: Stream) -> NDArray[np.bool_]:
        """Whether each row of the group begins a session; ``stream`` is that of the events."""
        drawn, _ = exact(self._length.draw(stream.fork("length"), group.batch.numbers))
        lengths = np.minimum(drawn, len(drawn)).astype(np.int64)
        begins = np.zeros(len(lengths), dtype=np.bool_)
        has_rows = group.counts > 0
        here, ends = group.starts[has_rows], (group.starts + group.counts)[has_rows]
        while len(here):
            begins[here] = True
            following = here + lengths[here]
            left = following < ends
            here, ends = following[left], ends[left]
        return begins


class Session(Derived):
    types: ClassVar[frozenset[str]] = INTEGERS

    def __init__(self, generator: spec.Session, scope: Scope) -> None:
        if scope.family is None:
            text = f"{scope.table.name} does not count per parent: give it per_parent"
            raise MendableError(text, *counted_per_parent(scope.table))
        names = [column.name for column in scope.table.columns]
        events = (
            scope.table.column(generator.column).generator if generator.column in names else None
        )
        if not isinstance(events, spec.Events) or events.sessions is None:
            fitting = [
                column.name
                for column in scope.table.columns
                if isinstance(column.generator, spec.Events) and column.generator.sessions
            ]
            raise MendableError(
                f"{generator.column} has no events in sessions: "
                + (f"use {', '.join(fitting)}" if fitting else "give its events sessions"),
                *(setting(f"number the sessions of {name}", column=name) for name in fitting),
            )
        self.gathers = scope.table.name
        self.reads = (Reference(scope.table.name, generator.column),)
        try:
            self._layout = SessionLayout(events.sessions, scope)
        except ValueError as error:
            name = generator.column
            raise ValueError(f"the sessions of {name} cannot be: mend those of {name}") from error

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        group, places = rows.siblings()
        begins = self._layout.starts(group, rows.stream(self.reads[0].column))
        numbers = running_sums(begins.astype(np.int64), group)[places]
        return as_column(numbers, 0, column.type)
