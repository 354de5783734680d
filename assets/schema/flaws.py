"""Flaws on purpose: what is wrong with a table's rows, where, and how often."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from assets.schema.base import Variant
from assets.schema.generator_fields import SqlExpression, Unit
from assets.schema.generators import Exponential, Generator
from assets.schema.names import Identifier

LABEL_COLUMNS = ("row_number", "column_name", "flaw", "true_value", "flawed_value", "other_row")
"""The columns of a table of labels, besides those of the primary key."""

FlawRate = Annotated[float, Field(gt=0, le=1)]
Columns = Annotated[list[Identifier], Field(min_length=1, max_length=1_000)]


class _Flaw(Variant):
    """``rate`` is the share of cells that have the flaw, of the rows that meet ``when``.

    ``when`` is DuckDB SQL over the true values of the row and, as ``parent.column``, its parents.
    """

    is_of_cells: ClassVar[bool] = True
    """Whether each cell has the flaw by itself, so that the rates of a column add up."""

    rate: FlawRate
    when: SqlExpression | None = None


class _CellFlaw(_Flaw):
    columns: Columns


class Missing(_CellFlaw):
    """The value is NULL, or one of ``placeholders`` (disguised missing values, such as ``N/A``).

    Completely at random without ``when``; at random with a ``when`` over other columns; not at
    random where ``when`` reads the column itself."""

    kind: Literal["missing"] = "missing"
    placeholders: list[Annotated[str, Field(max_length=200)]] = []


class Typo(_CellFlaw):
    """``edits`` slips of the keyboard: a letter too much, too few, a neighbouring key, two letters
    in the wrong order (the operations of Damerau and Levenshtein)."""

    kind: Literal["typo"] = "typo"
    edits: Annotated[int, Field(ge=1, le=10)] = 1
    operations: Annotated[
        list[Literal["insert", "delete", "substitute", "transpose"]], Field(min_length=1)
    ] = ["insert", "delete", "substitute", "transpose"]


class LetterCase(_CellFlaw):
    """Letters in another case."""

    kind: Literal["letter_case"] = "letter_case"
    styles: Annotated[list[Literal["upper", "lower", "title", "swapped"]], Field(min_length=1)] = [
        "upper",
        "lower",
        "title",
    ]


class Whitespace(_CellFlaw):
    """Blanks before or after the text, doubled within it, or non-breaking (U+00A0)."""

    kind: Literal["whitespace"] = "whitespace"
    styles: Annotated[
        list[Literal["leading", "trailing", "double", "non_breaking"]], Field(min_length=1)
    ] = ["leading", "trailing", "double", "non_breaking"]


class Duplicate(_Flaw):
    """The row repeats one of up to ``within`` rows before it, in all columns but ``keep``.

    The number of rows stays. A share ``near_rate`` of the repeated rows has a typo besides, in one
    of the texts."""

    is_of_cells: ClassVar[bool] = False
    kind: Literal["duplicate"] = "duplicate"
    rate: Annotated[float, Field(gt=0, le=0.5)]
    keep: list[Identifier] = []
    within: Annotated[int, Field(ge=1, le=100_000)] = 100
    near_rate: Annotated[float, Field(ge=0, le=1)] = 0.0


class Outlier(_CellFlaw):
    """A number that is wrong by a lot: multiplied by ``factor``, with its decimal point one or two
    places off, or with the other sign."""

    kind: Literal["outlier"] = "outlier"
    methods: Annotated[list[Literal["scale", "decimal_point", "sign"]], Field(min_length=1)] = [
        "scale",
        "decimal_point",
        "sign",
    ]
    factor: Annotated[float, Field(gt=0, le=1e6)] = 20.0

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if self.factor == 1:
            raise ValueError("a factor of 1 changes nothing: use another one, such as 20")
        return self


class BrokenFormat(_CellFlaw):
    """A text that is no longer in its format.

    ``date``: an ISO date in another form; ``email``: an address without its @ or its domain;
    ``separators``: without blanks, dots, dashes and slashes; ``encoding``: UTF-8 that was read as
    Windows-1252; ``truncated``: cut off. Each text gets one that changes it."""

    kind: Literal["broken_format"] = "broken_format"
    styles: Annotated[
        list[Literal["date", "email", "separators", "encoding", "truncated"]], Field(min_length=1)
    ] = ["date", "email", "separators", "encoding", "truncated"]


class Orphan(_CellFlaw):
    """A key that no parent has; ``columns`` are those of a foreign key."""

    is_of_cells: ClassVar[bool] = False
    kind: Literal["orphan"] = "orphan"
    columns: Annotated[list[Identifier], Field(min_length=1, max_length=16)]


class Late(_CellFlaw):
    """A moment that is later by a ``delay`` of whole ``unit``s, at least one."""

    kind: Literal["late"] = "late"
    delay: Generator = Exponential(scale=5)
    unit: Unit = "days"


class OutOfOrder(_CellFlaw):
    """The moments of two neighbours among the children of a parent, in each other's place."""

    is_of_cells: ClassVar[bool] = False
    kind: Literal["out_of_order"] = "out_of_order"


Flaw = Annotated[
    Missing
    | Typo
    | LetterCase
    | Whitespace
    | Duplicate
    | Outlier
    | BrokenFormat
    | Orphan
    | Late
    | OutOfOrder,
    Field(discriminator="kind"),
]


def flawed_names(flaw: Flaw) -> list[str]:
    """The columns that a flaw names: those that it is in, or that a duplicate keeps."""
    return flaw.keep if isinstance(flaw, Duplicate) else flaw.columns


def renamed(flaw: Flaw, old: str, new: str) -> Flaw:
    """The flaw after the rename of a column, but for its ``when``."""
    field = "keep" if isinstance(flaw, Duplicate) else "columns"
    names = [new if name == old else name for name in flawed_names(flaw)]
    return flaw.model_copy(update={field: names})
