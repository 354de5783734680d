"""``bank_account``: accounts at made-up banks; the columns of a group agree with one another.

An index is a bank and an account's number.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, strings
from assets.tables.bank_countries import BANK_COUNTRIES, Bank
from assets.tables.check_digits import ascii_digits, digits_of, iso7064_mod97
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.permutation import Permutation
from assets.tables.pools import arrow_pool
from assets.tables.randomness import Rows

_WITHOUT_IBAN = "DE"


class BankAccountSource(Source):
    """Every field is the country's own, but an IBAN where the country has none."""

    def __init__(self, generator: spec.BankAccount, target: Target) -> None:
        self.entity = f"bank account {generator.group}"
        self._field = generator.field
        self._country = _country(generator, target)
        form = BANK_COUNTRIES[self._country]
        self._form, self._banks = form, form.banks
        self.size = len(form.banks) * 10**form.account
        self._accounts = Permutation(10**form.account, 1)
        self.distinct = self.size if generator.field == "iban" else 0
        texts = {"iban": "", "account_number": "", "bank": "bank"}.get(generator.field, "code")
        self.arrow_type = POOLED if texts else pa.string()
        longest = self._longest()
        if target.type.length is not None and longest > target.type.length:
            raise ValueError(
                f"a value of {generator.field} has up to {longest} characters, {target.type} holds "
                f"fewer: widen it"
            )

    def at(self, index: Rows) -> pa.Array:
        number, bank = np.divmod(index, np.uint64(len(self._banks)))
        match self._field:
            case "bank" | "bank_code" | "bic":
                return arrow_pool(self._texts()).pooled(bank)
            case "account_number":
                return strings(ascii_digits(self._account(number)))
            case _:
                return strings(self._ibans(bank, number))

    def _account(self, number: Rows) -> NDArray[np.uint8]:
        return digits_of(self._accounts(number), self._form.account)

    def _texts(self) -> tuple[str, ...]:
        if self._field == "bank":
            return tuple(bank.name for bank in self._banks)
        if self._field == "bic":
            return tuple(training_bic(bank, self._country) for bank in self._banks)
        return tuple(bank.code or bank.letters for bank in self._banks)

    def _longest(self) -> int:
        if self._field == "account_number":
            return self._form.account
        if self._field == "iban":
            zero = np.zeros(1, dtype=np.uint64)
            return int(self._ibans(zero, zero).shape[1])
        return max(map(len, self._texts()))

    def _ibans(self, bank: Rows, number: Rows) -> NDArray[np.uint8]:
        account = self._account(number)
        codes = _matrix([bank.code for bank in self._banks])[bank]
        letters = _matrix([bank.letters for bank in self._banks])[bank]
        check = self._form.check
        parts = {"A": ascii_digits(account), "B": codes, "L": letters}
        if check is not None:
            parts["K"] = check(np.concatenate([codes - np.uint8(48), account], axis=1))
        columns = [
            parts[sign] if sign in parts else np.full((len(bank), 1), ord(sign), dtype=np.uint8)
            for sign in self._form.bban
        ]
        bban = np.concatenate(columns, axis=1)
        country = _matrix([self._country])[np.zeros(len(bank), dtype=np.int64)]
        checked = np.concatenate([bban, country], axis=1)
        values = np.where(checked >= ord("A"), checked - 55, checked - 48).astype(np.uint8)
        letters_in = np.any(checked >= ord("A"), axis=0)
        widths = [2 if letter else 1 for letter in np.atleast_1d(letters_in)]
        found = digits_of(iso7064_mod97(values, widths).astype(np.uint64), 2)
        return np.concatenate([country, ascii_digits(found), bban], axis=1)


def training_bic(bank: Bank, country: str) -> str:
    """A BIC whose location code ends in 0, which ISO 9362 keeps for test and training."""
    return f"{bank.letters}{country}X0"


def _matrix(texts: list[str]) -> NDArray[np.uint8]:
    return np.array([list(text.encode()) for text in texts], dtype=np.uint8)


def _country(generator: spec.BankAccount, target: Target) -> str:
    country = generator.country or target.locale[-2:]
    known = country in BANK_COUNTRIES
    if not known or (generator.field == "iban" and not BANK_COUNTRIES[country].bban):
        return _WITHOUT_IBAN
    return country


KIND = Kind(STRINGS, BankAccountSource)
