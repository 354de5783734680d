"""Correlations: columns of one table that vary together."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, Self

from pydantic import Field, model_validator

from assets.schema.base import SpecModel
from assets.schema.names import Identifier, shown

MOST_CORRELATED = 64
"""Columns of one correlation."""

Coefficient = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]


class Correlation(SpecModel):
    """The rank correlation (Spearman's) of each two of some columns.

    ``matrix`` has a row and a column for each of ``columns``. In its place ``pairs`` names two at a
    time, ``{age: {income: 0.4, spend: 0.2}}``; two that it does not name together have 0.
    """

    columns: Annotated[list[Identifier], Field(max_length=MOST_CORRELATED)] = []
    matrix: list[list[Coefficient]] | None = None
    pairs: dict[Identifier, dict[Identifier, Coefficient]] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.matrix is None) == (self.pairs is None):
            raise ValueError("a correlation is given by a matrix or by pairs: give one of them")
        if self.pairs is not None and self.columns:
            raise ValueError("pairs name the columns themselves: remove columns")
        names = self.names
        repeated = next((name for name in names if names.count(name) > 1), None)
        if repeated is not None:
            raise ValueError(f"{shown(repeated)} is correlated twice: name it once")
        if not 2 <= len(names) <= MOST_CORRELATED:
            raise ValueError(
                f"{len(names)} columns are correlated: name 2 to {MOST_CORRELATED} of them"
            )
        if self.matrix is not None:
            _require_symmetric(names, self.matrix)
        if self.pairs is not None:
            _require_once(self.pairs)
        return self

    @property
    def names(self) -> list[str]:
        """The columns, in the order of ``coefficients``."""
        if self.pairs is None:
            return self.columns
        return list(
            dict.fromkeys(name for one, others in self.pairs.items() for name in (one, *others))
        )

    @property
    def coefficients(self) -> list[list[float]]:
        """The rank correlation of each column with each, 1 with itself."""
        if self.matrix is not None:
            return self.matrix
        pairs, names = self.pairs or {}, self.names
        return [
            [
                1.0 if one == other else _between(pairs, one, other) or _between(pairs, other, one)
                for other in names
            ]
            for one in names
        ]

    def renamed(self, old: str, new: str) -> Correlation:
        """The correlation after the rename of a column."""

        def after(name: str) -> str:
            return new if name == old else name

        if self.pairs is None:
            return self.model_copy(update={"columns": [after(name) for name in self.columns]})
        pairs = {
            after(one): {after(other): value for other, value in others.items()}
            for one, others in self.pairs.items()
        }
        return self.model_copy(update={"pairs": pairs})


def _between(pairs: dict[str, dict[str, float]], one: str, other: str) -> float:
    return pairs.get(one, {}).get(other, 0.0)


def _require_symmetric(names: list[str], matrix: list[list[float]]) -> None:
    size = len(names)
    if len(matrix) != size or any(len(row) != size for row in matrix):
        shape = f"{len(matrix)} rows of {', '.join(map(str, sorted({len(row) for row in matrix})))}"
        raise ValueError(f"{size} columns have a matrix of {shape}: give {size} rows of {size}")
    for place, name in enumerate(names):
        if matrix[place][place] != 1:
            raise ValueError(
                f"the correlation of {name} with itself is {matrix[place][place]}: set it to 1"
            )
    for one, other in combinations(range(size), 2):
        here, there = matrix[one][other], matrix[other][one]
        if here != there:
            raise ValueError(
                f"the correlation of {names[one]} with {names[other]} is {here}, and the other way "
                f"round {there}: set both to the same"
            )


def _require_once(pairs: dict[str, dict[str, float]]) -> None:
    for one, others in pairs.items():
        if not others:
            raise ValueError(f"{one} is correlated with nothing: name a column, or remove it")
        if one in others:
            raise ValueError(f"{one} is correlated with itself: name another column")
        for other in others:
            if one in pairs.get(other, {}):
                raise ValueError(
                    f"the correlation of {one} with {other} is given twice: leave one of them out"
                )
