"""Generators of made-up people, places and companies: a field of one, shared by a table's columns.

Columns of one table with the same kind and ``group`` are about the same one. ``pool_size`` is how
many different ones rows draw from; the smallest of a group holds for all its columns, and unique
columns go beyond it where they must.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assets.schema.base import Variant
from assets.schema.generator_fields import ordered
from assets.schema.numbers import Exponent
from assets.schema.repairs.edits import MendableError, without

PoolSize = Annotated[int, Field(ge=1, le=10**12)]
Age = Annotated[int, Field(ge=0, le=120)]


class Person(Variant):
    """A field of a made-up person, the same one for all columns of a table and ``group``.

    ``birth_date`` and ``age`` are such that the person is ``min_age`` to ``max_age`` years old on
    the day ``at``; columns of one group need the same three.
    """

    kind: Literal["person"] = "person"
    field: Literal[
        "first_name",
        "last_name",
        "full_name",
        "initials",
        "title",
        "gender",
        "nationality",
        "birth_date",
        "age",
        "email",
        "username",
        "phone",
        "job_title",
    ]
    group: str = ""
    pool_size: PoolSize | None = None
    min_age: Age = 18
    max_age: Age = 90
    at: date = date(2026, 1, 1)

    @model_validator(mode="after")
    def _ages(self) -> Self:
        ordered(
            self.min_age, self.max_age, "the range from min_age to max_age", ("min_age", "max_age")
        )
        if self.at.year <= 121:
            text = f"nobody is {self.max_age} years old on {self.at}: use a later day"
            raise MendableError(text, without("ask on the usual day", "at"))
        return self


class Address(Variant):
    """A field of a made-up address, the same one for all columns of a table and ``group``."""

    kind: Literal["address"] = "address"
    field: Literal[
        "street",
        "unit",
        "city",
        "district",
        "state",
        "state_code",
        "postcode",
        "country",
        "country_code",
        "latitude",
        "longitude",
        "time_zone",
        "phone",
        "full",
    ]
    group: str = ""
    pool_size: PoolSize | None = None


class Company(Variant):
    """A field of a made-up company, the same one for all columns of a table and ``group``."""

    kind: Literal["company"] = "company"
    field: Literal[
        "name", "legal_form", "vat_id", "email", "phone", "website", "industry", "slogan"
    ]
    group: str = ""
    pool_size: PoolSize | None = None


class Product(Variant):
    """A field of a made-up product, the same one for all columns of a table and ``group``."""

    kind: Literal["product"] = "product"
    field: Literal["name", "category", "description", "sku", "price"]
    group: str = ""
    pool_size: PoolSize | None = None


class ReferenceData(Variant):
    """A value of a well-known list that has nothing to do with the row's address.

    In a ``group``, columns agree: a country with its code, a currency with its name, a colour with
    its hexadecimal form, a language with its code. Without one each column draws by itself, evenly
    or the k-th of the list in proportion to k^-zipf.
    """

    kind: Literal["reference_data"] = "reference_data"
    field: Literal[
        "country",
        "country_code",
        "city",
        "state",
        "language",
        "language_code",
        "currency",
        "currency_name",
        "time_zone",
        "color",
        "color_hex",
        "job_title",
        "category",
    ]
    group: str | None = None
    zipf: Exponent | None = None

    @model_validator(mode="after")
    def _alone(self) -> Self:
        if self.group is not None and self.zipf is not None:
            text = "group and zipf are both given: leave one out"
            raise MendableError(
                text, without("leave out zipf", "zipf"), without("leave out group", "group")
            )
        return self


class Internet(Variant):
    """A technical value of the net, from the ranges reserved for documentation.

    In a ``group``, a file name and its media type agree.
    """

    kind: Literal["internet"] = "internet"
    field: Literal[
        "url",
        "domain",
        "ipv4",
        "ipv6",
        "mac",
        "user_agent",
        "file_path",
        "file_name",
        "mime_type",
        "image_url",
    ]
    group: str | None = None
