"""Distributions by segment: what a row gets by the values of one or more other columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from assets.schema.base import SpecModel, Variant
from assets.schema.generator_fields import ColumnPath, Finite, Weight
from assets.schema.numbers import positive_sum

if TYPE_CHECKING:
    from assets.schema.generators import Generator

MOST_SEGMENTS = 10_000
MOST_WEIGHTS = 1_000_000
MOST_CONDITIONS = 4  # columns

Plain = str | int | Finite | bool


class Segment(SpecModel):
    """The rows with these values of the columns (null is NULL).

    Theirs is one of the table's ``values`` by ``weights``, or what the generator ``use`` makes.
    """

    when: Annotated[list[Plain | None], Field(min_length=1, max_length=MOST_CONDITIONS)]
    weights: list[Weight] | None = None
    use: Generator | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.weights is None) == (self.use is None):
            raise ValueError(
                f"the segment {self.shown} needs weights or a generator to use: give one of them"
            )
        return self

    @property
    def shown(self) -> str:
        """The values, for messages: ``Germany, web``."""
        return ", ".join("NULL" if value is None else str(value)[:40] for value in self.when)


class ConditionalTable(Variant):
    """A conditional probability table: one distribution for each segment of the rows.

    A segment's ``when`` has a value for each of ``columns``, of the row or of its parents.
    ``values`` are what the weights choose from. Rows of no segment get ``otherwise``.
    """

    kind: Literal["conditional_table"] = "conditional_table"
    columns: Annotated[list[ColumnPath], Field(min_length=1, max_length=MOST_CONDITIONS)]
    values: Annotated[list[Plain], Field(min_length=1, max_length=10_000)] | None = None
    segments: Annotated[list[Segment], Field(min_length=1, max_length=MOST_SEGMENTS)]
    otherwise: Generator | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(set(self.columns)) != len(self.columns):
            raise ValueError("columns repeat: name each once")
        if self.values is not None and len(set(map(str, self.values))) != len(self.values):
            raise ValueError("values repeat: write each once, and give it a weight")
        weighted = any(segment.weights is not None for segment in self.segments)
        if weighted != (self.values is not None):
            raise ValueError(
                "values belong to the weights of segments: give both, or leave both out"
            )
        if len(self.values or []) * len(self.segments) > MOST_WEIGHTS:
            raise ValueError(
                f"{len(self.segments):,} segments of {len(self.values or []):,} values have over "
                f"{MOST_WEIGHTS:,} weights: use fewer values or segments"
            )
        seen = set[tuple[str | None, ...]]()
        for segment in self.segments:
            self._check(segment)
            key = tuple(value if value is None else plain_text(value) for value in segment.when)
            if key in seen:
                raise ValueError(f"the segment {segment.shown} is there twice: leave one out")
            seen.add(key)
        return self

    def _check(self, segment: Segment) -> None:
        if len(segment.when) != len(self.columns):
            raise ValueError(
                f"the segment {segment.shown} has {len(segment.when)} values and there are "
                f"{len(self.columns)} columns ({', '.join(self.columns)}): give one for each"
            )
        if segment.weights is None:
            return
        if len(segment.weights) != len(self.values or []):
            raise ValueError(
                f"the segment {segment.shown} has {len(segment.weights)} weights for "
                f"{len(self.values or [])} values: give one for each"
            )
        try:
            positive_sum(segment.weights)
        except ValueError as error:
            raise ValueError(f"of the segment {segment.shown} {error}") from error


def plain_text(value: Plain) -> str:
    """A value as text, by which columns of all types tell values apart: ``true``, ``1``."""
    return str(value).lower() if isinstance(value, bool) else str(value)
