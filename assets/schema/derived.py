"""Generators whose values follow from other columns: of the row, its parent or its children."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from assets.schema.base import SpecModel, Variant
from assets.schema.generator_fields import (
    ColumnOrMoment,
    ColumnPath,
    DelayUnit,
    Finite,
    SqlExpression,
    Unit,
)
from assets.schema.moments import Holidays
from assets.schema.names import Identifier
from assets.schema.repairs.edits import MendableError, Repair, setting, without

if TYPE_CHECKING:
    from assets.schema.generators import Generator


class Inherit(Variant):
    """The value of a column of the parent, such as its tenant."""

    kind: Literal["inherit"] = "inherit"
    column: ColumnPath


class After(Variant):
    """A moment after the one in ``column``, by a ``delay`` in ``unit``; NULL after NULL.

    The delay is whole unless it is a ``decimal`` or ``float``, or has a ``step`` that is not.
    ``business_days`` skip Saturdays, Sundays and ``holidays``. ``latest`` is a column or moment
    that the result does not pass: delays beyond it are drawn again.
    """

    kind: Literal["after"] = "after"
    column: ColumnPath
    delay: Generator
    unit: DelayUnit = "days"
    holidays: Holidays = []
    latest: ColumnOrMoment | None = None

    @model_validator(mode="after")
    def _business(self) -> Self:
        _require_business_days(self.unit, self.holidays)
        return self


class Before(Variant):
    """A moment before that in ``column``, by a ``delay`` in ``unit``s; NULL before NULL.

    Fields are those of ``after``; ``earliest`` is what the result does not precede.
    """

    kind: Literal["before"] = "before"
    column: ColumnPath
    delay: Generator
    unit: DelayUnit = "days"
    holidays: Holidays = []
    earliest: ColumnOrMoment | None = None

    @model_validator(mode="after")
    def _business(self) -> Self:
        _require_business_days(self.unit, self.holidays)
        return self


class Sessions(SpecModel):
    """Events come in sessions of ``length`` events, which begin a ``pause`` in ``pause_unit``s
    after what came before. Pauses may have fractions, a length is 1 or more."""

    length: Generator
    pause: Generator
    pause_unit: Unit = "hours"


class Events(Variant):
    """Moments in order among the children of a parent.

    The first follows ``column`` of the parent by a ``gap``, each other one the child before it.
    With ``sessions`` the first of each session follows by a pause instead."""

    kind: Literal["events"] = "events"
    column: ColumnPath
    gap: Generator
    unit: Unit = "minutes"
    sessions: Sessions | None = None


class Session(Variant):
    """The number, from 1 on, of the row's session among those of its parent; ``column`` has the
    events in sessions."""

    kind: Literal["session"] = "session"
    column: Identifier


class Elapsed(Variant):
    """How long it is from the moment in ``start`` to that in ``end``, in ``unit``s.

    Integers count the units that are complete. In a text it is written as ISO 8601 does (PT1H5M).
    NULL where one of the two is.
    """

    kind: Literal["elapsed"] = "elapsed"
    start: ColumnPath
    end: ColumnPath
    unit: Unit = "minutes"


class Running(Variant):
    """The sum of ``column`` over the children of the parent up to this one, from ``start`` on."""

    kind: Literal["running"] = "running"
    column: Identifier
    start: ColumnPath | Finite = 0.0


class Aggregate(Variant):
    """A figure over the rows of ``table`` that are children of this row, counted per parent.

    Without children ``sum`` and ``count`` are 0 and the others NULL. ``filter`` is DuckDB SQL over
    the child's columns.
    """

    kind: Literal["aggregate"] = "aggregate"
    function: Literal["count", "sum", "min", "max", "avg"]
    table: Identifier
    column: Identifier | None = None
    filter: SqlExpression | None = None

    @model_validator(mode="after")
    def _column(self) -> Self:
        if (self.column is None) != (self.function == "count"):
            count = setting("count the children", function="count")
            edits = (*count.edits, *without("", "column").edits)
            mends = [Repair("count the children", edits)]
            if self.column is not None:
                mends = [
                    without("leave out column", "column"),
                    setting("take the sum", function="sum"),
                ]
            needs = "no" if self.column else "a"
            raise MendableError(f"{self.function} needs {needs} column", *mends)
        return self


class Case(SpecModel):
    """A condition of DuckDB SQL, and the generator of the rows that are the first to meet it."""

    when: SqlExpression
    use: Generator


class Conditional(Variant):
    """The generator of the first of ``cases`` whose condition the row meets, else ``otherwise``."""

    kind: Literal["conditional"] = "conditional"
    cases: Annotated[list[Case], Field(min_length=1, max_length=1_000)]
    otherwise: Generator


class Template(Variant):
    """Text with columns in braces: ``{first_name} of {companies.name}``; NULL where one is NULL."""

    kind: Literal["template"] = "template"
    template: Annotated[str, Field(min_length=1, max_length=2_000)]


class Expression(Variant):
    """DuckDB SQL over columns of the same row and, as ``parent.column``, of its parents."""

    kind: Literal["expression"] = "expression"
    sql: SqlExpression


def _require_business_days(unit: str, holidays: list[date]) -> None:
    if holidays and unit != "business_days":
        raise ValueError(
            f"{len(holidays)} holidays are given, and the unit is {unit}, which skips no day: "
            f"use the unit business_days, or leave them out"
        )
