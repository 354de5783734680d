"""The types of fields that generators share."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from assets.schema.repairs.edits import MendableError, Repair, setting

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
Int64 = Annotated[int, Field(ge=INT64_MIN, le=INT64_MAX)]
Rate = Annotated[float, Field(ge=0, le=1)]
Length = Annotated[int, Field(ge=0, le=1_000_000)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


ColumnPath = Annotated[str, Field(min_length=1, max_length=260)]
"""``column`` of the same row, or ``parent.column`` of the row that a foreign key refers to.

The parent is named by its table or, where several keys lead to it, by a column of the key."""

Unit = Literal["seconds", "minutes", "hours", "days", "weeks"]
DelayUnit = Literal["seconds", "minutes", "hours", "days", "weeks", "business_days"]


def _moment_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


ColumnOrMoment = Annotated[str, BeforeValidator(_moment_text), Field(min_length=1, max_length=260)]
"""A ColumnPath or, where it reads as one in ISO 8601, a moment."""


def _no_statement(sql: str) -> str:
    if ";" in sql or "--" in sql or "/*" in sql:
        raise ValueError(f"{sql[:60]!r} is more than one expression: leave out ; and comments")
    return sql


SqlExpression = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(_no_statement)]


def category_text(value: object) -> str:
    """A category as maps name it: ``true`` and ``false`` as YAML writes them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


Category = Annotated[str, BeforeValidator(category_text)]
"""A value of a ``choice`` or ``boolean`` column as a key of a map."""


def ordered(low: object, high: object, what: str, fields: tuple[str, str] = ("min", "max")) -> None:
    """Raises ValueError when ``low`` is above ``high``; ``what`` names the range that ``fields``
    of the model hold."""
    if low > high:  # type: ignore[operator]  # both come from fields of the same ordered type
        text = f"{what} is empty: {low} is after {high}; swap them"
        raise MendableError(text, swapped(low, high, fields))


def swapped(low: object, high: object, fields: tuple[str, str] = ("min", "max")) -> Repair:
    """The two ends of a range, the other way round."""
    ends = {fields[0]: _plain(high), fields[1]: _plain(low)}
    return setting(f"swap {fields[0]} and {fields[1]}", **ends)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | time) else value
