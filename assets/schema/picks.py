"""How a foreign key picks the row of the parent that a row refers to."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assets.schema.base import Variant


class Uniform(Variant):
    """Every parent is as likely as every other."""

    kind: Literal["uniform"] = "uniform"


class Zipf(Variant):
    """A few parents have most children: the k-th most popular in proportion to k^-exponent."""

    kind: Literal["zipf"] = "zipf"
    exponent: Annotated[float, Field(gt=0, le=5)] = 1.1


class OneToOne(Variant):
    """No parent has two children; the table may not have more rows than the parent."""

    kind: Literal["one_to_one"] = "one_to_one"


class Tree(Variant):
    """A self-reference whose rows form trees of at most ``max_depth`` steps below their roots.

    Rows lie level by level, and each refers to one of the level above. ``roots`` is how many there
    are, ``branching`` how many rows of the next level there are for each of one (3 unless told);
    with one of them the other follows from the number of rows.

    ``within: parent`` makes trees of the children of each parent that the table counts its rows
    for: a reply is to an earlier comment on the same post. Then ``roots`` is of one parent, and
    ``branching`` gives the share of roots: 1 in 1 + branching + branching^2 and so on down to
    ``max_depth``.
    """

    kind: Literal["tree"] = "tree"
    max_depth: Annotated[int, Field(ge=1, le=100)] = 3
    roots: Annotated[int, Field(ge=1, le=10**15)] | None = None
    branching: Annotated[float, Field(gt=0, le=1e6)] | None = None
    within: Literal["table", "parent"] = "table"

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if self.within == "parent" and self.roots is not None and self.branching is not None:
            raise ValueError("a tree within a parent has roots or branching: leave one of them out")
        return self


Pick = Annotated[Uniform | Zipf | OneToOne | Tree, Field(discriminator="kind")]
