"""Generators of things that have numbers: cards, bank accounts, vehicles, codes."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from assets.schema.base import Variant
from assets.schema.generator_fields import ordered
from assets.schema.repairs.edits import MendableError, without

IbanCountry = Literal["DE", "GB", "FR", "ES", "IT", "NL", "PL", "BR", "AT", "BE", "US", "JP"]


class PaymentCard(Variant):
    """A field of a payment card with a test number, the same one for all columns of a ``group``.

    Cards expire in the months from ``min`` to ``max``. ``separator`` parts the number's groups.
    """

    kind: Literal["payment_card"] = "payment_card"
    field: Literal["number", "network", "last_four", "expiry", "security_code"]
    group: str = ""
    separator: Literal["", " ", "-"] = ""
    min: date = date(2026, 1, 31)
    max: date = date(2030, 12, 31)

    @model_validator(mode="after")
    def _range(self) -> Self:
        ordered(self.min, self.max, "the range from min to max")
        return self


class BankAccount(Variant):
    """A field of an account at a made-up bank, the same one for all columns of a ``group``.

    ``country`` is that of the dataset's locale, unless told; a country without IBANs has German
    ones.
    """

    kind: Literal["bank_account"] = "bank_account"
    field: Literal["iban", "bic", "bank", "bank_code", "account_number"]
    group: str = ""
    country: IbanCountry | None = None


class Vehicle(Variant):
    """A field of a vehicle, the same one for all columns of a ``group``."""

    kind: Literal["vehicle"] = "vehicle"
    field: Literal["plate", "make", "model", "model_year", "vin"]
    group: str = ""


class Code(Variant):
    """A code with a valid check digit, from a range kept free; ``separator`` parts ISBNs."""

    kind: Literal["code"] = "code"
    field: Literal["ean13", "ean8", "upc", "isbn13", "isbn10", "imei"]
    separator: Literal["", " ", "-"] = ""

    @model_validator(mode="after")
    def _parts(self) -> Self:
        if self.separator and not self.field.startswith("isbn"):
            text = f"the digits of {self.field} are written without parts: leave out separator"
            raise MendableError(text, without("leave out separator", "separator"))
        return self
