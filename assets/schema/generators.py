"""What fills a column, as data. One class a kind; ``assets.tables.generators`` makes the values.

A new kind is a class here with its line in ``Generator``, and one file with its registry line
there.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assets.schema.base import Variant
from assets.schema.derived import After as After
from assets.schema.derived import Aggregate as Aggregate
from assets.schema.derived import Before as Before
from assets.schema.derived import Case as Case
from assets.schema.derived import Conditional as Conditional
from assets.schema.derived import Elapsed as Elapsed
from assets.schema.derived import Events as Events
from assets.schema.derived import Expression as Expression
from assets.schema.derived import Inherit as Inherit
from assets.schema.derived import Running as Running
from assets.schema.derived import Session as Session
from assets.schema.derived import Sessions as Sessions
from assets.schema.derived import Template as Template
from assets.schema.entities import Address as Address
from assets.schema.entities import Company as Company
from assets.schema.entities import Internet as Internet
from assets.schema.entities import Person as Person
from assets.schema.entities import Product as Product
from assets.schema.entities import ReferenceData as ReferenceData
from assets.schema.generator_fields import INT64_MAX as INT64_MAX
from assets.schema.generator_fields import INT64_MIN as INT64_MIN
from assets.schema.generator_fields import Finite as Finite
from assets.schema.generator_fields import Int64 as Int64
from assets.schema.generator_fields import Length as Length
from assets.schema.generator_fields import Rate as Rate
from assets.schema.generator_fields import SqlExpression as SqlExpression
from assets.schema.generator_fields import Unit, ordered
from assets.schema.generator_fields import Weight as Weight
from assets.schema.hierarchies import Hierarchy as Hierarchy
from assets.schema.moments import BusinessHours as BusinessHours
from assets.schema.moments import Date as Date
from assets.schema.moments import DayProfile as DayProfile
from assets.schema.moments import Profile as Profile
from assets.schema.moments import Time as Time
from assets.schema.moments import Timestamp as Timestamp
from assets.schema.names import Identifier
from assets.schema.numbers import Beta as Beta
from assets.schema.numbers import Binomial as Binomial
from assets.schema.numbers import Decimal as Decimal
from assets.schema.numbers import Distribution as Distribution
from assets.schema.numbers import Exponent, require_listed
from assets.schema.numbers import Exponential as Exponential
from assets.schema.numbers import Float as Float
from assets.schema.numbers import Gamma as Gamma
from assets.schema.numbers import Geometric as Geometric
from assets.schema.numbers import Histogram as Histogram
from assets.schema.numbers import Integer as Integer
from assets.schema.numbers import Lognormal as Lognormal
from assets.schema.numbers import Mixture as Mixture
from assets.schema.numbers import Normal as Normal
from assets.schema.numbers import Number as Number
from assets.schema.numbers import Pareto as Pareto
from assets.schema.numbers import Poisson as Poisson
from assets.schema.numbers import Triangular as Triangular
from assets.schema.numbers import Zipf as Zipf
from assets.schema.repairs.edits import MendableError, setting
from assets.schema.segments import ConditionalTable as ConditionalTable
from assets.schema.segments import Segment as Segment
from assets.schema.texts import Pool as Pool
from assets.schema.texts import Regex as Regex
from assets.schema.texts import Text as Text
from assets.schema.things import BankAccount as BankAccount
from assets.schema.things import Code as Code
from assets.schema.things import PaymentCard as PaymentCard
from assets.schema.things import Vehicle as Vehicle


class Sequence(Variant):
    """``start``, ``start + step``, … by row number. Unique by nature."""

    kind: Literal["sequence"] = "sequence"
    start: Int64 = 1
    step: Annotated[int, Field(ge=-(2**31), le=2**31)] = 1

    @model_validator(mode="after")
    def _moves(self) -> Self:
        if self.step == 0:
            text = "step is 0: a sequence must move, use 1"
            raise MendableError(text, setting("step by 1", step=1))
        return self


class Position(Variant):
    """The place of the row among the children of its parent: start, start + step, … each time."""

    kind: Literal["position"] = "position"
    start: Int64 = 1
    step: Annotated[int, Field(ge=1, le=2**31)] = 1


class Boolean(Variant):
    """True at ``true_rate``, else false; ``exact`` as for ``choice``."""

    kind: Literal["boolean"] = "boolean"
    true_rate: Rate = 0.5
    exact: bool = False


class Duration(Variant):
    """How long something takes: a number of ``unit``s drawn from ``length``, which is 0 or more.

    In a text it is written as ISO 8601 does (PT1H5M), in a time of day as hours, minutes and
    seconds, both rounded to the second; in a number as it is.
    """

    kind: Literal["duration"] = "duration"
    length: Generator
    unit: Unit = "minutes"

    @model_validator(mode="after")
    def _number(self) -> Self:
        if isinstance(self.length, Duration):
            raise ValueError("the length is a duration itself: give it a number")
        return self


class String(Variant):
    """Random characters of ``alphabet``, ``min_length`` to ``max_length`` of them."""

    kind: Literal["string"] = "string"
    min_length: Length = 8
    max_length: Length = 16
    alphabet: Annotated[str, Field(min_length=1, max_length=256)] = "abcdefghijklmnopqrstuvwxyz"

    @model_validator(mode="after")
    def _range(self) -> Self:
        ordered(
            self.min_length, self.max_length, "the range of lengths", ("min_length", "max_length")
        )
        if len(set(self.alphabet)) != len(self.alphabet):
            once = "".join(dict.fromkeys(self.alphabet))
            text = "the alphabet repeats a character: write each once"
            raise MendableError(text, setting("write each character once", alphabet=once))
        return self


class Pattern(Variant):
    """A fixed form: ``#`` is a digit, ``A`` an upper and ``a`` a lower letter, ``*`` a letter or
    digit, ``\\`` takes the next character as it is; all else stands for itself."""

    kind: Literal["pattern"] = "pattern"
    pattern: Annotated[str, Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if (len(self.pattern) - len(self.pattern.rstrip("\\"))) % 2:
            text = f"the pattern {self.pattern!r} ends in a lone backslash: remove it"
            rest = self.pattern[:-1] or "#"
            raise MendableError(text, setting("remove the backslash", pattern=rest))
        return self


class Uuid(Variant):
    """Version 4 UUIDs, unique over the table."""

    kind: Literal["uuid"] = "uuid"


class Choice(Variant):
    """One of ``values``: all as likely, by ``weights``, or the k-th in proportion to k^-zipf.

    ``ordered`` says that the values are listed from the least to the greatest. ``exact`` gives each
    value its share of the table's rows, not on average but exactly, with the largest remainders.
    """

    kind: Literal["choice"] = "choice"
    values: Annotated[list[str | int | Finite | bool], Field(min_length=1, max_length=100_000)]
    weights: list[Weight] | None = None
    zipf: Exponent | None = None
    ordered: bool = False
    exact: bool = False

    @model_validator(mode="after")
    def _weights(self) -> Self:
        require_listed(self.values, self.weights, self.zipf)
        return self

    @property
    def shares(self) -> list[float] | None:
        """The weight of each value; None where all are as likely."""
        if self.zipf is None:
            return self.weights
        return [float(rank) ** -self.zipf for rank in range(1, len(self.values) + 1)]


class Json(Variant):
    """A JSON object whose members are made by generators, typed by what each makes."""

    kind: Literal["json"] = "json"
    fields: Annotated[dict[Identifier, Generator], Field(min_length=1, max_length=50)]


class Array(Variant):
    """``min_items`` to ``max_items`` values of ``items``, for a column of an array type."""

    kind: Literal["array"] = "array"
    items: Generator
    min_items: Annotated[int, Field(ge=0, le=1_000)] = 0
    max_items: Annotated[int, Field(ge=0, le=1_000)] = 3

    @model_validator(mode="after")
    def _range(self) -> Self:
        ordered(self.min_items, self.max_items, "the range of items", ("min_items", "max_items"))
        if isinstance(self.items, Array):
            text = "an array of arrays cannot be made: give items another kind"
            inner = self.items.items.model_dump(mode="json", exclude_defaults=True)
            raise MendableError(text, setting("make plain items", items=inner))
        return self


class Bytes(Variant):
    """Random bytes, ``min_length`` to ``max_length`` of them."""

    kind: Literal["bytes"] = "bytes"
    min_length: Length = 8
    max_length: Length = 32

    @model_validator(mode="after")
    def _range(self) -> Self:
        ordered(
            self.min_length, self.max_length, "the range of lengths", ("min_length", "max_length")
        )
        return self


Generator = Annotated[
    Sequence
    | Position
    | Integer
    | Decimal
    | Float
    | Normal
    | Lognormal
    | Exponential
    | Gamma
    | Beta
    | Poisson
    | Binomial
    | Geometric
    | Zipf
    | Pareto
    | Triangular
    | Histogram
    | Mixture
    | Boolean
    | Date
    | Timestamp
    | Time
    | Duration
    | String
    | Pattern
    | Regex
    | Uuid
    | Choice
    | Pool
    | Hierarchy
    | Person
    | Address
    | Company
    | Product
    | PaymentCard
    | BankAccount
    | Vehicle
    | Code
    | ReferenceData
    | Internet
    | Text
    | Json
    | Array
    | Bytes
    | Inherit
    | After
    | Before
    | Events
    | Session
    | Elapsed
    | Running
    | Aggregate
    | Conditional
    | ConditionalTable
    | Template
    | Expression,
    Field(discriminator="kind"),
]

for model in (
    Json,
    Array,
    Case,
    After,
    Before,
    Sessions,
    Events,
    Conditional,
    Segment,
    ConditionalTable,
    Duration,
):
    model.model_rebuild(_types_namespace={"Generator": Generator, "Case": Case})
