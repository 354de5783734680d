"""Rows that are counted per row of a parent."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from assets.schema.base import SpecModel
from assets.schema.cardinality import Counts, counts_of
from assets.schema.generator_fields import Category
from assets.schema.generators import Generator
from assets.schema.names import Identifier
from assets.schema.repairs import parts
from assets.schema.repairs.edits import MendableError, repairs_of, setting


class CountBy(SpecModel):
    """Parents whose ``column``, which has exact counts, is a key of ``counts`` have so many."""

    column: Identifier
    counts: Annotated[dict[Category, Generator], Field(min_length=1, max_length=1_000)]

    @property
    def distributions(self) -> dict[str, Counts]:
        """The distribution of the count of each category that is named."""
        return {name: counts_of(count) for name, count in self.counts.items()}

    @model_validator(mode="after")
    def _countable(self) -> Self:
        for name, count in self.counts.items():
            try:
                counts_of(count)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
        return self


class PerParent(SpecModel):
    """The rows are children of those that the foreign key on ``columns`` refers to.

    Each parent has ``count`` of them, drawn from an ``integer`` or ``choice`` generator, from one
    of the discrete distributions, or from a mixture of these; ``by`` says which parents have
    another count."""

    columns: Annotated[list[Identifier], Field(min_length=1, max_length=16)]
    count: Generator
    by: CountBy | None = None

    @property
    def counts(self) -> Counts:
        """The distribution of the count."""
        return counts_of(self.count)

    @model_validator(mode="after")
    def _countable(self) -> Self:
        some = setting("count 0 to 3 children", count=parts.SOME_CHILDREN)
        try:
            most = max(self.counts.values)
        except ValueError as error:
            raise MendableError(str(error), *repairs_of(error), some) from error
        if most == 0 and self.by is None:
            text = "no parent has a child: give count a value above 0"
            raise MendableError(text, some)
        return self
