"""Generators of texts by a form or from a list."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assets.schema.base import Variant
from assets.schema.generator_fields import Weight
from assets.schema.numbers import Exponent, require_listed


class Regex(Variant):
    """Texts that match the whole of ``pattern``, a regular expression of Python's ``re``.

    Repeats without an end stop at ``max_repeat``. ``.``, ``\\w``, ``\\S`` and negated classes stand
    for printable ASCII. Looking around and referring back are refused.
    """

    kind: Literal["regex"] = "regex"
    pattern: Annotated[str, Field(max_length=1_000)]
    max_repeat: Annotated[int, Field(ge=1, le=100)] = 8


class Pool(Variant):
    """One of the texts in ``values``, evenly, by ``weights``, or the k-th in proportion to k^-zipf.

    The values stand in the spec, so that they are part of its version. A spec that is a file may
    name another one as ``values_file``, whose texts become the values when it is read.
    """

    kind: Literal["pool"] = "pool"
    values: Annotated[list[str], Field(min_length=1, max_length=100_000)]
    weights: list[Weight] | None = None
    zipf: Exponent | None = None

    @model_validator(mode="after")
    def _shares(self) -> Self:
        require_listed(self.values, self.weights, self.zipf)
        return self


class Text(Variant):
    """Words to paragraphs from a pool of ``pool_size`` different ones, evenly, or the k-th in
    proportion to k^-zipf; rows repeat them."""

    kind: Literal["text"] = "text"
    style: Literal["word", "title", "sentence", "paragraph"] = "sentence"
    pool_size: Annotated[int, Field(ge=1, le=100_000)] = 2_000
    zipf: Exponent | None = None
