"""The kinds of quantity that a prompt can state, each with the words that it came from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from agents.words import Words
from assets.schema.base import SpecModel, Variant


class _Stated(Variant):
    words: Words


class RowCount(_Stated):
    """``10k customers``: so many rows of ``subject`` ("": of each table)."""

    kind: Literal["row_count"] = "row_count"
    subject: str
    rows: int = Field(ge=0)


class Cardinality(_Stated):
    """``each customer has 1 to 20 orders, most have 2``: children of each parent.

    Without ``most_often`` and ``mean`` all counts are alike. ``most`` is None for an open end.
    """

    kind: Literal["cardinality"] = "cardinality"
    parent: str
    child: str
    least: int = Field(ge=0)
    most: int | None
    most_often: int | None = None
    mean: float | None = None


class Share(_Stated):
    """``5% of orders are returned``, ``reviews by a third of the buyers``.

    ``share`` of the rows of ``subject`` meet ``condition`` (an adjective or state: ``returned``,
    ``null``, ``in Berlin``); with ``child`` it is the share of parents that have such children.
    ``has`` is the noun of a ``condition`` that is about having: "80% of customers have a phone" is
    ``share`` 0.2, ``condition`` ``no phone``, ``has`` ``phone``. The noun may be a column, of which
    ``share`` is null, or a child table, of which 1 - ``share`` of the parents have rows.
    """

    kind: Literal["share"] = "share"
    subject: str
    condition: str = ""
    child: str | None = None
    has: str | None = None
    share: float = Field(ge=0, le=1)


class Split(_Stated):
    """``60% card, 30% PayPal and 10% cash``, ``mostly 4 and 5 stars``: weights of categories."""

    kind: Literal["split"] = "split"
    subject: str
    column: str = ""
    weights: dict[str, float]


class Range(_Stated):
    """``books cost 5 to 80 EUR, skewed low``: the least and most of a number of ``subject``.

    ``column`` is the word for the number (``cost``, ``age``), ``unit`` its unit or currency code.
    """

    kind: Literal["range"] = "range"
    subject: str
    column: str
    least: float | None = None
    most: float | None = None
    unit: str | None = None
    skew: Literal["low", "high", "middle", "even"] | None = None
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    distribution: str | None = None


class Window(_Stated):
    """``over the last two years``: first and last day of the moments of ``subject`` ("": all)."""

    kind: Literal["window"] = "window"
    subject: str = ""
    column: str = ""
    first: date
    last: date


class Rhythm(_Stated):
    """``weekends 1.5 times weekdays``, ``more in December``: weights for a time profile.

    ``profile`` has the fields of a ``timestamp`` generator's profile.
    """

    kind: Literal["rhythm"] = "rhythm"
    subject: str = ""
    profile: dict[str, Any]


class Interval(_Stated):
    """``a reading every 15 minutes for a week``: ``least`` to ``most`` rows of ``subject`` in each
    ``seconds``, of each ``parent``, ``lasting`` seconds in all (None: as long as the period)."""

    kind: Literal["interval"] = "interval"
    subject: str
    parent: str = ""
    seconds: float = Field(gt=0)
    lasting: float | None = None
    least: float = Field(default=1, ge=0)
    most: float = Field(default=1, ge=0)


class Unique(_Stated):
    """``unique e-mail addresses``."""

    kind: Literal["unique"] = "unique"
    subject: str
    column: str


class Rule(_Stated):
    """``returned orders are refunded``, ``review dates after delivery``.

    ``if``: rows of ``subject`` that are ``when`` are also ``then``; with ``negated`` they are not,
    with ``has`` they have the noun ``then``, with ``only`` no others are or have it, and with
    ``value`` the number ``then`` is that. ``order``: the moment ``then`` comes after the moment
    ``when``, by ``least`` to ``most`` of ``unit`` where these are told.
    """

    kind: Literal["rule"] = "rule"
    form: Literal["if", "order"]
    subject: str
    when: str
    then: str
    negated: bool = False
    has: bool = False
    only: bool = False
    value: float | None = None
    least: float | None = None
    most: float | None = None
    unit: str | None = None


class Place(_Stated):
    """``10k customers in Germany``: a Faker locale (``de_DE``) for the dataset."""

    kind: Literal["place"] = "place"
    locale: str
    country: str


Quantity = Annotated[
    RowCount
    | Cardinality
    | Share
    | Split
    | Range
    | Window
    | Rhythm
    | Interval
    | Unique
    | Rule
    | Place,
    Field(discriminator="kind"),
]


class Reading(SpecModel):
    """What the text states, in its order, and the words with a number that stayed unread."""

    quantities: list[Quantity]
    not_understood: list[Words] = []
